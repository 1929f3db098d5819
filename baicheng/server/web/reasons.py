"""Reasons and approvals (理由、审批): what others go by is changed or ended with them."""

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


def require_approval(approval: str) -> str:
    """Who approved it, or the number of the paper that does (审批), without blanks around it.

    Raises:
        ValidationError: it is not said.
    """
    if not approval.strip():
        raise ValidationError({"approval": _("Please say who approved it.")})
    return approval.strip()
