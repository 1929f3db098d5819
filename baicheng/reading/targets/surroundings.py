"""A quantity with the words around it, as the rules that judge it see them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from baicheng.reading.targets import goal_words as words
from baicheng.reading.targets.quantities import Quantity

_BREAK = re.compile(r"[,;。!?:\n]")
_STOP = re.compile(r"[。!?\n]")
_LOOK = 120


@dataclass(frozen=True, slots=True)
class Setting:
    """A quantity and the words around it: its clause and its sentence, each cut at 120 characters.

    ``after`` includes the mark that ends the clause. ``linked`` says that a goal stands before the
    quantity in the same clause.
    """

    quantity: Quantity
    before: str
    after: str
    sentence_before: str
    sentence_after: str
    linked: bool

    @property
    def names_minimum(self) -> bool:
        """Whether the number is a lower bound."""
        return bool(self.quantity.least) or self.quantity.suffix == "以上" or self._says_at_least

    @property
    def _says_at_least(self) -> bool:
        return words.LEAST_BEFORE.search(self.before) is not None

    @property
    def names_bound(self) -> bool:
        """Whether the clause calls the number a bound, right beside it or farther off (每年至少开展2次)."""
        return self.quantity.bounded or self._says_at_least


def setting_of(text: str, quantity: Quantity, previous_goal: Quantity | None) -> Setting:
    """The setting of a quantity in the text from which names and dates are blanked out."""
    sentence_before = _STOP.split(text[max(quantity.start - _LOOK, 0) : quantity.start])[-1]
    sentence_after = _STOP.split(text[quantity.end : quantity.end + _LOOK], maxsplit=1)[0]
    before = _BREAK.split(sentence_before)[-1]
    after = _BREAK.split(sentence_after, maxsplit=1)[0]
    if len(after) < len(sentence_after):
        after += sentence_after[len(after)]
    linked = previous_goal is not None and previous_goal.end >= quantity.start - len(before)
    return Setting(quantity, before, after, sentence_before, sentence_after, linked)
