"""Which targets of a draft are parts of which (分解、其中), and whether parts and whole fit together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from baicheng.reading.model import Portion
from baicheng.server.indicators.queries import adds_up
from baicheng.server.intake.drafts import Draft, DraftPart, DraftTarget


class Misfit(NamedTuple):
    """What does not fit together, said of a part of the draft by its number."""

    code: str
    text: str
    number: int


def thing(part: DraftPart, target: DraftTarget) -> tuple[str, str, str]:
    """What is measured: targets of the same words, unit and measure speak of the same."""
    return target.indicator or part.text[:100], target.unit, target.measure


def whole_of(parts: Sequence[DraftPart], number: int) -> int | None:
    """The part that holds the whole of a share or subset: the nearest before it that measures the same."""
    target = parts[number].target
    if target is None or target.portion is Portion.WHOLE:
        return None
    for place in range(number - 1, -1, -1):
        other = parts[place].target
        if other is None or other.portion is not Portion.WHOLE:
            continue
        if thing(parts[place], other) == thing(parts[number], target):
            return place
    return None


def misfits(draft: Draft) -> Iterator[Misfit]:
    """Shares that do not make up their whole, a subset that is more than its whole, parts without a whole."""
    shared: dict[int, Decimal] = {}
    for number, part in enumerate(draft.parts):
        target = part.target
        if target is None or target.portion is Portion.WHOLE:
            continue
        place = whole_of(draft.parts, number)
        whole = draft.parts[place].target if place is not None else None
        if place is None or whole is None:
            text = _("“%(part)s” is marked as a part, but no target before it measures the same.")
            yield Misfit("no_whole", text % {"part": part.text[:40]}, number)
        elif target.portion is Portion.SHARE:
            shared[place] = shared.get(place, Decimal(0)) + target.value
        elif adds_up(target.unit) and target.value > (whole.upper or whole.value):
            text = _("“%(part)s” is an “of which”, but more than the whole of %(whole)s%(unit)s.")
            given = {"part": part.text[:40], "whole": _figure(whole.value), "unit": whole.unit}
            yield Misfit("subset_larger", text % given, number)
    for place, total in shared.items():
        whole = draft.parts[place].target
        if whole is not None and adds_up(whole.unit) and total != whole.value:
            text = _("The shares do not make up the whole: %(total)s%(unit)s against %(whole)s%(unit)s.")
            given = {"total": _figure(total), "whole": _figure(whole.value), "unit": whole.unit}
            yield Misfit("shares_differ", text % given, place)


def _figure(value: Decimal) -> str:
    return f"{value.normalize():f}"
