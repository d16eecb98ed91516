/* What one has typed into a form and not sent is kept in this browser, for this person, for three days.
   Kept out: passwords, files, personal data, filters, and forms that htmx sends piece by piece. */
(function () {
  "use strict";
  const KEPT = 3 * 24 * 3600 * 1000, SENT = "draft-sent";
  // As the fields of the models that are encrypted.
  const PRIVATE = /^(bank_card|id_number|phone|address|real_name)$/;
  const person = document.body.dataset.person;
  const prefix = "draft:" + person + ":";
  const changed = new Set();

  function store(use) { try { return use(localStorage); } catch (refused) { return null; /* private window */ } }

  function forms() {
    return Array.from(document.querySelectorAll("form[method=post]:not([hx-post])")).filter(function (form) {
      return form.querySelector("textarea, select, input:not([type=hidden])") && !form.querySelector("[type=password], [type=file]");
    });
  }
  function keyOf(form) { return prefix + location.pathname + location.search + "#" + (form.getAttribute("action") || ""); }
  function fields(form) {
    return Array.from(form.elements).filter(function (field) {
      return field.name && !PRIVATE.test(field.name) && !/^(hidden|submit|button|password|file)$/.test(field.type);
    });
  }
  function isTick(field) { return field.type === "checkbox" || field.type === "radio"; }
  function values(form) {
    return fields(form).map(function (field) {
      if (isTick(field)) return [field.name, field.value, field.checked];
      if (field.multiple) return [field.name, Array.from(field.selectedOptions).map(function (option) { return option.value; })];
      return [field.name, field.value];
    });
  }

  function drafts() {
    return store(function (kept) {
      return Object.keys(kept).filter(function (key) { return key.startsWith(prefix); });
    }) || [];
  }
  function read(key) { return store(function (kept) { return JSON.parse(kept.getItem(key)); }); }
  function drop(key) { store(function (kept) { kept.removeItem(key); }); }
  function keep(form) {
    const now = JSON.stringify(values(form));
    if (now === form.dataset.asLoaded) { drop(keyOf(form)); changed.delete(form); return; }
    changed.add(form);
    store(function (kept) { kept.setItem(keyOf(form), JSON.stringify({ at: Date.now(), values: JSON.parse(now) })); });
  }

  function forgetSent() {
    try {
      const sent = sessionStorage.getItem(SENT);
      sessionStorage.removeItem(SENT);
      return sent;
    } catch (refused) { return null; }
  }

  /* Old ones go; those of a form that was sent go once a page of the site came back that refuses nothing. */
  function clear() {
    const old = Date.now() - KEPT;
    drafts().forEach(function (key) { const draft = read(key); if (!draft || draft.at < old) drop(key); });
    const sent = forgetSent();
    const arrived = performance.getEntriesByType("navigation")[0];
    if (sent && arrived && arrived.type === "navigate" && !document.querySelector("[data-error-summary]")) drop(sent);
  }

  function restore(form) {
    form.dataset.asLoaded = JSON.stringify(values(form));
    const draft = read(keyOf(form));
    // A refused form comes back with what was sent; that is newer.
    if (!draft || document.querySelector("[data-error-summary]")) return;
    const left = draft.values.slice();
    fields(form).forEach(function (field) {
      const found = left.findIndex(function (one) { return one[0] === field.name && (!isTick(field) || one[1] === field.value); });
      if (found < 0) return;
      const value = left.splice(found, 1)[0];
      if (isTick(field)) field.checked = value[2];
      else if (field.multiple) Array.from(field.options).forEach(function (option) { option.selected = value[1].includes(option.value); });
      else field.value = value[1];
    });
    if (JSON.stringify(values(form)) === form.dataset.asLoaded) { drop(keyOf(form)); return; }
    changed.add(form);
    tell(form, draft.at);
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function tell(form, at) {
    const note = document.getElementById("draft-note").content.firstElementChild.cloneNode(true);
    const when = new Date(at), two = function (number) { return String(number).padStart(2, "0"); };
    note.querySelector("[data-at]").textContent = two(when.getHours()) + ":" + two(when.getMinutes());
    note.querySelector("button").addEventListener("click", function () {
      drop(keyOf(form));
      changed.delete(form);
      location.reload();
    });
    form.insertAdjacentElement("beforebegin", note);
  }

  function begin() {
    // The log-in page or an error came instead of an answer: what was sent was not taken.
    if (!person || !document.getElementById("draft-note")) { forgetSent(); return; }
    clear();
    forms().forEach(restore);
    ["input", "change"].forEach(function (name) {
      document.addEventListener(name, function (event) {
        const form = event.target.form;
        if (event.isTrusted && form && form.dataset.asLoaded !== undefined) keep(form);
      });
    });
    document.addEventListener("submit", function (event) {
      const form = event.target;
      if (form.matches("[action$='/logout/']") && drafts().length) {
        if (!confirm(form.dataset.draftsWarning)) { event.preventDefault(); return; }
        drafts().forEach(drop);
        changed.clear();
      }
      if (event.defaultPrevented || form.dataset.asLoaded === undefined) return;
      changed.delete(form);
      try { sessionStorage.setItem(SENT, keyOf(form)); } catch (refused) { /* private window */ }
    });
    // “Cancel” means it.
    document.addEventListener("click", function (event) {
      const link = event.target.closest(".form-buttons a[href]"), form = link && link.closest("form");
      if (form) { drop(keyOf(form)); changed.delete(form); }
    });
    addEventListener("beforeunload", function (event) { if (changed.size) event.preventDefault(); });
  }

  // A session that ended took nothing with it: after logging in the form is filled in again without being asked about.
  document.addEventListener("session-ended", function () { changed.clear(); });
  begin();
})();
