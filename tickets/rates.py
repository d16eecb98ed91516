"""The numbers that the service desk takes from the company's rule book."""

from dataclasses import dataclass
from decimal import Decimal

from common.dated import number, words


@dataclass(frozen=True)
class ServiceRates:
    """How soon a ticket is replied to and resolved, in minutes of service hours, by its priority."""

    first_reply_urgent: int = number(words("first reply, urgent ticket"), words("minutes of service"))
    first_reply_high: int = number(words("first reply, ticket of high priority"), words("minutes of service"))
    first_reply_normal: int = number(words("first reply, normal ticket"), words("minutes of service"))
    first_reply_low: int = number(words("first reply, ticket of low priority"), words("minutes of service"))
    next_reply_urgent: int = number(words("next reply, urgent ticket"), words("minutes of service"))
    next_reply_high: int = number(words("next reply, ticket of high priority"), words("minutes of service"))
    next_reply_normal: int = number(words("next reply, normal ticket"), words("minutes of service"))
    next_reply_low: int = number(words("next reply, ticket of low priority"), words("minutes of service"))
    resolution_urgent: int = number(words("resolution, urgent ticket"), words("minutes of service"))
    resolution_high: int = number(words("resolution, ticket of high priority"), words("minutes of service"))
    resolution_normal: int = number(words("resolution, normal ticket"), words("minutes of service"))
    resolution_low: int = number(words("resolution, ticket of low priority"), words("minutes of service"))


@dataclass(frozen=True)
class ComplaintRates:
    """How long each step of a complaint may take, and what is aimed at."""

    complaint_acknowledge: int = number(words("complaint acknowledged within"), words("minutes"))
    complaint_judge: int = number(words("complaint judged within"), words("hours"))
    complaint_investigate: int = number(words("cause of a complaint found within"), words("hours"))
    complaint_decide: int = number(words("solution of a complaint chosen within"), words("hours"))
    complaint_act: int = number(words("solution of a complaint carried out within"), words("hours"))
    complaint_answer: int = number(words("complaint answered within, after that"), words("hours"))
    corrective_check_days: int = number(words("corrective action looked at again after"), words("days"))
    complaint_repeat_days: int = number(words("complaints count as repeated within"), words("days"))
    complaint_rate_goal: Decimal = number(words("founded complaints, at most"), words("of all tickets"))
    satisfaction_goal: Decimal = number(
        words("satisfied customers, at least"), words("of those who answered")
    )


@dataclass(frozen=True)
class CustomerRates:
    """Contact with customers."""

    first_contact_days: int = number(words("first contact with a new customer within"), words("days"))
    visit_days: int = number(words("return visit within"), words("days"))
    visit_rest_hours: str = number(words("no return visits in"), words("rest hours"))
    visit_attempts: int = number(
        words("attempts before a return visit is given up, at least"), words("attempts")
    )
    survey_days: int = number(words("survey can be answered for"), words("days"))
    attachment_megabytes: int = number(words("attachment, at most"), words("megabytes"))
