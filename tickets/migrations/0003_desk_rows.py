"""What a fresh service desk knows; old tickets get what the new columns say; PostgreSQL gets its index of words."""

from django.db import migrations
from django.db.models import F

from tickets import presets, search


def fill(apps, schema_editor):
    presets.install(apps)
    Ticket, TicketWords = apps.get_model("tickets", "Ticket"), apps.get_model("tickets", "TicketWords")
    Ticket.objects.update(
        due_at=F("promised_at"), changed_at=F("opened_at"), opened_by=F("owner"), first_owner=F("owner")
    )
    rows = Ticket.objects.values_list("pk", "customer_name", "order_no", "waybill_no", "problem", "wish")
    TicketWords.objects.bulk_create(
        (TicketWords(ticket_id=pk, grams=search.stored(" ".join(texts))) for pk, *texts in rows.iterator()),
        batch_size=1000,
    )


def index_words(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in ("tickets_ticketwords", "tickets_articlewords"):
            schema_editor.execute(
                f"CREATE INDEX {table}_grams ON {table} USING gin (string_to_array(grams, ' '))"
            )


class Migration(migrations.Migration):
    dependencies = [("tickets", "0002_service_desk")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(index_words, migrations.RunPython.noop),
    ]
