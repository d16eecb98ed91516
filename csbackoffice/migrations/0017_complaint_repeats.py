"""Within how many days complaints are repeats, for databases that are there already."""

from django.db import migrations

from csbackoffice.presets import install


def install_presets(apps, schema_editor):
    install(apps)


class Migration(migrations.Migration):
    dependencies = [("csbackoffice", "0016_summaries")]
    operations = [migrations.RunPython(install_presets, migrations.RunPython.noop)]
