"""How long a calibration waits for its sheets, for databases that are there already."""

from django.db import migrations

from csbackoffice.presets import install


def install_presets(apps, schema_editor):
    install(apps)


class Migration(migrations.Migration):
    dependencies = [("csbackoffice", "0017_complaint_repeats")]
    operations = [migrations.RunPython(install_presets, migrations.RunPython.noop)]
