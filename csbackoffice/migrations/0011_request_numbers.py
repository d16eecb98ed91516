"""Numbers of requests and flags, for databases that are there already."""

from django.db import migrations

from csbackoffice.presets import install


def install_presets(apps, schema_editor):
    install(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("csbackoffice", "0010_payroll_month"),
        ("staff", "0001_initial"),
        ("performance", "0004_inspections_and_learning"),
    ]
    operations = [migrations.RunPython(install_presets, migrations.RunPython.noop)]
