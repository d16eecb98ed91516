"""The front door in a real browser: it speaks the visitor's language and fits a telephone."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.visiting import fits

pytestmark = pytest.mark.browser


def test_the_front_door_speaks_chinese(page: Any) -> None:
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_the_front_door_fits_a_telephone(new_page: Callable[..., Any], locale: str) -> None:
    page = new_page(locale=locale, width=390, height=844)
    page.goto("/")
    assert fits(page)
    assert page.locator("input[type=password]").is_visible()
