"""`run_payroll YYYY-MM [--inline] [--group NAME]`: works a month out. Exit 0 done, 3 with exceptions, 1 failed."""

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from payroll import services
from payroll.commands import list_open, month_given
from payroll.models import PayrollRun
from staff.models import Group

LOOK_SECONDS = 0.5


class Command(BaseCommand):
    """Works a month out, on the queue or in this process."""

    help = "Work out the pay of a month. Exit 0: done; 3: done, with blocking exceptions (listed); 1: failed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", help="YYYY-MM")
        parser.add_argument(
            "--inline", action="store_true", help="in this process, without queue and workers"
        )
        parser.add_argument("--group", help="only the people of this group")

    def handle(self, *args: Any, **options: Any) -> None:
        month = month_given(options["month"])
        group = self._group(options["group"])
        try:
            start = services.calculate_now if options["inline"] else services.start_run
            run = start(month, by=None, group=group)
        except services.Refused as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        if not options["inline"]:
            self._watch(run)
        self._report(run)

    def _group(self, name: str | None) -> Group | None:
        group = Group.objects.filter(name=name).first() if name else None
        if name and group is None:
            known = ", ".join(Group.objects.values_list("name", flat=True)) or "none"
            raise CommandError(f"There is no group “{name}”; the groups are: {known}.", returncode=1)
        return group

    def _watch(self, run: PayrollRun) -> None:
        """Show progress until the calculation is over."""
        shown = ""
        while services.is_working(run) or (
            run.state == PayrollRun.State.DRAFT and not services.failures(run)
        ):
            done, shards = services.progress(run)
            said = f"{done} of {shards} parts done" if shards else "planning"
            if said != shown:
                self.stdout.write(f"{run.month}: {said}")
                shown = said
            time.sleep(LOOK_SECONDS)
            run.refresh_from_db()

    def _report(self, run: PayrollRun) -> None:
        run.refresh_from_db()
        for failure in services.failures(run):
            self.stderr.write(failure)
        if services.failures(run) or run.state == PayrollRun.State.DRAFT:
            raise CommandError(f"{run.month} could not be calculated.", returncode=1)
        totals = services.totals(run)
        self.stdout.write(f"{run.month}: {totals['people']} payslips, net {totals['net'] or 0}")
        if list_open(run, self.stdout):
            sys.exit(3)
