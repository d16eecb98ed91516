"""New versions of a scorecard on their page: weights that add up, values that make sense, criteria taken off."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from common.models import AuditEntry
from common.month import Month
from performance.models import Criterion, ScorecardTemplate, TemplateVersion
from performance.services import assessments
from tests import factories
from tests.factories import Company

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
MONTH = Month.of(dt.date.today())


@pytest.fixture
def template() -> ScorecardTemplate:
    return ScorecardTemplate.objects.get(preset="six-with-sales")


def form_of(template: ScorecardTemplate, **changes: Any) -> dict[str, Any]:
    """What the page would send: the criteria that stand, with `0-weight="20"` and the like changed."""
    rows = list(template.versions.get().criteria.all())
    told = {
        "valid_from": str(MONTH),
        "reason": "Speed counts more.",
        "criteria-TOTAL_FORMS": len(rows) + 3,
        "criteria-INITIAL_FORMS": len(rows),
    }
    for number, row in enumerate(rows):
        for name in ("section", "name", "weight", "kind", "metric", "worst", "best", "rater", "items"):
            value = getattr(row, name)
            told[f"criteria-{number}-{name}"] = "" if value is None else str(value)
    return told | {f"criteria-{key}": value for key, value in changes.items()}


def send(person: Any, template: ScorecardTemplate, told: dict[str, Any]) -> Any:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person.user)
    return client.post(reverse("performance:new_version", args=[template.pk]), told)


def test_weights_that_do_not_add_up_to_100_are_refused_and_what_was_typed_stays(
    shop: Company, template: ScorecardTemplate
):
    first = template.versions.get().criteria.first()
    more = str(first.weight + 1)

    refused = send(shop.manager, template, form_of(template, **{"0-weight": more}))

    page = refused.content.decode()
    assert refused.status_code == 200 and "The weights add up to 101.00, not to 100." in page
    assert f'value="{more}"' in page and "Speed counts more." in page
    assert TemplateVersion.objects.filter(template=template).count() == 1
    second = template.versions.get().criteria.all()[1]
    changed = {"0-weight": more, "1-weight": str(second.weight - 1)}
    assert send(shop.manager, template, form_of(template, **changed)).status_code == 302
    made = template.version_on(MONTH.first)
    assert sum(one.weight for one in made.criteria.all()) == 100 and made.valid_from == MONTH.first
    assert AuditEntry.objects.filter(action="scorecard changed", by=shop.manager.user).count() == 1


def test_a_criterion_is_taken_off_by_emptying_its_name(shop: Company, template: ScorecardTemplate):
    rows = list(template.versions.get().criteria.all())
    last = len(rows) - 1
    changed = {f"{last}-name": "", "0-weight": str(rows[0].weight + rows[last].weight)}

    assert send(shop.manager, template, form_of(template, **changed)).status_code == 302

    names = [one.name for one in template.version_on(MONTH.first).criteria.all()]
    assert names == [one.name for one in rows[:-1]]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"0-worst": "fast"}, "Enter a number"),
        ({"0-worst": "1e40"}, "digits"),
        ({"0-weight": "-5"}, "greater than or equal to 0.01"),
        ({"0-worst": "60", "0-best": "60.00"}, "two different values"),
        ({"0-worst": ""}, "two different values"),
        ({"0-metric": ""}, "needs a metric"),
    ],
)
def test_values_that_make_no_scale_are_refused_in_words(
    shop: Company, template: ScorecardTemplate, changed: dict[str, str], said: str
):
    assert template.versions.get().criteria.first().kind == Criterion.Kind.METRIC

    refused = send(shop.manager, template, form_of(template, **changed))

    assert refused.status_code == 200 and said in refused.content.decode()
    assert TemplateVersion.objects.filter(template=template).count() == 1


def test_a_month_that_is_marked_or_locked_keeps_its_version(shop: Company, template: ScorecardTemplate):
    assessments.open_assessment(shop.day, MONTH, by=shop.supervisor.user, template=template)
    assert "is being marked already" in send(shop.manager, template, form_of(template)).content.decode()
    factories.lock_month(MONTH)
    assert f"{MONTH} is locked" in send(shop.manager, template, form_of(template)).content.decode()
    told = form_of(template) | {"valid_from": str(MONTH.next)}
    assert send(shop.supervisor, template, told).status_code == 404
    assert send(shop.manager, template, told).status_code == 302
