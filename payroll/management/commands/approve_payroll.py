"""`approve_payroll YYYY-MM [--waive CODE ... --reason TEXT]`: locks a month."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from payroll import services
from payroll.commands import AT_ONCE, list_open, month_given, run_of
from payroll.models import PayrollRun
from payroll.problems import KINDS


class Command(BaseCommand):
    """Approves and locks a month; exit 1 with the open blocking exceptions if there are any."""

    help = "Approve and lock a month. Exit 1 with the open blocking exceptions if there are any."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", help="YYYY-MM")
        parser.add_argument(
            "--waive", action="append", nargs="+", default=[], metavar="CODE", help="let these pass"
        )
        parser.add_argument("--reason", default="", help="why; needed with --waive")

    def handle(self, *args: Any, **options: Any) -> None:
        run = run_of(month_given(options["month"]))
        codes = {code for some in options["waive"] for code in some}
        try:
            with transaction.atomic():  # a refused approval leaves no waiver behind
                self._waive(run, codes, options["reason"])
                services.approve(run, by=None)
        except services.Refused as refusal:
            list_open(run, self.stdout, but=codes)
            raise CommandError(str(refusal), returncode=1) from refusal
        self.stdout.write(f"{run.month} is approved and locked.")

    def _waive(self, run: PayrollRun, codes: set[str], reason: str) -> None:
        unknown = codes - set(KINDS)
        if unknown:
            said = f"No such code: {', '.join(sorted(unknown))}; the codes are: {', '.join(KINDS)}."
            raise CommandError(said, returncode=1)
        if codes and not reason.strip():
            raise CommandError(
                "--waive needs --reason TEXT: a waiver stays on record with its reason.", returncode=1
            )
        if codes:
            wanted = services.open_exceptions(run).select_related(None).filter(code__in=codes)
            services.waive(run, wanted.only("code", "key").iterator(AT_ONCE), reason=reason, by=None)
