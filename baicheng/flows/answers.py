"""Assignments that their bearers answer themselves (签署, 同意, 核实): consent, signature, confirmation."""

from __future__ import annotations

from baicheng.flows.flow import Flow
from baicheng.flows.moves import Refusal
from baicheng.flows.situation import Situation, Standing


def answerable(flow: Flow, name: str) -> tuple[str, ...]:
    """The outcomes with which a bearer can end an assignment; none where a move of the record does it."""
    if flow.fulfilling_moves(name):
        return ()
    return tuple(dict.fromkeys(outcome for opens in flow.opens(name) for outcome in opens.outcomes))


def refuse_answer(flow: Flow, standing: Standing, outcome: str, situation: Situation) -> Refusal | None:
    """Why somebody may not end an assignment with an outcome, or nothing."""
    if not standing.is_open:
        return Refusal("closed", "该待办已结束", "this assignment has ended")
    if standing.bearer not in situation.mine:
        return Refusal("not_yours", "不属于您的待办", "this assignment is not yours")
    known = answerable(flow, standing.name)
    if not known:
        moves = [flow.moves[move].title for move in flow.fulfilling_moves(standing.name)]
        zh, en = "、".join(title.zh for title in moves), ", ".join(title.en for title in moves)
        return Refusal("by_move", f"请通过“{zh}”办理", f"this is done by the move “{en}”")
    if outcome not in known:
        said = ", ".join(known)
        return Refusal("outcome", f"办理结果只能是：{said}", f"the outcome is one of: {said}")
    return None
