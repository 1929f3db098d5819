"""The form of a flow (流程): states, what they open, and the moves between them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from baicheng.flows.asking import Ask
from baicheng.flows.creating import Condition, Create
from baicheng.flows.keys import Identifier, Keys, Title
from baicheng.flows.ladder import Rung
from baicheng.flows.limit_rules import LimitKeys
from baicheng.flows.who import Actor, Bearer

#: Outcomes that count as done where nothing else is said.
POSITIVE = ("done", "agreed")


class Opens(LimitKeys):
    """An assignment (待办) that a state opens: one for each bearer, each with its own clock."""

    title: Title = Field(description="What is to be done.")
    bearer: Bearer = Field(description="Who must do it; several subjects get one assignment each.")
    when: Condition | None = Field(None, description="Opened only if this holds.")
    for_each: Literal["parts"] | None = Field(
        None,
        description="Opened once for each part of the record that has a day of its own before the one of `due`, "
        "to be met on that day: by those of its bearers who are the `bearer`, else by all of them.",
    )
    after: dict[Identifier, Identifier] = Field(
        {},
        description="Opened only once an assignment of that name ends so, by a move or its bearer's word: "
        "an objection by {accept: refused}.",
    )
    outcomes: tuple[Identifier, ...] = Field(
        ("done",),
        min_length=1,
        description="How it can end, by the bearer's word or a move: done; agreed, refused.",
    )
    to: tuple[Bearer, ...] = Field((), description="Who receives what is delivered.")
    carry: Literal["keep", "until_closed", "close"] = Field(
        "close",
        description="Left open when the record leaves the state: it stays open, also behind the end or until the "
        "record is closed, or it lapses at once.",
    )
    on_rework: Literal["rest", "full"] = Field(
        "rest",
        description="Entered again with the same bearer: what was left of the limit, or the full limit.",
    )
    remind: tuple[Rung, ...] = Field((), description="The ladder of reminders (催办升级).")

    @model_validator(mode="after")
    def _parts_have_days(self) -> Self:
        if self.for_each is not None and (self.due is None or self.due.field is None):
            raise ValueError("for_each: parts goes with due: {field: …}, the day of the whole")
        return self


class State(Keys):
    """A state of a record."""

    title: Title = Field(description="As it is shown.")
    opens: dict[Identifier, Opens] = Field({}, description="What somebody must do while the record is here.")
    final: bool = Field(False, description="The record is closed here.")


def _outcomes(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class WaitsFor(Keys):
    """Assignments that must have ended well before a move: all, any, or so many of them."""

    all: tuple[Identifier, ...] | None = Field(
        None, min_length=1, description="Every assignment of these names."
    )
    any: tuple[Identifier, ...] | None = Field(None, min_length=1, description="At least one of them.")
    n: int | None = Field(None, ge=1, description="At least so many, of those in `of`.")
    of: tuple[Identifier, ...] | None = Field(None, min_length=1, description="The names that n counts.")
    outcome: Annotated[tuple[Identifier, ...], BeforeValidator(_outcomes)] = Field(
        POSITIVE, min_length=1, description="The outcomes that count; done and agreed if absent."
    )

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        forms = [self.all is not None, self.any is not None, self.n is not None and self.of is not None]
        if sum(forms) != 1 or (self.n is None) != (self.of is None):
            raise ValueError("write one of {all: [...]}, {any: [...]} or {n: 2, of: [...]}")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        return self.all or self.any or self.of or ()


class Update(Keys):
    """What a move writes into a record to which this one leads."""

    link: Identifier = Field(description="The link field that names that record.")
    values: dict[Identifier, Condition] = Field(
        alias="with",
        min_length=1,
        description="Fields of that record, each an expression over this one; what is not given changes nothing.",
    )
    party: Identifier | None = Field(
        None, description="Only if who has this role here is the one of `consolidates` there."
    )
    consolidates: Identifier | None = Field(
        None,
        description="A role there: of several who have it, the one marked to consolidate, else the first.",
    )

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if (self.party is None) != (self.consolidates is None):
            raise ValueError("party (a role here) and consolidates (a role there) go together")
        return self


class Effect(Keys):
    """One thing that a move does; exactly one of fulfil, reopen, notify, create, update, observe."""

    fulfil: Identifier | None = Field(None, description="Closes the mover's open assignment of that name.")
    outcome: Identifier = Field("done", description="The outcome with which fulfil closes it.")
    reopen: Identifier | None = Field(
        None, description="Opens again the assignments of that name that ended with no, such as refused."
    )
    notify: tuple[Bearer, ...] | None = Field(None, min_length=1, description="Who is told.")
    text: Title | None = Field(None, description="What they are told.")
    create: Create | None = Field(None, description="Creates a record.")
    update: Update | None = Field(None, description="Changes a record to which this one leads.")
    observe: Identifier | None = Field(
        None, description="Writes the values typed in this record as observations (观测值)."
    )

    @model_validator(mode="after")
    def _one_effect(self) -> Self:
        forms = ("fulfil", "reopen", "notify", "create", "update", "observe")
        if sum(getattr(self, name) is not None for name in forms) != 1:
            raise ValueError(
                "each entry of does holds one of fulfil, reopen, notify, create, update or observe"
            )
        if (self.text is None) == (self.notify is not None):
            raise ValueError("text goes with notify, and notify needs a text")
        if self.fulfil is None and "outcome" in self.model_fields_set:
            raise ValueError("outcome goes with fulfil")
        return self


class Move(Keys):
    """A step from one state to another."""

    title: Title = Field(description="The button's words.")
    from_states: tuple[Identifier, ...] = Field(alias="from", min_length=1, description="From which states.")
    to: Identifier | None = Field(None, description="To which state; absent: the state stays.")
    by: tuple[Actor, ...] = Field(min_length=1, description="Who may make it.")
    when: Condition | None = Field(None, description="Only if this holds.")
    otherwise: Title | None = Field(None, description="What is said when it does not hold.")
    waits_for: WaitsFor | None = Field(None, description="Assignments that must have ended well.")
    last_of: Identifier | None = Field(
        None,
        description="With several who bear an assignment of that name, the state changes with the last of them; "
        "until then the move ends the mover's own.",
    )
    reason: Literal["none", "optional", "required"] = Field("none", description="Whether a reason is given.")
    returns: bool = Field(
        False,
        description="A return (回退): the mover's assignment ends as returned, the sender's runs on with what was "
        "left, and the record cannot go back to the same bearer unanswered.",
    )
    asks: tuple[Identifier, ...] = Field((), description="Fields and parties filled in at the move.")
    requires: tuple[Identifier, ...] = Field((), description="Those of them that must be given by then.")
    does: tuple[Effect, ...] = Field((), description="What happens with it.")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.otherwise is not None and self.when is None:
            raise ValueError("otherwise says what is missing when `when` does not hold; there is no `when`")
        if self.returns and self.reason != "required":
            raise ValueError("a return gives a reason: write reason: required")
        if self.returns and self.to is None:
            raise ValueError("a return leads back to a state: write to")
        if stray := [name for name in self.requires if name not in self.asks]:
            raise ValueError(f"requires names what the move asks for; '{stray[0]}' is not among asks")
        if self.last_of is not None and self.last_of not in {effect.fulfil for effect in self.does}:
            raise ValueError("last_of names what the move fulfils: write {fulfil: ...} of that name in does")
        return self


class Flow(Keys):
    """The states of a register's records and the moves between them."""

    start: Identifier = Field(description="The state of a new record.")
    states: dict[Identifier, State] = Field(
        min_length=1, description="The states, in the order of their display."
    )
    moves: dict[Identifier, Move] = Field({}, description="The moves.")
    taken_over: tuple[Identifier, ...] = Field(
        (),
        description="States in which a record of a ledger kept elsewhere (接管) may be entered, with the day "
        "since when it stands so; it opens what its state opens.",
    )
    decided: dict[Identifier, Ask] = Field(
        {},
        description="Rules that are asked about the record; conditions know their answers by these names.",
    )

    def opens(self, name: str) -> tuple[Opens, ...]:
        """The assignments of that name, of every state that opens one."""
        return tuple(state.opens[name] for state in self.states.values() if name in state.opens)

    def fulfilling_moves(self, name: str) -> tuple[str, ...]:
        """The moves that close the mover's assignment of that name; without any, its bearer answers it."""
        return tuple(
            move_id
            for move_id, move in self.moves.items()
            if any(effect.fulfil == name for effect in move.does)
        )
