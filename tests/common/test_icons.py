"""Every icon that a page names is in the file of icons; a name that is not there leaves a blank."""

import re

from django.conf import settings

NAMED = re.compile(r"""\bicon(?:_name|=|_name=)?\s*[(=]?\s*["']([a-z][a-z0-9-]+)["']""")


def test_every_icon_that_a_page_names_is_drawn() -> None:
    drawn = set(re.findall(r'id="([a-z0-9-]+)"', (settings.BASE_DIR / "static/vendor/icons.svg").read_text()))

    named = {
        (str(file.relative_to(settings.BASE_DIR)), name)
        for file in (settings.BASE_DIR / "templates").rglob("*.html")
        for name in NAMED.findall(file.read_text(encoding="utf-8"))
    }

    assert len(named) > 100
    assert {place for place in named if place[1] not in drawn} == set()
