"""How often a customer is tried before a return visit is given up, for databases that are there already."""

from django.db import migrations

from csbackoffice.presets import install


def install_presets(apps, schema_editor):
    install(apps)


class Migration(migrations.Migration):
    dependencies = [("csbackoffice", "0014_import_kind"), ("tickets", "0004_upkeep")]
    operations = [migrations.RunPython(install_presets, migrations.RunPython.noop)]
