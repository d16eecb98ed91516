"""Scorecards, demerits and the number that goes with them, for databases that are there already."""

from django.db import migrations

from csbackoffice.presets import install


def install_presets(apps, schema_editor):
    install(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("csbackoffice", "0005_import_language"),
        ("staff", "0001_initial"),
        ("performance", "0003_scorecards"),
    ]
    operations = [migrations.RunPython(install_presets, migrations.RunPython.noop)]
