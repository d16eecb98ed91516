/* Choosing squares of the roster with mouse, finger or keyboard, and putting a shift on them. */
(function () {
  "use strict";
  const KEYS = { d: "day", "1": "day", n: "night", "2": "night", r: "off", "0": "off", o: "off", Delete: "none", Backspace: "none" };
  let anchor = null; // where a choice began, as [row, column]
  let head = null; // where it is now
  let dragging = false;
  let copied = null; // kinds of the squares that were copied, row by row

  const grid = function () { return document.querySelector("[data-roster]"); };
  const rows = function () { return Array.from(grid().tBodies[0].rows); };
  const square = function (place) {
    const row = rows()[place[0]];
    return row ? row.querySelectorAll("[data-day]")[place[1]] : null;
  };
  function placeOf(cell) {
    const row = cell.closest("tr");
    return [rows().indexOf(row), Array.from(row.querySelectorAll("[data-day]")).indexOf(cell)];
  }

  function chosen() {
    if (!anchor || !head) return [];
    const found = [];
    for (let row = Math.min(anchor[0], head[0]); row <= Math.max(anchor[0], head[0]); row++) {
      for (let column = Math.min(anchor[1], head[1]); column <= Math.max(anchor[1], head[1]); column++) {
        const cell = square([row, column]);
        if (cell && cell.hasAttribute("aria-selected")) found.push(cell);
      }
    }
    return found;
  }

  function show(focus) {
    if (!grid()) return;
    const now = new Set(chosen());
    grid().querySelectorAll("[aria-selected]").forEach(function (cell) {
      cell.setAttribute("aria-selected", String(now.has(cell)));
      cell.tabIndex = -1;
    });
    const at = head && square(head);
    const first = at && at.hasAttribute("aria-selected") ? at : grid().querySelector("[aria-selected]");
    if (first) first.tabIndex = 0;
    if (focus && at) at.focus({ preventScroll: false });
  }

  function choose(place, extend, focus) {
    if (!square(place)) return;
    head = place;
    if (!extend || !anchor) anchor = place;
    show(focus);
  }

  const nameOf = function (cell) { return cell.closest("tr").dataset.person + ":" + cell.dataset.day; };
  function send(cells, kind, times) {
    if (!cells.length) return;
    const place = grid().dataset;
    const values = { group: place.group, view: place.view, start: place.start, kind: kind, cells: cells.map(nameOf).join(",") };
    if (times) { values.start_time = times[0]; values.end_time = times[1]; }
    htmx.ajax("POST", place.url, { target: "#roster", swap: "innerHTML", values: values });
  }

  function ownTimes() {
    const start = document.querySelector("[data-own-start]");
    const end = document.querySelector("[data-own-end]");
    if (!start.value) { start.focus(); return null; }
    if (!end.value) { end.focus(); return null; }
    return [start.value, end.value];
  }

  function paint(kind) {
    if (kind !== "own") { send(chosen(), kind); return; }
    const times = ownTimes();
    if (times) send(chosen(), times[0] >= "15:00" || times[0] < "04:00" ? "night" : "day", times);
  }

  /* Ctrl C takes the kinds of the chosen squares; Ctrl V lays them down from the focused square on. */
  const KINDS = ["day", "night", "off", "none"];
  const kindOf = function (cell) { return KINDS.find(function (kind) { return cell.classList.contains("is-" + kind); }); };
  function copy() {
    const top = Math.min(anchor[0], head[0]), left = Math.min(anchor[1], head[1]);
    copied = chosen().map(function (cell) {
      const place = placeOf(cell);
      return [place[0] - top, place[1] - left, kindOf(cell)];
    });
  }
  function paste() {
    const top = Math.min(anchor[0], head[0]), left = Math.min(anchor[1], head[1]);
    const by = {};
    copied.forEach(function (one) {
      const cell = square([top + one[0], left + one[1]]);
      if (cell && cell.hasAttribute("aria-selected")) (by[one[2]] = by[one[2]] || []).push(nameOf(cell));
    });
    const place = grid().dataset;
    const pairs = Object.keys(by).map(function (kind) { return kind + "=" + by[kind].join(","); });
    if (pairs.length) htmx.ajax("POST", place.url, { target: "#roster", swap: "innerHTML", values: { group: place.group, view: place.view, start: place.start, kind: "none", pasted: pairs.join(";") } });
  }

  document.addEventListener("pointerdown", function (event) {
    const cell = event.target.closest("[data-roster] [aria-selected]");
    if (!cell || event.button !== 0) return;
    dragging = event.pointerType === "mouse";
    choose(placeOf(cell), event.shiftKey, true);
  });
  document.addEventListener("pointerover", function (event) {
    const cell = dragging && event.target.closest("[data-roster] [aria-selected]");
    if (cell) choose(placeOf(cell), true, false);
  });
  document.addEventListener("pointerup", function () { dragging = false; });

  document.addEventListener("click", function (event) {
    const brush = event.target.closest("[data-brush]");
    if (brush && grid()) paint(brush.dataset.brush);
  });

  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-send-on-change]") && event.target.value) event.target.form.requestSubmit();
  });

  document.addEventListener("keydown", function (event) {
    if (!grid()) return;
    if (event.target === document.body && event.key.startsWith("Arrow")) {
      // From anywhere on the page an arrow leads into the grid.
      event.preventDefault();
      choose(head || placeOf(grid().querySelector("[aria-selected]")), false, true);
      return;
    }
    if (!event.target.closest("[data-roster]")) return;
    if (!head) choose(placeOf(event.target), false, false);
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -head[1]], End: [0, 99] }[event.key];
    if (step) {
      const last = rows()[head[0]].querySelectorAll("[data-day]").length - 1;
      choose([head[0] + step[0], Math.min(head[1] + step[1], last)], event.shiftKey, true);
    } else if (event.ctrlKey || event.metaKey) {
      if (event.key === "c") copy();
      else if (event.key === "v" && copied) paste();
      else if (event.key === "a") { anchor = [0, 0]; head = [rows().length - 1, rows()[0].querySelectorAll("[data-day]").length - 1]; show(true); }
      else return;
    } else if (KEYS[event.key] || KEYS[event.key.toLowerCase()]) {
      paint(KEYS[event.key] || KEYS[event.key.toLowerCase()]);
    } else if (event.key === "t") {
      document.querySelector("[data-own-start]").focus();
    } else return;
    event.preventDefault();
  });

  document.addEventListener("htmx:afterSwap", function (event) { if (event.detail.target.id === "roster") show(true); });
  document.addEventListener("DOMContentLoaded", function () { show(false); });
})();
