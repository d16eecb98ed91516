/* A field that names a person suggests people while one types: pinyin and initials find them too. */
(function () {
  "use strict";
  let asked = 0;

  function listOf(field) { return document.getElementById(field.id + "-people"); }

  function make(field) {
    const list = document.createElement("ul");
    list.className = "suggestions";
    list.id = field.id + "-people";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "false");
    field.setAttribute("aria-controls", list.id);
    field.insertAdjacentElement("afterend", list);
    return list;
  }

  function show(field, people) {
    const list = listOf(field) || make(field);
    list.replaceChildren();
    people.forEach(function (person, index) {
      const item = document.createElement("li"), name = document.createElement("span"), hint = document.createElement("small");
      item.id = list.id + "-" + index;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.dataset.value = person.value;
      name.textContent = person.name;
      hint.textContent = person.hint;
      item.append(name, hint);
      list.append(item);
    });
    list.hidden = !people.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    field.removeAttribute("aria-activedescendant");
  }

  function hide(field) { if (listOf(field)) show(field, []); }

  function ask(field) {
    const mine = ++asked, text = field.value.trim(), address = new URL(field.dataset.people, location.href);
    if (!text) { hide(field); return; }
    address.searchParams.set("q", text);
    fetch(address, { headers: { "Accept": "application/json" } }).then(function (answer) {
      return answer.ok ? answer.json() : { people: [] };
    }).then(function (found) {
      // An answer that was overtaken, or comes after the field was left, is not shown.
      if (mine === asked && document.activeElement === field) show(field, found.people);
    }).catch(function () { hide(field); });
  }

  function choose(field, item) {
    field.value = item.dataset.value;
    hide(field);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function move(field, step) {
    const items = Array.from(listOf(field).children);
    const now = items.findIndex(function (item) { return item.getAttribute("aria-selected") === "true"; });
    const next = items[(now + step + items.length) % items.length];
    items.forEach(function (item) { item.setAttribute("aria-selected", String(item === next)); });
    field.setAttribute("aria-activedescendant", next.id);
    next.scrollIntoView({ block: "nearest" });
  }

  let wait = 0;
  document.addEventListener("input", function (event) {
    if (!event.target.matches("input[data-people]")) return;
    clearTimeout(wait);
    wait = setTimeout(ask, 120, event.target);
  });
  document.addEventListener("keydown", function (event) {
    const field = event.target, list = field.matches && field.matches("input[data-people]") && listOf(field);
    if (!list || list.hidden || event.isComposing) return;
    const chosen = list.querySelector("[aria-selected=true]");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); move(field, event.key === "ArrowDown" ? 1 : -1); }
    if (event.key === "Enter" && chosen) { event.preventDefault(); choose(field, chosen); }
    if (event.key === "Tab" && chosen) choose(field, chosen);
    if (event.key === "Escape") { event.stopPropagation(); hide(field); }
  });
  // Before the field loses the focus.
  document.addEventListener("mousedown", function (event) {
    const item = event.target.closest(".suggestions [data-value]");
    if (!item) return;
    event.preventDefault();
    choose(document.querySelector('[aria-controls="' + item.parentElement.id + '"]'), item);
  });
  document.addEventListener("focusout", function (event) {
    if (event.target.matches("input[data-people]")) { asked++; hide(event.target); }
  });
})();
