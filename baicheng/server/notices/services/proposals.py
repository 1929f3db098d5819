"""Local values that somebody proposed (本地取值): who may decide is told, and then whoever proposed it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import translation

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import administrators, office_users
from baicheng.server.editions.contents import called
from baicheng.server.editions.models import LocalValue, LocalValueState
from baicheng.server.editions.queries import INSTALLATION, packs
from baicheng.server.notices.models import Notice
from baicheng.server.notices.services.telling import notify

#: What was decided longer ago is no news.
_NEWS = timedelta(days=7)
_SAID = {
    LocalValueState.APPROVED: ("已批准", "approved"),
    LocalValueState.REFUSED: ("未批准", "refused"),
    LocalValueState.WITHDRAWN: ("已撤回", "withdrawn"),
}


def tell_proposals(at: datetime) -> int:
    """Tell of each proposal once who may decide it, and of each decision who proposed it; says how many were told."""
    told = 0
    for value in LocalValue.objects.filter(state=LocalValueState.PROPOSED).select_related("proposed_by"):
        title, by = _title(value), value.proposed_by
        text = {
            "zh": f"{by}提议本地取值“{title['zh']}”，请审批。",
            "en": f"{by} proposes “{title['en']}”: please decide.",
        }
        told += _tell(value, _deciders(value, at), text, at)
    decided = LocalValue.objects.filter(state__in=list(_SAID), settled_at__gte=at - _NEWS)
    for value in decided.select_related("proposed_by"):
        if value.settled_by_id != value.proposed_by_id:
            title, (zh, en) = _title(value), _SAID[LocalValueState(value.state)]
            text = {
                "zh": f"您提议的本地取值“{title['zh']}”{zh}。",
                "en": f"“{title['en']}”, which you proposed, was {en}.",
            }
            told += _tell(value, [value.proposed_by], text, at)
    return told


def _deciders(value: LocalValue, at: datetime) -> list[User]:
    """Who may decide it but the one who proposed it: the programme's office; where it has nobody else, administrators."""
    day = china_date(at)
    of_office = [] if value.pack == INSTALLATION else office_users(value.pack, day)
    others = [user for user in of_office if user != value.proposed_by]
    return others or [user for user in administrators(day) if user != value.proposed_by]


def _tell(value: LocalValue, users: list[User], text: Mapping[str, str], at: datetime) -> int:
    key = f"editions.localvalue:{value.pk}:{value.state}"
    # Asked first: what is asked each minute shall not take the pen for nothing.
    told = set(Notice.objects.filter(key=key, user__in=users).values_list("user", flat=True))
    fresh = [user for user in users if user.pk not in told and user.is_active]
    return notify(fresh, key=key, text=text, path=value.get_absolute_url(), at=at) if fresh else 0


def _title(value: LocalValue) -> Mapping[str, str]:
    """What people call what is decided; by its path where its pack is there no longer."""
    if value.pack == INSTALLATION:
        return {"zh": "工作日历", "en": "Working calendar"}
    found = next((pack for pack in packs() if pack.name == value.pack), None)
    title = {}
    for language, code in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(code):
            title[language] = called(found, value.path) if found is not None else value.path
    return title
