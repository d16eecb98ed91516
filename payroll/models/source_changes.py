"""How often the records that pay is worked out from have changed."""

from django.db import models

from common.fields import MonthField


class SourceChange(models.Model):
    """Statements that changed a table of records, counted by triggers (payroll/source_changes.py); nobody reads which.

    SQLite counts in one row for each table and month; PostgreSQL adds a row a statement, so that no writer waits for
    another.
    """

    source = models.CharField(max_length=60)
    number = models.PositiveBigIntegerField(default=1)
    # The earliest month whose pay the change can matter to; None: every month.
    first_month = MonthField(null=True)

    def __str__(self) -> str:
        return f"{self.source} {self.number}"
