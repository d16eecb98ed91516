/* Ctrl-K: what is typed is looked for on the server (htmx does that); here are the arrows and Enter. */
(function () {
  "use strict";

  function palette() { return document.getElementById("palette"); }
  function field() { return palette().querySelector("input"); }
  function results() { return Array.from(palette().querySelectorAll("a[role=option]")); }
  function chosen() { return palette().querySelector("a[aria-selected=true]"); }

  function choose(link) {
    results().forEach(function (one) { one.setAttribute("aria-selected", String(one === link)); });
    if (link) {
      field().setAttribute("aria-activedescendant", link.id);
      link.scrollIntoView({ block: "nearest" });
    } else field().removeAttribute("aria-activedescendant");
  }

  function move(step) {
    const all = results();
    if (all.length) choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
  }

  function open() {
    if (palette().open || document.querySelector("dialog[open]")) return;
    field().value = "";
    palette().showModal();
    htmx.trigger(field(), "palette-open");
  }

  /* What was found belongs to what is in the field; before the answer is there, Enter asks for the whole page. */
  function isFresh() { return palette().dataset.text === field().value.trim(); }

  document.addEventListener("keydown", function (event) {
    if (!palette()) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); open(); return; }
    if (!palette().open || event.isComposing) return;
    // By itself a browser empties the field first, and closes at the second press.
    if (event.key === "Escape") { event.preventDefault(); palette().close(); return; }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); move(event.key === "ArrowDown" ? 1 : -1); }
    if (event.key !== "Enter" || event.target !== field()) return;
    event.preventDefault();
    if (isFresh() && chosen()) location.href = chosen().href;
    else if (field().value.trim()) field().form.submit();
  });

  document.addEventListener("htmx:beforeRequest", function (event) {
    if (event.target.closest("#palette")) event.detail.xhr.asked = field().value.trim();
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.detail.target.id !== "palette-found") return;
    palette().dataset.text = event.detail.xhr.asked;
    choose(results()[0]);
  });

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-palette]");
    if (button && palette() && !(event.ctrlKey || event.metaKey || event.shiftKey)) { event.preventDefault(); open(); }
    if (event.target.matches("dialog.palette")) event.target.close();
  });
})();
