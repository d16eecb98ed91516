"""The pictures of the help pages and of README.md, from the demo company: `make pictures ARGS=--docs`.

Each is one page as its user sees it, small enough to be kept beside the code. The sizes are written down too, so that
the help pages do not jump while pictures load.
"""

import base64
import json
from pathlib import Path
from typing import Any

from scripts.demo_site import LOCALES, ROOT, settle

HELP = ROOT / "static" / "help"
README = ROOT / "docs" / "img"
# Picture: (URL name, who, height at most). The address is the one that following links has found.
PICTURES = {
    "desk-agent": ("desk", "agent", 760),
    "my-shifts": ("attendance:my_shifts", "agent", 640),
    "ask-leave": ("attendance:ask_leave", "agent", 700),
    "ticket": ("tickets:ticket", "agent", 760),
    "complaint": ("tickets:complaint", "agent", 640),
    "handover": ("attendance:handover", "agent", 640),
    "my-scorecard": ("performance:my_scorecard", "agent", 760),
    "payslip": ("payroll:payslip", "agent", 820),
    "roster": ("attendance:roster", "leader", 760),
    "live": ("attendance:live", "leader", 700),
    "waiting": ("waiting", "supervisor", 640),
    "record-conduct": ("performance:record_conduct", "leader", 700),
    "assessment": ("performance:assessment", "supervisor", 640),
    "dashboards": ("dashboards", "manager", 760),
    "person": ("staff:person", "manager", 700),
    "approve": ("payroll:review", "manager", 640),
    "draft": ("payroll:draft", "manager", 700),
    "imports": ("imports", "accountant", 640),
    "payroll-run": ("payroll:run", "accountant", 760),
    "pay-out": ("payroll:run", "accountant", 640),
    "dispute": ("payroll:answer", "accountant", 560),
}
README_PICTURES = {
    "desk": ("desk", "leader"),
    "payslip": ("payroll:payslip", "agent"),
    "roster": ("attendance:roster", "leader"),
}
LARGEST = 100_000  # bytes
# Where a picture begins further down the page.
FROM = {"pay-out": ".workbook-buttons"}
TO_WEBP = """async ([png, quality]) => {
  const image = new Image();
  image.src = "data:image/png;base64," + png;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width; canvas.height = image.height;
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/webp", quality).split(",")[1];
}"""


def take_help_pictures(site: Any, only: list[str]) -> list[str]:
    """Take all of them or those with such a name, in both languages; what could not be taken, in words."""
    found = {page.name: page.path for page in site.pages().pages}
    chosen = {name: spec for name, spec in PICTURES.items() if not only or any(part in name for part in only)}
    trouble = [f"{name}: no page {spec[0]}" for name, spec in chosen.items() if spec[0] not in found]
    place = HELP / "sizes.json"
    sizes = json.loads(place.read_text()) if place.exists() else {}
    blank = site.browser.new_page()
    for language, locale in LOCALES.items():
        for name, (url_name, who, height) in chosen.items():
            if url_name in found:
                tab = site.tab(who, locale, "light", viewport={"width": 1120, "height": 900})
                box = open_at(tab.page, found[url_name], FROM.get(name), height)
                shot = tab.page.screenshot(clip=box, full_page=True)
                trouble += save(blank, shot, HELP / language / f"{name}.webp")
                sizes[f"{language}/{name}.webp"] = [round(box["width"]), round(box["height"])]
    place.write_text(json.dumps(sizes, indent=1, sort_keys=True) + "\n")
    for name, (url_name, who) in README_PICTURES.items():
        if not only or any(part in f"readme-{name}" for part in only):
            page = site.new_tab(who, "en", "light", viewport={"width": 1280, "height": 860}).page
            page.goto(found[url_name])
            settle(page)
            trouble += save(blank, page.screenshot(), README / f"{name}.webp")
    return trouble


def open_at(page: Any, path: str, begins: str | None, height: int) -> dict[str, float]:
    """Open a page and give the part that is shown: without the navigation, from the title or from a card."""
    page.goto(path)
    settle(page)
    part = page.locator(".page-wrapper")
    if begins:
        part = page.locator(".card").filter(has=page.locator(begins)).first
    box: dict[str, float] = part.bounding_box()
    return box | {"height": min(box["height"], height)}


def save(blank: Any, png: bytes, place: Path) -> list[str]:
    """Write a picture as WebP, as good as fits; a complaint if it does not fit."""
    for quality in (0.85, 0.7, 0.5):
        small = base64.b64decode(blank.evaluate(TO_WEBP, [base64.b64encode(png).decode(), quality]))
        if len(small) <= LARGEST:
            break
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(small)
    return [f"{place} has {len(small)} bytes"] if len(small) > LARGEST else []
