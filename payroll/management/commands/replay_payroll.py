"""`replay_payroll [YYYY-MM ...]`: works locked months out again from their stored facts and compares."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from payroll.commands import month_given
from payroll.replaying import MOST_NAMED, locked_runs, replay


class Command(BaseCommand):
    """Replays locked months; exit 0 where every line and hash is the same, 1 where not."""

    help = "Work out every locked month again from its stored facts. Exit 0: the same lines; 1: differences, listed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("months", nargs="*", help="YYYY-MM; none: every locked month")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = [month_given(text) for text in options["months"]]
        runs = locked_runs()
        runs = runs.filter(month__in=wanted) if wanted else runs
        missing = {str(month) for month in wanted} - {str(run.month) for run in runs}
        if missing:
            raise CommandError(f"Not locked: {', '.join(sorted(missing))}.", returncode=1)
        if not all([self._one(run) for run in runs]):
            raise CommandError("A locked month is not what its facts give.", returncode=1)
        if not runs:
            self.stdout.write("No month is locked yet.")

    def _one(self, run: Any) -> bool:
        found = replay(run)
        said = {
            True: "hash holds",
            False: "HASH DOES NOT HOLD",
            None: "no hash (approved before hashes were kept)",
        }
        state = "the same" if not found.differences else f"{len(found.differences)} differences"
        told = f"{run.month}: {found.people} payslips, {found.lines} lines, {state}; {said[found.hash_holds]}"
        self.stdout.write(told)
        for difference in found.differences[:MOST_NAMED]:
            self.stdout.write(f"  {difference}")
        return found.is_same
