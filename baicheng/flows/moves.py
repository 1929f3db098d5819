"""Which moves a record allows now (可办操作), and why it refuses the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from baicheng.flows.expressions import Expression
from baicheng.flows.flow import Move, WaitsFor
from baicheng.flows.process import Process
from baicheng.flows.situation import Situation, Standing
from baicheng.flows.values import Row

_EITHER = re.compile(r"\bor\b", re.IGNORECASE)


@dataclass(frozen=True)
class Refusal:
    """Why a move is refused, in both languages; ``names`` are the fields or assignments concerned."""

    code: str
    zh: str
    en: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """Whether a move is allowed.

    ``needs`` lists what must be given with it: reason, answer (to a return), or asks.
    """

    move: str
    refusals: tuple[Refusal, ...]
    needs: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool:
        return not self.refusals


@dataclass(frozen=True)
class Inputs:
    """What somebody gives with a move: the reason, and the answer to a return (回退答复)."""

    reason: str = ""
    answer: str = ""


def allowed(process: Process, situation: Situation) -> list[Verdict]:
    """A verdict on each move that leads from the record's state, in the order of the flow."""
    return [
        _verdict(process, name, situation)
        for name, move in process.flow.moves.items()
        if situation.state in move.from_states
    ]


def judge(process: Process, name: str, situation: Situation, inputs: Inputs) -> Verdict:
    """A verdict on one move with what was given for it: what is still needed is refused.

    Raises:
        KeyError: the flow has no such move.
    """
    verdict = _verdict(process, name, situation)
    given = {"reason": inputs.reason.strip(), "answer": inputs.answer.strip()}
    missing = tuple(_MISSING[need] for need in verdict.needs if need in given and not given[need])
    return Verdict(name, (*verdict.refusals, *missing), verdict.needs)


def needed_fields(process: Process, name: str, row: Row) -> tuple[str, ...]:
    """The fields that a move asks for and cannot do without: not given, its condition does not hold.

    Of a condition with ``or`` no single one is needed, and none where a rule has a word in it.
    """
    guard = process.guard(name)
    if guard is None or _EITHER.search(guard.text) or process.flow.decided.keys() & {*guard.names}:
        return ()
    asked = (field for field in process.flow.moves[name].asks if field in guard.names)
    return tuple(field for field in asked if guard.evaluate({**row, field: None}) is not True)


def returns_to_answer(process: Process, name: str, situation: Situation) -> tuple[str, ...]:
    """The keys of returned assignments that a move would push back to the same bearer."""
    move = process.flow.moves[name]
    if move.to is None or move.returns:
        return ()
    return tuple(
        one.key
        for opened, opens in process.flow.states[move.to].opens.items()
        if process.is_opened(move.to, opened, situation.row)
        for bearer in situation.resolve(opens.bearer)
        for one in situation.unanswered(opened, bearer)
    )


def _verdict(process: Process, name: str, situation: Situation) -> Verdict:
    move = process.flow.moves[name]
    refusals = [
        *_out_of_place(process, move, situation),
        *_nothing_to_return(process, move, situation),
        *_nothing_to_fulfil(process, move, situation),
        *_not_given(process, move, situation),
        *_undecided_or_false(process, name, situation),
        *_waiting(process, move, situation),
        *_opening_undecided(process, move, situation),
    ]
    needs = ["reason"] if move.reason == "required" else []
    if returns_to_answer(process, name, situation):
        needs.append("answer")
    needs += [f"asks:{asked}" for asked in move.asks]
    return Verdict(name, tuple(refusals), tuple(needs))


def _out_of_place(process: Process, move: Move, situation: Situation) -> Iterator[Refusal]:
    if situation.state not in move.from_states:
        here = process.flow.states[situation.state].title
        yield Refusal("wrong_state", f"“{here.zh}”状态下不能办理", f"not possible while “{here.en}”")
    if not any(situation.acts_as(who) for who in move.by):
        said = ", ".join(map(str, move.by))
        yield Refusal("not_yours", "不属于您的办理权限", f"not yours to make; it is made by {said}")


def _nothing_to_return(process: Process, move: Move, situation: Situation) -> Iterator[Refusal]:
    """A return is the word of whoever bears what is open here; from others it would be lost."""
    here = process.flow.states[situation.state].opens
    bearers = {one.bearer for one in situation.assignments if one.is_open and one.name in here}
    if move.returns and bearers and not bearers & situation.mine:
        yield Refusal(
            "nothing_to_return", "您没有可退回的待办", "you bear nothing here that could be returned"
        )


def _nothing_to_fulfil(process: Process, move: Move, situation: Situation) -> Iterator[Refusal]:
    """A move that stays in the state, or waits for the last of several, is for those who still bear something."""
    names = {effect.fulfil for effect in move.does if effect.fulfil}
    own = [one for one in situation.assignments if one.bearer in situation.mine and one.name in names]
    if not names or (move.to is not None and not (move.last_of and own)) or any(one.is_open for one in own):
        return
    titles = [process.flow.opens(name)[0].title for name in sorted(names)]
    zh, en = "、".join(title.zh for title in titles), ", ".join(title.en for title in titles)
    code = "not_yours" if move.to is None else "nothing_to_fulfil"
    yield Refusal(code, f"您没有待办的“{zh}”", f"nothing of “{en}” is yours to do now")


def _not_given(process: Process, move: Move, situation: Situation) -> Iterator[Refusal]:
    """What a move asks for and must have."""
    for name in move.requires:
        if situation.row.get(name) is None:
            label = process.label(name)
            yield Refusal("not_given", f"请填写{label.zh}", f"{label.en} is not given", (name,))


def _undecided_or_false(process: Process, name: str, situation: Situation) -> Iterator[Refusal]:
    guard = process.guard(name)
    if guard is None:
        return
    holds = guard.evaluate(situation.row)
    if holds is None:
        yield _undecided(process, guard, situation)
    elif not holds:
        said = process.flow.moves[name].otherwise
        zh = said.zh if said else f"不符合条件：{guard.text}"
        en = said.en if said else f"the condition does not hold: {guard.text}"
        yield Refusal("condition", zh, en, guard.names)


def _opening_undecided(process: Process, move: Move, situation: Situation) -> Iterator[Refusal]:
    """What a state opens on a condition must be decided before it is entered."""
    if move.to is None:
        return
    for name in process.flow.states[move.to].opens:
        condition = process.opens_when(move.to, name)
        if condition is not None and condition.evaluate(situation.row) is None:
            yield _undecided(process, condition, situation)


def _undecided(process: Process, condition: Expression, situation: Situation) -> Refusal:
    missing = condition.not_given(situation.row)
    labels = [process.label(name) for name in missing]
    if not missing:
        return Refusal(
            "undecided", f"无法判定：{condition.text}", f"undecided: {condition.text}", condition.names
        )
    asked = [name for name in missing if name in process.flow.decided]
    if asked:
        return _unanswered(process, asked[0], situation)
    zh, en = "、".join(label.zh for label in labels), ", ".join(label.en for label in labels)
    return Refusal("undecided", f"无法判定：未填写{zh}", f"undecided: {en} not given", missing)


def _unanswered(process: Process, name: str, situation: Situation) -> Refusal:
    """A rule that leaves open what it was asked: with its reasons, so that somebody can fill in what is missing."""
    label, because = process.label(name), situation.because(name)
    zh = "；".join(reason.zh.rstrip("。") for reason in because) or "规则没有给出结果"
    en = "; ".join(reason.en.rstrip(".") for reason in because) or "the rule gives no answer"
    return Refusal("undecided", f"无法判定“{label.zh}”：{zh}", f"“{label.en}” is undecided: {en}", (name,))


def _waiting(process: Process, move: Move, situation: Situation) -> Iterator[Refusal]:
    if move.waits_for is None:
        return
    ended, needed = _ended_and_needed(process, move.waits_for, situation)
    if ended < needed:
        titles = [process.flow.opens(name)[0].title for name in move.waits_for.names]
        zh, en = "、".join(title.zh for title in titles), ", ".join(title.en for title in titles)
        yield Refusal(
            "waits",
            f"等待{zh}：已完成{ended}/{needed}",
            f"waits for {en}: {ended} of {needed}",
            move.waits_for.names,
        )


def _ended_and_needed(process: Process, waits: WaitsFor, situation: Situation) -> tuple[int, int]:
    """How many assignments have ended as a move needs, and how many must.

    All means every assignment opened under each name: where none was opened, one is missing. What this state
    opens on a condition that does not hold is not waited for.
    """
    groups = [_waited_for(process, name, situation) for name in waits.names]
    found = [group for group in groups if group is not None]
    ended = sum(one.outcome in waits.outcome for group in found for one in group)
    if waits.all:
        return ended, sum(max(len(group), 1) for group in found)
    needed = waits.n or 1
    return min(ended, needed), needed


def _waited_for(process: Process, name: str, situation: Situation) -> tuple[Standing, ...] | None:
    if name not in process.flow.states[situation.state].opens:
        only_after = all(opens.after for opens in process.flow.opens(name))
        return situation.latest(name) or (None if only_after else ())
    opened = situation.opened_here(name)
    if not opened and process.flow.states[situation.state].opens[name].after:
        return None
    condition = process.opens_when(situation.state, name)
    if not opened and condition is not None and condition.evaluate(situation.row) is False:
        return None
    return opened


_MISSING: Mapping[str, Refusal] = {
    "reason": Refusal("reason", "请填写理由", "give a reason"),
    "answer": Refusal(
        "return_unanswered",
        "对方已说明理由回退，再次交办前须先答复",
        "it was returned with a reason: answer that before handing it over again",
    ),
}
