"""A month of figures is answered from an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0005_company'),
        ('tickets', '0008_closing_holes'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('merged_into__isnull', True)), fields=['opened_at'], include=('owner', 'opened_by', 'first_owner', 'group', 'kind', 'product', 'id', 'first_reply_minutes', 'resolution_minutes', 'reopened', 'satisfaction'), name='ticket_figures'),
        ),
    ]
