// Run in the page by scripts/looks.py: { texts: all that can be read, wide: what sticks out to the right }.
() => {
  // Rows of a list are laid out when they come into sight (app.css); what looks or takes pictures sees all of them.
  document.styleSheets[0].insertRule(".table-stack > tbody > tr { content-visibility: visible !important; }");

  const other = "script, style, template, code, kbd, [lang]:not(html), [translate=no]";
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    if (text && !walker.currentNode.parentElement.closest(other)) texts.push(text);
  }
  for (const name of ["placeholder", "title", "aria-label", "data-label", "alt"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      if (element.getAttribute(name) && !element.closest(other)) texts.push(element.getAttribute(name));
    }
  }

  const room = document.documentElement.clientWidth;
  const scrolls = (element) => /auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX);
  const isHeld = (element) => {
    for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) if (scrolls(up)) return true;
    return false;
  };
  const wide = [];
  if (document.documentElement.scrollWidth > room) {
    for (const element of document.querySelectorAll("body *")) {
      const box = element.getBoundingClientRect();
      if (box.width && box.right > room + 1 && !isHeld(element)) wide.push(`${element.tagName.toLowerCase()}.${element.className}`);
    }
    if (!wide.length) wide.push("something");
  }
  return { texts, wide };
}
