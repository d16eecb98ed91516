"""Who is on shift at this moment, who is late or missing, who is away."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy

from attendance.live import live_of
from csbackoffice.desk.parts import Part


def content(user: Any) -> dict[str, Any]:
    return {"live": live_of(user, dt.datetime.now())}


FLOOR = Part("floor", gettext_lazy("Who is on now"), "eye", content, "attendance:live", is_later=True)
