"""Whoever answers what flows ask of rules (规则答复): a later app, which knows how rules are judged, names itself here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from baicheng.flows.asking import Answer, Ask
from baicheng.flows.keys import Title


class Question(NamedTuple):
    """A rule of a programme, asked about one subject or record, by its id, over the days ``[since, until)``."""

    programme: str
    ask: Ask
    about: int
    since: date
    until: date


#: Answers a question by what is known at a moment.
Answerer = Callable[[Question, datetime], Answer]
_NOBODY = Title(zh="没有可用的规则计算", en="nobody judges rules here")


class _Desk:
    """Where the one who answers is found; without one everything asked is undecided."""

    answerer: Answerer | None = None


def answered_by(answerer: Answerer) -> None:
    """Name whoever answers from now on."""
    _Desk.answerer = staticmethod(answerer)


def ruled(question: Question, at: datetime) -> Answer:
    """What a rule answers now; undecided with the reasons where it cannot."""
    answerer = _Desk.answerer
    return Answer(None, (_NOBODY,)) if answerer is None else answerer(question, at)
