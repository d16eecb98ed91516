"""The board of notices: read, put up, take down, and who has read them."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.access import Role, roles_only
from common.templatetags.backoffice import day as day_words
from staff import notices as services
from staff.models import Employee, Group, Notice, NoticeReading, User


class NoticeForm(forms.ModelForm):
    """A new notice."""

    class Meta:
        model = Notice
        fields = ["title", "text", "group", "until"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6}), "until": forms.DateInput()}

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group: Any = self.fields["group"]
        group.queryset = Group.objects.visible_to(by)
        group.required = by.role not in services.TO_EVERYBODY
        group.empty_label = None if group.required else gettext_lazy("everybody")

    def clean_until(self) -> dt.date | None:
        until = self.cleaned_data["until"]
        if until and until < dt.date.today():
            raise ValidationError(
                _("%(day)s is over; nobody would see it."), params={"day": day_words(until)}
            )
        return until


@require_safe
@roles_only(*Role)
def notices(request: HttpRequest) -> HttpResponse:
    """The board, unread notices first; with `?past=1` what was taken down."""
    today = dt.date.today()
    seen = Notice.objects.visible_to(request.user).select_related("group", "by__employee")
    past = bool(request.GET.get("past"))
    rows = seen.filter(until__lt=today) if past else seen.current(today)
    mine = NoticeReading.objects.filter(notice=OuterRef("pk"), employee=request.user.employee_id)
    rows = rows.annotate(is_read=Exists(mine), readers=Count("readings")).order_by("is_read", "-at")[:200]
    may_publish = request.user.role in services.PUBLISHING
    return render(request, "staff/notices.html", {"notices": rows, "past": past, "may_publish": may_publish})


@require_http_methods(["GET", "HEAD", "POST"])
@roles_only(*services.PUBLISHING)
def new_notice(request: HttpRequest) -> HttpResponse:
    """Put up a notice."""
    form = NoticeForm(request.POST or None, by=request.user)
    if form.is_valid():
        notice = services.put_up(by=request.user, **form.cleaned_data)
        messages.success(request, _("The notice is on the board."))
        return redirect("staff:notice", notice.pk)
    return render(request, "staff/new_notice.html", {"form": form})


def visible_notice(request: HttpRequest, pk: int) -> Notice:
    rows = Notice.objects.visible_to(request.user).select_related("group", "by__employee")
    return get_object_or_404(rows, pk=pk)


@require_safe
@roles_only(*Role)
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice; those who lead see who has read it and who has not."""
    shown = visible_notice(request, pk)
    context: dict[str, Any] = {"notice": shown, "may_take_down": services.may_take_down(shown, request.user)}
    context["is_read"] = shown.readings.filter(employee=request.user.employee_id).exists()
    context["is_current"] = shown.until is None or shown.until >= dt.date.today()
    if request.user.role in services.PUBLISHING:
        context |= readers_of(shown, request.user)
    return render(request, "staff/notice.html", context)


def readers_of(shown: Notice, user: User) -> dict[str, Any]:
    """Of the people whom this user sees: who has read it when, and who has not."""
    people = Employee.objects.visible_to(user)
    read = shown.readings.filter(employee__in=people).select_related("employee").order_by("at")
    waiting = (
        services.addressees(shown).filter(pk__in=people).exclude(pk__in=shown.readings.values("employee"))
    )
    return {"read": read, "waiting": waiting}


@require_POST
@roles_only(*Role)
def read_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one has read it."""
    services.mark_read(visible_notice(request, pk), by=request.user)
    return redirect("staff:notices")


@require_POST
@roles_only(*services.PUBLISHING)
def take_down_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it off the board."""
    shown = visible_notice(request, pk)
    if not services.may_take_down(shown, request.user):
        raise Http404
    services.take_down(shown, by=request.user)
    messages.success(request, _("The notice is off the board."))
    return redirect("staff:notices")
