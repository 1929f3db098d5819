"""Moves of a record: what they wait for, open, close and refuse."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baicheng.clock import Limit
from baicheng.flows.moves import needed_fields
from baicheng.flows.process import prepare
from baicheng.flows.timing import StandardLimit
from baicheng.flows.values import DATE, NUMBER, REFERENCE, ValueType
from tests.flows.desk import Desk, Refused, flow_of

NAMES = {
    "progress": NUMBER,
    "due_on": DATE,
    "instalment_on": DATE,
    "category": REFERENCE,
    "well": REFERENCE,
    "side": ValueType.choice(["good", "bad"]),
}

ILLEGAL_BUILDING = """
start: reported
states:
  reported:
    title: TITLE
    opens: {accept: {title: TITLE, bearer: office, within: {amount: 15, unit: minute}}}
  dispatched:
    title: TITLE
    opens: {handle: {title: TITLE, bearer: party(handler), standard: {link: category}}}
  closed: {title: TITLE, final: true}
moves:
  dispatch: {title: TITLE, from: [reported], to: dispatched, by: [office], does: [{fulfil: accept}]}
  close: {title: TITLE, from: [dispatched], to: closed, by: [office], waits_for: {all: [handle]}}
"""
LIMITS = (
    StandardLimit("停工", Limit.parse("4 working_hour")),
    StandardLimit("处罚", Limit.parse("7 working_day")),
    StandardLimit("拆除", Limit.parse("20 working_day")),
)


@pytest.fixture
def illegal_building() -> Desk:
    desk = Desk.of(
        ILLEGAL_BUILDING, NAMES, parties={"handler": ("squad",)}, row={"category": 3}, standards=LIMITS
    )
    desk.begin("2020-09-29 15:50")
    desk.move("dispatch", "2020-09-29 16:00", "office")
    return desk


def test_three_limits_run_side_by_side_in_one_case(illegal_building: Desk) -> None:
    # 30 September is the last working day before a holiday until 8 October; 10 October is a moved workday.
    assert illegal_building.open() == ["handle 停工 squad", "handle 处罚 squad", "handle 拆除 squad"]
    assert illegal_building.due("handle", "停工") == "2020-09-30 10:00"
    assert illegal_building.due("handle", "处罚") == "2020-10-15 18:00"
    assert illegal_building.due("handle", "拆除") == "2020-11-03 18:00"


def test_the_case_closes_when_the_last_of_the_three_is_done(illegal_building: Desk) -> None:
    desk = illegal_building
    with pytest.raises(Refused, match="waits"):
        desk.move("close", "2020-10-09 09:00", "office")
    for key, standing in list(desk.standings.items()):
        if standing.name == "handle":
            (verdict,) = desk.verdicts("2020-10-09 09:00", "office").values()
            assert not verdict.allowed
            desk.close(key, "done", "2020-10-09 09:00")
    desk.move("close", "2020-10-09 10:00", "office")

    assert desk.state == "closed" and desk.open() == []


def test_a_standard_without_limits_opens_an_assignment_that_says_so() -> None:
    desk = Desk.of(ILLEGAL_BUILDING, NAMES, parties={"handler": ("squad",)}, row={"category": 3})
    desk.begin("2020-09-29 15:50")
    step = desk.move("dispatch", "2020-09-29 16:00", "office")

    assert [(one.bearer, one.time.open_because) for one in step.openings] == [("squad", "category")]
    assert desk.due("handle") is None


TWO_LEVELS = """
start: under_way
states:
  under_way: {title: TITLE, opens: {rectify: {title: TITLE, bearer: party(lead), due: {field: due_on}}}}
  rectified:
    title: TITLE
    opens:
      accept_county: {title: TITLE, bearer: party(county), outcomes: [agreed, refused], due: not_stated}
      accept_city: {title: {zh: 市级验收, en: City acceptance}, bearer: office, outcomes: [agreed, refused], due: not_stated}
  resumed: {title: TITLE, final: true}
moves:
  report:
    title: TITLE
    from: [under_way]
    to: rectified
    by: [party(lead)]
    when: progress >= 100
    otherwise: {zh: 尚未完成, en: not finished yet}
    does: [{fulfil: rectify}]
  resume: {title: TITLE, from: [rectified], to: resumed, by: [office], waits_for: {all: [accept_county, accept_city]}}
  reject: {title: TITLE, from: [rectified], to: under_way, by: [office], reason: required}
"""


@pytest.fixture
def site() -> Desk:
    desk = Desk.of(
        TWO_LEVELS,
        NAMES,
        parties={"lead": ("builder",), "county": ("county",)},
        row={"progress": Decimal(100), "due_on": date(2019, 5, 31)},
    )
    desk.begin("2019-05-06 09:00")
    return desk


def test_work_resumes_when_both_levels_have_accepted_it_in_any_order(site: Desk) -> None:
    site.move("report", "2019-05-20 09:00", "builder")
    assert site.open() == ["accept_city office", "accept_county county"]

    site.answer("accept_city", "2019-05-21 09:00", "office", "agreed")
    (refusal,) = site.verdicts("2019-05-21 10:00", "office")["resume"].refusals
    assert (refusal.code, refusal.names) == ("waits", ("accept_county", "accept_city"))
    assert "1/2" in refusal.zh and "市级验收" in refusal.zh and "1 of 2" in refusal.en

    site.answer("accept_county", "2019-05-22 09:00", "county", "agreed")
    site.move("resume", "2019-05-22 10:00", "office")

    assert site.state == "resumed"


def test_a_level_that_refuses_holds_the_move_up_and_after_rework_both_are_asked_again(site: Desk) -> None:
    site.move("report", "2019-05-20 09:00", "builder")
    site.answer("accept_city", "2019-05-21 09:00", "office", "agreed")
    site.answer("accept_county", "2019-05-21 09:00", "county", "refused")
    with pytest.raises(Refused, match="waits"):
        site.move("resume", "2019-05-21 10:00", "office")
    with pytest.raises(Refused, match="reason"):
        site.move("reject", "2019-05-21 10:00", "office", reason=" ")

    site.move("reject", "2019-05-21 10:00", "office", reason="覆盖不全")
    assert site.open() == ["rectify builder"]
    site.move("report", "2019-05-25 09:00", "builder")
    site.answer("accept_county", "2019-05-26 09:00", "county", "agreed")

    with pytest.raises(Refused, match="waits"):
        site.move("resume", "2019-05-26 10:00", "office")
    assert site.open() == ["accept_city office"]


def test_a_stated_day_is_in_time_until_it_ends(site: Desk) -> None:
    assert site.due("rectify") == "2019-06-01 00:00"


def test_who_may_not_make_a_move_is_told_who_may(site: Desk) -> None:
    (refusal,) = site.verdicts("2019-05-20 09:00", "county")["report"].refusals

    assert refusal.code == "not_yours" and "party(lead)" in refusal.en
    with pytest.raises(Refused, match="wrong_state"):
        site.move("resume", "2019-05-20 09:00", "office")


def test_a_guard_that_does_not_hold_refuses_in_the_words_of_the_pack(site: Desk) -> None:
    site.row["progress"] = Decimal(99)
    (refusal,) = site.verdicts("2019-05-20 09:00", "builder")["report"].refusals

    assert (refusal.code, refusal.zh, refusal.en) == ("condition", "尚未完成", "not finished yet")


def test_a_guard_that_cannot_be_decided_refuses_and_says_what_is_not_given(site: Desk) -> None:
    site.row["progress"] = None
    (refusal,) = site.verdicts("2019-05-20 09:00", "builder")["report"].refusals

    assert (refusal.code, refusal.names) == ("undecided", ("progress",))
    assert refusal.en == "undecided: progress not given"


def test_only_the_bearer_answers_and_only_as_foreseen(site: Desk) -> None:
    site.move("report", "2019-05-20 09:00", "builder")
    with pytest.raises(Refused, match="outcome"):
        site.answer("accept_county", "2019-05-21 09:00", "county", "perhaps")
    site.answer("accept_county", "2019-05-21 09:00", "county", "agreed")
    with pytest.raises(Refused, match="closed"):
        site.answer("accept_county", "2019-05-21 10:00", "county", "refused")


def test_what_a_move_fulfils_cannot_be_answered_beside_it(site: Desk) -> None:
    with pytest.raises(Refused, match="by_move"):
        site.answer("rectify", "2019-05-20 09:00", "builder", "done")


SIGNATURES = """
start: drafted
states:
  drafted:
    title: TITLE
    opens:
      sign: {title: TITLE, bearer: party(signatory), outcomes: [agreed, refused], within: {amount: 3, unit: working_day}}
  signed: {title: TITLE, final: true}
moves:
  issue: {title: TITLE, from: [drafted], to: signed, by: [office], waits_for: {%s}}
"""
SEVEN = tuple(f"unit{number}" for number in range(1, 8))


def drafted(waits: str) -> Desk:
    desk = Desk.of(SIGNATURES % waits, NAMES, parties={"signatory": SEVEN})
    desk.begin("2019-05-06 09:00")
    return desk


def test_seven_parties_sign_and_the_seventh_signature_completes_it() -> None:
    desk = drafted("all: [sign]")
    assert len(desk.open()) == 7
    for number, unit in enumerate(SEVEN):
        (refusal,) = desk.verdicts("2019-05-07 09:00", "office")["issue"].refusals
        assert f"{number}/7" in refusal.zh
        desk.answer("sign", "2019-05-07 09:00", unit, "agreed")
    desk.move("issue", "2019-05-07 10:00", "office")

    assert desk.state == "signed"


@pytest.mark.parametrize(("waits", "needed"), [("any: [sign]", 1), ("n: 5, of: [sign]", 5)])
def test_some_signatures_can_be_enough_and_the_others_lapse(waits: str, needed: int) -> None:
    desk = drafted(waits)
    desk.answer("sign", "2019-05-07 09:00", "unit7", "refused")
    for unit in SEVEN[:needed]:
        assert not desk.verdicts("2019-05-07 09:00", "office")["issue"].allowed
        desk.answer("sign", "2019-05-07 09:00", unit, "agreed")
    desk.move("issue", "2019-05-07 10:00", "office")

    outcomes = [outcome for _, _, outcome in desk.outcomes()]
    assert outcomes.count("agreed") == needed
    assert outcomes.count("lapsed") == 6 - needed


def test_a_party_that_nobody_holds_leaves_an_assignment_without_bearer() -> None:
    desk = Desk.of(SIGNATURES % "all: [sign]", NAMES)
    desk.begin("2019-05-06 09:00")

    assert desk.outcomes() == [("sign", None, None)]
    assert not desk.verdicts("2019-05-07 09:00", "office")["issue"].allowed


CASE = """
start: filed
states:
  filed: {title: TITLE, opens: {dispatch: {title: TITLE, bearer: office, within: {amount: 4, unit: working_hour}}}}
  dispatched:
    title: TITLE
    opens: {handle: {title: TITLE, bearer: party(handler), within: {amount: 8, unit: working_hour}, on_rework: %s}}
  handled: {title: TITLE, opens: {check: {title: TITLE, bearer: office, due: not_stated}}}
  closed: {title: TITLE, final: true}
moves:
  dispatch: {title: TITLE, from: [filed], to: dispatched, by: [office], does: [{fulfil: dispatch}], asks: [handler]}
  send_back: {title: TITLE, from: [dispatched], to: filed, by: [party(handler)], reason: required, returns: true}
  report: {title: TITLE, from: [dispatched], to: handled, by: [party(handler)], does: [{fulfil: handle}]}
  redo: {title: TITLE, from: [handled], to: dispatched, by: [office], reason: required}
  close: {title: TITLE, from: [handled], to: closed, by: [office], does: [{fulfil: check}]}
"""


def dispatched(on_rework: str = "rest") -> Desk:
    desk = Desk.of(CASE % on_rework, NAMES, parties={"handler": ("squad",)})
    desk.begin("2019-05-06 08:00")
    desk.move("dispatch", "2019-05-06 09:00", "office")
    return desk


def test_a_return_gives_the_sender_what_was_left_and_keeps_what_the_returner_used() -> None:
    desk = dispatched()
    with pytest.raises(Refused, match="reason"):
        desk.move("send_back", "2019-05-06 11:00", "squad")
    desk.move("send_back", "2019-05-06 11:00", "squad", reason="不属本辖区")

    # One of four working hours was used before it was sent on; three are left from 11:00.
    assert desk.state == "filed" and desk.open() == ["dispatch office"]
    assert desk.due("dispatch") == "2019-05-06 16:00"
    assert desk.outcomes() == [("dispatch", "office", None), ("handle", "squad", "returned")]
    clock = desk.timings["2"].clock
    assert clock is not None and clock.used(desk.calendar, clock.closed_at or clock.started_at) == 2


def test_a_returned_record_may_not_be_pushed_on_to_the_same_bearer_unanswered() -> None:
    desk = dispatched()
    desk.move("send_back", "2019-05-06 11:00", "squad", reason="不属本辖区")
    assert "answer" in desk.verdicts("2019-05-06 11:30", "office")["dispatch"].needs
    with pytest.raises(Refused, match="return_unanswered"):
        desk.move("dispatch", "2019-05-06 11:30", "office")
    assert desk.state == "filed" and desk.open() == ["dispatch office"]

    step = desk.move("dispatch", "2019-05-06 11:30", "office", answer="据界线图第3页")

    assert step.answered == ("2",)
    assert desk.open() == ["handle squad"]
    desk.move("send_back", "2019-05-06 15:00", "squad", reason="界线图有误")
    with pytest.raises(Refused, match="return_unanswered"):
        desk.move("dispatch", "2019-05-06 15:30", "office")


def test_another_bearer_gets_it_without_an_answer_and_with_the_full_limit() -> None:
    desk = dispatched()
    desk.move("send_back", "2019-05-06 11:00", "squad", reason="不属本辖区")
    desk.parties["handler"] = ("brigade",)
    assert desk.verdicts("2019-05-06 11:30", "office")["dispatch"].needs == ("asks:handler",)
    desk.move("dispatch", "2019-05-06 12:00", "office")

    assert desk.due("handle", bearer="brigade") == "2019-05-07 12:00"


def test_only_who_bears_what_is_open_can_return_it() -> None:
    desk = dispatched()
    desk.parties["handler"] = ("brigade",)

    with pytest.raises(Refused, match="nothing_to_return"):
        desk.move("send_back", "2019-05-06 11:00", "brigade", reason="不属本辖区")
    assert desk.open() == ["handle squad"]


@pytest.mark.parametrize(("on_rework", "due"), [("rest", "2019-05-07 12:00"), ("full", "2019-05-08 10:00")])
def test_work_that_failed_its_check_gets_the_rest_or_the_full_limit(on_rework: str, due: str) -> None:
    # Six of eight working hours are used when it is reported; on the next day it fails its check.
    desk = dispatched(on_rework)
    desk.move("report", "2019-05-06 17:00", "squad")
    desk.move("redo", "2019-05-07 10:00", "office", reason="未清理干净")

    assert desk.due("handle") == due


def test_a_check_that_nobody_did_lapses_when_the_record_moves_on_without_it() -> None:
    desk = dispatched()
    desk.move("report", "2019-05-06 17:00", "squad")
    desk.move("redo", "2019-05-07 10:00", "office", reason="未清理干净")

    assert ("check", "office", "lapsed") in desk.outcomes()


EFFECTS = """
start: confirmed
states:
  confirmed:
    title: TITLE
    opens:
      pay: {title: TITLE, bearer: office, when: side = 'good', before: {amount: 5, unit: working_day, of: field(instalment_on)}}
      stop_work: {title: TITLE, bearer: party(contractor), when: side = 'bad', due: not_stated, carry: keep}
  done: {title: TITLE, final: true}
moves:
  finish:
    title: TITLE
    from: [confirmed]
    to: done
    by: [anyone]
    waits_for: {all: [pay]}
    does:
      - {notify: [party(contractor), office, party(contractor)], text: {zh: 已办结, en: Finished}}
      - {create: {register: entries, with: {amount: progress * 2, booked_on: due_on + 1}, parties: {payer: party(contractor)}}}
      - {update: {link: well, with: {progress: progress - 1, side: side, checked_on: due_on}, party: contractor, consolidates: lead}}
      - {observe: targets}
  note: {title: TITLE, from: [confirmed], by: [office]}
"""


def confirmed(side: str | None) -> Desk:
    row = {"side": side, "progress": 21, "due_on": date(2019, 5, 31), "instalment_on": date(2019, 6, 10)}
    desk = Desk.of(EFFECTS, NAMES, parties={"contractor": ("firm",)}, row=row)
    desk.begin("2019-05-06 09:00")
    return desk


def test_a_state_opens_what_its_condition_says() -> None:
    assert confirmed("good").open() == ["pay office"]
    assert confirmed("bad").open() == ["stop_work firm"]


def test_what_was_not_opened_is_not_waited_for_and_what_is_kept_stays_open() -> None:
    desk = confirmed("bad")
    desk.move("finish", "2019-05-07 09:00", "stranger")

    assert desk.state == "done" and desk.open() == ["stop_work firm"]


def test_five_working_days_before_an_instalment_end_when_the_office_closes() -> None:
    # 7 June 2019 is the Dragon Boat Festival; 10 June is a Monday.
    assert confirmed("good").due("pay") == "2019-05-31 18:00"


def test_a_move_tells_creates_and_observes() -> None:
    desk = confirmed("good")
    desk.answer("pay", "2019-05-07 09:00", "office", "done")
    step = desk.move("finish", "2019-05-07 09:00", "office")

    assert [(notice.to, notice.text.en) for notice in step.notices] == [(("firm", "office"), "Finished")]
    (creation,) = step.creations
    assert creation.register == "entries"
    assert creation.values == {"amount": Decimal(42), "booked_on": date(2019, 6, 1)}
    assert creation.parties == {"payer": ("firm",)}
    assert step.observes == ("targets",)


def test_what_a_move_writes_into_a_linked_record_leaves_out_what_is_not_given() -> None:
    desk = confirmed("good")
    desk.row["due_on"] = None
    desk.answer("pay", "2019-05-07 09:00", "office", "done")
    (updating,) = desk.move("finish", "2019-05-07 09:00", "office").updates

    assert (updating.link, updating.by, updating.consolidates) == ("well", ("firm",), "lead")
    assert updating.values == {"progress": Decimal(20), "side": "good"}


def test_a_move_without_target_leaves_state_and_assignments_as_they_are() -> None:
    desk = confirmed("good")
    before = desk.outcomes()
    step = desk.move("note", "2019-05-07 09:00", "office")

    assert not step.entered and desk.entry == 1
    assert desk.outcomes() == before


def test_a_state_whose_opening_cannot_be_decided_is_not_entered() -> None:
    desk = Desk.of(EFFECTS.replace("to: done", "to: confirmed"), NAMES, row={"side": None})
    desk.begin("2019-05-06 09:00")

    with pytest.raises(Refused, match="undecided"):
        desk.move("finish", "2019-05-07 09:00", "office")


def test_what_a_move_asks_for_and_its_condition_demands_is_needed() -> None:
    asking = EFFECTS.replace("    waits_for: {all: [pay]}", "    asks: [progress, side]\n    when: CONDITION")
    flow = "progress is not null and progress >= 20"
    row = {"progress": None, "side": None}

    def needed(condition: str) -> tuple[str, ...]:
        process = prepare(flow_of(asking.replace("CONDITION", condition)), NAMES)
        return needed_fields(process, "finish", row)

    assert needed(flow) == ("progress",)
    assert needed("side = 'good'") == ("side",)
    assert needed("progress is not null or side is not null") == ()
    assert needed("due_on is null") == ()


moves = st.lists(
    st.tuples(
        st.sampled_from(["dispatch", "send_back", "report", "redo", "close"]),
        st.sampled_from(["office", "squad", "brigade"]),
        st.sampled_from(["squad", "brigade"]),
        st.booleans(),
    ),
    max_size=25,
)


@settings(deadline=None)
@given(moves)
def test_whatever_is_tried_each_bearer_has_one_open_assignment_of_the_state_and_no_return_is_passed_over(
    tried: list[tuple[str, str, str, bool]],
) -> None:
    desk = dispatched()
    returned_by: str | None = None
    for number, (name, by, handler, answers) in enumerate(tried):
        parties = dict(desk.parties)
        if name == "dispatch":
            desk.parties["handler"] = (handler,)
        before = (desk.state, desk.outcomes())
        try:
            inputs = {"reason": "理由", "answer": "答复" if answers else ""}
            desk.move(name, f"2019-05-{7 + number // 2:02} {9 + number % 2:02}:00", by, **inputs)
        except Refused:
            after = (desk.state, desk.outcomes())
            assert after == before
            desk.parties = parties
            continue
        if name == "dispatch":
            assert answers or handler != returned_by
        returned_by = by if name == "send_back" else None if name == "dispatch" else returned_by
        open_names = [one.split()[0] for one in desk.open()]
        assert open_names == list(desk.process.flow.states[desk.state].opens)
