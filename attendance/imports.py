"""The sheets 排班, 打卡, 请假 and 加班 of the month workbook."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from attendance import roster, swap
from attendance.models import Leave, Overtime, Punch, Shift
from attendance.roster_check import Planned
from attendance.shifts import UsualTimes
from common import bulk, cell_days, cells
from common.intake import ABSENT, Change, Column, Intake, Sheet, Table, compare, take_records
from common.month import Month
from common.sheet_xml import Cell
from common.templatetags.backoffice import moment, until
from staff.imports import employee_no
from staff.known import employee_of

DAY = dt.timedelta(days=1)
SHIFTS = {"白班": "day", "晚班": "night", "休": "off", "夜班": "night", "休息": "off"}
KINDS = {
    "事假": Leave.Kind.PERSONAL,
    "病假": Leave.Kind.SICK,
    "工伤": Leave.Kind.INJURY,
    "年假": Leave.Kind.ANNUAL,
    "婚假": Leave.Kind.MARRIAGE,
    "产假": Leave.Kind.MATERNITY,
    "丧假": Leave.Kind.BEREAVEMENT,
    "调休": Leave.Kind.COMPENSATORY,
}
STATES = {"已批准": Leave.Status.APPROVED, "待批": Leave.Status.PENDING, "驳回": Leave.Status.REJECTED}
OVERTIME = {
    "工作日": Overtime.Kind.WORKDAY,
    "休息日": Overtime.Kind.REST_DAY,
    "节假日": Overtime.Kind.HOLIDAY,
}


def words_and_values(meanings: dict[str, Any]) -> dict[str, Any]:
    """The Chinese words and the values themselves."""
    return meanings | {str(value): value for value in meanings.values()}


def months_of(days: Iterable[dt.date]) -> list[Month]:
    """The months of these days, in order."""
    return [Month(*pair) for pair in sorted({(day.year, day.month) for day in days})]


# 排班

SHIFT = ("kind", "starts_at", "ends_at")


def take_roster(table: Table, intake: Intake) -> None:
    """Shifts of each person and day; shifts of one person may not overlap, those that stand included."""
    usual = UsualTimes()
    wanted = []
    for row in table.rows:
        person = employee_of(intake, table, row)
        values = shift_values(table, intake, row, person, usual) if person else None
        if person is not None and values is not None:
            wanted.append((row, (person, row.date), values))
    standing = standing_shifts(months_of(row.date for row in table.rows))
    refuse_overlaps(table, intake, final_shifts(wanted, standing))
    changes = list(compare(wanted, standing, (None, None, None)))
    _take_shifts(table, intake, changes, {row.number: person for row, (person, _day), _values in wanted})


def _take_shifts(table: Table, intake: Intake, changes: list[Change], people: dict[int, int]) -> None:
    take_records(
        table,
        intake,
        Shift,
        SHIFT,
        changes,
        touches=lambda change: (change.row.date,),
        day_column="date",
        also=lambda change: {"employee_id": people[change.row.number], "on": change.row.date},
    )
    _follow(table, intake, changes, people)


def _follow(table: Table, intake: Intake, changes: list[Change], people: dict[int, int]) -> None:
    """What is imported for today and later is published: people are told, and swaps are about the shift as it is."""
    today = dt.date.today()
    taken = [
        change
        for change in changes
        if change.before != change.after and change.row.date >= today and not intake.is_bad(table, change.row)
    ]
    if not taken or intake.has_bad_rows:  # an import with a bad row is taken back whole
        return
    after = {(people[one.row.number], one.row.date): Planned(*one.after) for one in taken}
    before = {(people[one.row.number], one.row.date): Planned(*(one.before or ())) for one in taken}
    roster.tell_people(after, before, by=intake.by)
    swap.follow_edits(after)


def shift_values(
    table: Table, intake: Intake, row: Any, person: int, usual: UsualTimes
) -> tuple[Any, ...] | None:
    """Kind, start and end of a shift; None where the row contradicts itself (and is reported)."""
    start, end = (None if time is ABSENT else time for time in (row.start, row.end))
    if (start is None) != (end is None):
        column = "end" if end is None else "start"
        intake.bad(table, row.number, column, _("Fill in both start and end, or neither."))
        return None
    if row.shift == Shift.Kind.OFF:
        if start is not None:
            intake.bad(
                table, row.number, "start", _("A rest day has no times. Remove them, or name the shift.")
            )
            return None
        return (row.shift, None, None)
    if start is None or end is None:
        start, end = usual.of(person, row.date, row.shift)
    elif start >= DAY:
        intake.bad(
            table,
            row.number,
            "start",
            _("A shift belongs to the day on which it starts: at the latest 23:59."),
        )
        return None
    midnight = dt.datetime(row.date.year, row.date.month, row.date.day)
    return (row.shift, midnight + start, midnight + (end if end > start else end + DAY))


def standing_shifts(months: Iterable[Month]) -> dict[tuple[int, dt.date], tuple[int, tuple[Any, ...]]]:
    """{(person, day): (pk, values)} of the months and the days next to them."""
    found = {}
    for month in months:
        rows = Shift.objects.filter(on__gte=month.first - 2 * DAY, on__lte=month.last + 2 * DAY)
        for pk, person, day, *values in rows.values_list("pk", "employee_id", "on", *SHIFT):
            found[person, day] = pk, tuple(values)
    return found


Timed = tuple[dt.datetime, dt.datetime, Any]


def final_shifts(wanted: list[Any], standing: dict[Any, Any]) -> dict[int, list[Timed]]:
    """{person: [(start, end, row or None)]} as they will stand, in order of time."""
    rows = {identity: (row, values) for row, identity, values in wanted}
    concerned = {identity[0] for identity in rows}
    found: dict[int, list[Timed]] = defaultdict(list)
    for (person, day), (_pk, values) in standing.items():
        if person in concerned and (person, day) not in rows and values[1] is not None:
            found[person].append((values[1], values[2], None))
    for (person, _day), (row, values) in rows.items():
        if values[1] is not None:
            found[person].append((values[1], values[2], row))
    for spans in found.values():
        spans.sort(key=lambda span: span[:2])
    return found


def refuse_overlaps(table: Table, intake: Intake, spans_of: dict[int, list[Timed]]) -> None:
    """Report rows of one person whose times overlap, with each other or with what stands."""
    for spans in spans_of.values():
        longest = spans[0]
        for span in spans[1:]:
            if span[0] < longest[1]:
                refuse_pair(table, intake, longest, span)
            longest = max(longest, span, key=lambda one: one[1])


def refuse_pair(table: Table, intake: Intake, one: Timed, other: Timed) -> None:
    for (_start, _end, row), against in ((one, other), (other, one)):
        if row is not None and not intake.is_bad(table, row):
            intake.bad(table, row.number, table.sheet.identity[-1], overlap_remedy(against))


def overlap_remedy(against: Timed) -> str:
    """Name the span that a row overlaps with."""
    start, end, row = against
    times = {"start": moment(start), "end": until(end)}
    if row is not None:
        return _("It overlaps with row %(row)s (%(start)s to %(end)s) of the same person.") % {
            **times,
            "row": row.number,
        }
    return _("It overlaps with what is recorded for the person from %(start)s to %(end)s.") % times


# 打卡


def take_punches(table: Table, intake: Intake) -> None:
    """Punches; those of locked months are kept too, without effect. One in the future has not happened."""
    wanted = []
    now = dt.datetime.now()
    for row in table.rows:
        person = employee_of(intake, table, row)
        if row.punched_at > now:
            intake.bad(table, row.number, "punched_at", future_remedy(now))
        elif person is not None:
            wanted.append((person, row.punched_at))
    standing: set[tuple[int, dt.datetime]] = set()
    for month in months_of(punched_at for _person, punched_at in wanted):
        rows = Punch.objects.filter(punched_at__gte=month.first, punched_at__lt=month.next.first)
        standing.update(rows.values_list("employee_id", "punched_at"))
    new = [punch for punch in wanted if punch not in standing]
    if new:
        bulk.insert(Punch, ["employee_id", "punched_at"], new)
    intake.tallies[table.sheet.field].created += len(new)
    intake.unchanged(table, len(wanted) - len(new))
    intake.record_summary(table)


def future_remedy(now: dt.datetime) -> str:
    """What to do about a punch of a coming moment; by which clock it is one."""
    return _(
        "A punch cannot be in the future: here it is %(now)s. Correct the time, or import it once it is past."
    ) % {"now": f"{now:%Y-%m-%d %H:%M}"}


# 请假

LEAVE = ("ends_at", "status")


def take_leave(table: Table, intake: Intake) -> None:
    """Leave; approved leaves of one person may not overlap, those that stand included."""
    wanted = []
    for row in table.rows:
        person = employee_of(intake, table, row)
        if row.end <= row.start:
            intake.bad(table, row.number, "end", _("The leave ends before it starts."))
        elif person is not None:
            wanted.append((row, (person, row.kind, row.start), (row.end, row.status)))
    standing = standing_leave(table, wanted)
    changes = list(compare(wanted, standing, (None, Leave.Status.APPROVED)))
    refuse_overlaps(table, intake, final_leave(wanted, changes, standing))
    people = {row.number: identity[0] for row, identity, _values in wanted}
    take_records(
        table,
        intake,
        Leave,
        LEAVE,
        changes,
        touches=touched_by_leave,
        day_column="start",
        also=lambda change: {
            "employee_id": people[change.row.number],
            "kind": change.row.kind,
            "starts_at": change.row.start,
        },
    )


def standing_leave(table: Table, wanted: list[Any]) -> dict[Any, Any]:
    """{(person, kind, start): (pk, (end, status))} of the leaves within the time of the file."""
    if not wanted:
        return {}
    first = min(row.start for row, _identity, _values in wanted)
    last = max(row.end for row, _identity, _values in wanted)
    rows = Leave.objects.filter(Q(ends_at__gt=first) | Q(starts_at__gte=first), starts_at__lte=last)
    return {
        (person, kind, start): (pk, (end, status))
        for pk, person, kind, start, end, status in rows.values_list(
            "pk", "employee_id", "kind", "starts_at", "ends_at", "status"
        )
    }


def final_leave(wanted: list[Any], changes: list[Change], standing: dict[Any, Any]) -> dict[int, list[Timed]]:
    """{person: [(start, end, row or None)]} of approved leaves as they will stand."""
    found: dict[int, list[Timed]] = defaultdict(list)
    rows = {identity for _row, identity, _values in wanted}
    for (_row, (person, _kind, start), _values), change in zip(wanted, changes, strict=True):
        end, status = change.after
        if status == Leave.Status.APPROVED:
            found[person].append((start, end, change.row))
    for identity, (_pk, (end, status)) in standing.items():
        if identity not in rows and identity[0] in found and status == Leave.Status.APPROVED:
            found[identity[0]].append((identity[2], end, None))
    for spans in found.values():
        spans.sort(key=lambda span: span[:2])
    return found


def touched_by_leave(change: Change) -> Iterator[dt.date]:
    """The first day that a new or changed leave touches: where only its end moves, the earlier end."""
    if change.before is None or change.before[1] != change.after[1]:
        yield change.row.start.date()
    else:
        yield min(change.before[0], change.after[0]).date()


# 加班


def hours(cell: Cell) -> Decimal:
    """Hours of overtime on a day: above 0, at most 24, with at most two decimals."""
    found: Decimal = cells.amount_between("0.01", "24", lambda: _("Hours must be above 0 and at most 24."))(
        cell
    )
    return found


def take_overtime(table: Table, intake: Intake) -> None:
    """Approved overtime of each person and day."""
    wanted = []
    for row in table.rows:
        person = employee_of(intake, table, row)
        if person is not None:
            wanted.append((row, (person, row.date), (row.hours, row.kind, True)))
    standing = {}
    for month in months_of(row.date for row in table.rows):
        rows = Overtime.objects.filter(on__gte=month.first, on__lte=month.last)
        for pk, person, day, *values in rows.values_list(
            "pk", "employee_id", "on", "hours", "kind", "is_approved"
        ):
            standing[person, day] = pk, tuple(values)
    people = {row.number: identity[0] for row, identity, _values in wanted}
    take_records(
        table,
        intake,
        Overtime,
        ("hours", "kind", "is_approved"),
        compare(wanted, standing, (None, None, True)),
        touches=lambda change: (change.row.date,),
        day_column="date",
        also=lambda change: {"employee_id": people[change.row.number], "on": change.row.date},
        action="overtime imported",
    )


NUMBER = Column("employee_no", "工号", employee_no, required=True)
ON = Column("date", "日期", cell_days.day, required=True)
ROSTER = Sheet(
    "roster",
    "排班",
    (
        NUMBER,
        ON,
        Column("shift", "班次", cells.choice(words_and_values(SHIFTS)), required=True),
        Column("start", "开始", cell_days.time_of_day),
        Column("end", "结束", cell_days.time_of_day),
    ),
    ("employee_no", "date"),
    take=take_roster,
)
PUNCHES = Sheet(
    "punches",
    "打卡",
    (NUMBER, Column("punched_at", "打卡时间", cell_days.start_moment, required=True)),
    ("employee_no", "punched_at"),
    take=take_punches,
)
LEAVES = Sheet(
    "leave",
    "请假",
    (
        NUMBER,
        Column("kind", "类型", cells.choice(words_and_values(KINDS)), required=True),
        Column("start", "开始", cell_days.start_moment, required=True),
        Column("end", "结束", cell_days.end_moment, required=True),
        Column("status", "状态", cells.choice(words_and_values(STATES)), default=Leave.Status.APPROVED),
    ),
    ("employee_no", "kind", "start"),
    take=take_leave,
)
OVERTIMES = Sheet(
    "overtime",
    "加班",
    (
        NUMBER,
        ON,
        Column("hours", "小时", hours, required=True),
        Column("kind", "类别", cells.choice(words_and_values(OVERTIME)), required=True),
    ),
    ("employee_no", "date"),
    take=take_overtime,
)
SHEETS = (ROSTER, PUNCHES, LEAVES, OVERTIMES)
