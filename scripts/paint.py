"""How soon a page can be read on a slow machine, and whether it jumps while it loads: `make paint`.

    make paint                                  desks, lists, grids, dashboards; at 1280 and 390 pixels
    make paint ARGS="--only dashboards"         pages whose address has this in it

Chromium is slowed down four times and comes for the first time, with nothing kept. It scrolls to the end, so that what
loads later is seen too. Exit code 1 where a page is painted late or jumps. docs/how-to/measure.md says how to read it.
"""

import argparse
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scripts.demo_site import demo_site
from scripts.pictures import HEIGHTS, WIDTHS, settle

SLOWER = 4
MOST_MS, MOST_SHIFT = 1000, 0.1
# (who looks, address): the logins are those of the demo company.
PAGES = (
    ("", "/login/"),
    ("agent", "/"),
    ("leader", "/"),
    ("supervisor", "/"),
    ("manager", "/"),
    ("accountant", "/"),
    ("director", "/"),
    ("supervisor", "/waiting/"),
    ("agent", "/tickets/"),
    ("manager", "/tickets/"),
    ("leader", "/attendance/roster/"),
    ("manager", "/attendance/roster/?view=month"),
    ("manager", "/attendance/readings/"),
    ("leader", "/attendance/live/"),
    ("manager", "/dashboards/"),
    ("director", "/dashboards/coverage/"),
    ("accountant", "/payroll/"),
    ("agent", "/payroll/mine/"),
    ("manager", "/people/"),
    ("manager", "/changes/"),
    ("agent", "/find/?q=1"),
    ("agent", "/help/my-day/"),
)
WATCH = (Path(__file__).parent / "paint.js").read_text(encoding="utf-8")


def main() -> None:
    options = asked_for()
    missed = 0
    with demo_site() as site:
        print(f"{'width':>5} {'as':11} {'page':34} {'first':>6} {'largest':>8} {'jumps':>7}", flush=True)
        for width, username, path in chosen(options):
            looks = [look(site, username, path, width) for _number in range(options.repeat)]
            missed += said(width, username, path, looks)
    print(f"{missed} miss the targets: first paint {MOST_MS} ms, jumps {MOST_SHIFT}.")
    sys.exit(bool(missed))


def asked_for() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make paint", description=__doc__.partition("\n")[0])
    parser.add_argument("--only", default="", help="pages whose address has this in it")
    parser.add_argument("--repeat", type=int, default=3, help="the middle one of so many looks counts")
    parser.add_argument("--width", type=int, action="append")
    return parser.parse_args()


def chosen(options: argparse.Namespace) -> Iterator[tuple[int, str, str]]:
    for width in options.width or WIDTHS:
        for username, path in PAGES:
            if options.only in path:
                yield width, username, path


def look(site: Any, username: str, path: str, width: int) -> dict[str, Any]:
    """Open a page as somebody who was never here, scroll to its end, and say what was seen."""
    viewport = {"width": width, "height": HEIGHTS.get(width, 800)}
    page = site.new_tab(username, "zh-CN", "light", viewport=viewport).page
    page.add_init_script(WATCH)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(path, wait_until="load")
    settle(page)
    for _step in range(12):
        page.mouse.wheel(0, 600)
        page.wait_for_timeout(150)
    settle(page)
    seen: dict[str, Any] = page.evaluate("window.seen")
    page.context.close()
    return seen


def said(width: int, username: str, path: str, looks: list[dict[str, Any]]) -> bool:
    """Print the middle of the looks; whether it misses a target."""
    first, largest, shift = (
        statistics.median(look[name] for look in looks) for name in ("first", "largest", "shift")
    )
    is_missed = first > MOST_MS or shift > MOST_SHIFT
    told = f"{width:5} {username or 'visitor':11} {path:34} {first:6.0f} {largest:8.0f} {shift:7.3f}"
    print(f"{told}   {'MISSED' if is_missed else 'kept'}", flush=True)
    if shift > MOST_SHIFT / 2:
        for value, place in sorted(looks[0]["jumps"], reverse=True)[:3]:
            print(f"{'':18}{value:.3f} {place}")
    return is_missed


if __name__ == "__main__":
    main()
