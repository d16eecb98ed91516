"""One's own password: changing it, and being led there as long as somebody else knows it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth import forms as auth_forms
from django.contrib.auth import views as auth_views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from staff import people
from staff.models import User

# Open to somebody whose password was given to them.
OPEN = {"password_change", "logout", "login", "set_language", "healthz"}


class OwnPasswordMiddleware:
    """Leads whoever has a password that somebody else gave them to choosing their own, from any page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        is_open = request.resolver_match is None or request.resolver_match.view_name in OPEN
        if is_open or not getattr(request.user, "has_given_password", False):
            return None
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(resolve_url("password_change"))
        return redirect("password_change")


class OwnPasswordForm(auth_forms.PasswordChangeForm):
    """The password until now, and twice the new one."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if self.user.has_given_password:
            self.fields["old_password"].label = _("The password that you were given")

    def clean_new_password1(self) -> str:
        password: str = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise forms.ValidationError(_("This is the password until now. Choose another one."))
        return password

    def save(self, commit: bool = True) -> User:
        people.choose_password(self.user, self.cleaned_data["new_password1"])
        return self.user


class PasswordChangeView(auth_views.PasswordChangeView):
    """Change one's password. Without navigation as long as no other page opens."""

    http_method_names = ["get", "head", "post"]
    form_class = OwnPasswordForm

    def get_template_names(self) -> list[str]:
        is_given = getattr(self.request.user, "has_given_password", False)
        return [f"registration/{'first_password' if is_given else 'password_change_form'}.html"]
