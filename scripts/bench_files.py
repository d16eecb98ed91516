"""How soon a file that is no workbook, or a hostile one, is refused; scripts/bench.py calls it, without a database.

To measure another file, add a line to FILES. Ends with 1 where one misses the target.
"""

import argparse
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

MOST_SECONDS = 2
SHEET = "xl/worksheets/sheet1.xml"
ROWS = 100_000


def main() -> None:
    import django

    django.setup()

    parser = argparse.ArgumentParser(prog="scripts.bench_files", description=__doc__)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    missed = 0
    print(f"{'file':44} {'MB':>6} {'s':>6}   target {MOST_SECONDS} s")
    for name, content_of in FILES.items():
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
            file.write(content := content_of())
            file.flush()
            seconds, says = min(refused(Path(file.name)) for _time in range(options.repeat))
        missed += seconds > MOST_SECONDS
        verdict = "kept" if seconds <= MOST_SECONDS else "MISSED"
        print(f"{name:44} {len(content) / 1e6:6.1f} {seconds:6.2f}   {verdict}   {says}", flush=True)
    sys.exit(int(bool(missed)))


def refused(path: Path) -> tuple[float, str]:
    """(seconds, what is said). Fails where the file is taken."""
    from django.utils import translation

    from common.sheet_xml import Unreadable
    from common.sheets import Workbook

    began = time.perf_counter()
    try:
        with translation.override("en"), Workbook(path) as workbook:
            for sheet in workbook.sheets:
                for _row in workbook.rows(sheet):
                    pass
    except Unreadable as error:
        return time.perf_counter() - began, str(error)
    sys.exit(f"{path.name} was taken.")


def workbook() -> bytes:
    """A large one with nothing wrong in it."""
    import xlsxwriter

    target = BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("打卡")
        for number in range(ROWS):
            sheet.write_row(number, 0, (f"A{number}", "2026-09-01 08:00"))
    return target.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """The same with one part of it replaced, or added."""
    target = BytesIO()
    copy = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
    with zipfile.ZipFile(BytesIO(workbook())) as source, copy:
        for part in source.namelist():
            if part != name:
                copy.writestr(part, source.read(part))
        copy.writestr(name, content)
    return target.getvalue()


def sheet(rows: bytes, doctype: bytes = b"") -> bytes:
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return doctype + b'<worksheet xmlns="' + space + b'"><sheetData>' + rows + b"</sheetData></worksheet>"


def laughs() -> bytes:
    """Entities of entities, a thousand million in the end."""
    entities = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    cell = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row>'
    return sheet(cell, b'<!DOCTYPE x [<!ENTITY l0 "lol">' + entities + b"]>")


FILES: dict[str, Callable[[], bytes]] = {
    "a program named like a workbook": lambda: b"MZ\x90\x00" + b"\x00" * 20_000_000,
    "a large workbook cut in half": lambda: workbook()[: len(workbook()) // 2],
    "a zip bomb": lambda: with_part(SHEET, sheet(b"<row></row>" * 20_000_000)),
    "entities of entities": lambda: with_part(SHEET, laughs()),
    "one huge cell": lambda: with_part(
        SHEET,
        sheet(b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b"x" * 5_000_000 + b"</t></is></c></row>"),
    ),
    "macros": lambda: with_part("xl/vbaProject.bin", b"x" * 1_000_000),
}


if __name__ == "__main__":
    main()
