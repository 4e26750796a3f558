"""Attachments of protected reports: what a file really is, what it gives away, a copy without it.

All work happens in memory. A plain copy in a temporary file would outlive the report.
`examine`, `inspect` and `clean` work in a process of their own (apart.py), and importing them loads
no reader; looking.py and cleaning.py hold the same functions for who is in such a process already.
"""

from intake.adapters.inspection.apart import clean, examine, inspect
from intake.adapters.inspection.examining import Examiner
from intake.adapters.inspection.found import Clean, Found, Kind, Refused, Trace, Type
from intake.adapters.inspection.words import refusal, trace_name

__all__ = [
    "Clean", "Examiner", "Found", "Kind", "Refused", "Trace", "Type",
    "clean", "examine", "inspect", "refusal", "trace_name",
]  # fmt: skip
