"""Within which bounds a mark lies (分值范围)."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from baicheng.packs.schema.rounds import MarkedItem


def out_of_bounds(item: MarkedItem, value: Decimal) -> str:
    """Why a value cannot be the mark of an item; nothing if it can."""
    if not value.is_finite():
        return _("This is no number.")
    if item.least is not None and value < item.least:
        return _("The smallest mark is %(least)s.") % {"least": item.least}
    if item.most is not None and value > item.most:
        return _("The greatest mark is %(most)s.") % {"most": item.most}
    if -int(value.normalize().as_tuple().exponent) > item.decimals:
        return _("At most %(digits)s digits behind the point.") % {"digits": item.decimals}
    return ""
