"""Every page that has an address: sound for screen readers, no wider than a phone, light, asking nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.browser import pages
from tests.server.duties import conftest as duties
from tests.server.security.addresses import ADDRESSES
from tests.server.security.test_addresses import url
from tests.server.security.world import World, make_world

drill, new_drill = duties.drill, duties.new_drill
Site = Callable[..., Any]


@pytest.fixture
def world(transactional_db: None, drill: duties.Drill, settings: Any, tmp_path: Any) -> World:
    settings.MEDIA_ROOT = tmp_path
    return make_world(drill)


def whole_pages(world: World) -> dict[str, str]:
    """The addresses that answer with a page of their own, each with the letter of somebody who sees it."""
    found = {}
    for name, address in ADDRESSES.items():
        if not address.get or address.api or not address.who:
            continue
        who, client = address.who[0], Client()
        client.force_login(world.people[who])
        answer = client.get(url(world, name))
        is_page = answer.get("Content-Type", "").startswith("text/html") and not answer.streaming
        if answer.status_code == 200 and is_page and b"<html" in answer.content:
            found[name] = who
    return found


def test_every_address_is_a_page_that_everybody_can_use(site: Site, screens: Any, world: World) -> None:
    looked_at = whole_pages(world)
    assert len(looked_at) > 50
    faults = []
    for name, who in looked_at.items():
        page = site(url(world, name), world.people[who])
        screens(page, name.replace(":", "-"))
        faults += [f"{name}: {finding}" for finding in pages.axe_findings(page)]
        if page.watch.transferred >= pages.FIRST_LOAD:
            faults.append(f"{name}: {page.watch.transferred} bytes at first")
        page.set_viewport_size({"width": pages.PHONE[0], "height": pages.PHONE[1]})
        if pages.is_too_wide(page):
            faults.append(f"{name}: too wide for a phone")
        faults += [f"{name} on a phone: {finding}" for finding in pages.axe_findings(page)]
        page.context.close()
    assert faults == []
