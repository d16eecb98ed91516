"""python manage.py import_workbook FILE [--dry-run] [--errors OUT.xlsx]"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from common.intake import BadRow
from common.sheet_xml import Unreadable
from csbackoffice.imports import Outcome, column_title, sheet_named, take_workbook
from csbackoffice.marked_copy import write_marked_copy


class Command(BaseCommand):
    """Takes a month workbook in this process; exit 0 all taken, 1 rows rejected, 2 not a readable workbook."""

    help = "Take a month workbook: all of it, or nothing where one row is bad."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")
        parser.add_argument("--errors", metavar="OUT.xlsx", help="write a copy with the bad cells marked")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            outcome = take_workbook(path, by=None, is_preview=options["dry_run"])
        except (Unreadable, OSError) as error:
            self.stderr.write(f"{path}: {error}")
            raise SystemExit(2) from error
        self.tell(outcome)
        if outcome.rejected:
            if options["errors"]:
                self.mark(path, outcome, options["errors"])
            raise SystemExit(1)

    def mark(self, path: Path, outcome: Outcome, target: str) -> None:
        """Write the marked copy; where that fails the bad rows are told all the same."""
        try:
            write_marked_copy(path, outcome.bad_rows, target)
        except OSError as error:
            self.stderr.write(f"{target}: {error.strerror or error}")

    def tell(self, outcome: Outcome) -> None:
        """A line a sheet, a line a bad row, a line a note."""
        for sheet in outcome.sheets:
            self.stdout.write(
                f"{sheet.sheet} {sheet.field}: created {sheet.created}, updated {sheet.updated}, "
                f"unchanged {sheet.unchanged}, rejected {sheet.rejected}"
            )
        for bad in outcome.bad_rows:
            self.stdout.write(line_of(bad))
        for note in outcome.notes:
            self.stdout.write(note)
        if outcome.rejected:
            self.stdout.write(_("Nothing was written: rows have to be mended first."))


def line_of(bad: BadRow) -> str:
    """Sheet, row, column, value and remedy of a bad row on one line."""
    value = " ".join(bad.value.split())[:200]
    return f"{sheet_named(bad.sheet).title} {bad.row} {column_title(bad)} “{value}”: {bad.remedy}"
