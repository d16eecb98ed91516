"""Joins the apps: what a lower one asks and a higher one knows."""

from collections.abc import Collection

from django.apps import AppConfig


class BackOfficeConfig(AppConfig):
    """The project itself."""

    name = "csbackoffice"

    def ready(self) -> None:
        """Let tickets ask performance whether an order is known, and rule books say their reasons in Chinese."""
        from csbackoffice.presets import reasons_in_chinese
        from performance.models import Order
        from staff import reasons
        from tickets import orders

        reasons.IN_CHINESE.update(reasons_in_chinese())

        def known(numbers: Collection[str]) -> set[str]:
            rows = Order.objects.filter(order_no__in=numbers)
            return set(rows.values_list("order_no", flat=True))

        orders.KNOWING.append(known)
