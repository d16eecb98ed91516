from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('attendance', '0005_swaps_unmanned'),
    ]

    operations = [
        migrations.AddField(
            model_name='tick',
            name='taken_back_at',
            field=models.DateTimeField(null=True, verbose_name='taken back at'),
        ),
        migrations.RemoveConstraint(
            model_name='tick',
            name='tick_once',
        ),
        migrations.AddConstraint(
            model_name='tick',
            constraint=models.UniqueConstraint(condition=models.Q(('taken_back_at__isnull', True)), fields=('point', 'group', 'on'), name='tick_stands_once'),
        ),
    ]
