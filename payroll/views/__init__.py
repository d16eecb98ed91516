"""Pages of payroll: one module a subject."""
