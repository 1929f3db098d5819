"""The inbox: each user's own messages, read once; the bell."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from baicheng.server.accounts.models import Role, User
from baicheng.server.notices.models import Notice
from baicheng.server.notices.services import notify, reset_password
from tests.server.cast import AT
from tests.server.people import user

TEXT = {"zh": "报告被退回，请修改后重报", "en": "The report was returned"}


def reader(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="baicheng.server.accounts.backends.SignOn")
    client.cookies["baicheng_language"] = "en"
    return client


def tell(user: User, path: str = "/records/1/", key: str = "one") -> Notice:
    notify([user], key=key, text=TEXT, at=AT, path=path)
    return Notice.objects.get(user=user, key=key)


def test_everybody_reads_their_own_messages_alone(liaison: User, outsider: User) -> None:
    tell(liaison)

    assert TEXT["en"] in reader(liaison).get("/inbox/").content.decode()
    assert TEXT["en"] not in reader(outsider).get("/inbox/").content.decode()


def test_opening_a_message_marks_it_as_read_and_leads_to_its_page(liaison: User) -> None:
    notice = tell(liaison)
    answer = reader(liaison).post(f"/inbox/{notice.pk}/")

    notice.refresh_from_db()
    assert answer["Location"] == "/records/1/"
    assert notice.read_at is not None


def test_nobody_opens_the_message_of_another(liaison: User, outsider: User) -> None:
    notice = tell(liaison)

    assert reader(outsider).post(f"/inbox/{notice.pk}/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_a_message_leads_to_no_other_site(liaison: User) -> None:
    notice = tell(liaison, "https://example.invalid/")
    assert reader(liaison).post(f"/inbox/{notice.pk}/")["Location"] == "/inbox/"


def test_the_bell_counts_what_is_unread(liaison: User) -> None:
    client = reader(liaison)
    assert client.get("/inbox/count/").content == b""

    for number in range(3):
        tell(liaison, key=str(number))
    assert b"<span>3<span" in client.get("/inbox/count/").content

    client.post("/inbox/read/")
    assert client.get("/inbox/count/").content == b""


def test_marking_all_as_read_leaves_the_messages_of_others(liaison: User, outsider: User) -> None:
    tell(liaison)
    tell(outsider)
    reader(liaison).post("/inbox/read/")

    assert Notice.objects.filter(read_at=None).get().user == outsider


def test_whose_password_was_reset_finds_who_did_it_and_nobody_else_can(db: None) -> None:
    administrator, clerk = user(Role.ADMINISTRATOR), user(Role.OFFICE, programme="supervision")
    with pytest.raises(PermissionDenied):
        reset_password(administrator, by=clerk, at=AT)
    assert not Notice.objects.exists()

    password = reset_password(clerk, by=administrator, at=AT)

    told = Notice.objects.get()
    assert told.user == clerk
    assert str(administrator) in told.text["zh"] and str(administrator) in told.text["en"]
    assert password not in str(told.text)
