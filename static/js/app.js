/* The few things that pages do by themselves. Everything works without this file, only less comfortably. */
(function () {
  "use strict";
  const root = document.documentElement;

  /* Dark mode, remembered in this browser. */
  function showTheme(theme) {
    root.setAttribute("data-bs-theme", theme);
    document.querySelectorAll("[data-theme-switch]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(theme === "dark"));
    });
  }

  /* A form marked data-once is sent once: the second press of an impatient finger does nothing. */
  function guard(form, button) {
    if (form.dataset.sent) return false;
    form.dataset.sent = "yes";
    if (button) {
      button.setAttribute("aria-busy", "true");
      // After the event, so that the name and value of the button are still sent.
      setTimeout(function () { button.disabled = true; }, 0);
    }
    return true;
  }

  function release(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy=true]").forEach(function (button) {
      button.disabled = false;
      button.removeAttribute("aria-busy");
    });
  }

  /* After a refused form, the first wrong field is where one goes on. */
  function focusFirstError(inside) {
    const wrong = inside.querySelector("[aria-invalid=true]:not([type=hidden])") || inside.querySelector("[data-error-summary]");
    if (wrong) wrong.focus();
  }

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) window.print();
    if (event.target.closest("[data-theme-switch]")) {
      const theme = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
      try { localStorage.setItem("theme", theme); } catch (refused) { /* private window: this page only */ }
      showTheme(theme);
    }
    const login = event.target.closest("[data-login]");
    if (login) {
      document.getElementById("id_username").value = login.dataset.login;
      document.getElementById("id_password").focus();
    }
  });

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (form.matches("[data-once]") && !guard(form, event.submitter)) event.preventDefault();
  });
  // A page taken from the browser's back cache must be usable again.
  addEventListener("pageshow", function (event) {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
  });

  /* On a phone the open menu lies over the page: it closes when the keyboard goes on to what is under it. */
  document.addEventListener("focusin", function (event) {
    const menu = document.querySelector("#navigation.show"), button = document.querySelector(".navbar-toggler");
    if (!menu || !button.checkVisibility() || event.target.closest(".navbar-vertical")) return;
    menu.classList.remove("show");
    button.classList.add("collapsed");
    button.setAttribute("aria-expanded", "false");
  });

  /* Filters that say nothing stay out of the address; the order of the table stays in it. */
  document.addEventListener("htmx:configRequest", function (event) {
    if (!event.target.matches("[data-drop-empty]")) return;
    const sent = event.detail.parameters;
    Object.keys(sent).forEach(function (name) { if (sent[name] === "" || sent[name] === "unknown") delete sent[name]; });
    const sort = new URLSearchParams(location.search).get("sort");
    if (sort) sent.sort = sort;
  });
  document.addEventListener("htmx:beforeRequest", function (event) { event.detail.target.setAttribute("aria-busy", "true"); });
  document.addEventListener("htmx:afterRequest", function (event) {
    event.detail.target.setAttribute("aria-busy", "false");
    if (event.target.matches("form[data-sent]")) release(event.target);
  });
  document.addEventListener("htmx:afterSwap", function (event) { focusFirstError(event.detail.target); });
  // What a colleague decided meanwhile is said in its own line.
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.status !== 404 || !event.detail.target.matches(".wait")) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });
  // Trouble is said, not swallowed.
  ["htmx:responseError", "htmx:sendError"].forEach(function (name) {
    document.addEventListener(name, function () {
      const note = document.getElementById("connection-trouble");
      if (note) note.hidden = false;
    });
  });

  document.addEventListener("DOMContentLoaded", function () {
    showTheme(root.getAttribute("data-bs-theme"));
    focusFirstError(document);
    const here = document.querySelector(".navbar-vertical [aria-current=page]");
    if (here && here.checkVisibility && here.checkVisibility()) here.scrollIntoView({ block: "nearest" });
  });
})();
