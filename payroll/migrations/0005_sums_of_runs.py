"""Sums of months that were calculated before runs kept them."""

from django.db import migrations
from django.db.models import Count, Sum


def keep_sums(apps, schema_editor):
    PayrollRun, Payslip = apps.get_model("payroll", "PayrollRun"), apps.get_model("payroll", "Payslip")
    for run in PayrollRun.objects.filter(people__isnull=True).exclude(state="draft"):
        sums = Payslip.objects.filter(run=run).aggregate(
            people=Count("pk"),
            earnings=Sum("earnings"),
            deductions=Sum("deductions"),
            net=Sum("net"),
            carried=Sum("carry_out"),
        )
        for name, value in sums.items():
            setattr(run, name, value or 0)
        run.save(update_fields=list(sums))


class Migration(migrations.Migration):
    dependencies = [("payroll", "0004_real_months")]
    operations = [migrations.RunPython(keep_sums, migrations.RunPython.noop)]
