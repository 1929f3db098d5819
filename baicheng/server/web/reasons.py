"""Reasons (理由): what others go by is changed or ended with one."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def require_reason(reason: str) -> str:
    """The reason, without blanks around it.

    Raises:
        ValidationError: there is none.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Please give the reason.")})
    return reason.strip()
