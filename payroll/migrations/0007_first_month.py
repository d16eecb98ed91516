from django.db import migrations

import common.fields


def drop_old_triggers(apps, schema_editor):
    """One trigger for all events of a table; those that know the month have one for each (payroll/source_triggers.py)."""
    if schema_editor.connection.vendor == 'postgresql':
        schema_editor.execute('DROP FUNCTION IF EXISTS payroll_count_source_change() CASCADE')


class Migration(migrations.Migration):

    dependencies = [
        ('payroll', '0006_source_changes'),
    ]

    operations = [
        migrations.RunPython(drop_old_triggers, migrations.RunPython.noop),
        migrations.AddField(
            model_name='sourcechange',
            name='first_month',
            field=common.fields.MonthField(null=True),
        ),
    ]
