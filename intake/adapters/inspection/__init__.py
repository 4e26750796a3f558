"""Attachments of protected reports: what a file really is, what it gives away, a copy without it.

All work happens in memory. A plain copy in a temporary file would outlive the report.
`inspect` and `clean` work in a process of their own (apart.py); looking.py and cleaning.py hold
the same functions for who is in such a process already.
"""

from intake.adapters.inspection.apart import clean, inspect
from intake.adapters.inspection.cleaning import Clean
from intake.adapters.inspection.found import Found, Kind, Refused, Trace, Type
from intake.adapters.inspection.looking import LARGEST
from intake.adapters.inspection.words import refusal, trace_name

__all__ = [
    "LARGEST", "Clean", "Found", "Kind", "Refused", "Trace", "Type",
    "clean", "inspect", "refusal", "trace_name",
]  # fmt: skip
