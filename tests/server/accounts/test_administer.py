from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baicheng.server.accounts import services
from baicheng.server.accounts.models import Grant, Role, User
from baicheng.server.accounts.queries import accounts
from baicheng.server.editions.services import install
from baicheng.server.history.models import Event, PersonalValue
from baicheng.server.orgs.models import Subject
from tests.server.cast import AT, SINCE, give, make_user
from tests.server.packs_once import once
from tests.server.people import CLERK

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
#: Queries of the list of accounts, however long it is.
LIST_QUERIES = 8


def events(user: User) -> list[str]:
    return list(Event.objects.filter(chain=services.chain_of(user)).values_list("verb", flat=True))


def test_an_account_comes_with_its_person_a_first_password_and_history(administrator: User) -> None:
    user, password = services.create_user(username="zhou.min", name="周敏", by=administrator, at=AT)

    assert user.check_password(password) and user.must_change_password
    assert user.person is not None and user.person.name == "周敏"
    assert events(user) == ["accounts.user.created"]
    created = Event.objects.get(chain=services.chain_of(user))
    assert created.changes["username"] == [None, "zhou.min"]
    assert "周敏" not in str(created.changes)
    assert PersonalValue.objects.filter(event=created, field="name", value="周敏").exists()


@pytest.mark.parametrize(
    ("username", "name"), [("", "周敏"), ("a b", "周敏"), ("liaison", "周敏"), ("new", " ")]
)
def test_an_account_that_is_wrong_leaves_nothing(
    administrator: User, liaison: User, username: str, name: str
) -> None:
    before = (User.objects.count(), Subject.objects.count(), Event.objects.count())
    with pytest.raises(ValidationError):
        services.create_user(username=username, name=name, by=administrator, at=AT)
    assert (User.objects.count(), Subject.objects.count(), Event.objects.count()) == before


def verbs(target: User, by: User) -> dict[str, Callable[[], object]]:
    """Every service, done by somebody."""
    given = target.grants.get()
    return {
        "create": lambda: services.create_user(username="x", name="x", by=by, at=AT),
        "change": lambda: services.change_details(target, name="x", email="", by=by, at=AT),
        "grant": lambda: services.grant(target, role=Role.VIEWER, since=TODAY, by=by, at=AT),
        "revoke": lambda: services.revoke(given, on=TODAY, by=by, at=AT, reason="x"),
        "reset": lambda: services.reset_password(target, by=by, at=AT),
        "deactivate": lambda: services.deactivate(target, by=by, at=AT, reason="x"),
        "reactivate": lambda: services.reactivate(target, by=by, at=AT, reason="x"),
    }


@pytest.mark.parametrize("verb", ["create", "change", "grant", "revoke", "reset", "deactivate", "reactivate"])
def test_whoever_is_no_administrator_is_refused_and_nothing_is_written(
    liaison: User, office: User, outsider: User, verb: str
) -> None:
    office.is_superuser = True  # counts for nothing here
    office.save()
    before = (list(User.objects.values()), list(Grant.objects.values()), Event.objects.count())
    for somebody in (office, outsider, liaison):
        with pytest.raises(PermissionDenied):
            verbs(liaison, somebody)[verb]()
    assert (list(User.objects.values()), list(Grant.objects.values()), Event.objects.count()) == before


def test_a_grant_whose_time_is_over_makes_no_administrator(administrator: User, liaison: User) -> None:
    Grant.objects.filter(user=administrator).update(until=TODAY)
    with pytest.raises(PermissionDenied):
        services.reset_password(liaison, by=administrator, at=AT)


@pytest.mark.parametrize(
    ("role", "with_unit", "programme", "until", "field"),
    [
        (Role.LIAISON, False, "", None, "unit"),
        (Role.OFFICE, True, "", None, "unit"),
        (Role.LIAISON, True, "quality", None, "programme"),
        (Role.ADMINISTRATOR, False, "quality", None, "programme"),
        (Role.VIEWER, False, "", TODAY, "until"),
    ],
)
def test_a_role_with_the_wrong_scope_is_refused_at_its_field(
    administrator: User,
    liaison: User,
    bureau: Subject,
    role: Role,
    with_unit: bool,
    programme: str,
    until: date | None,
    field: str,
) -> None:
    unit = bureau if with_unit else None
    before = Grant.objects.count()
    with pytest.raises(ValidationError) as refused:
        services.grant(
            liaison,
            role=role,
            unit=unit,
            programme=programme,
            since=TODAY,
            until=until,
            by=administrator,
            at=AT,
        )
    assert list(refused.value.error_dict) == [field]
    assert Grant.objects.count() == before


def test_a_role_is_given_once_for_the_same_time(administrator: User, outsider: User) -> None:
    give_it: dict[str, Any] = {"role": Role.VIEWER, "by": administrator, "at": AT}
    services.grant(outsider, since=TODAY, until=date(2026, 5, 1), **give_it)
    services.grant(outsider, since=date(2026, 5, 1), **give_it)
    with pytest.raises(ValidationError):
        services.grant(outsider, since=date(2027, 1, 1), **give_it)
    with pytest.raises(ValidationError):
        services.grant(outsider, since=SINCE, until=date(2026, 3, 3), **give_it)


def test_a_role_ends_on_the_day_it_is_taken_back_and_the_reason_is_kept(
    administrator: User, liaison: User
) -> None:
    given = liaison.grants.get()
    services.revoke(given, on=TODAY, by=administrator, at=AT, reason="moved on")

    given.refresh_from_db()
    assert given.until == TODAY
    event = Event.objects.get(chain=services.chain_of(liaison))
    assert (event.verb, event.reason) == ("accounts.grant.revoked", "moved on")
    with pytest.raises(ValidationError):
        services.revoke(given, on=TODAY, by=administrator, at=AT, reason="again")


def test_the_last_administrator_stays(administrator: User) -> None:
    second = give(make_user("second"), Role.ADMINISTRATOR)
    services.deactivate(second, by=administrator, at=AT, reason="left")
    with pytest.raises(ValidationError, match="last administrator"):
        services.revoke(administrator.grants.get(), on=TODAY, by=administrator, at=AT, reason="x")
    assert administrator.grants.get().until is None
    with pytest.raises(PermissionDenied):
        services.deactivate(administrator, by=administrator, at=AT, reason="x")


@pytest.mark.parametrize("service", [services.deactivate, services.reactivate])
def test_closing_and_opening_want_a_reason(
    administrator: User, liaison: User, service: Callable[..., None]
) -> None:
    with pytest.raises(ValidationError):
        service(liaison, by=administrator, at=AT, reason="  ")
    assert events(liaison) == []


def test_a_closed_account_is_signed_out_at_once(client: Client, administrator: User, liaison: User) -> None:
    client.force_login(liaison)
    services.deactivate(liaison, by=administrator, at=AT, reason="left")
    assert client.get("/me/").status_code == 302
    services.reactivate(liaison, by=administrator, at=AT, reason="back")
    assert events(liaison) == ["accounts.user.deactivated", "accounts.user.reactivated"]


def test_an_installation_begins_with_one_administrator_and_no_second_way_in() -> None:
    first = services.create_first_administrator(
        username="first", name="郑文博", password="碧水蓝天之城-x91", at=AT
    )
    assert first.roles == {"administrator"} and not first.must_change_password
    with pytest.raises(PermissionDenied):
        services.create_first_administrator(username="next", name="x", password="碧水蓝天之城-x92", at=AT)
    assert User.objects.count() == 1


def test_roles_and_units_are_those_of_today(liaison: User, bureau: Subject, other_bureau: Subject) -> None:
    give(liaison, Role.LEADER, unit=other_bureau)
    Grant.objects.filter(role=Role.LEADER).update(until=SINCE)
    assert liaison.roles == {"liaison"}
    assert liaison.unit_names == (bureau.name,)


PAGES = ("/accounts/", "/accounts/new/", "/accounts/{pk}/", "/accounts/{pk}/edit/")
POSTS = ("roles/", "password/", "close/", "reopen/")


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_of_accounts_are_for_administrators_alone(
    client: Client, liaison: User, office: User, administrator: User, path: str
) -> None:
    address = path.format(pk=liaison.pk)
    assert client.get(address).status_code == 302
    for user, status in ((liaison, 403), (office, 403), (administrator, 200)):
        client.force_login(user)
        assert client.get(address).status_code == status


@pytest.mark.parametrize("path", POSTS)
def test_what_is_done_to_accounts_takes_an_administrator_and_a_post(
    client: Client, liaison: User, administrator: User, path: str
) -> None:
    address = f"/accounts/{liaison.pk}/{path}"
    client.force_login(liaison)
    assert client.post(address, {"reason": "x"}).status_code == 403
    client.force_login(administrator)
    assert client.get(address).status_code == 405
    assert events(liaison) == []


def test_a_refused_role_is_shown_beside_its_field(client: Client, liaison: User, administrator: User) -> None:
    client.force_login(administrator)
    response = client.post(f"/accounts/{liaison.pk}/roles/", {"role": "leader", "since": "2026-03-02"})
    assert response.status_code == 422
    assert "该角色须指定单位" in response.text


def test_the_list_takes_the_same_number_of_queries_however_long_it_is(
    client: Client, administrator: User, bureau: Subject, other_bureau: Subject
) -> None:
    client.force_login(administrator)
    for number in range(60):
        user = give(make_user(f"用户{number:02}"), Role.LIAISON, unit=bureau)
        give(user, Role.LEADER, unit=other_bureau)
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/accounts/")
    assert response.text.count("row-link") == 50
    assert len(queries) <= LIST_QUERIES


def test_the_list_is_searched_by_name_unit_role_and_state(
    client: Client, administrator: User, liaison: User, outsider: User
) -> None:
    client.force_login(administrator)
    services.deactivate(outsider, by=administrator, at=AT, reason="x")

    def shown(query: str) -> list[str]:
        return [user.username for user in accounts() if f"<small>{user.username}<" in client.get(query).text]

    assert shown("/accounts/?q=住房") == ["liaison"]
    assert shown("/accounts/?q=晓梅") == ["liaison"]
    assert shown("/accounts/?role=administrator") == ["administrator"]
    assert shown("/accounts/?state=closed") == ["outsider"]


def test_the_programme_of_a_role_is_chosen_among_those_that_are_installed(db: None) -> None:
    install(once("supervision"), at=AT, actor=CLERK)
    administrator, target = make_user("chief"), make_user("clerk")
    give(administrator, Role.ADMINISTRATOR)
    client = Client()
    client.force_login(administrator, backend="baicheng.server.accounts.backends.SignOn")

    page = client.get(f"/accounts/{target.pk}/").content.decode()
    assert re.search(r'<select name="programme".*<option value="supervision">', page, re.DOTALL)

    given = {"role": "office", "programme": "supervison", "since": "2019-01-01"}
    assert client.post(f"/accounts/{target.pk}/roles/", given).status_code == 422
    assert not target.grants.exists()
    client.post(f"/accounts/{target.pk}/roles/", {**given, "programme": "supervision"})
    assert target.grants.get().programme == "supervision"
