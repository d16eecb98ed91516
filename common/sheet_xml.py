"""Reads the XML inside a workbook: exact digits instead of binary fractions, a row at a time, within limits.

Why not with openpyxl: docs/adr/0005.
"""

import re
from collections.abc import Callable, Iterator
from typing import IO, Any, NamedTuple
from xml.parsers import expat

from django.utils.translation import gettext as _

# What Excel itself allows in one cell; a longer one is an attack on memory.
CELL_CHARACTERS = 32_767
# No sheet of ours has more than 20; a row of 16,384 cells is not a table of people.
MOST_COLUMNS = 256
# An exact number of this length says everything a binary fraction can say.
NUMBER_CHARACTERS = 40
CHUNK = 1 << 18


class Unreadable(Exception):
    """The file is not a workbook that can be taken; the message says why and what to do, in words."""


class Look(NamedTuple):
    """How a number is shown: `number`, `percent`, `day`, `time` or `moment`; `zeros`: padded to so many digits."""

    kind: str = "number"
    zeros: int = 0


class Num(NamedTuple):
    """A number cell: its digits as they stand in the file, and how it is shown."""

    digits: str
    look: Look = Look()


class Flag(NamedTuple):
    """TRUE or FALSE."""

    is_true: bool


class Fault(NamedTuple):
    """An error value such as #REF!."""

    name: str


class Formula(NamedTuple):
    """A formula; its cached result is never trusted."""

    text: str


# A text cell is a plain str, a blank one None.
Cell = str | Num | Flag | Fault | Formula | None
Row = tuple[int, dict[int, Cell]]


class SheetPart(NamedTuple):
    """A worksheet of the workbook: its title and its part in the archive."""

    title: str
    part: str


def letters(column: int) -> str:
    """`A` for 1, `AA` for 27."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


_COLUMNS = {letters(number): number for number in range(1, MOST_COLUMNS + 1)}
_DIGITS = "0123456789"
_ESCAPED = re.compile(r"_x00(09|0A|0D)_", re.IGNORECASE)
_QUOTED = re.compile(r'\s*"((?:[^"]|"")*)"\s*\Z')


def _new_parser() -> Any:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    # Entities are where XML bombs live, and no workbook has a reason to declare any.
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_arguments: Any) -> None:
    raise Unreadable(_("The file declares XML entities, which no spreadsheet program writes. It is refused."))


def _name(tag: str) -> str:
    """The name without its namespace: the strict and the usual form of the format differ only there."""
    return tag.rpartition(" ")[2]


def _feed(stream: IO[bytes], parser: Any) -> Iterator[None]:
    while chunk := stream.read(CHUNK):
        parser.Parse(chunk, False)
        yield
    parser.Parse(b"", True)
    yield


def _walk(stream: IO[bytes], start: Callable[[str, dict[str, str]], None]) -> None:
    parser = _new_parser()
    parser.StartElementHandler = lambda tag, attributes: start(_name(tag), attributes)
    for _chunk in _feed(stream, parser):
        pass


def _attribute(attributes: dict[str, str], wanted: str) -> str:
    return next((value for name, value in attributes.items() if _name(name) == wanted), "")


def read_relations(stream: IO[bytes]) -> dict[str, tuple[str, str]]:
    """{id: (last word of the type, target)} of a .rels part; targets outside the file are left out."""
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = kind, attributes.get("Target", "")

    _walk(stream, start)
    return found


def read_sheet_list(stream: IO[bytes]) -> tuple[list[tuple[str, str]], bool]:
    """[(title, relation id)] in order, and whether days count from 1904."""
    sheets: list[tuple[str, str]] = []
    since_1904 = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal since_1904
        if tag == "sheet":
            sheets.append((attributes.get("name", ""), _attribute(attributes, "id")))
        elif tag == "workbookPr":
            since_1904 = attributes.get("date1904", "0") in {"1", "true"}

    _walk(stream, start)
    return sheets, since_1904


def read_looks(stream: IO[bytes]) -> list[Look]:
    """How each cell style shows a number, by the style's index."""
    codes: dict[str, str] = {}
    looks: list[Look] = []
    inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if tag == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag in {"cellXfs", "cellStyleXfs", "cellStyles", "dxfs"}:
            inside = tag == "cellXfs"
        elif tag == "xf" and inside:
            number = attributes.get("numFmtId", "0")
            looks.append(look_of(codes[number]) if number in codes else BUILT_IN.get(number, Look()))

    _walk(stream, start)
    return looks


_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


def look_of(code: str) -> Look:
    """Read a number format such as `yyyy-mm-dd hh:mm`, `0.00%`, `00000`."""
    bare = _NOT_CODE.sub("", code.partition(";")[0]).lower()
    if "general" in bare or "@" in bare:
        return Look()
    has_time = bool(re.search(r"[hs]|am/pm|上午/下午", bare)) or "[m" in bare
    has_day = bool(re.search("[yd]", bare)) or ("m" in bare and not has_time)
    if has_time:
        return Look("moment" if has_day else "time")
    if has_day:
        return Look("day")
    if "%" in bare:
        return Look("percent")
    return Look("number", len(bare)) if set(bare) == {"0"} else Look()


def _built_in() -> dict[str, Look]:
    """The formats that a file names by number alone; 27 to 58 as a Chinese Excel means them."""
    days = [14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]
    times = [18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56]
    kinds = (
        dict.fromkeys(days, "day")
        | dict.fromkeys(times, "time")
        | {22: "moment", 9: "percent", 10: "percent"}
    )
    return {str(number): Look(kind) for number, kind in kinds.items()}


BUILT_IN = _built_in()


def read_strings(stream: IO[bytes]) -> list[str]:
    """The table of shared texts. Text of rich runs is joined; phonetic hints (rPh) are left out."""
    reader = _Strings()
    parser = _new_parser()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.characters
    for _chunk in _feed(stream, parser):
        pass
    return reader.strings


class _Strings:
    """Puts shared texts together as their pieces come."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self.pieces: list[str] = []
        self.size = self.skipped = 0
        self.in_text = False

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        name = _name(tag)
        if name == "si":
            self.pieces.clear()
            self.size = 0
        elif name == "rPh":
            self.skipped += 1
        elif name == "t":
            self.in_text = not self.skipped

    def end(self, tag: str) -> None:
        name = _name(tag)
        if name == "t":
            self.in_text = False
        elif name == "rPh":
            self.skipped -= 1
        elif name == "si":
            self.strings.append(plain("".join(self.pieces)))

    def characters(self, text: str) -> None:
        if not self.in_text:
            return
        self.size += len(text)
        if self.size > CELL_CHARACTERS:
            raise Unreadable(too_long(""))
        self.pieces.append(text)


def plain(text: str) -> str:
    """Undo the format's own way of writing a tab or a line break."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x00" in text else text


def too_long(where: str) -> str:
    """What a person reads about a cell that is longer than any spreadsheet program allows."""
    return _("Cell %(where)s holds more than %(most)s characters. No spreadsheet program writes that.") % {
        "where": where or "?",
        "most": f"{CELL_CHARACTERS:,}",
    }


class RowReader:
    """Reads the rows of one worksheet. One object a pass; `rows()` gives rows that have something in them."""

    def __init__(self, strings: list[str], looks: list[Look]) -> None:
        self.strings = strings
        self.looks = looks
        self.ready: list[Row] = []
        self.cells: dict[int, Cell] = {}
        self.row = self.column = 0
        self.kind = self.style = self.formula = ""
        self.is_formula = self.in_cell = False
        self.pieces: list[str] | None = None
        self.value = ""
        self.size = self.hints = 0

    def rows(self, stream: IO[bytes]) -> Iterator[Row]:
        """(row number, {column number: cell}), in order."""
        parser = _new_parser()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters
        for _chunk in _feed(stream, parser):
            ready, self.ready = self.ready, []
            yield from ready

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "c":
            self._start_cell(attributes)
        elif name == "row":
            number = attributes.get("r")
            self.row = int(number) if number else self.row + 1
            self.cells, self.column = {}, 0
        elif self.in_cell:
            if name == "v" or (name == "t" and not self.hints):
                self.pieces = []
            elif name == "f":
                self.pieces, self.is_formula = [], True
            elif name == "rPh":
                self.hints += 1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        self.column = _COLUMNS.get(place.rstrip(_DIGITS), 0) if place else self.column + 1
        self.kind = attributes.get("t", "n")
        self.style = attributes.get("s", "")
        self.value, self.is_formula, self.in_cell = "", False, True
        self.size = 0

    def _characters(self, text: str) -> None:
        if self.pieces is not None:
            self.size += len(text)
            if self.size > CELL_CHARACTERS:
                raise Unreadable(too_long(f"{letters(self.column)}{self.row}"))
            self.pieces.append(text)

    def _end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if self.pieces is not None and name in ("v", "t"):
            self.value += "".join(self.pieces)
            self.pieces = None
        elif name == "c":
            self._end_cell()
        elif name == "row":
            if self.cells:
                self.ready.append((self.row, self.cells))
        elif name == "f" and self.pieces is not None:
            self.formula, self.pieces = "".join(self.pieces), None
        elif name == "rPh":
            self.hints -= 1

    def _end_cell(self) -> None:
        self.in_cell = False
        if not 0 < self.column <= MOST_COLUMNS:
            return
        if self.is_formula:
            self.cells[self.column] = as_text_formula(self.formula)
        elif self.value:
            cell = self._cell()
            if cell is not None:
                self.cells[self.column] = cell

    def _cell(self) -> Cell:
        kind, value = self.kind, self.value
        if kind == "s":
            return self.strings[int(value)] or None
        if kind == "n":
            return Num(value.strip(), self._look()) if len(value) <= NUMBER_CHARACTERS else value
        if kind == "b":
            return Flag(value.strip() == "1")
        if kind == "e":
            return Fault(value)
        if kind == "d":
            return self._iso(value)
        return plain(value)

    def _look(self) -> Look:
        style = self.style
        index = int(style) if style else 0
        return self.looks[index] if 0 <= index < len(self.looks) else Look()

    def _iso(self, value: str) -> str:
        """A day or moment written out as ISO text; a day's midnight is no time where the cell shows days."""
        day, _t, time = value.rstrip("Z").partition("T")
        is_day = not time or (self._look().kind == "day" and not time.strip("0:."))
        return day if is_day else f"{day} {time}"


def as_text_formula(text: str) -> Cell:
    """`="00123"` is how exports keep a number's zeros: a text. Any other formula stays one."""
    quoted = _QUOTED.match(text)
    return quoted[1].replace('""', '"') if quoted else Formula(f"={text}")
