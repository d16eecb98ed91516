// Run in the page by test_every_page.py: gives every control the focus and says where it is not seen or is covered.
(passed) => {
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const MOST = 60; // the rows of a list are alike
  const wrong = [];
  const nameOf = (element) => `${element.tagName.toLowerCase()} ${element.className} ${(element.textContent || element.name || "").trim().slice(0, 30)}`;
  let looked = 0;
  for (const element of document.querySelectorAll(CONTROLS)) {
    if (looked === MOST) break;
    if (element.disabled || !element.checkVisibility({ visibilityProperty: true }) || element.closest("[inert]") || passed.some((part) => element.closest(part))) continue;
    looked += 1;
    element.focus();
    if (document.activeElement !== element) {
      wrong.push(`does not take the focus: ${nameOf(element)}`);
      continue;
    }
    const look = getComputedStyle(element);
    const outlined = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 1;
    if (!outlined && look.boxShadow === "none") wrong.push(`the focus is not seen: ${nameOf(element)}`);
    const box = element.getBoundingClientRect();
    if (!box.width || !box.height || box.height > innerHeight) continue;
    const isOnScreen = (x, y) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight;
    const points = [[.5, .5], [.1, .2], [.9, .8]].map(([x, y]) => [box.left + box.width * x, box.top + box.height * y]);
    const isSeen = points.some(([x, y]) => {
      const top = isOnScreen(x, y) && document.elementFromPoint(x, y);
      return top && (element.contains(top) || top.contains(element) || [...(element.labels || [])].some((label) => label.contains(top)));
    });
    if (!isSeen) wrong.push(`covered while it has the focus: ${nameOf(element)}`);
  }
  return wrong;
};
