/* Ctrl-K and single keys. Elements say their own key with data-key and data-key-label; keys rest while one types. */
(function () {
  "use strict";

  function typing(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(checkbox|radio|button|submit)$/.test(target.type);
  }

  /* The palette lists the navigation, the actions of the page and a search for tickets. */
  function entries(text) {
    const wanted = text.trim().toLowerCase();
    const links = Array.from(document.querySelectorAll(".navbar-vertical .nav-link[href], .page-actions a[href]"));
    const found = links.map(function (link) { return { label: link.textContent.trim(), href: link.href }; });
    const fitting = found.filter(function (entry) { return entry.label.toLowerCase().includes(wanted); });
    const palette = document.getElementById("palette");
    if (wanted) fitting.push({ label: palette.dataset.findLabel + " \u201c" + text.trim() + "\u201d", href: palette.dataset.find + encodeURIComponent(text.trim()) });
    return fitting.slice(0, 12);
  }

  function draw() {
    const palette = document.getElementById("palette");
    const list = palette.querySelector("ul");
    list.replaceChildren();
    entries(palette.querySelector("input").value).forEach(function (entry, index) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = entry.href;
      link.textContent = entry.label;
      link.setAttribute("role", "option");
      link.setAttribute("aria-selected", String(index === 0));
      item.append(link);
      list.append(item);
    });
  }

  function move(step) {
    const links = Array.from(document.querySelectorAll("#palette a"));
    const now = links.findIndex(function (link) { return link.getAttribute("aria-selected") === "true"; });
    const next = links[Math.min(Math.max(now + step, 0), links.length - 1)];
    links.forEach(function (link) { link.setAttribute("aria-selected", String(link === next)); });
    if (next) next.scrollIntoView({ block: "nearest" });
  }

  function openPalette() {
    const palette = document.getElementById("palette");
    if (!palette || palette.open) return;
    palette.querySelector("input").value = "";
    draw();
    palette.showModal();
  }

  function openKeys() {
    const dialog = document.getElementById("keys");
    const list = dialog.querySelector("dl");
    list.querySelectorAll("[data-own]").forEach(function (part) { part.remove(); });
    document.querySelectorAll("[data-key][data-key-label]").forEach(function (part) {
      const key = document.createElement("dt");
      const words = document.createElement("dd");
      const sign = document.createElement("kbd");
      sign.textContent = part.dataset.key;
      key.append(sign);
      words.textContent = part.dataset.keyLabel;
      [key, words].forEach(function (element) { element.dataset.own = "yes"; list.append(element); });
    });
    dialog.showModal();
  }

  /* Rows of a list. */
  function rows() { return Array.from(document.querySelectorAll("#list tbody tr")); }
  function here() { return document.querySelector("#list tr.is-here"); }
  function go(step) {
    const all = rows();
    const next = all[Math.min(Math.max(all.indexOf(here()) + step, 0), all.length - 1)];
    if (!next) return;
    all.forEach(function (row) { row.classList.toggle("is-here", row === next); });
    next.scrollIntoView({ block: "nearest" });
  }
  function inRow(selector) { const row = here(); return row && row.querySelector(selector); }

  const KEYS = {
    "?": openKeys,
    "/": function () { const field = document.querySelector(".filters input[type=search]"); if (field) field.focus(); },
    "j": function () { go(1); },
    "k": function () { go(-1); },
    "x": function () { const box = inRow("input[type=checkbox]"); if (box) box.click(); },
    "Enter": function () { const link = inRow("a[href]"); if (link) link.click(); }
  };

  function press(key) {
    const part = Array.from(document.querySelectorAll("[data-key]")).find(function (element) { return element.dataset.key === key && element.offsetParent !== null; });
    if (!part) return Boolean(KEYS[key]) && (KEYS[key](), true);
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(part.tagName)) part.focus(); else part.click();
    return true;
  }

  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); openPalette(); return; }
    const palette = document.getElementById("palette");
    if (palette && palette.open) {
      if (event.key === "ArrowDown") { event.preventDefault(); move(1); }
      if (event.key === "ArrowUp") { event.preventDefault(); move(-1); }
      if (event.key === "Enter") {
        const chosen = palette.querySelector("[aria-selected=true]");
        event.preventDefault();
        if (chosen) location.href = chosen.href;
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (typing(event.target) || (event.key === "Enter" && event.target !== document.body)) return;
    if (press(event.key)) event.preventDefault();
  });
  document.addEventListener("input", function (event) { if (event.target.closest("#palette")) draw(); });
  document.addEventListener("click", function (event) { if (event.target.matches("dialog.palette")) event.target.close(); });
})();
