"""What an approval covers (审定所及): results, marks and sheets as they were submitted, so that what is locked is that."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Model

from baicheng.packs.schema.rounds import MARKING
from baicheng.server.assessments.models import Mark, Result, Run
from baicheng.server.history.models import Event
from baicheng.server.history.seals import SEALS, Sealing
from baicheng.server.history.verification import Fault
from baicheng.server.rounds.models import Round, RoundState, Sheet
from baicheng.server.rounds.queries import KIND
from baicheng.server.rounds.sealing import MARKS, chain_of

#: Where the context of an event keeps the digests of what it covers.
COVERS = "covers"
#: Events that say what the results rest on that are for approval, or are locked.
_COVERING = (f"{KIND}.submitted", f"{KIND}.locked")


def _chain(_row: object) -> str:
    return ""  # these rows are sealed all at once, in the chain of their round


_RUNS = Sealing(
    Run,
    (
        *("rule", "edition", "since", "until", "known_at", "local_values", "seed"),
        *("snapshot_id", "state", "digest", "subjects", "undecided"),
    ),
    _chain,
)
_RESULTS = Sealing(
    Result,
    (
        *("run_id", "order", "subject", "about_id", "register", "label"),
        *("total", "grade", "place", "outcome", "undecided", "detail"),
    ),
    _chain,
)
_SHEETS = Sealing(
    Sheet, ("step", "kind", "subject_id", "bearer_id", "handed_in_by_id", "handed_in_at"), _chain
)


def covered(round_: Round) -> dict[str, str]:
    """The digests of the results that stand, of the marks behind them and of the sheets on which those were given."""
    marks = Mark.objects.filter(round_id=round_.pk, superseded_at=None)
    return {
        "run": _digest(_RUNS, Run.objects.filter(pk=round_.run_id or 0)),
        "results": _digest(_RESULTS, Result.objects.filter(run=round_.run_id)),
        "marks": _digest(MARKS, marks),
        "sheets": _digest(_SHEETS, round_.sheets.filter(kind__in=MARKING)),
    }


def _digest(sealing: Sealing, rows: Iterable[Model]) -> str:
    """The SHA-256 of the seals of all rows: none can be altered, added or taken away without another one."""
    seals = sealing.of(*rows)[SEALS]
    return hashlib.sha256(json.dumps(seals, sort_keys=True).encode()).hexdigest()


def altered(round_: Round) -> list[str]:
    """What of a round is not as it was submitted or locked: ``run``, ``results``, ``marks``, ``sheets``."""
    events = Event.objects.filter(chain=chain_of(round_), verb__in=_COVERING).order_by("-number")
    last = events.first()
    stated: Mapping[str, Any] = last.context.get(COVERS, {}) if last is not None else {}
    found = covered(round_) if stated else {}
    return [what for what, digest in found.items() if stated.get(what, digest) != digest]


def altered_rounds() -> Iterator[Fault]:
    """Rounds that are for approval or final, of which something is not as it was submitted or locked."""
    for round_ in Round.objects.filter(state__in=(RoundState.APPROVAL, RoundState.FINAL)).order_by("pk"):
        for what in altered(round_):
            yield Fault(chain_of(round_), 0, f"{KIND}:{round_.pk}: {what} altered (报批后被改动)")
