"""Models of payroll: months and payslips, disputes, the activity fund, drafts of rule books, exports."""

from payroll.models.disputes import Dispute, PapersSeen, PayslipSeen
from payroll.models.fund import FundEntry, FundSpending
from payroll.models.rulebooks import RuleDraft, WhatIf, WhatIfRow
from payroll.models.runs import (
    LOCKED,
    PAY_OFFICE,
    Adjustment,
    ApprovalWork,
    ForPayOffice,
    OfPeople,
    Opening,
    PayrollRun,
    PayrollShard,
    Payslip,
    PayslipLine,
    RunException,
    Waiver,
)
from payroll.models.source_changes import SourceChange
from payroll.models.workbooks import BankTemplate, PayrollExport

__all__ = [
    "LOCKED",
    "PAY_OFFICE",
    "Adjustment",
    "ApprovalWork",
    "BankTemplate",
    "Dispute",
    "ForPayOffice",
    "FundEntry",
    "FundSpending",
    "OfPeople",
    "Opening",
    "PapersSeen",
    "PayrollExport",
    "PayrollRun",
    "PayrollShard",
    "Payslip",
    "PayslipLine",
    "PayslipSeen",
    "RuleDraft",
    "RunException",
    "SourceChange",
    "Waiver",
    "WhatIf",
    "WhatIfRow",
]
