/* The service desk: picked rows and typed words survive a refresh, templates are put into the text, kept filters know the address. */
(function () {
  "use strict";
  let picked = new Set();

  function boxes() { return Array.from(document.querySelectorAll("input[name=pick]")); }

  function count() {
    picked = new Set(boxes().filter(function (box) { return box.checked; }).map(function (box) { return box.value; }));
    const said = document.querySelector("[data-picked]");
    if (!said) return;
    said.dataset.words = said.dataset.words || said.textContent;
    said.textContent = picked.size ? said.dataset.words + " (" + picked.size + ")" : said.dataset.words;
  }

  document.addEventListener("change", function (event) {
    if (event.target.matches("input[name=pick]")) count();
    const choice = event.target.closest("[data-templates]");
    if (choice && choice.value) fill(choice);
  });

  /* What is typed beside the list survives a refresh too; not the tick for all that match: the filters may be others. */
  const TYPED = "#bulk [name=person], #bulk [name=status]";
  let typed = {}, typing = "";

  document.addEventListener("htmx:beforeSwap", function (event) {
    if (!event.detail.target || event.detail.target.id !== "list") return;
    count();
    document.querySelectorAll(TYPED).forEach(function (field) { typed[field.name] = field.value; });
    typing = document.activeElement && document.activeElement.matches(TYPED) ? document.activeElement.name : "";
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.detail.target.id !== "list") return;
    boxes().forEach(function (box) { box.checked = picked.has(box.value); });
    document.querySelectorAll(TYPED).forEach(function (field) {
      field.value = typed[field.name] || "";
      if (field.name === typing) field.focus();
    });
    count();
  });

  /* The text of a template comes from the server, which knows the ticket. */
  function fill(choice) {
    put(choice.dataset.templates.replace("/0/", "/" + choice.value + "/"));
    choice.value = "";
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-article]");
    if (button) put(button.dataset.article);
  });

  /* Puts the text behind an address at the end of the reply, and lets the draft be kept. */
  function put(address) {
    const text = document.getElementById("id_text");
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    fetch(address, { method: "POST", headers: { "X-CSRFToken": token } }).then(function (answer) {
      return answer.ok ? answer.text() : "";
    }).then(function (words) {
      if (words) text.value = text.value ? text.value + "\n" + words : words;
      text.focus();
      text.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  /* The last words before a page is closed are kept too; those that were sent are no draft any more. */
  let unkept = null;
  document.addEventListener("input", function (event) { if (event.target.matches(".composer [name=text]")) unkept = event.target; });
  document.addEventListener("htmx:beforeRequest", function (event) { if (event.detail.elt === unkept) unkept = null; });
  document.addEventListener("submit", function (event) { if (event.target.matches(".composer")) unkept = null; });
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState !== "hidden" || !unkept) return;
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    const body = new URLSearchParams({ text: unkept.value });
    fetch(unkept.getAttribute("hx-post"), { method: "POST", headers: { "X-CSRFToken": token }, body: body, keepalive: true });
    unkept = null;
  });

  document.addEventListener("submit", function (event) {
    if (!event.target.matches("[data-query]")) return;
    event.target.querySelector("[name=query]").value = location.search.replace(/^\?/, "");
  }, true);
})();
