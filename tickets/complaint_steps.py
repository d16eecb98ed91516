"""The steps of a complaint as its page offers them: who may, in which state, with which form, what is done."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.access import Role
from staff.models import User
from tickets.forms import complaints as complaint_forms
from tickets.models import Complaint
from tickets.rates import ComplaintRates
from tickets.services import complaints as services
from tickets.services.numbers import rates_of

SERVING = frozenset({Role.AGENT, Role.LEADER, Role.SUPERVISOR, Role.MANAGER})
LEADING = SERVING - {Role.AGENT}
JUDGING = frozenset({Role.SUPERVISOR, Role.MANAGER})
State = Complaint.State


@dataclass(frozen=True)
class Step:
    """One step of the loop."""

    label: str | Promise
    icon: str
    roles: frozenset[Role]
    states: tuple[str, ...]
    form: type[forms.Form] | type[forms.ModelForm]
    do: Callable[[Complaint, dict[str, Any], User], Any]

    def fits(self, complaint: Complaint, user: User) -> bool:
        return user.role in self.roles and complaint.state in self.states

    def form_for(self, complaint: Complaint, posted: Any) -> Any:
        if self.form is complaint_forms.ChooseForm:
            return complaint_forms.ChooseForm(
                posted, complaint=complaint, initial={"due_on": dt.date.today()}
            )
        if self.form is complaint_forms.ProposalForm:
            return complaint_forms.ProposalForm(posted)
        if issubclass(self.form, forms.ModelForm):
            return self.form(posted, instance=Complaint.objects.get(pk=complaint.pk))
        days = rates_of(ComplaintRates).corrective_check_days
        soon = {"due_on": dt.date.today(), "check_on": dt.date.today() + dt.timedelta(days=days)}
        return self.form(posted, initial=soon)


def choose(complaint: Complaint, said: dict[str, Any], by: User) -> None:
    action = {"text": said["action"], "owner": said["owner"], "due_on": said["due_on"]}
    services.choose(complaint, said["proposal"], said["because"], by=by, action=action)


ALL = tuple(state for state in State.values)
STEPS = {
    "acknowledge": Step(
        _("Tell the customer it has arrived"), "send", SERVING, (State.RECEIVED,), complaint_forms.AcknowledgeForm,
        lambda complaint, said, by: services.acknowledge(complaint, said["text"], by=by),
    ),
    "judge": Step(
        _("Judge"), "scale", JUDGING, (State.ACKNOWLEDGED,), complaint_forms.JudgeForm,
        lambda complaint, said, by: services.judge(complaint, by=by, **said),
    ),
    "investigate": Step(
        _("Write down the cause"), "search", LEADING, (State.INVESTIGATING,), complaint_forms.InvestigateForm,
        lambda complaint, said, by: services.investigate(complaint, by=by, **said),
    ),
    "propose": Step(
        _("Propose a solution"), "bulb", SERVING, (State.PROPOSING,), complaint_forms.ProposalForm,
        lambda complaint, said, by: services.propose(complaint, by=by, **said),
    ),
    "choose": Step(_("Choose a solution"), "check", LEADING, (State.PROPOSING,), complaint_forms.ChooseForm, choose),
    "action": Step(
        _("Add an action"), "plus", LEADING, (State.ACTING,), complaint_forms.ActionForm,
        lambda complaint, said, by: services.add_action(complaint, by=by, **said),
    ),
    "answer": Step(
        _("Answer the customer"), "send", SERVING, (State.ANSWERING,), complaint_forms.TextForm,
        lambda complaint, said, by: services.answer(complaint, said["text"], by=by),
    ),
    "correct": Step(
        _("Add a corrective action"), "shield-check", LEADING, ALL[2:], complaint_forms.CorrectForm,
        lambda complaint, said, by: services.correct(complaint, by=by, **said),
    ),
    "hand": Step(
        _("Give to somebody else"), "user-check", SERVING, ALL[:-1], complaint_forms.HandForm,
        lambda complaint, said, by: services.hand(complaint, said["owner"], said["reason"], by=by),
    ),
}  # fmt: skip
