"""What one is told: the counter in the header, the list, one's own settings."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.access import Role, roles_only
from common.pages import ROWS_PER_PAGE, wants_part
from staff import choosing, mailing
from staff.models import Notification, User
from staff.notifying import in_words, kinds


@require_safe
@roles_only(*Role)
def notifications(request: HttpRequest) -> HttpResponse:
    """What one was told, newest first; `?unread=1` only what is not read."""
    rows = Notification.objects.visible_to(request.user)
    only_unread = bool(request.GET.get("unread"))
    page = Paginator(rows.unread() if only_unread else rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "notes": [shown(note) for note in page], "only_unread": only_unread}
    return render(request, "staff/notifications.html", context)


def shown(note: Notification) -> dict[str, Any]:
    """One line of the list."""
    kind = kinds().get(note.kind)
    return {
        "note": note,
        "says": in_words(note.says, note.words),
        "icon": kind.icon if kind else "bell",
        "kind": kind.label if kind else "",
    }


@require_POST
@roles_only(*Role)
def open_notification(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark it as read and go where it leads."""
    rows = Notification.objects.visible_to(request.user).filter(pk=pk)
    note = get_object_or_404(rows)
    choosing.mark_read(rows)
    return redirect(note.url or reverse("staff:notifications"))


@require_POST
@roles_only(*Role)
def read_notification(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read and stay; htmx gets the line back."""
    rows = Notification.objects.visible_to(request.user).filter(pk=pk)
    note = get_object_or_404(rows)
    choosing.mark_read(rows)
    note.refresh_from_db()
    if wants_part(request):
        return render(request, "staff/_notification.html", {"row": shown(note), "with_counter": True})
    return back_to_list(request)


@require_POST
@roles_only(*Role)
def read_notifications(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    choosing.mark_read(Notification.objects.visible_to(request.user))
    return back_to_list(request)


def back_to_list(request: HttpRequest) -> HttpResponse:
    """To the list as it stood: filter and page are in the address that was posted from."""
    came_from = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
    return redirect(came_from if safe else reverse("staff:notifications"))


@never_cache
@require_safe
@roles_only(*Role)
def unread_count(request: HttpRequest) -> HttpResponse:
    """The counter of the header; 204, which changes nothing on the page, where it is still `?shown=`."""
    unread = Notification.objects.visible_to(request.user).unread().count()
    if request.GET.get("shown") == str(unread):
        return HttpResponse(status=204)
    return render(request, "staff/_unread.html", {"unread": unread, "is_news": True})


class SettingsForm(forms.Form):
    """One's quiet hours, mail address and, for each kind, two ticks: `app_<kind>`, `mail_<kind>`."""

    email = forms.EmailField(label=gettext_lazy("Mail address"), required=False, max_length=254)
    starts = forms.TimeField(
        label=gettext_lazy("Quiet from"), required=False, widget=forms.TimeInput(format="%H:%M")
    )
    ends = forms.TimeField(
        label=gettext_lazy("Quiet until"), required=False, widget=forms.TimeInput(format="%H:%M")
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        hours = getattr(by.employee, "quiet_hours", None)
        first, last = (hours.starts, hours.ends) if hours else (mailing.QUIET_FROM, mailing.QUIET_UNTIL)
        self.by = by
        super().__init__(*args, initial={"email": by.email, "starts": first, "ends": last}, **kwargs)
        self.kinds = choosing.kinds_for(by.role)
        wishes: Any = choosing.wishes_of(by.employee) if by.employee else kinds()
        for kind in self.kinds:
            for way, wish in (("app", wishes[kind.name].in_app), ("mail", wishes[kind.name].by_mail)):
                tick = forms.BooleanField(required=False, initial=wish, label=kind.label)
                self.fields[f"{way}_{kind.name}"] = tick

    def rows(self) -> list[dict[str, Any]]:
        """For the page: each kind with its two ticks."""
        return [
            {"kind": kind, "app": self[f"app_{kind.name}"], "mail": self[f"mail_{kind.name}"]}
            for kind in self.kinds
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.by.employee is None:
            raise ValidationError(_("This login belongs to no person: there is nobody to be told anything."))
        if {"starts", "ends"} <= cleaned.keys() and (cleaned["starts"] is None) != (cleaned["ends"] is None):
            raise ValidationError(_("Give both ends of the quiet hours, or neither."))
        return cleaned

    def wishes(self) -> dict[str, tuple[bool, bool]]:
        cleaned = self.cleaned_data
        return {kind.name: (cleaned[f"app_{kind.name}"], cleaned[f"mail_{kind.name}"]) for kind in self.kinds}


@require_http_methods(["GET", "HEAD", "POST"])
@roles_only(*Role)
def notification_settings(request: HttpRequest) -> HttpResponse:
    """Each kind on or off, in the application and by mail; quiet hours; the mail address."""
    form = SettingsForm(request.POST or None, by=request.user)
    if form.is_valid():
        hours = {name: form.cleaned_data[name] for name in ("starts", "ends", "email")}
        choosing.choose(by=request.user, wishes=form.wishes(), **hours)
        messages.success(request, _("Saved."))
        return redirect("staff:notification_settings")
    return render(
        request, "staff/notification_settings.html", {"form": form, "has_mail": bool(settings.EMAIL_HOST)}
    )
