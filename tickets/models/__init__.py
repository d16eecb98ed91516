"""What the service desk keeps, one file a subject."""

from tickets.models.tickets import Ticket as Ticket
