"""Places in the words of a paper where a figure goes: ``{total}`` (占位); nothing else in braces is meant."""

from __future__ import annotations

import re
from collections.abc import Mapping

_PLACE = re.compile(r"\{([^{}]*)\}")


def places_in(words: str) -> tuple[str, ...]:
    """The names that stand in braces, in their order.

    >>> places_in("共{total}项，逾期{late}项")
    ('total', 'late')
    """
    return tuple(_PLACE.findall(words))


def filled(words: str, figures: Mapping[str, object]) -> str:
    """The words with the figures in their places; a name that is not known stays as it is written.

    >>> filled("逾期{late}项，{x}", {"late": 3})
    '逾期3项，{x}'
    """
    return _PLACE.sub(lambda found: str(figures.get(found[1], found[0])), words)
