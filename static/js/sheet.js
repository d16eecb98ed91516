/* A sheet of marks by keyboard: Enter and the arrows go from input to input, down a column and back up it. */
(function () {
  "use strict";
  const steps = { Enter: 1, ArrowDown: 1, ArrowUp: -1 };

  function go(input, down) {
    const cell = input.closest("td"), row = cell.parentElement;
    const column = Array.prototype.indexOf.call(row.children, cell);
    let next = row;
    do { next = down > 0 ? next.nextElementSibling : next.previousElementSibling; }
    while (next && !next.children[column].querySelector("input"));
    const found = next && next.children[column].querySelector("input");
    if (found) { found.focus(); found.select(); }
    return Boolean(found);
  }

  document.addEventListener("keydown", function (event) {
    const input = event.target.closest("[data-sheet] input");
    const step = input && steps[event.key];
    if (!step) return;
    event.preventDefault();
    // The last one of a column is sent too.
    if (!go(input, step)) input.blur();
  });
})();
