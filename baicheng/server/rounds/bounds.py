"""Within which bounds a mark lies (分值范围)."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from baicheng.packs.schema.rounds import MarkedItem


def out_of_bounds(item: MarkedItem, value: Decimal) -> str:
    """Why a value cannot be the mark of an item; nothing if it can."""
    broken = item.broken_by(value)
    if broken is None:
        return ""
    return {
        "number": _("This is no number."),
        "least": _("The smallest mark is %(least)s.") % {"least": item.least},
        "most": _("The greatest mark is %(most)s.") % {"most": item.most},
        "decimals": _("At most %(digits)s digits behind the point.") % {"digits": item.decimals},
    }[broken]
