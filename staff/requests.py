"""What a view behind `roles_only` is given: a request of a person, for the type checker."""

from django.http import HttpRequest

from staff.models import Employee, User


class PersonRequest(HttpRequest):
    """A request of somebody who is logged in and has a role today. Django makes plain ones; this only says so."""

    user: User


def person_of(request: HttpRequest) -> Employee:
    """Whose login it is. Who has a role is an employee."""
    assert isinstance(request.user, User) and request.user.employee is not None
    return request.user.employee
