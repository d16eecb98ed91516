"""Template filters of payroll."""
