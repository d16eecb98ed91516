"""`export_payroll YYYY-MM --format F --output FILE`: writes a workbook of a month."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from xlsxwriter.exceptions import FileCreateError

from common import audit
from payroll import exports, services
from payroll.commands import month_given, run_of
from payroll.models import PayrollExport


class Command(BaseCommand):
    """Writes one of the formats from stored lines."""

    help = "Write the payroll sheet, payslips, bank file (of an approved month) or pay lines. Exit 0: written; 1: not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", help="YYYY-MM")
        parser.add_argument("--format", required=True, choices=PayrollExport.Format.values)
        parser.add_argument(
            "--output", required=True, type=Path, help="the file to write (.xlsx; lines also .csv)"
        )

        parser.add_argument(
            "--purpose", default="export_payroll", help="what the file is for; stays on record"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        run = run_of(month_given(options["month"]))
        path: Path = options["output"]
        if path.suffix.lower() == ".csv" and options["format"] != "lines":
            raise CommandError(
                "Only --format lines can be written as .csv; name an .xlsx file.", returncode=1
            )
        refusal = services.why_no_bank_file(run) if options["format"] == PayrollExport.Format.BANK else ""
        if refusal:
            raise CommandError(refusal, returncode=1)
        try:
            written = exports.write(run, options["format"], path)
        except services.Refused as refused:
            raise CommandError(str(refused), returncode=1) from refused
        except (OSError, FileCreateError) as error:
            raise CommandError(
                f"{path} cannot be written: {getattr(error, 'strerror', None) or error}", returncode=1
            ) from error
        note = f"{written.rows} rows"
        changes = {"format": [None, options["format"]], "purpose": [None, options["purpose"]]}
        audit.record("payroll.export", run, by=None, changes=changes, note=note)
        for person in written.left_out:
            self.stdout.write(f"left out: {person['employee_no']} {person['name']} {person['why']}")
        self.stdout.write(f"{path}: {written.rows} rows")
