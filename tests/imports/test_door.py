"""Files that are no workbook, or a dangerous one, are refused in words."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common import sheets
from common.cell_shown import show
from common.headers import match_columns
from common.sheet_xml import Unreadable
from common.sheets import Workbook, day_cell, moment_cell, new_workbook, number_cell, text_cell
from csbackoffice.imports import SHEETS
from tests.workbooks import book, company, new_path, with_part

GOOD = {"打卡": [["工号", "打卡时间"], ["A1", "2026-09-01 08:00"]]}
SHEET_XML = (
    '<?xml version="1.0"?>{doctype}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{rows}</sheetData></worksheet>"
)
SHEET = "xl/worksheets/sheet1.xml"


def refusal(path: Path, name: str = "") -> str:
    """What a person is told; fails where the file is taken. How soon: scripts/bench_files.py."""
    with translation.override("en"), pytest.raises(Unreadable) as refused, Workbook(path, name) as opened:
        for part in opened.sheets:
            for _row in opened.rows(part):
                pass
    return str(refused.value)


def file_of(content: bytes) -> Path:
    path = new_path()
    path.write_bytes(content)
    return path


def zip_of(*names: str) -> Path:
    path = new_path()
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return path


def sheet_with(rows: str, doctype: str = "") -> Path:
    return with_part(book(GOOD), SHEET, SHEET_XML.format(rows=rows, doctype=doctype))


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00" + b"\x00" * 100, "program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, ".xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "web page or XML"),
        ("工号,姓名\nA1,甲\n".encode("gb18030"), "CSV"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\x00\x01\x02\x03", "not an .xlsx"),
    ],
)
def test_other_kinds_of_file_are_named(content: bytes, word: str):
    said = refusal(file_of(content))
    assert word in said
    assert ("save it as .xlsx" in said) == (word not in {"empty", "program"}), "a program is not opened"


@pytest.mark.parametrize(
    ("names", "word"),
    [
        (["a.txt"], "without a workbook"),
        (["word/document.xml", "[Content_Types].xml"], "text document"),
        (["content.xml", "mimetype"], "OpenDocument"),
        (["xl/workbook.bin"], "xlsb"),
        (["[Content_Types].xml", "_rels/.rels"], "damaged"),
    ],
)
def test_other_archives_are_named(names: list[str], word: str):
    assert word in refusal(zip_of(*names))


@pytest.mark.parametrize(
    ("part", "word"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/externalLinks/externalLink1.xml", "links"),
        ("xl/embeddings/oleObject1.bin", "embedded"),
        ("xl/activeX/activeX1.xml", "embedded"),
    ],
)
def test_what_could_run_or_reach_out_is_refused(part: str, word: str):
    assert word in refusal(with_part(book(GOOD), part, b"x"))


def test_a_truncated_workbook_is_refused():
    content = book(GOOD).read_bytes()
    for end in (4, 100, len(content) // 2, len(content) - 1):
        assert "damaged" in refusal(file_of(content[:end]))


def test_the_lock_file_of_an_open_workbook_is_named():
    assert "lock file" in refusal(file_of(b"x" * 165), "~$month.xlsx")


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = with_part(book(GOOD), SHEET, b"<row></row>" * 20_000_000)
    assert "bomb" in refusal(bomb)


def test_too_many_parts_and_parts_named_twice_are_refused():
    assert "too many" in refusal(zip_of(*(f"part{n}" for n in range(sheets.MOST_PARTS + 1))))
    with pytest.warns(UserWarning):
        twice = zip_of("a", "a")
    assert "twice" in refusal(twice)


def test_entities_and_document_types_are_refused():
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    laughs = f'<!DOCTYPE x [<!ENTITY l0 "lol">{lol}]>'
    outside = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&{};</t></is></c></row>'

    assert "entities" in refusal(sheet_with(cell.format("l8"), laughs))
    assert "entities" in refusal(sheet_with(cell.format("f"), outside))


def test_one_huge_cell_is_refused():
    huge = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * 200_000}</t></is></c></row>'
    assert "A1" in refusal(sheet_with(huge))
    assert "characters" in refusal(as_excel_writes("x" * 200_000))


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def as_excel_writes(text: str) -> Path:
    """A workbook with a table of shared texts and its own date format, as Excel and WPS make them."""
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="r3" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="打卡" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">'
        '<numFmts><numFmt numFmtId="176" formatCode="yyyy/m/d h:mm"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="176"/><xf numFmtId="31"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>工号</t></si><si><r><t>打卡</t></r><r><t>时间</t></r></si>'
        f"<si><t>{text}</t></si></sst>",
        SHEET: f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c>'
        '<x:c r="B1" t="s"><x:v>1</x:v></x:c></x:row><x:row r="2"><x:c r="A2" t="s"><x:v>2</x:v></x:c>'
        '<x:c r="B2" s="1"><x:v>46266.5</x:v></x:c><x:c r="C2" s="2"><x:v>46266</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>",
    }
    path = new_path()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_shared_texts_and_own_formats_are_read():
    with Workbook(as_excel_writes("A1")) as opened:
        rows = [[show(cell) for cell in row.values()] for _number, row in opened.rows(opened.sheets[0])]
    assert rows == [["工号", "打卡时间"], ["A1", "2026-09-01 12:00:00", "2026-09-01"]]


def test_absurd_dimensions_cost_nothing():
    path = sheet_with(
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>'
        '<row r="1048576"><c r="B1048576"><v>3</v></c></row>'
    )
    with Workbook(path) as opened:
        rows = [(number, sorted(row)) for number, row in opened.rows(opened.sheets[0])]
    assert rows == [(1, [1]), (1048576, [2])]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" t="s"><v>99999</v></c>',
        '<c r="A1" t="s"><v>x</v></c>',
        '<c r="A1" s="x"><v>1</v></c>',
        '<c r="A1"><v>1</v>',
    ],
)
def test_references_into_nothing_are_damage(cell: str):
    assert "damaged" in refusal(sheet_with(f'<row r="1">{cell}</row>'))


def test_cells_of_every_kind_are_read():
    cells = (
        '<c r="A1" t="b"><v>1</v></c><c r="B1" t="e"><v>#REF!</v></c><c r="C1"><f>1+1</f><v>2</v></c>'
        '<c r="D1" t="str"><f>"00123"</f><v>00123</v></c>'
        '<c r="E1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>'
        '<c r="F1" t="d"><v>2026-10-05T08:00:00</v></c><c t="n"><v>1E3</v></c><c r="H1" s="0"/>'
        '<c r="I1" t="inlineStr"><is><t>a_x000D_b</t><rPh sb="0" eb="1"><t>hint</t></rPh></is></c>'
        '<c r="J1"><f t="shared" si="0"/><v>3</v></c>'
    )
    with Workbook(sheet_with(f'<row r="1">{cells}</row>')) as opened:
        ((_number, row),) = opened.rows(opened.sheets[0])
    assert [show(row.get(n)) for n in range(1, 11)] == [
        "TRUE",
        "#REF!",
        "=1+1",
        "00123",
        "ab",
        "2026-10-05 08:00:00",
        "1E3",
        "",
        "a\rb",
        "=",
    ]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=30))
def test_a_damaged_file_never_crashes_the_reader(changes: list[tuple[int, int]]):
    content = bytearray(_sample())
    for place, value in changes:
        content[place % len(content)] = value
    try:
        with Workbook(file_of(bytes(content))) as opened:
            for part in opened.sheets:
                list(opened.rows(part))
    except Unreadable as refused:
        assert str(refused)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet='<>/"= abcrvtfs0123456789&;', max_size=200))
def test_nonsense_inside_a_sheet_never_crashes_the_reader(rows: str):
    try:
        with Workbook(sheet_with(rows)) as opened:
            list(opened.rows(opened.sheets[0]))
    except Unreadable as refused:
        assert str(refused)


def _sample(kept: list[bytes] = []) -> bytes:  # noqa: B006 (one sample for all examples)
    if not kept:
        kept.append(book(company()).read_bytes())
    return kept[0]


def test_headers_match_whatever_their_case_width_and_blanks():
    sheet = next(sheet for sheet in SHEETS if sheet.field == "employees")
    header = {1: " Employee_No ", 2: "姓\n名", 3: "ＲＯＬＥ", 4: "入职日期*", 7: "心情"}
    columns, ignored = match_columns(sheet, header)

    assert {place: column.field for place, column in columns.items()} == {
        1: "employee_no",
        2: "name",
        3: "role",
        4: "hire_date",
    }
    assert ignored == ["心情"]


@pytest.mark.parametrize("risky", ["=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "\t=1", '=HYPERLINK("x")'])
def test_text_that_looks_like_a_formula_is_written_as_text(risky: str):
    workbook = new_workbook()
    sheet = workbook.create_sheet("x")
    sheet.append([text_cell(sheet, risky)])
    path = new_path()
    workbook.save(path)
    cell = openpyxl.load_workbook(path)["x"]["A1"]

    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", risky, True)
    assert b"<f>" not in zipfile.ZipFile(path).read(SHEET)


def test_cells_are_written_with_their_types():
    import datetime as dt
    from decimal import Decimal

    workbook = new_workbook()
    sheet = workbook.create_sheet("x")
    moment = dt.datetime(2026, 9, 1, 8, 30)
    sheet.append(
        [
            text_cell(sheet, "00123\x00"),
            number_cell(sheet, Decimal("1234.50")),
            day_cell(sheet, moment.date()),
            moment_cell(sheet, moment),
            text_cell(sheet, None),
        ]
    )
    path = new_path()
    workbook.save(path)
    row = openpyxl.load_workbook(path)["x"][1]

    assert [(cell.value, cell.number_format) for cell in row[:4]] == [
        ("00123", "@"),
        (1234.5, "0.00"),
        (dt.datetime(2026, 9, 1), "yyyy-mm-dd"),
        (moment, "yyyy-mm-dd hh:mm:ss"),
    ]


def test_a_workbook_that_counts_days_from_1904_is_refused() -> None:
    workbook = openpyxl.Workbook()
    workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    path = new_path()
    workbook.save(path)
    assert "1904" in refusal(path)
