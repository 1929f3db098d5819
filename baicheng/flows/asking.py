"""Rules that a flow asks about its record (规则判定): their answers stand in its conditions beside the fields.

The rules themselves are judged elsewhere; here is what is asked, and what an answer is. What a rule leaves
undecided is unknown, with the reasons: it never reads as "no".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from baicheng.flows.keys import Identifier, Keys, Title
from baicheng.flows.limit_rules import date_field, written_field
from baicheng.flows.values import Row, Value

#: How many months each stretch has in which something is judged.
_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


class Ask(Keys):
    """A rule of the pack, whom it is asked about, and what of its result is the answer."""

    rule: Identifier = Field(description="Which rule of the pack.")
    of: Identifier | None = Field(
        None,
        description="Whom it judges: a role, or a field that names a subject or leads to a record; absent: the "
        "record itself.",
    )
    item: Identifier | None = Field(
        None, description="One of its items, rows, measures or awards; absent: the whole."
    )
    gives: Literal["met", "number", "word"] = Field(
        "met",
        description="met: true or false; number: points, an amount; word: a grade, a level, the row that counts, "
        "or none.",
    )
    answer: Identifier | None = Field(
        None, description="Instead of gives: that key of what follows (then) in a decision."
    )
    period: Literal["month", "quarter", "half_year", "year"] = Field(
        "year", description="The calendar stretch that is judged."
    )
    on: Annotated[str, BeforeValidator(date_field), PlainSerializer(written_field)] | None = Field(
        None,
        description="A day within that stretch: field(name); absent: the day on which it is asked.",
        examples=["field(month_from)"],
    )

    @model_validator(mode="after")
    def _one_answer(self) -> Self:
        if self.answer is not None and (self.item is not None or "gives" in self.model_fields_set):
            raise ValueError("answer stands alone: it is what follows, instead of item and gives")
        return self

    def judged(self, row: Row, today: date) -> tuple[date, date] | None:
        """The days judged, the second exclusive; nothing as long as the day is not given.

        >>> Ask(rule="credit", period="quarter").judged({}, date(2019, 5, 7))
        (datetime.date(2019, 4, 1), datetime.date(2019, 7, 1))
        """
        day = today if self.on is None else row.get(self.on)
        if not isinstance(day, date):
            return None
        months = _MONTHS[self.period]
        first = date(day.year, (day.month - 1) // months * months + 1, 1)
        after = first + timedelta(days=31 * months)
        return first, date(after.year, after.month, 1)


@dataclass(frozen=True)
class Answer:
    """What a rule answers; without a value it is undecided, and ``because`` says why."""

    value: Value
    because: tuple[Title, ...] = ()


#: Whoever answers what is asked under a name.
Answers = Callable[[str], Answer]


class AskedRow(Mapping[str, Value]):
    """A record's row with the answers of rules; each is asked once, and only if a condition needs it."""

    def __init__(self, row: Row, names: Mapping[str, Ask], answers: Answers) -> None:
        self._row, self._names, self._answers = row, names, answers
        self._known: dict[str, Answer] = {}

    def __getitem__(self, name: str) -> Value:
        return self._answer(name).value if name in self._names else self._row[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._row
        yield from self._names

    def __len__(self) -> int:
        return len(self._row) + len(self._names)

    def because(self, name: str) -> tuple[Title, ...]:
        """Why an answer is undecided."""
        return self._answer(name).because if name in self._names else ()

    def _answer(self, name: str) -> Answer:
        if name not in self._known:
            self._known[name] = self._answers(name)
        return self._known[name]
