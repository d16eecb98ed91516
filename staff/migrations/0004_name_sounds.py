"""How names sound, for the people who are there already."""

from django.db import migrations

import common.fields
from common.sounds import sounds


def fill(apps, schema_editor):
    Employee = apps.get_model("staff", "Employee")
    people = list(Employee.objects.only("pk", "name"))
    for person in people:
        person.name_sounds = sounds(person.name)
    Employee.objects.bulk_update(people, ["name_sounds"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("staff", "0003_notifications")]
    operations = [
        migrations.AddField(
            model_name="employee",
            name="name_sounds",
            field=common.fields.SoundsField(blank=True, default="", editable=False, of="name"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
