"""An administrator keeps accounts; what programmes keep is not theirs to read, and no account is theirs to widen."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from baicheng.server.accounts.models import Grant, Role, User
from baicheng.server.accounts.services import grant
from baicheng.server.history.models import Event
from tests.server.cast import AT
from tests.server.people import user

pytestmark = pytest.mark.django_db
SINCE = date(2026, 3, 2)


@pytest.mark.parametrize("role", [Role.OFFICE, Role.VIEWER, Role.INSPECTOR, Role.ADMINISTRATOR])
def test_nobody_gives_themselves_a_role_that_another_can_give(administrator: User, role: Role) -> None:
    user(Role.ADMINISTRATOR)
    events, grants = Event.objects.count(), Grant.objects.count()

    with pytest.raises(PermissionDenied, match="another administrator"):
        grant(administrator, role=role, since=SINCE, by=administrator, at=AT)

    assert (Event.objects.count(), Grant.objects.count()) == (events, grants)


def test_the_only_administrator_of_a_small_installation_can_and_history_says_so(administrator: User) -> None:
    grant(administrator, role=Role.OFFICE, since=SINCE, by=administrator, at=AT)

    event = Event.objects.get(verb="accounts.grant.given")
    assert (event.chain, event.actor) == (f"accounts.user:{administrator.pk}", f"user:{administrator.pk}")


@pytest.mark.parametrize(
    "more",
    [
        {"is_superuser": "1"},
        {"is_staff": "1"},
        {"is_active": "0"},
        {"password": "x"},
        {"must_change_password": ""},
        {"username": "other"},
        {"person": "1"},
        {"by": "1"},
    ],
    ids=lambda more: next(iter(more)),
)
def test_fields_that_the_form_does_not_have_change_nothing(
    client: Client, administrator: User, liaison: User, more: dict[str, str]
) -> None:
    client.force_login(administrator)
    before = User.objects.filter(pk=liaison.pk).values().get()

    client.post(f"/accounts/{liaison.pk}/edit/", {"name": str(liaison), "email": "a@example.org", **more})

    after = User.objects.filter(pk=liaison.pk).values().get()
    assert {key: value for key, value in after.items() if value != before[key]} == {"email": "a@example.org"}


def test_a_role_of_another_account_is_not_taken_back_through_ones_own_address(
    client: Client, administrator: User, liaison: User, outsider: User
) -> None:
    client.force_login(administrator)
    other = outsider.grants.get()

    answer = client.post(f"/accounts/{liaison.pk}/roles/{other.pk}/revoke/", {"reason": "x"})

    assert answer.status_code == 404
    assert Grant.objects.get(pk=other.pk).until is None
