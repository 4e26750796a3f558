"""The city's days: 07:00 in China is still yesterday in UTC."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def day_of(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()


def last_day(due_at: datetime) -> date:
    """The last day that still counts: what is due at midnight is due the day before."""
    return day_of(due_at - timedelta(seconds=1))


def end_of_day(moment: datetime) -> datetime:
    """The midnight after: what is due then is due that day."""
    return midnight_after(day_of(moment))


def midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), CHINA)
