import datetime as dt

from django.db import migrations, models


def close(apps, schema_editor):
    """Sheets of conversations that were begun before are waited for as the presets say: seven days."""
    sheets = apps.get_model("performance", "Inspection").objects.filter(done_at=None).exclude(conversation="")
    for sheet in sheets.iterator():
        sheet.closes_on = sheet.on + dt.timedelta(days=7)
        sheet.save(update_fields=["closes_on"])


class Migration(migrations.Migration):

    dependencies = [
        ('performance', '0009_remarks_and_one_counting'),
    ]

    operations = [
        migrations.AddField(
            model_name='inspection',
            name='closes_on',
            field=models.DateField(null=True),
        ),
        migrations.RunPython(close, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='inspection',
            index=models.Index(fields=['conversation', 'standard'], name='inspection_conversation'),
        ),
        migrations.AddIndex(
            model_name='inspection',
            index=models.Index(
                condition=models.Q(('done_at__isnull', True)), fields=['closes_on'], name='inspection_to_do'
            ),
        ),
    ]
