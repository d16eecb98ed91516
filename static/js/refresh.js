/* Parts of a page that ask again by themselves keep still while nobody looks, and while somebody writes in them. */
(function () {
  "use strict";
  const isChanged = function (field) {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") return Array.from(field.options).some(function (one) { return one.selected !== one.defaultSelected; }) && field.selectedIndex > 0;
    return field.type !== "hidden" && field.value !== field.defaultValue;
  };
  function isBusy(part) {
    const here = document.activeElement;
    if (here && part.contains(here) && here.matches("input, select, textarea")) return true;
    if (part.querySelector("details[open], form[data-sent]")) return true;
    return Array.from(part.querySelectorAll("input, select, textarea")).some(isChanged);
  }
  document.addEventListener("htmx:beforeRequest", function (event) {
    const part = event.detail.elt;
    if (part.matches("[data-refreshes]") && (document.hidden || isBusy(part))) event.preventDefault();
  });
  // The focus of who uses the keyboard stays where it was, by its name.
  document.addEventListener("htmx:beforeSwap", function (event) {
    const part = event.detail.target, here = document.activeElement;
    if (!part.matches("[data-refreshes]") || !here || !part.contains(here)) return;
    const place = Array.from(part.querySelectorAll("a, button, summary")).indexOf(here);
    addEventListener("htmx:afterSettle", function () {
      const now = document.getElementById(part.id);
      const again = now && now.querySelectorAll("a, button, summary")[place];
      if (again) again.focus({ preventScroll: true });
    }, { once: true });
  });
})();
