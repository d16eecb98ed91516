"""Inspections and quality checks: drawn, done by a sheet, turned into entries of conduct."""

import contextlib
import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from common import audit
from common.access import Role
from common.month import Month
from common.templatetags.backoffice import day as day_words
from performance import drawing
from performance.calibrating import closes_on, compared_with
from performance.models import ConductEntry, Draw, Finding, Inspection, Standard, StandardItem
from performance.services.conduct import record_conduct
from performance.services.steps import Refused, refuse_locked
from staff.models import Employee, Terms, User

LEAST = 2
# The hour from which the clock draws for the day; inspections are between nine and five.
DRAWN_FROM = 6


def draw_due(now: dt.datetime) -> int:
    """Draw for every supervisor who has not drawn today, so that a week without a press leaves nobody out; how many."""
    if now.hour < DRAWN_FROM:
        return 0
    on, made = now.date(), 0
    supervisors = Terms.objects.in_force(on).filter(role=Role.SUPERVISOR).values("employee")
    users = User.objects.filter(employee__in=supervisors, is_active=True)
    for standard in Standard.objects.filter(kind=Standard.Kind.FLOOR):
        drawn = Draw.objects.filter(on=on, standard=standard).values("inspector")
        for inspector in users.exclude(pk__in=drawn).order_by("pk"):
            with contextlib.suppress(Refused):  # who has nobody to inspect
                draw_today(standard, by=inspector, today=on, by_clock=True)
                made += 1
    return made


@transaction.atomic
def draw_today(standard: Standard, *, by: Any, today: dt.date | None = None, by_clock: bool = False) -> Draw:
    """Draw whom this person inspects today; the second time the same draw is given back."""
    on = today or dt.date.today()
    # A second press waits here, and is given the draw of the first.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    made = Draw.objects.filter(on=on, standard=standard, inspector=by).first()
    if made:
        return made
    candidates = candidates_of(by, standard, on)
    if not candidates:
        raise Refused(_("There is nobody whom you could inspect today."))
    seed = secrets.token_hex(8)
    made = Draw.objects.create(
        on=on, at=drawing.time_of_day(seed), standard=standard, inspector=by, seed=seed, candidates=candidates
    )
    days_left = 7 - on.weekday()
    drawn = drawing.draw(candidates, days_left, LEAST, seed)
    Inspection.objects.bulk_create(
        Inspection(draw=made, standard=standard, employee_id=pk, inspector=by, on=on) for pk in drawn
    )
    actor = None if by_clock else by
    audit.record("inspection drawn", made, by=actor, note=f"{len(drawn)} / {len(candidates)} · {seed}")
    return made


def candidates_of(by: Any, standard: Standard, on: dt.date) -> dict[int, int]:
    """{employee id: times inspected this week} of the agents and leaders whom the inspector sees."""
    monday = on - dt.timedelta(days=on.weekday())
    week = Q(inspections__on__gte=monday, inspections__on__lte=on, inspections__standard=standard)
    selling = Terms.objects.in_force(on).filter(role__in=[Role.AGENT, Role.LEADER]).values("employee")
    people = Employee.objects.visible_to(by).employed_between(on, on).exclude(pk=by.employee_id)
    rows = people.filter(pk__in=selling).annotate(times=Count("inspections", filter=week)).order_by("pk")
    return dict(rows.values_list("pk", "times"))


@transaction.atomic
def check_conversation(
    employee: Employee, standard: Standard, conversation: str, *, is_calibration: bool = False, by: Any
) -> Inspection:
    """Begin a quality check of one conversation. Raises Refused for one's own, and for the same one twice."""
    if by.employee_id == employee.pk:
        raise Refused(_("Nobody inspects themselves."))
    Standard.objects.select_for_update(no_key=True).get(pk=standard.pk)
    same = Inspection.objects.filter(conversation=conversation, standard=standard, inspector=by)
    if same.exists():
        raise Refused(_("You have checked this conversation already."))
    others = Inspection.objects.filter(conversation=conversation, standard=standard, is_calibration=False)
    if not is_calibration and others.exists():
        raise Refused(_("Somebody has checked this conversation already; check it as a calibration."))
    today = dt.date.today()
    return Inspection.objects.create(
        standard=standard,
        employee=employee,
        inspector=by,
        on=today,
        closes_on=closes_on(today),
        conversation=conversation,
        is_calibration=is_calibration,
    )


@transaction.atomic
def finish_inspection(
    inspection: Inspection, verdicts: Mapping[int, tuple[str, str]], *, remark: str = "", by: Any
) -> Inspection:
    """Store the sheet: {line: (verdict, note)}. Every line needs a verdict; a failed critical one takes all points.

    Raises Refused for another's inspection, a finished one, a calibration that is closed, in a locked month, and lines
    without a verdict.
    """
    inspection = Inspection.objects.select_for_update().get(pk=inspection.pk)
    if inspection.inspector_id != by.pk:
        raise Refused(_("Whoever was drawn to inspect fills in the sheet."))
    if inspection.done_at:
        raise Refused(_("This inspection is finished already."))
    if not inspection.may_be_filled:
        closed = _("This calibration closed on %(day)s; the others' sheets are open to read since.")
        raise Refused(closed % {"day": day_words(inspection.closes_on)})
    refuse_locked(Month.of(inspection.on))
    lines = list(inspection.standard.items.all())
    lacking = [
        str(line) for line in lines if verdicts.get(line.pk, ("", ""))[0] not in Finding.Verdict.values
    ]
    if lacking:
        raise Refused(_("Without a verdict: %(lines)s.") % {"lines": ", ".join(lacking)})
    Finding.objects.bulk_create(
        Finding(
            inspection=inspection, item=line, verdict=verdicts[line.pk][0], note=verdicts[line.pk][1][:300]
        )
        for line in lines
    )
    inspection.got, inspection.possible = points_of(lines, {pk: told[0] for pk, told in verdicts.items()})
    inspection.done_at, inspection.remark = dt.datetime.now(), remark
    inspection.save(update_fields=["got", "possible", "done_at", "remark"])
    changes = {"points": [None, f"{inspection.got} / {inspection.possible}"]}
    audit.record("inspection finished", inspection, by=by, changes=changes)
    return inspection


def points_of(lines: list[StandardItem], verdicts: Mapping[int, str]) -> tuple[int, int]:
    """(points got, points possible); what does not apply leaves both."""
    counted = [line for line in lines if verdicts[line.pk] != Finding.Verdict.NOT_APPLICABLE]
    possible = sum(line.points for line in counted)
    if any(line.is_critical and verdicts[line.pk] == Finding.Verdict.BAD for line in counted):
        return 0, possible
    return sum(line.points for line in counted if verdicts[line.pk] == Finding.Verdict.GOOD), possible


@transaction.atomic
def finding_to_conduct(finding: Finding, *, by: Any) -> ConductEntry:
    """Record what was found as conduct, in one step, linked both ways.

    Raises Refused for a calibration, a line that is in order or has no item, a second time, while others check the
    same conversation, and what conduct refuses.
    """
    inspection = finding.inspection
    if inspection.is_calibration or finding.verdict != Finding.Verdict.BAD or not finding.item.conduct_code:
        raise Refused(_("This finding goes under no item of conduct."))
    if finding.entry:
        raise Refused(_("This was recorded already: %(entry)s.") % {"entry": finding.entry})
    if other := compared_with(inspection):
        blind = _(
            "Others are checking this conversation to compare: record this once they have finished, or after %(day)s."
        )
        raise Refused(blind % {"day": day_words(other.closes_on)})
    entry = record_conduct(
        inspection.employee,
        finding.item.conduct_code,
        by=by,
        on=inspection.on,
        at=inspection.done_at.time().replace(second=0, microsecond=0) if inspection.done_at else None,
        incident=f"INSPECTION-{inspection.pk}-{finding.item_id}",
        evidence=f"{inspection.standard} {inspection.on} {inspection.conversation}".strip(),
        note=finding.note,
    )
    finding.entry = entry
    finding.save(update_fields=["entry"])
    return entry
