"""The logins of the demo company: one for each kind of person, all with the same password."""

from django.contrib.auth.hashers import make_password

from common.access import Role
from csbackoffice.demo.people import Company
from staff.models import User

PASSWORD = "demo"
# (user name, role), in the order in which they are shown.
LOGINS = (
    ("agent", Role.AGENT),
    ("leader", Role.LEADER),
    ("supervisor", Role.SUPERVISOR),
    ("manager", Role.MANAGER),
    ("accountant", Role.ACCOUNTANT),
    ("director", Role.DIRECTOR),
    ("agent2", Role.AGENT),
    ("supervisor2", Role.SUPERVISOR),
)


def write_logins(company: Company) -> dict[str, User]:
    """One user for each face of the company. In a small company two names may mean one person: the first gets it."""
    password = make_password(PASSWORD)
    taken: set[int] = set()
    for name, _role in LOGINS:
        person = company.faces[name]
        if person.id not in taken:
            User.objects.create(username=name, password=password, employee_id=person.id)
            taken.add(person.id)
    return {user.username: user for user in User.objects.select_related("employee")}
