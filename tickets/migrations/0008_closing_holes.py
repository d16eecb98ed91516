"""Who made a group's view, levels before a change of many, doubted orders by index; promises follow their ticket."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def follow(apps, schema_editor):
    Promise, Ticket = apps.get_model("tickets", "Promise"), apps.get_model("tickets", "Ticket")
    into = Ticket.objects.filter(pk=OuterRef("ticket")).values("merged_into")[:1]
    Promise.objects.filter(ticket__merged_into__isnull=False).update(ticket=Subquery(into))


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0007_promises_by_due"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="savedview",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bulkchange", name="levels", field=models.JSONField(default=dict)
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("is_order_unknown", True)),
                fields=["order_no"],
                name="ticket_order_unknown",
            ),
        ),
        migrations.RunPython(follow, migrations.RunPython.noop),
    ]
