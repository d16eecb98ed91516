"""People and what belongs to them, one file a subject."""

from staff.models.accounts import AccountBinding as AccountBinding
from staff.models.accounts import ServiceAccount as ServiceAccount
from staff.models.company import Company as Company
from staff.models.notices import Notice as Notice
from staff.models.notices import NoticeReading as NoticeReading
from staff.models.notifications import KindChoice as KindChoice
from staff.models.notifications import Letter as Letter
from staff.models.notifications import Notification as Notification
from staff.models.notifications import QuietHours as QuietHours
from staff.models.people import SEE_EVERYBODY as SEE_EVERYBODY
from staff.models.people import Employee as Employee
from staff.models.people import EmployeeQuerySet as EmployeeQuerySet
from staff.models.people import Group as Group
from staff.models.people import GroupTerms as GroupTerms
from staff.models.people import OfVisiblePeople as OfVisiblePeople
from staff.models.people import Terms as Terms
from staff.models.people import User as User
from staff.models.people import called as called
from staff.models.rulebooks import RuleBook as RuleBook
from staff.models.rulebooks import RuleRate as RuleRate
