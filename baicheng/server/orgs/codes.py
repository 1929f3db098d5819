"""Codes of subjects (代码): what they look like, by the standard that gives them.

GB/T 2260 numbers divisions from provinces down to counties with six digits, GB/T 10114 townships with three
more, the statistical code of communities has twelve. GB 32100 gives units 18 characters, the last a check.
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: 行政区划代码, 统一社会信用代码.
AREA_CODE, USCC = "area_code", "uscc"

_SIX, _NINE, _TWELVE = r"[1-9]\d{5}", r"[1-9]\d{8}", r"[1-9]\d{11}"
#: The code of a division by its level. A development zone (开发区) may have one of a county or of a township.
_BY_LEVEL = {
    "province": r"[1-9]\d0000",
    "city": r"[1-9]\d(?!00)\d\d00",
    "county": r"[1-9]\d{3}(?!00)\d\d",
    "zone": f"{_SIX}|{_NINE}",
    "township": _NINE,
    "community": _TWELVE,
    "grid": r"\d{12,20}",
}
_ANY_LEVEL = f"{_SIX}|{_NINE}|{_TWELVE}"
_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC = re.compile(f"[{_CHARACTERS}]{{18}}", re.ASCII)
_LONGEST = 80


def read_code(scheme: str, value: str, level: str = "") -> str:
    """A code as it is kept: without blanks, in capitals.

    Args:
        level: of the division that has it; "" where it is not known.

    Raises:
        ValidationError: it is no code of the scheme; the message says what one looks like.
    """
    code = "".join(value.split()).upper()
    if not code:
        raise ValidationError({scheme: _("Please fill this in.")})
    if scheme == AREA_CODE and not re.fullmatch(_BY_LEVEL.get(level, _ANY_LEVEL), code, re.ASCII):
        raise ValidationError({scheme: _wanted(level)})
    if scheme == USCC:
        _refuse_wrong_uscc(code)
    if len(code) > _LONGEST:
        raise ValidationError({scheme: _("At most %(most)s characters.") % {"most": _LONGEST}})
    return code


def _wanted(level: str) -> str:
    if level == "township":
        return _("The code of a township has nine digits: the six of its county and three of its own.")
    if level == "community":
        return _("The code of a community has twelve digits.")
    if level in ("province", "city", "county"):
        return _(
            "A code of GB/T 2260 has six digits: a province ends with 0000, a city with 00, a county with neither."
        )
    if level == "zone":
        return _(
            "A development zone has a code of six digits as a county, or of nine as a township; or none."
        )
    return _("The code of a division has six, nine or twelve digits.")


def _refuse_wrong_uscc(code: str) -> None:
    if not _USCC.fullmatch(code):
        raise ValidationError(
            {USCC: _("A unified social credit code has 18 digits and capitals, without I, O, S, V and Z.")}
        )
    weighed = sum(_CHARACTERS.index(one) * pow(3, place, 31) for place, one in enumerate(code[:-1]))
    if _CHARACTERS[-weighed % 31] != code[-1]:
        raise ValidationError({USCC: _("The last character does not fit the others: look for a slip.")})
