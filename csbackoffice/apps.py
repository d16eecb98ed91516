"""Joins the apps: what a lower one asks and a higher one knows."""

from django.apps import AppConfig


class BackOfficeConfig(AppConfig):
    """The project itself."""

    name = "csbackoffice"

    def ready(self) -> None:
        """Let tickets ask performance whether an order is known."""
        from performance.models import Order
        from tickets import orders

        orders.KNOWING.append(lambda order_no: Order.objects.filter(order_no=order_no).exists())
