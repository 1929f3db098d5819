"""What stays open when a state is left (carry: keep) runs on when the state is entered again."""

from __future__ import annotations

from tests.flows.desk import Desk

HANDED_OUT = """
start: open
states:
  open:
    title: TITLE
    opens:
      dispatch: {title: TITLE, bearer: office, within: {amount: 8, unit: working_hour}}
      overall: {title: TITLE, bearer: office, carry: keep, within: {amount: 10, unit: working_day}}
      consent: {title: TITLE, bearer: party(neighbour), carry: keep, outcomes: [agreed], due: not_stated}
  handling:
    title: TITLE
    opens: {handle: {title: TITLE, bearer: party(handler), within: {amount: 16, unit: working_hour}}}
  done: {title: TITLE, final: true}
moves:
  dispatch: {title: TITLE, from: [open], to: handling, by: [office], does: [{fulfil: dispatch}]}
  give_back: {title: TITLE, from: [handling], to: open, by: [party(handler)], reason: required, returns: true}
  close: {title: TITLE, from: [open], to: done, by: [office], waits_for: {all: [consent]}}
  end: {title: TITLE, from: [open], to: done, by: [office]}
"""


def handed_back() -> Desk:
    desk = Desk.of(HANDED_OUT, {}, parties={"handler": ("squad",), "neighbour": ("a", "b")})
    desk.begin("2020-09-01 09:00")
    desk.move("dispatch", "2020-09-01 10:00", "office")
    desk.move("give_back", "2020-09-01 11:00", "squad", reason="不属于本单位")
    return desk


def test_what_was_kept_open_is_not_opened_a_second_time() -> None:
    desk = handed_back()

    assert desk.open() == ["consent a", "consent b", "dispatch office", "overall office"]
    assert desk.due("overall") == "2020-09-15 18:00"


def test_what_is_kept_until_the_end_lapses_when_the_record_is_closed() -> None:
    text = HANDED_OUT.replace("bearer: office, carry: keep", "bearer: office, carry: until_closed")
    desk = Desk.of(text, {}, parties={"handler": ("squad",), "neighbour": ()})
    desk.begin("2020-09-01 09:00")
    desk.move("dispatch", "2020-09-01 10:00", "office")
    assert "overall office" in desk.open()
    desk.move("give_back", "2020-09-01 11:00", "squad", reason="不属于本单位")

    desk.move("end", "2020-09-01 12:00", "office")

    assert ("overall", "office", "lapsed") in desk.outcomes()


def test_a_move_waits_for_what_was_kept_open_from_before() -> None:
    desk = handed_back()

    (refusal,) = desk.verdicts("2020-09-01 12:00", "office")["close"].refusals
    assert (refusal.code, refusal.zh) == ("waits", "等待题：已完成0/2")
