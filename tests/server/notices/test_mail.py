"""Messages come by e-mail to those who want it: each once, whatever happens in between."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from baicheng.clock import CHINA
from baicheng.server.accounts.models import User
from baicheng.server.history.queries import timeline
from baicheng.server.notices.models import MailChoice, Notice, Sending, SendingState
from baicheng.server.notices.queries import lost_letter
from baicheng.server.notices.services import choose_mail, make_digests, mark_read, notify, send_out
from baicheng.server.notices.services import sending as sending_module
from tests.server.notices.outside import Post

EVENING = datetime(2026, 3, 2, 19, tzinfo=CHINA)
MINUTE = timedelta(minutes=1)
TEXT = {"zh": "催办：2026-001 打通断头路已逾期3天", "en": "Reminder: 2026-001 is 3 days late"}
ADDRESS = "liaison@lanchuan.example"


def wants(user: User, how: str, email: str = ADDRESS, at: datetime = EVENING - MINUTE) -> None:
    choose_mail(user=user, email=email, how=how, at=at)


def tell(*users: User, key: str = "one", at: datetime = EVENING, **more: Any) -> None:
    notify(users, key=key, text={**TEXT, **more}, at=at, path="/records/7/")


def test_who_wants_each_at_once_gets_a_letter_that_leads_to_the_page(post: Post, liaison: User) -> None:
    wants(liaison, "each")
    tell(liaison)

    assert send_out(EVENING + MINUTE) == (1, 0)
    (letter,) = post.letters
    assert letter["Subject"].strip() == TEXT["zh"]
    assert (letter["To"], letter["From"]) == (ADDRESS, "督查室 <baicheng@lanchuan.example>")
    body = letter.get_content()
    assert "3 days late" in body
    assert "https://duban.lanchuan.example/records/7/" in body


def test_what_is_told_twice_and_sent_often_comes_once(post: Post, liaison: User) -> None:
    wants(liaison, "each")
    for minutes in range(3):
        tell(liaison)
        send_out(EVENING + minutes * MINUTE)

    assert len(post.letters) == 1


@pytest.mark.parametrize("how", ["inbox", "digest"])
def test_who_does_not_want_it_gets_no_letter_at_once(post: Post, liaison: User, how: str) -> None:
    wants(liaison, how)
    tell(liaison)

    assert send_out(EVENING) == (0, 0)
    assert Notice.objects.filter(user=liaison).count() == 1


def test_others_get_none(post: Post, liaison: User, outsider: User) -> None:
    wants(liaison, "each")
    wants(outsider, "each", "other@lanchuan.example")
    tell(liaison)
    send_out(EVENING)

    assert [letter["To"] for letter in post.letters] == [ADDRESS]


class _Killed(BaseException):
    """The process ends."""


def test_a_stop_between_sending_and_marking_repeats_the_same_letter_at_most(
    post: Post, liaison: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    wants(liaison, "each")
    tell(liaison, key="one")
    tell(liaison, key="two")
    with monkeypatch.context() as killed:

        def kill(*_: Any) -> None:
            raise _Killed

        killed.setattr(sending_module, "_mark", kill)
        with pytest.raises(_Killed):
            send_out(EVENING)
    assert send_out(EVENING + MINUTE) == (1, 0), "what was being sent is left alone for a while"
    assert send_out(EVENING + 6 * MINUTE) == (1, 0)
    assert send_out(EVENING + 60 * MINUTE) == (0, 0)

    numbers = [letter["Message-ID"] for letter in post.letters]
    assert len(numbers) == 3
    assert len(set(numbers)) == 2
    assert numbers[0] == numbers[2], "the same letter, by which a mail program knows it"


def test_a_server_that_is_down_is_asked_again_ever_more_seldom_and_for_a_day(
    post: Post, liaison: User
) -> None:
    wants(liaison, "each")
    tell(liaison)
    post.refuses = True
    tries = [minutes for minutes in range(28 * 60) if send_out(EVENING + minutes * MINUTE) != (0, 0)]

    assert tries[:5] == [0, 1, 6, 21, 81]
    assert 24 * 60 <= tries[-1] < 27 * 60
    assert len(tries) < 16
    row = Sending.objects.get()
    assert row.state == SendingState.GIVEN_UP
    assert "451" in row.fault
    assert lost_letter(liaison) == row
    post.refuses = False
    assert send_out(EVENING + timedelta(days=3)) == (0, 0)


def test_what_failed_arrives_once_the_server_is_back(post: Post, liaison: User) -> None:
    wants(liaison, "each")
    tell(liaison)
    post.refuses = True
    send_out(EVENING)
    post.refuses = False

    assert send_out(EVENING + MINUTE) == (1, 0)
    assert len(post.letters) == 1


def test_the_letter_of_the_morning_holds_what_was_not_read(post: Post, liaison: User) -> None:
    wants(liaison, "digest")
    for key in ("one", "two", "read"):
        tell(liaison, key=key, zh=f"第{key}件")
    mark_read(liaison, at=EVENING, keys=[Notice.objects.get(key="read").pk])
    morning = datetime(2026, 3, 3, 8, tzinfo=CHINA)

    assert make_digests(morning - MINUTE) == 0
    assert make_digests(morning) == 1
    assert make_digests(morning + MINUTE) == make_digests(morning + timedelta(days=1)) == 0
    assert send_out(morning) == (1, 0)
    (letter,) = post.letters
    assert letter["Subject"].startswith("2 条未读通知")
    assert "第one件" in letter.get_content()
    assert "第read件" not in letter.get_content()


def test_each_message_stands_in_one_morning_letter_also_after_days_off(post: Post, liaison: User) -> None:
    wants(liaison, "digest")
    tell(liaison, key="one", zh="第一件")
    tell(liaison, key="two", zh="第二件", at=EVENING + timedelta(days=3))
    for day in (5, 6):
        make_digests(EVENING + timedelta(days=day))
        send_out(EVENING + timedelta(days=day))

    assert len(post.letters) == 1
    assert {notice.digest for notice in Notice.objects.all()} == {Sending.objects.get()}


def test_what_was_told_before_one_chose_it_is_in_no_letter(post: Post, liaison: User) -> None:
    tell(liaison)
    wants(liaison, "digest", at=EVENING + MINUTE)

    assert make_digests(EVENING + timedelta(days=1)) == 0


def test_without_a_mail_server_nothing_waits_for_one(settings: Any, liaison: User) -> None:
    settings.MAIL = False
    wants(liaison, "each")
    tell(liaison)

    assert not Sending.objects.exists()


@pytest.mark.parametrize(
    ("how", "email", "words"),
    [("each", "", "Give the address"), ("each", "nobody", "valid email"), ("shout", ADDRESS, "Choose")],
)
def test_a_choice_that_cannot_be_carried_out_is_refused(
    liaison: User, how: str, email: str, words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        wants(liaison, how, email)
    liaison.refresh_from_db()
    assert (liaison.email, MailChoice.objects.count()) == ("", 0)


def test_one_chooses_on_a_page_of_ones_own_and_it_stands_in_history(post: Post, liaison: User) -> None:
    client = Client()
    client.force_login(liaison, backend="baicheng.server.accounts.backends.SignOn")
    assert "通知方式" in client.get("/me/").content.decode()
    answer = client.post("/me/messages/", {"how": "digest", "email": ADDRESS})

    assert answer["Location"] == "/me/"
    liaison.refresh_from_db()
    assert liaison.email == ADDRESS
    assert liaison.mail_choice.how == "digest"
    verbs = {event.verb for event in timeline(f"accounts.user:{liaison.pk}")}
    assert {"notices.mail_chosen", "accounts.user.changed"} <= verbs
    assert client.post("/me/messages/", {"how": "each", "email": ""}).status_code == 422
