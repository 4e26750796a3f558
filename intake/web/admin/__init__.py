"""Administration: accounts, the catalogue's files, calendar, time limits, keys."""

from intake.web.admin import changes, facts, keys, people, trial

PARTS = (facts, people, changes, trial, keys)
