"""What a view behind `roles_only` is given: a request of a person, for the type checker."""

from django.http import Http404, HttpRequest

from staff.models import Employee, User


class PersonRequest(HttpRequest):
    """A request of somebody who is logged in and has a role today. Django makes plain ones; this only says so."""

    user: User


def person_of(request: HttpRequest) -> Employee:
    """Whose login it is; 404 for the first login of an empty company, which is nobody's."""
    person: Employee | None = getattr(request.user, "employee", None)
    if person is None:
        raise Http404
    return person
