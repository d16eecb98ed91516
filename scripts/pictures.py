"""Take a picture of every page of the demo company, in both languages and two widths, and say what looks wrong.

    make pictures                                        everything, into var/pictures
    make pictures ARGS="--only payroll: --width 390"     some pages (part of a URL name or address), one width
    make pictures ARGS="--language zh --dark"            Chinese, dark
    make pictures ARGS="--docs"                          the pictures of the help pages, into static/help

The company lives in a folder that is thrown away. Its clock stands at half past nine in the morning, when people are
at work. Exit code 1: something looks wrong; it is listed at the end and in index.html.
"""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from scripts.demo_site import LOCALES, ROOT, demo_site, settle
from scripts.help_pictures import take_help_pictures
from scripts.picture_index import write_index

WIDTHS = (1280, 390)
HEIGHTS = {1280: 800, 390: 844}


def main() -> None:
    options = asked_for()
    began = time.monotonic()
    with demo_site() as site:
        if options.docs:
            trouble = take_help_pictures(site, options.only)
        else:
            trouble = take_pictures(site, options)
    for line in trouble:
        print(f"  {line}")
    print(f"{len(trouble)} things look wrong. {time.monotonic() - began:.0f} s.")
    sys.exit(1 if trouble else 0)


def asked_for() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", action="append", default=[], help="part of a URL name, an address, a name")
    parser.add_argument("--language", choices=LOCALES, action="append")
    parser.add_argument("--width", type=int, action="append")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "pictures")
    parser.add_argument("--docs", action="store_true", help="the pictures of the help pages instead")
    return parser.parse_args()


def take_pictures(site: Any, options: argparse.Namespace) -> list[str]:
    """Pictures of the chosen pages; what is wrong with them, in words."""
    found = site.pages()
    pages = [
        page
        for page in found.pages
        if not options.only or any(part in page.name or part in page.path for part in options.only)
    ]
    trouble = [f"broken link: {link}" for link in found.broken]
    trouble += [
        f"{page.name}: no link leads to {page.path}" for page in found.unlinked if not page.may_be_lost
    ]
    widths, theme = options.width or WIDTHS, "dark" if options.dark else "light"
    shots: dict[Any, list[str]] = {}
    for language in options.language or LOCALES:
        for page in pages:
            tab = site.tab(page.username, LOCALES[language], theme)
            taken, wrong = take(tab, page, language, widths, options.out)
            shots.setdefault(page, []).extend(taken)
            place = f"{page.name} {language} ({page.username or 'visitor'} {page.path})"
            trouble += [f"{place}: {words}" for words in wrong]
    print(
        f"{len(pages)} pages, {sum(map(len, shots.values()))} pictures: {write_index(options.out, shots, trouble)}"
    )
    return trouble


def take(tab: Any, page: Any, language: str, widths: Any, folder: Path) -> tuple[list[str], list[str]]:
    """Open a page once and take it at each width. (names of files, what is wrong)."""
    from scripts.looks import look_at

    wrong, files = [], []
    tab.said.clear()
    answer = tab.page.goto(page.path)
    if answer.status != 200:
        wrong.append(f"answers {answer.status}")
    for width in widths:
        tab.page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 800)})
        settle(tab.page)
        wrong += look_at(tab.page, language, width)
        name = f"{page.slug}-{language}-{width}{'-dark' if tab.theme == 'dark' else ''}.png"
        folder.mkdir(parents=True, exist_ok=True)
        tab.page.screenshot(path=folder / name, full_page=True)
        files.append(name)
    return files, list(dict.fromkeys(wrong + [f"the browser complains: {words}" for words in tab.said]))


if __name__ == "__main__":
    main()
