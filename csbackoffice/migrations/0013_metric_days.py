"""The number of days after which figures of service are final, for databases that are there already."""

from django.db import migrations

from csbackoffice.presets import install


def install_presets(apps, schema_editor):
    install(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("csbackoffice", "0012_days_on"),
        ("staff", "0001_initial"),
        ("performance", "0006_metric_days"),
    ]
    operations = [migrations.RunPython(install_presets, migrations.RunPython.noop)]
