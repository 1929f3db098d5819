"""The records of the city as rows of its tables: drawn from a seed, with chains that verify."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from baicheng.server.history import digests
from baicheng.server.registers.searching import pairs_of
from big_city.people import PROGRAMME, City
from big_city.urging import climbed, stands, written

#: Of so many records seven are tasks, the others reports on them.
TASKS_OF_TEN = 7
#: One task in so many has the rare part of the plan, one in so many the rare word in its title.
RARE = 25_000
RARE_PART, RARE_WORD = "other", "古树名木"
PARTS = (
    "greenery",
    "water",
    "culture",
    "industry",
    "pollution",
    "congestion",
    "dirt",
    "disorder",
    "old_areas",
)
WORKS = ("改造提升", "新建", "拆除整治", "绿化", "打通", "修缮", "清理", "普查")
THINGS = (
    "背街小巷",
    "断头路",
    "公园游园",
    "老旧小区",
    "黑臭水体",
    "停车泊位",
    "公厕",
    "雨污管网",
    "农贸市场",
)
STATES = ["closed"] * 85 + ["under_way"] * 10 + ["issued"] * 4 + ["reported"]
BEGIN = datetime(2019, 1, 1, 1, tzinfo=UTC)
TODAY = datetime.now(UTC).replace(hour=1, minute=0, second=0, microsecond=0)
#: Whatever is due on a day is due at its end, midnight in China.
END_OF_TODAY = TODAY.replace(hour=16)
#: What fulfils the quarterly report, as its duty says.
DEMAND = {"record": "progress", "where": "state in ('sent', 'accepted')"}
FAR = "9999-01-01 00:00:00"

COLUMNS = {
    "registers_record": "id register number title state fields place opened_at closed_at due_at due_order "
    "revision author_id clause_id division_id unit_id parent_id entry stage deadline_at risk_at risk",
    "registers_party": "since until source recorded_at superseded_at role order consolidates as_written "
    "clause_id group_id subject_id record_id",
    "registers_access": "register state due_order as_superior role subject_id record_id",
    "registers_version": "register number title state fields due_at stated since until recorded_at "
    "superseded_at record_id stage deadline_at risk_at risk",
    "assignments_assignment": "id key programme name title about_kind about_id rule opened_at recorded_at "
    "fileable_from clock due_at covers_since covers_until cut_off needed missed_when_over outcome closed_at "
    "closed_recorded_at used answer_kind answer_id excluded_on excluded_reason bearer_id clause_id",
    "assignments_climbed": "assignment_id due_at place was_last climbed_at",
    "history_event": "chain number verb actor actor_name recorded_at held_at changes context reason "
    "previous_digest digest",
    "history_head": "chain number digest",
    "registers_searchtext": "record_id pairs",
}
Rows = dict[str, list[tuple[Any, ...]]]


def batches(city: City, records: int, size: int = 10_000) -> Iterator[Rows]:
    """Rows of all tables, so many records at a time."""
    draw = random.Random(235)
    tasks = records * TASKS_OF_TEN // 10
    rows: Rows = defaultdict(list)
    for pk in range(1, records + 1):
        _record(pk, tasks, city, draw, rows)
        if pk % size == 0 or pk == records:
            yield rows
            rows = defaultdict(list)


def _record(pk: int, tasks: int, city: City, draw: random.Random, rows: Rows) -> None:
    is_task = pk <= tasks
    register = f"{PROGRAMME}.{'tasks' if is_task else 'progress'}"
    opened = BEGIN + timedelta(minutes=draw.randrange(60 * 24 * 2500))
    number = f"{opened.year}-{pk:07d}"
    lead = city.bureaus[min(int(draw.expovariate(0.08)), len(city.bureaus) - 1)]
    township = draw.choice(city.townships)
    if is_task:
        state, parent = draw.choice(STATES), None
        word = RARE_WORD if pk % RARE == 17 else draw.choice(THINGS)
        title = f"{draw.choice(WORKS)}{word}{draw.randrange(2, 900)}处"
        part = RARE_PART if pk % RARE == 11 else draw.choice(PARTS)
        fields = {
            "part": part,
            "content": f"{title}，由牵头单位会同责任单位实施。",
            "progress": str(draw.randrange(100)),
        }
        parties = [("lead", lead), ("responsible", township)]
        helper = (
            city.bureaus[0] if draw.random() < 0.6 and lead != city.bureaus[0] else draw.choice(city.bureaus)
        )
        parties.append(("supporting", helper))
    else:
        state, parent = draw.choice(["sent"] + ["accepted"] * 19), draw.randrange(1, tasks + 1)
        title = f"进展报告（{opened:%Y-%m}）"
        fields = {
            "task": parent,
            "covers": f"{opened:%Y-%m}",
            "progress": str(draw.randrange(100)),
            "done": "本期推进正常。",
        }
        parties = [("reporter", lead)]
    is_open = state not in ("closed", "accepted")
    due = END_OF_TODAY + timedelta(days=draw.randrange(-60, 300)) if is_open and is_task else None
    due_order = _at(due) if due else FAR
    if is_task:
        fields["due_on"] = f"{due or opened + timedelta(days=200):%Y-%m-%d}"
    stored, seen_at = _json(fields), _at(opened)
    stood = stands(state, opened, due, fields["progress"], late=pk % 8 == 3)
    light = (str(stood.stage), _at(stood.deadline_at), _at(stood.risk_at), stood.risk)
    rows["registers_record"].append(
        (pk, register, number, title, state, stored, None, seen_at, None if is_open else seen_at, _at(due),
         due_order, 3, None, None, None, city.office if is_task else lead, parent, 2, *light)
    )  # fmt: skip
    rows["registers_searchtext"].append((pk, " ".join(pairs_of(f"{number} {title}"))))
    for order, (role, subject) in enumerate(parties):
        rows["registers_party"].append(
            (f"{opened:%Y-%m-%d}", None, "", seen_at, None, role, order, 0, "", None, None, subject, pk)
        )
    if is_task:  # reports have but one party: three a record on average
        for extra in range(2 if draw.random() < 0.4 else 1):
            county = city.counties[(pk + extra) % len(city.counties)]
            parties.append(("supporting", county))
            rows["registers_party"].append(
                (f"{opened:%Y-%m-%d}", None, "", seen_at, None, "supporting", 3 + extra, 0, "", None, None, county, pk)
            )  # fmt: skip
    _rest(pk, register, number, title, state, stored, fields, parties, opened, due, light, lead, city, rows)


def _rest(
    pk: int, register: str, number: str, title: str, state: str, stored: str, fields: dict[str, Any],
    parties: list[tuple[str, int]], opened: datetime, due: datetime | None, light: tuple[Any, ...],
    lead: int, city: City, rows: Rows,
) -> None:  # fmt: skip
    """What goes with a record: access, its version, assignments, history."""
    seen_at = _at(opened)
    due_order = _at(due) if due else FAR
    seeing = {subject: 0 for _role, subject in parties}
    for _role, subject in parties:
        if subject in city.county_of:
            seeing.setdefault(city.county_of[subject], 1)
    seeing.setdefault(city.government, 1)
    for subject, superior in seeing.items():
        rows["registers_access"].append((register, state, due_order, superior, "", subject, pk))
    rows["registers_version"].append(
        (register, number, title, state, stored, _at(due), "[]", seen_at, None, seen_at, None, pk, *light)
    )
    for place in range(5):
        rows["assignments_assignment"].append(_assignment(pk, place, state, opened, due, lead, city, rows))
    chain, previous = f"registers.record:{pk}", ""
    stated = {"number": [None, number], "title": [None, title], "state": [None, state]}
    stated |= {f"fields.{name}": [None, value] for name, value in fields.items()}
    listed = [[role, subject, None, f"{opened:%Y-%m-%d}", None, False] for role, subject in parties]
    created = {"revision": 1, "parent": None, "clause": None, "unit": None, "parties": listed}
    happened: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("registers.record.created", stated, created),
        ("registers.record.moved", {"state": ["issued", state]}, {"move": "accept", "revision": 2}),
        ("registers.record.edited", {"fields.progress": ["0", fields["progress"]]}, {"revision": 3}),
    ]
    for place, (verb, changes, context) in enumerate(happened, 1):
        at = opened + timedelta(hours=place)
        event = SimpleNamespace(
            chain=chain, number=place, verb=verb, actor="system:benchmark", actor_name="测试", recorded_at=at,
            held_at=at, changes=changes, context=context, reason="", previous_digest=previous,
        )  # fmt: skip
        digest = digests.of_event(event)
        rows["history_event"].append(
            (
                chain,
                place,
                verb,
                "system:benchmark",
                "测试",
                _at(at),
                _at(at),
                _json(changes),
                _json(context),
                "",
                previous,
                digest,
            )
        )
        previous = digest
    rows["history_head"].append((chain, 3, previous))


def _assignment(
    pk: int, place: int, state: str, opened: datetime, due: datetime | None, lead: int, city: City, rows: Rows
) -> tuple[Any, ...]:  # fmt: skip
    name, bearer, is_open = f"report_{place}", lead, False
    period = f"{opened:%Y}Q{place % 4 + 1}"
    rule: dict[str, Any] = {"period": period}
    if place == 0 and state in ("issued", "under_way", "reported", "sent"):
        name = {"issued": "accept", "under_way": "deliver", "reported": "verify", "sent": "review"}[state]
        rule, is_open = {"entry": 2, "state": state, "outcomes": ["done"]}, True
        bearer = lead if state in ("issued", "under_way") else city.office
    elif place == 1 and due is not None:
        name, is_open = "quarterly_report", True
        rule = {"slot": period, "demand": DEMAND, "period": period, "unit": "quarter"}
    key, at = (pk - 1) * 5 + place + 1, _at(opened)
    if due is not None and name in ("deliver", "quarterly_report"):
        rule["remind"] = written(name)
        for rung, was_last in climbed(name, due, TODAY):
            rows["assignments_climbed"].append((key, _at(due), rung, int(was_last), _at(TODAY)))
    closed = None if is_open else at
    return (
        key, f"benchmark:{pk}:{place}", PROGRAMME, name, '{"zh": "按期完成", "en": "Deliver"}', "registers.record", pk,
        _json(rule), at, at, None, None, _at(due), None, None, None, 1, 0, "open" if is_open else "done",
        closed, closed, "", "", None, None, "", bearer, None,
    )  # fmt: skip


def _at(moment: datetime | None) -> str | None:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if moment else None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
