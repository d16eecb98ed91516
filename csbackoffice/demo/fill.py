"""Fill an empty database with the demo company."""

from django.db import transaction

from csbackoffice.demo.assessing import write_assessments
from csbackoffice.demo.desk import write_tickets
from csbackoffice.demo.logins import write_logins
from csbackoffice.demo.marks import write_marks
from csbackoffice.demo.people import Company, make_company, write_people
from csbackoffice.demo.plan import Plan
from csbackoffice.demo.roster import write_attendance
from csbackoffice.demo.sales import write_sales
from csbackoffice.demo.scorecards import write_scorecards
from csbackoffice.demo.service_desk import write_service_desk
from csbackoffice.demo.shift_desk import write_shift_desk
from csbackoffice.demo.shift_requests import write_requests
from staff.models import Company as CompanyRow
from staff.models import Employee, User

FEWEST = 12
NAME = "晴川家居旗舰店"


class NotEmpty(Exception):
    """There are people in the database already."""


@transaction.atomic
def fill(plan: Plan) -> Company:
    """Records of the whole company, without pay. Raises NotEmpty where there is anybody."""
    if Employee.objects.exists() or User.objects.exists():
        raise NotEmpty
    CompanyRow.objects.create(name=NAME, is_demo=True)
    company = make_company(plan)
    write_people(company)
    write_logins(company)
    away = write_attendance(company)
    till = write_sales(company, away)
    write_marks(company)
    if plan.with_current:  # what is open today; a company of past months alone has nothing open
        write_tickets(company, till)
        write_service_desk(company)
        write_scorecards(company)
        write_assessments(company)
        write_shift_desk(company)
        write_requests(company)
    return company
