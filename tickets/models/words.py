"""Choices that several subjects share."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Platform(models.TextChoices):
    """Where a customer bought; each has its own hours of service."""

    TAOBAO = "taobao", _("Taobao and Tmall")
    PINDUODUO = "pinduoduo", _("Pinduoduo")
    JD = "jd", _("JD")
    DOUYIN = "douyin", _("Douyin")
    KUAISHOU = "kuaishou", _("Kuaishou")
    OTHER = "other", _("other shop")


class Channel(models.TextChoices):
    """How a customer got in touch."""

    CHAT = "chat", pgettext_lazy("channel", "chat")
    PHONE = "phone", pgettext_lazy("channel", "phone")
    MAIL = "mail", pgettext_lazy("channel", "mail")
    PLATFORM = "platform", pgettext_lazy("channel", "platform")


class Priority(models.IntegerChoices):
    """From urgency and importance; the larger, the sooner."""

    LOW = 1, pgettext_lazy("priority", "low")
    NORMAL = 2, pgettext_lazy("priority", "normal")
    HIGH = 3, pgettext_lazy("priority", "high")
    URGENT = 4, pgettext_lazy("priority", "urgent")


class Weight(models.IntegerChoices):
    """How urgent or how important something is."""

    LITTLE = 1, pgettext_lazy("weight", "little")
    USUAL = 2, pgettext_lazy("weight", "usual")
    VERY = 3, pgettext_lazy("weight", "very")


def priority_of(urgency: int, importance: int) -> Priority:
    """The cell of the square of urgency and importance: both very is urgent, both usual is normal."""
    return {6: Priority.URGENT, 5: Priority.HIGH, 4: Priority.NORMAL}.get(urgency + importance, Priority.LOW)
