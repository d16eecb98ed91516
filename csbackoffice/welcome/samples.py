"""Sample workbooks for a first import: the sheets' own headers, and rows that can be taken as they are."""

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from common.dated import DAY
from common.month import Month
from common.sheets import day_cell, moment_cell, new_workbook, number_cell, text_cell
from csbackoffice.imports import SHEETS

Row = Mapping[str, Any]
AGENTS = ("KF001", "KF002", "KF003", "KF004")
OFFICE = ("ZG001", "JL001", "KJ001", "ZJ001")
SATURDAY, SUNDAY = 5, 6
SHOP = "示例旗舰店"


def people_rows(month: Month) -> dict[str, list[Row]]:
    """A group and eight people, one of each kind."""
    hired = month.first - 90 * DAY
    says = (
        ("KF001", "王芳", "组长", {"group": "售前一组", "service_accounts": f"{SHOP}:王芳"}),
        ("KF002", "张伟", "客服", {"group": "售前一组", "service_accounts": f"{SHOP}:张伟"}),
        (
            "KF003",
            "单晓雪",
            "客服",
            {"group": "售前一组", "service_accounts": f"{SHOP}:晓雪", "mentor_no": "KF001"},
        ),
        ("KF004", "曾小贤", "客服", {"group": "售前一组", "service_accounts": f"{SHOP}:小贤"}),
        ("ZG001", "李强", "主管", {"fixed_salary": Decimal(6000)}),
        ("JL001", "刘洋", "经理", {"fixed_salary": Decimal(9000)}),
        ("KJ001", "陈静", "会计", {"fixed_salary": Decimal(7000)}),
        ("ZJ001", "赵敏", "总监", {"fixed_salary": Decimal(12000)}),
    )
    people = [
        {"employee_no": no, "name": name, "role": role, "hire_date": hired, **more}
        for no, name, role, more in says
    ]
    return {
        "groups": [{"group": "售前一组", "supervisor_no": "ZG001", "leader_no": "KF001"}],
        "employees": people,
    }


def month_rows(month: Month) -> dict[str, list[Row]]:
    """A month of the people above, every sheet with something in it."""
    first, everybody = month.first, (*AGENTS, *OFFICE)
    away = next(day for day in days_of(month) if works("KF004", day))
    leave = {"employee_no": "KF004", "kind": "事假", "start": at(away, 0), "end": at(away + DAY, 0)}
    praise = {
        "employee_no": "KF003",
        "date": first + 4 * DAY,
        "item": "PRAISE_LETTER",
        "note": "顾客来信表扬",
    }
    return {
        "roster": [
            {"employee_no": no, "date": day, "shift": "白班" if works(no, day) else "休"}
            for no in everybody
            for day in days_of(month)
        ],
        "punches": [
            {"employee_no": no, "punched_at": dt.datetime.combine(day, time)}
            for no in everybody
            for day in days_of(month)
            if works(no, day) and (no, day) != ("KF004", away)
            for time in (dt.time(7, 48), dt.time(17, 3))
        ],
        "leave": [leave | {"status": "已批准"}],
        "orders": [order_row(month, number) for number in range(1, 41)],
        "refunds": [refund_row(month)],
        "scores": [
            {"employee_no": no, "month": str(month), "score": Decimal(score)}
            for no, score in zip(AGENTS, (91, 84, 76, 68), strict=True)
        ],
        "conduct": [praise | {"entry_no": f"JC{month.number}001"}],
    }


def order_row(month: Month, number: int) -> Row:
    """Every fifth order nobody served: an auto order."""
    seller = ("张伟", "晓雪", "小贤", "王芳")[number % 4]
    return {
        "order_no": f"SL{month.number}{number:04d}",
        "paid_at": at(month.first + (number % 28) * DAY, 10),
        "paid_amount": Decimal(100 + 7 * number),
        "service_account": f"{SHOP}:{seller}" if number % 5 else None,
        "shop": SHOP,
    }


def refund_row(month: Month) -> Row:
    return {
        "refund_no": f"TK{month.number}0001",
        "order_no": f"SL{month.number}0006",
        "refunded_at": at(month.first + 9 * DAY, 15),
        "refund_amount": Decimal("42.00"),
    }


def days_of(month: Month) -> Iterator[dt.date]:
    return (month.first + number * DAY for number in range((month.last - month.first).days + 1))


def works(employee_no: str, day: dt.date) -> bool:
    """Agents rest on Sundays, the office on Saturdays too."""
    return day.weekday() < (SUNDAY if employee_no in AGENTS else SATURDAY)


def at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour))


SAMPLES = {"people": people_rows, "month": month_rows}


def sample(name: str, month: Month) -> bytes:
    """The workbook: every sheet that has rows, with all columns that may be filled."""
    rows = SAMPLES[name](month)
    book = new_workbook()
    for sheet in SHEETS:
        if sheet.field in rows:
            write_sheet(book.create_sheet(sheet.title), sheet, rows[sheet.field])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def write_sheet(place: Any, sheet: Any, rows: Sequence[Row]) -> None:
    place.append([text_cell(place, column.title, bold=column.required) for column in sheet.columns])
    for row in rows:
        place.append([cell(place, row.get(column.field)) for column in sheet.columns])


def cell(place: Any, value: Any) -> Any:
    """A day, a moment, a number or a text as such."""
    if isinstance(value, dt.datetime):
        return moment_cell(place, value)
    if isinstance(value, dt.date):
        return day_cell(place, value)
    if value is None or isinstance(value, Decimal):
        return number_cell(place, value)
    return text_cell(place, value)
