"""Which revision of a record a page was made from (版本号): whoever saw an older one is told what changed."""

from __future__ import annotations

from django.http import HttpRequest

from baicheng.server.web.pickers import LONGEST_ID

#: What no record's revision is, so that a form that names none is taken for an old one.
NONE = 0


def seen_revision(request: HttpRequest) -> int:
    """The revision that a form was made from; ``NONE`` where it names none that can be read."""
    given = request.POST.get("revision", "")
    return int(given) if given.isdecimal() and len(given) <= LONGEST_ID else NONE
