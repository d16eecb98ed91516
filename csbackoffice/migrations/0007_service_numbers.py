"""The numbers of the service desk for databases that are there already."""

from django.db import migrations

from csbackoffice.presets import install


def install_presets(apps, schema_editor):
    install(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("csbackoffice", "0006_scorecards"),
        ("tickets", "0003_desk_rows"),
    ]
    operations = [migrations.RunPython(install_presets, migrations.RunPython.noop)]
