// Run in the page by test_every_page.py: the frame that every page has, and says what is wrong with it.
() => {
  const wrong = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const once = (selector, what) => all(selector).length === 1 || wrong.push(`${all(selector).length} of ${what}`);
  once("main", "the main landmark");
  once("h1", "the heading of the page");
  if (!document.title.trim() || document.title.startsWith("·")) wrong.push("the window has no title");
  if (!document.querySelector("h1")?.textContent.trim()) wrong.push("the heading is empty");
  if (!document.querySelector(".navbar-vertical")) return wrong;

  const skip = document.querySelector("a[href], button, input:not([type=hidden]), select, textarea");
  const target = document.querySelector(skip.getAttribute("href") || "nothing");
  if (!skip.matches(".skip-link") || target !== document.querySelector("main")) wrong.push("the first stop does not lead to the content");
  skip.focus();
  if (skip.getBoundingClientRect().top < 0) wrong.push("the way to the content stays hidden while it has the focus");
  skip.blur();

  once("nav#navigation[aria-label]", "the navigation");
  once("aside[aria-label]", "the side of the page");
  const names = all("nav").map((nav) => nav.getAttribute("aria-label") || nav.getAttribute("aria-labelledby"));
  if (names.includes(null)) wrong.push("a navigation without a name");
  const entries = all("#navigation .nav-entries a");
  if (entries.some((link) => !link.textContent.trim())) wrong.push("an entry without words");
  const here = entries.filter((link) => link.getAttribute("aria-current") === "page");
  const own = entries.filter((link) => link.pathname === location.pathname);
  if (here.length > 1 || own.some((link) => !here.includes(link))) wrong.push(`${here.length} entries are the current page`);
  if (own.length > 1) wrong.push("two entries lead here");

  const menu = document.querySelector(".navbar-toggler");
  const isFolded = menu.checkVisibility();
  if (isFolded && !(menu.getAttribute("aria-label") && menu.getAttribute("aria-controls") === "navigation" && menu.hasAttribute("aria-expanded"))) wrong.push("the button of the menu does not say what it does");
  if (!isFolded && here.length) {
    const box = here[0].getBoundingClientRect();
    if (box.bottom <= 0 || box.top >= innerHeight) wrong.push("the current entry is out of sight");
  }
  return wrong;
};
