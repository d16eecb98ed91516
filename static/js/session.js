/* A session that is about to end says so, and can be kept; one that has ended says that too, and loses nothing. */
(function () {
  "use strict";
  const KEY = "session-ends", WARNING = 5 * 60 * 1000;
  const dialog = document.getElementById("session-end");
  if (!dialog) return;
  let ends = Date.now() + Number(document.body.dataset.sessionSeconds) * 1000;

  /* What another tab did prolongs this one too. */
  function remember() { try { localStorage.setItem(KEY, String(ends)); } catch (refused) { /* this tab alone */ } }
  function latest() {
    try { ends = Math.max(ends, Number(localStorage.getItem(KEY)) || 0); } catch (refused) { /* this tab alone */ }
    return ends - Date.now();
  }

  function show(state) {
    dialog.dataset.state = state;
    if (!dialog.open) dialog.showModal();
  }

  function look() {
    const left = latest();
    dialog.querySelector("[data-minutes]").textContent = String(Math.max(1, Math.ceil(left / 60000)));
    if (dialog.dataset.state === "over") return;
    if (left <= 0) over();
    else if (left <= WARNING) show("soon");
    else if (dialog.open) dialog.close();
  }

  function over() {
    document.dispatchEvent(new Event("session-ended"));
    show("over");
  }

  function stay() {
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    fetch(dialog.dataset.stay, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "error" }).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    }).then(function (told) {
      ends = Date.now() + told.seconds * 1000;
      remember();
      dialog.close();
    }).catch(over);
  }

  remember();
  setInterval(look, 15000);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) look(); });
  dialog.addEventListener("cancel", function (event) { if (dialog.dataset.state === "over") event.preventDefault(); });
  dialog.addEventListener("click", function (event) {
    if (event.target.closest("[data-stay]")) stay();
    if (event.target.closest("a")) document.dispatchEvent(new Event("session-ended"));
  });
  // The log-in page must not land inside another page.
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (!new URL(event.detail.xhr.responseURL || location.href).pathname.startsWith(dialog.dataset.door)) return;
    event.detail.shouldSwap = false;
    over();
  });
  look();
})();
