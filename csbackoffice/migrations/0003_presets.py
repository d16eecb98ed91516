"""Rule books and catalogue for a fresh database."""

from django.db import migrations

from csbackoffice.presets import install


def install_presets(apps, schema_editor):
    install(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("csbackoffice", "0002_initial"),
        ("staff", "0001_initial"),
        ("performance", "0002_initial"),
    ]
    operations = [migrations.RunPython(install_presets, migrations.RunPython.noop)]
