"""The office takes a document in, reviews what was read, and issues it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile

from baicheng.demo.city import text_of
from baicheng.demo.scene import Scene
from baicheng.server.accounts.models import User
from baicheng.server.intake.models import Decision, DraftTask
from baicheng.server.intake.services import Issued, correct, decide, issue, start_import
from baicheng.server.orgs.models import Subject


def take_in(
    scene: Scene,
    *,
    name: str,
    programme: str,
    user: User,
    at: datetime,
    values: Mapping[str, Any] | None = None,
    with_parts: bool = False,
) -> Issued:
    """Import a document, correct and accept its drafts one after the other, and issue them two days later.

    Args:
        name: the file of the demonstration.
        values: fields that hold for every task.
        with_parts: whether the register of tasks has the plan's categories.
    """
    text = text_of(name, scene.year).encode()
    file = SimpleUploadedFile(f"{_title(text)}.txt", text, content_type="text/plain")
    (intake,) = start_import(file, programme=programme, user=user, at=at)
    for number, draft in enumerate(intake.tasks.order_by("order")):
        moment = at + timedelta(minutes=10 + number)
        reviewed = _reviewed(draft, scene.subjects, with_parts=with_parts)
        if reviewed != draft.values:
            correct(draft, reviewed, user=user, at=moment)
        decide(draft, Decision.ACCEPTED, user=user, at=moment)
    for duty in intake.duties.order_by("order"):
        decide(duty, Decision.ACCEPTED, user=user, at=at + timedelta(minutes=90))
    return issue(intake, user=user, at=at + timedelta(days=2), values=values)


def _title(text: bytes) -> str:
    """What the office calls the file: the last line of the title."""
    return next(line for line in text.decode().splitlines() if line.startswith("关于"))[2:60]


def _reviewed(draft: DraftTask, subjects: Mapping[str, Subject], *, with_parts: bool) -> dict[str, Any]:
    """What a person makes of a draft: names put right, a unit found, one of joint leads chosen."""
    said = decisions()
    values: dict[str, Any] = deepcopy(draft.values)
    for party in values["parties"]:
        if party["name"] in said["names"]:
            party["subject"] = subjects[said["names"][party["name"]]].pk
    for role, keys in said["units"].get(values["title"], {}).items():
        for key in keys:
            unit = subjects[key]
            values["parties"].append({"name": unit.name, "role": role, "subject": unit.pk})
    leads = [party for party in values["parties"] if party["role"] == "lead"]
    if len(leads) > 1:
        leads[0]["consolidates"] = True
    if with_parts:
        above = " ".join(values["path"])
        found = (part for heading, part in said["parts"].items() if heading in above)
        values["fields"] = {**values["fields"], "part": next(found, said["other"])}
    return values


@lru_cache(maxsize=1)
def decisions() -> dict[str, Any]:
    """What review.yaml says."""
    return dict(yaml.safe_load((files("baicheng.demo") / "review.yaml").read_text("utf-8")))
