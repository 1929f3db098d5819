"""Dates, times and numbers as the language of the page writes them (日期、数字写法)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language

NOTHING = "—"
#: Below it the thousands of a number are not set apart.
UNDIVIDED = 10_000
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def in_english() -> bool:
    """Whether the page is being written in English; otherwise it is in Chinese."""
    return (get_language() or "").startswith("en")


def day(value: date | datetime | None) -> str:
    """A date; an instant gives its date in the installation's time zone.

    >>> day(date(2019, 3, 5))
    '2019年3月5日'
    """
    if not value:
        return NOTHING
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if in_english():
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime | None) -> str:
    """An instant to the minute, in the installation's time zone.

    >>> moment(datetime(2019, 3, 5, 9, 7))
    '2019年3月5日 09:07'
    """
    if not value:
        return NOTHING
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    comma = "," if in_english() else ""
    return f"{day(local)}{comma} {local:%H:%M}"


def figure(value: Decimal | None) -> str:
    """A number that the database keeps with many decimals, without those that say nothing.

    >>> figure(Decimal("22.000000")), figure(Decimal("1500.500000"))
    ('22', '1500.5')
    """
    if value is None:
        return NOTHING
    shorter = value.normalize()
    return amount(shorter if shorter.as_tuple().exponent <= 0 else shorter.quantize(Decimal(1)))  # type: ignore[operator]  # finite


def amount(value: int | float | Decimal | None) -> str:
    """A number with its thousands apart from five digits on, and the decimal places that it was written with.

    A number of four digits is often a year; GB/T 15835 lets it stand undivided.

    >>> amount(1234567), amount(Decimal("12500.50")), amount(2026), amount(0.25)
    ('1,234,567', '12,500.50', '2026', '0.25')
    """
    if value is None or value == "":
        return NOTHING
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if -UNDIVIDED < value < UNDIVIDED:
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
