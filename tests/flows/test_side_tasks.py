"""Side tasks: what follows on an assignment, what several must do, what is opened again, what must be given."""

from __future__ import annotations

import pytest

from baicheng.flows.flow_check import check_flow
from baicheng.flows.values import Names
from tests.flows.desk import Desk, Refused, flow_of

JOINT = """
start: issued
states:
  issued:
    title: TITLE
    opens:
      accept: {title: TITLE, bearer: party(lead), outcomes: [done, refused], due: not_stated, carry: until_closed}
      decide: {title: TITLE, bearer: office, after: {accept: refused}, within: {amount: 8, unit: working_hour}, carry: until_closed}
  under_way:
    title: TITLE
    opens:
      deliver: {title: TITLE, bearer: party(lead), due: not_stated, carry: until_closed}
      decide: {title: TITLE, bearer: office, after: {accept: refused}, within: {amount: 8, unit: working_hour}, carry: until_closed}
  reported: {title: TITLE}
  closed: {title: TITLE, final: true}
moves:
  accept: {title: TITLE, from: [issued], to: under_way, by: [party(lead)], does: [{fulfil: accept}]}
  accept_too: {title: TITLE, from: [under_way, reported], by: [party(lead)], does: [{fulfil: accept}]}
  refuse: {title: TITLE, from: [issued, under_way], by: [party(lead)], reason: required, does: [{fulfil: accept, outcome: refused}]}
  uphold: {title: TITLE, from: [issued, under_way], by: [office], does: [{fulfil: decide}, {reopen: accept}]}
  report:
    title: TITLE
    from: [under_way]
    to: reported
    by: [party(lead)]
    waits_for: {all: [decide]}
    last_of: deliver
    does: [{fulfil: deliver}]
  close: {title: TITLE, from: [reported], to: closed, by: [office]}
"""
ANSWERED = """
start: asked
states:
  asked:
    title: TITLE
    opens:
      consent: {title: TITLE, bearer: party(lead), outcomes: [agreed, refused], due: not_stated}
      decide: {title: TITLE, bearer: office, after: {consent: refused}, due: not_stated}
  closed: {title: TITLE, final: true}
moves:
  close: {title: TITLE, from: [asked], to: closed, by: [office], waits_for: {all: [decide]}, does: [{fulfil: decide}]}
"""


def joint() -> Desk:
    desk = Desk.of(JOINT, {}, parties={"lead": ("a", "b")})
    desk.begin("2020-09-01 09:00")
    return desk


def test_the_second_of_two_accepts_after_the_first_has_begun() -> None:
    desk = joint()
    desk.move("accept", "2020-09-01 10:00", "a")

    desk.move("accept_too", "2020-09-01 11:00", "b")

    assert {one for one in desk.outcomes() if one[0] == "accept"} == {
        ("accept", "a", "done"),
        ("accept", "b", "done"),
    }


def test_who_has_accepted_is_not_asked_again() -> None:
    desk = joint()
    desk.move("accept", "2020-09-01 10:00", "a")

    with pytest.raises(Refused) as refused:
        desk.move("accept_too", "2020-09-01 11:00", "a")
    assert refused.value.codes == ["not_yours"]


def test_an_objection_opens_the_decision_with_its_own_limit_and_the_state_stays() -> None:
    desk = joint()
    assert not [one for one in desk.open() if one.startswith("decide")]

    step = desk.move("refuse", "2020-09-01 10:00", "a", reason="不属本单位职责")

    assert (step.state, step.entered) == ("issued", False)
    assert "decide office" in desk.open()
    assert desk.due("decide") == "2020-09-02 10:00"


def test_a_second_objection_is_decided_with_the_first_and_a_later_one_anew() -> None:
    desk = joint()
    desk.move("refuse", "2020-09-01 10:00", "a", reason="甲")
    desk.move("refuse", "2020-09-01 11:00", "b", reason="乙")
    assert desk.open() == ["decide office"]

    desk.move("uphold", "2020-09-01 12:00", "office")
    assert desk.open() == ["accept a", "accept b"]
    desk.move("refuse", "2020-09-01 15:00", "b", reason="丙")
    assert desk.open() == ["accept a", "decide office"]


def test_what_was_accepted_is_not_opened_again() -> None:
    desk = joint()
    desk.move("accept", "2020-09-01 10:00", "a")
    desk.move("refuse", "2020-09-01 11:00", "b", reason="乙")
    desk.move("uphold", "2020-09-01 12:00", "office")

    assert "accept b" in desk.open() and "accept a" not in desk.open()


def test_the_state_changes_with_the_last_of_those_who_must_report() -> None:
    desk = joint()
    desk.move("accept", "2020-09-01 10:00", "a")

    first = desk.move("report", "2020-09-02 10:00", "a")
    assert (first.state, first.entered) == ("under_way", False)
    with pytest.raises(Refused) as refused:
        desk.move("report", "2020-09-02 11:00", "a")
    assert refused.value.codes == ["nothing_to_fulfil"]

    assert desk.move("report", "2020-09-03 10:00", "b").state == "reported"


def test_an_undecided_objection_holds_up_what_waits_for_it_and_none_does_not() -> None:
    desk = joint()
    desk.move("accept", "2020-09-01 10:00", "a")
    desk.move("refuse", "2020-09-01 11:00", "b", reason="乙")

    with pytest.raises(Refused) as refused:
        desk.move("report", "2020-09-02 10:00", "a")
    assert refused.value.codes == ["waits"]
    desk.move("uphold", "2020-09-02 11:00", "office")
    desk.move("report", "2020-09-02 12:00", "a")


def test_nothing_stays_open_behind_the_end() -> None:
    desk = joint()
    desk.move("accept", "2020-09-01 10:00", "a")
    desk.move("report", "2020-09-02 10:00", "a")
    desk.move("report", "2020-09-03 10:00", "b")
    assert desk.open() == ["accept b"]

    desk.move("close", "2020-09-04 10:00", "office")
    assert desk.open() == []


def test_a_bearers_word_is_followed_too() -> None:
    desk = Desk.of(ANSWERED, {}, parties={"lead": ("a",)})
    desk.begin("2020-09-01 09:00")

    desk.answer("consent", "2020-09-01 10:00", "a", "refused")

    assert desk.open() == ["decide office"]


@pytest.mark.parametrize(
    ("instead_of", "stands", "says"),
    [
        ("after: {accept: refused}", "after: {acept: refused}", "no state opens 'acept'"),
        ("after: {accept: refused}", "after: {accept: rejected}", "'accept' never ends as 'rejected'"),
        ("{reopen: accept}", "{reopen: acept}", "no state opens 'acept'"),
    ],
)
def test_what_follows_on_nothing_is_found(instead_of: str, stands: str, says: str) -> None:
    names: Names = {}
    faults = check_flow(flow_of(JOINT.replace(instead_of, stands)), names, {"lead"})

    assert any(says in fault.message for fault in faults)


def test_a_sound_flow_has_no_fault() -> None:
    assert check_flow(flow_of(JOINT), {}, {"lead"}) == []


@pytest.mark.parametrize(
    ("key", "says"),
    [("requires: [result]", "is not among asks"), ("last_of: deliver", "write {fulfil: ...} of that name")],
)
def test_keys_of_a_move_that_go_together_are_demanded_together(key: str, says: str) -> None:
    with pytest.raises(ValueError, match=says.replace("{", "[{]").replace(".", "[.]")):
        flow_of(JOINT.replace("from: [reported], to: closed", f"{key}, from: [reported], to: closed"))
