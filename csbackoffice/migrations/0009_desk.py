"""Checklists, areas of cleaning and the numbers of the shift desk, for databases that are there already."""

from django.db import migrations

from csbackoffice.presets import install


def install_presets(apps, schema_editor):
    install(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("csbackoffice", "0008_standards"),
        ("attendance", "0003_shift_desk"),
    ]
    operations = [migrations.RunPython(install_presets, migrations.RunPython.noop)]
