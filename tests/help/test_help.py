"""The help: every page in both languages, for every role, with links and pictures that are there."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from common.access import Role
from csbackoffice.help.library import FOLDER, LANGUAGES, HelpPage, all_pages, find, page_about
from csbackoffice.help.shelves import NAMES, OPERATOR, shelves
from payroll.rules.rule import all_codes
from scripts.pages import all_names
from staff.models import GroupTerms, RuleBook
from tests.factories import make_company

PAGES = all_pages()
LARGEST, LARGEST_TOGETHER = 100_000, 3_000_000
each_page = pytest.mark.parametrize("page", PAGES, ids=[page.slug for page in PAGES])


def html_of(page: HelpPage) -> str:
    return "".join(page.text(language).html for language in LANGUAGES)


def test_every_page_is_listed_and_written_in_both_languages() -> None:
    listed = [page.slug for page in PAGES]
    for folder in LANGUAGES.values():
        assert sorted(path.stem for path in (FOLDER / folder).glob("*.md")) == sorted(listed)
    for page in PAGES:
        chinese, english = page.text("zh-hans"), page.text("en")
        assert chinese.title != english.title
        assert len(chinese.headings) == len(english.headings) > 0, page.slug
        assert page.roles and set(page.roles) <= set(NAMES)


def test_every_role_has_a_shelf_and_sees_it_first() -> None:
    for role in Role:
        first, *others = shelves(role, "en")
        assert first.is_own and first.pages
        assert not any(shelf.is_own for shelf in others)
    assert any(OPERATOR in page.roles for page in PAGES)


@each_page
def test_what_a_page_explains_exists(page: HelpPage) -> None:
    assert set(page.explains) <= all_names()


@each_page
def test_links_of_a_page_lead_somewhere(page: HelpPage) -> None:
    html = html_of(page)

    with translation.override("en"):
        for address in re.findall(r'href="([^"#]+)', html):
            try:
                match = resolve(address)
            except Resolver404:
                pytest.fail(f"{page.slug}: {address} is no page of the product")
            assert match.view_name != "help_page" or match.kwargs["slug"] in {one.slug for one in PAGES}
            assert match.view_name != "help_rule" or match.kwargs["code"] in all_codes()


@cache
def said_by_the_product() -> dict[str, set[str]]:
    """{folder: texts of the screens}, in small letters; of “Rotate: 6 days on” also what stands before the colon."""
    with (settings.BASE_DIR / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po").open("rb") as file:
        messages = [message for message in read_po(file, ignore_obsolete=True) if message.id]
    english, chinese = set(), set()
    for message in messages:
        for kept, texts in ((english, message.id), (chinese, message.string)):
            for text in (texts,) if isinstance(texts, str) else texts:
                kept |= {text.lower(), re.split("[:：]", text.lower())[0]}
    return {"en": english, "zh": chinese}


@each_page
@pytest.mark.parametrize("folder", LANGUAGES.values())
def test_what_a_page_prints_in_bold_is_written_so_on_the_screens(page: HelpPage, folder: str) -> None:
    """Bold are the names of buttons, pages and menus, and nothing else: who changes one finds the help here."""
    source = (FOLDER / folder / f"{page.slug}.md").read_text(encoding="utf-8")

    names = re.findall(r"\*\*([^*]+)\*\*", source)
    assert [name for name in names if name.lower() not in said_by_the_product()[folder]] == []


@each_page
def test_pictures_of_a_page_are_there_with_a_text_and_their_size(page: HelpPage) -> None:
    for tag in re.findall(r"<img[^>]*>", html_of(page)):
        name = re.search(r'src="[^"]*help/((?:zh|en)/[\w-]+)(?:\.\w+)?\.webp"', tag)
        assert name, tag
        assert (settings.BASE_DIR / "static" / "help" / f"{name[1]}.webp").exists(), name[1]
        assert re.search(r'alt="[^"]+"', tag) and 'width="' in tag and 'height="' in tag


def test_pictures_stay_small() -> None:
    pictures = list((settings.BASE_DIR / "static" / "help").rglob("*.webp"))
    sizes = [path.stat().st_size for path in pictures]

    assert pictures and max(sizes) <= LARGEST and sum(sizes) <= LARGEST_TOGETHER
    shown = "".join(html_of(page) for page in PAGES)
    assert [path.name for path in pictures if path.stem not in shown] == [], "shown nowhere"


def test_nothing_written_as_html_gets_into_a_page(tmp_path: Path) -> None:
    from csbackoffice.help.markdown import read_markdown

    text = read_markdown("# Title\n\n<script>alert(1)</script> [x](javascript:alert(1))\n")

    assert "<script" not in text.html and 'href="javascript' not in text.html


def test_the_page_for_ones_own_role_explains_first() -> None:
    assert page_about("payroll:run", "accountant").slug == "payroll-month"
    assert page_about("no such page", "agent") is None


@pytest.mark.parametrize(
    ("language", "words", "slug"), [("zh-hans", "加班", "leave"), ("en", "overtime", "leave")]
)
def test_the_search_finds_pages_with_every_word(language: str, words: str, slug: str) -> None:
    found = find(words, language)

    assert found[0].page.slug == slug
    assert words in f"{found[0].text.title}{found[0].around}".lower()
    assert find(f"{words} xyzzy", language) == []


@pytest.mark.django_db
def test_everybody_reads_the_help_and_a_question_mark_leads_to_the_page_about_a_page() -> None:
    shop = make_company()
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(shop.agent.user)

    assert "请假与加班" in client.get(reverse("help")).content.decode()
    assert "没有" in client.get(reverse("help"), {"q": "xyzzy"}).content.decode()
    assert reverse("help_page", args=["leave"]) in client.get(reverse("attendance:my_leave")).content.decode()
    assert client.get(reverse("help_page", args=["no-such-page"])).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_each_kind_of_pay_line_has_a_page_with_numbers_and_examples(locale: str) -> None:
    shop = make_company()
    client = Client(headers={"accept-language": locale})
    client.force_login(shop.agent.user)

    for code in all_codes():
        assert client.get(reverse("help_rule", args=[code])).status_code == 200, code
    late = client.get(reverse("help_rule", args=["LATE"])).content.decode()
    assert "50" in late and "7.00" in late
    assert client.get(reverse("help_rule", args=["NONE"])).status_code == 404


@pytest.mark.django_db
def test_a_rule_page_has_the_numbers_of_ones_own_group_and_only_the_pay_office_chooses() -> None:
    shop = make_company()
    other = RuleBook.objects.get(preset="operations-center")
    GroupTerms.objects.filter(group=shop.day).update(rulebook=other)
    default = RuleBook.objects.get(is_default=True)
    address = reverse("help_rule", args=["EARLY"])

    def shown(person: object, **query: int) -> str:
        client = Client(headers={"accept-language": "en"})
        client.force_login(person.user)  # type: ignore[attr-defined]
        return client.get(address, query).content.decode()

    assert other.name in shown(shop.agent, book=default.pk)
    assert default.name not in shown(shop.agent, book=default.pk)
    assert f"Numbers in force: {other.name}" in shown(shop.accountant, book=other.pk)
