"""How much work a browser has until a page can be read, and whether the page jumps while it loads: `make paint`.

    make paint                                  desks, lists, grids, dashboards; at 1280 and 390 pixels
    make paint ARGS="--only dashboards"         pages whose address has this in it

Chromium comes for the first time, with nothing kept, and scrolls to the end, so that what loads later is seen too. Exit
code 1 where a slow machine would paint a page late, or a page jumps. docs/how-to/measure.md says how to read it.
"""

import argparse
import json
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
        print(
            f"{'width':>5} {'as':11} {'page':34} {'work':>6} {'slow':>6} {'here':>6} {'jumps':>7}", flush=True
        )
        for width, username, path in chosen(options):
            looks = [look(site, username, path, width) for _number in range(options.repeat)]
            missed += said(width, username, path, looks)
    print(f"{missed} miss the targets: {MOST_MS} ms on a machine {SLOWER} times slower, jumps {MOST_SHIFT}.")
    sys.exit(bool(missed))


def asked_for() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make paint", description=__doc__.partition("\n")[0])
    parser.add_argument("--only", default="", help="pages whose address has this in it")
    parser.add_argument("--repeat", type=int, default=2, help="the least of so many looks counts")
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
    site.browser.start_tracing(page=page)
    page.goto(path, wait_until="load")
    settle(page)
    traced = json.loads(site.browser.stop_tracing())["traceEvents"]
    for _step in range(12):
        page.mouse.wheel(0, 600)
        page.wait_for_timeout(100)
    settle(page)
    seen: dict[str, Any] = page.evaluate("window.seen")
    page.context.close()
    return seen | {"work": work_until_painted(traced)}


def work_until_painted(traced: list[dict[str, Any]]) -> float:
    """Milliseconds that the page's main thread was on the processor between the click and the first words."""
    painted = [event for event in traced if event["name"] == "firstContentfulPaint"][-1]
    navigation = painted["args"]["data"]["navigationId"]
    starts = (event for event in traced if event["name"] == "navigationStart")
    began = [
        event["ts"] for event in starts if event["args"].get("data", {}).get("navigationId") == navigation
    ]
    # Every task is traced twice, by this name for the developer's tools and inside by that of its class.
    tasks = (
        event
        for event in traced
        if event["name"] == "RunTask"
        and (event["pid"], event["tid"]) == (painted["pid"], painted["tid"])
        and max(began, default=0) <= event["ts"] <= painted["ts"]
    )
    return sum(event.get("tdur", 0) for event in tasks) / 1000


def said(width: int, username: str, path: str, looks: list[dict[str, Any]]) -> bool:
    """Print the least of the looks; whether it misses a target."""
    work, first, shift = (min(look[name] for look in looks) for name in ("work", "first", "shift"))
    is_missed = work * SLOWER > MOST_MS or shift > MOST_SHIFT
    told = f"{width:5} {username or 'visitor':11} {path:34} {work:6.0f} {work * SLOWER:6.0f} {first:6.0f} {shift:7.3f}"
    print(f"{told}   {'MISSED' if is_missed else 'kept'}", flush=True)
    if shift > MOST_SHIFT / 2:
        for value, place in sorted(looks[0]["jumps"], reverse=True)[:3]:
            print(f"{'':18}{value:.3f} {place}")
    return is_missed


if __name__ == "__main__":
    main()
