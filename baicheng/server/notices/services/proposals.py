"""Local values that somebody proposed (本地取值): who may decide is told, and then whoever proposed it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import translation

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import administrators, office_users
from baicheng.server.editions.contents import called
from baicheng.server.editions.models import LocalValue, LocalValueState
from baicheng.server.editions.queries import INSTALLATION, packs
from baicheng.server.notices.services.telling import notify

#: What was decided longer ago is no news.
_NEWS = timedelta(days=7)
_SAID = {
    LocalValueState.APPROVED: ("已批准", "approved"),
    LocalValueState.REFUSED: ("未批准", "refused"),
}


def tell_proposals(at: datetime) -> int:
    """Tell of each proposal once who may decide it, and of each decision who proposed it; says how many were told."""
    told = 0
    for value in LocalValue.objects.filter(state=LocalValueState.PROPOSED).select_related("proposed_by"):
        said = (
            f"{value.proposed_by}提议本地取值“{{}}”，请审批。",
            f"{value.proposed_by} proposes “{{}}”: please decide.",
        )
        told += _tell(value, "proposed", _deciders(value, at), said, at)
    decided = LocalValue.objects.filter(state__in=list(_SAID), settled_at__gte=at - _NEWS)
    for value in decided.select_related("proposed_by", "settled_by"):
        if value.settled_by is not None and value.settled_by != value.proposed_by:
            zh, en = _SAID[LocalValueState(value.state)]
            said = f"您提议的本地取值“{{}}”{zh}。", f"“{{}}”, which you proposed, was {en}."
            told += _tell(value, value.state, [value.proposed_by], said, at)
    return told


def _deciders(value: LocalValue, at: datetime) -> list[User]:
    """Who may decide it but the one who proposed it: the programme's office; where it has nobody else, administrators."""
    day = china_date(at)
    of_office = [] if value.pack == INSTALLATION else office_users(value.pack, day)
    others = [user for user in of_office if user != value.proposed_by]
    return others or [user for user in administrators(day) if user != value.proposed_by]


def _tell(value: LocalValue, what: str, users: list[User], said: tuple[str, str], at: datetime) -> int:
    text = {}
    for language, code, sentence in (("zh", "zh-hans", said[0]), ("en", "en", said[1])):
        with translation.override(code):
            text[language] = sentence.format(_title(value))
    path = value.get_absolute_url()
    return notify(users, key=f"editions.localvalue:{value.pk}:{what}", text=text, path=path, at=at)


def _title(value: LocalValue) -> str:
    """What people call what is decided, in the language that is set."""
    found = next((pack for pack in packs() if pack.name == value.pack), None)
    return called(found, value.path) if found is not None else translation.gettext("Working calendar")
