/* Single keys. Elements say their own with data-key and data-key-label, pages of the navigation with data-go (after g);
   keys rest while one types. "?" lists them. */
(function () {
  "use strict";

  function typing(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(checkbox|radio|button|submit)$/.test(target.type);
  }

  /* Whoever speaks to the computer, or rests a hand on the keyboard, can do without single keys. */
  function isOn() { try { return localStorage.getItem("keys") !== "off"; } catch (refused) { return true; } }

  function openKeys() {
    const dialog = document.getElementById("keys");
    dialog.querySelector("[data-keys-switch]").checked = isOn();
    const list = dialog.querySelector("dl");
    list.querySelectorAll("[data-own]").forEach(function (part) { part.remove(); });
    function add(keys, label) {
      const key = document.createElement("dt"), words = document.createElement("dd");
      keys.forEach(function (name) {
        const sign = document.createElement("kbd");
        sign.textContent = name;
        key.append(sign, " ");
      });
      words.textContent = label;
      [key, words].forEach(function (element) { element.dataset.own = "yes"; list.append(element); });
    }
    document.querySelectorAll("[data-key][data-key-label]").forEach(function (part) { add([part.dataset.key], part.dataset.keyLabel); });
    document.querySelectorAll("[data-go]").forEach(function (part) { add(["g", part.dataset.go], part.textContent.trim()); });
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

  /* g, then a letter: to a page of the navigation. */
  let going = 0;
  function goTo(key) {
    const link = Date.now() - going < 1500 && document.querySelector('[data-go="' + CSS.escape(key) + '"]');
    going = key === "g" ? Date.now() : 0;
    if (link) link.click();
    return Boolean(link) || key === "g";
  }

  function press(key) {
    if (goTo(key)) return true;
    const part = Array.from(document.querySelectorAll("[data-key]")).find(function (element) { return element.dataset.key === key && element.offsetParent !== null; });
    if (!part) return Boolean(KEYS[key]) && (KEYS[key](), true);
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(part.tagName)) part.focus(); else part.click();
    return true;
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (typing(event.target) || (event.key === "Enter" && event.target !== document.body)) return;
    if (isOn() && press(event.key)) event.preventDefault();
  });
  document.addEventListener("change", function (event) {
    if (!event.target.matches("[data-keys-switch]")) return;
    try { localStorage.setItem("keys", event.target.checked ? "on" : "off"); } catch (refused) { /* private window */ }
  });
  document.addEventListener("click", function (event) { if (event.target.closest("[data-keys-open]")) openKeys(); });
})();
