"""Payday, dispute days and the share of the review, for databases that are there already."""

from django.db import migrations

from csbackoffice.presets import install


def install_presets(apps, schema_editor):
    install(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("csbackoffice", "0009_desk"),
        ("payroll", "0004_real_months"),
    ]
    operations = [migrations.RunPython(install_presets, migrations.RunPython.noop)]
