"""What a page shows that it should not: too wide for a phone, the other language, raw values."""

import re
from typing import Any

# Latin words that a Chinese reader knows by these letters; all else in Latin letters on a Chinese page is left over.
ALLOWED = {
    "Excel",
    "CSV",
    "PDF",
    "PNG",
    "JPG",
    "Ctrl",
    "Enter",
    "Esc",
    "English",
    "ID",
    "SKU",
    "KB",
    "MB",
    "SF",
}
RAW = re.compile(r"\b(None|True|False|NaN|undefined|Decimal\()|\{\{|\{%|<\w+ object|%\(\w+\)|datetime\.")
LATIN = re.compile(r"[A-Za-z][A-Za-z']+")
# Names of things in capitals with digits (KF0009, TS-1), addresses and file names are no words.
NO_WORD = re.compile(r"\S*[0-9@/._]\S*|\S+\.\w{2,4}\b")
CHINESE = re.compile(r"[\u4e00-\u9fff]")

# Text of the page by kind: everything that can be read, and the words of the product itself.
READ = """() => {
  const found = { texts: [], words: [], wide: [] };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const own = 'th, label, legend, button, .btn, .nav-link, h2, h3, .nav-heading, .dropdown-item, caption, .badge, summary';
  while (walker.nextNode()) {
    const at = walker.currentNode.parentElement, text = walker.currentNode.textContent.trim();
    if (!text || at.closest('script, style, template, code, kbd, [lang]:not(html), [translate=no]')) continue;
    found.texts.push(text);
    if (at.closest(own) && !at.closest('[data-own-words], .person-name, .roster')) found.words.push(text);
  }
  document.querySelectorAll('[placeholder], [title], [aria-label], [data-label], [alt]').forEach((at) => {
    if (at.closest('[lang]:not(html)')) return;
    ['placeholder', 'title', 'aria-label', 'data-label', 'alt'].forEach((name) => { const text = at.getAttribute(name); if (text) found.texts.push(text); });
  });
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > room) {
    document.querySelectorAll('body *').forEach((at) => {
      const box = at.getBoundingClientRect();
      let held = false;
      for (let up = at.parentElement; up; up = up.parentElement) if (/auto|scroll|hidden|clip/.test(getComputedStyle(up).overflowX)) held = true;
      if (box.right > room + 1 && box.width && !held) found.wide.push(at.tagName.toLowerCase() + '.' + at.className);
    });
    if (!found.wide.length) found.wide.push('something');
  }
  return found;
}"""


def look_at(page: Any, language: str, width: int) -> list[str]:
    """What is wrong with the page as it is shown now, in words."""
    found = page.evaluate(READ)
    wrong = [f"raw value “{text}”" for text in found["texts"] if RAW.search(text)]
    if found["wide"]:
        wrong.append(f"wider than {width} px: {', '.join(found['wide'][-3:])}")
    if language == "zh":
        wrong += [f"English “{text[:80]}”" for text in found["texts"] if foreign_words(text)]
    return wrong


def foreign_words(text: str) -> list[str]:
    """Latin words of a text that are left over on a Chinese page."""
    return [
        word for word in LATIN.findall(NO_WORD.sub(" ", text)) if word not in ALLOWED and not word.isupper()
    ]
