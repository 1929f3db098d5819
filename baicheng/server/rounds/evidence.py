"""Files behind marks and objections (佐证材料): told by content, kept once, carried on to the next mark."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.assessments.models import Mark
from baicheng.server.registers.files import kind_of, safe_name
from baicheng.server.rounds.models import Evidence, Objection, Round

#: So many files go with one mark or objection.
MOST_FILES = 20


def keep(
    round_: Round,
    files: Sequence[UploadedFile],
    *,
    user: User,
    at: datetime,
    mark: Mark | None = None,
    objection: Objection | None = None,
) -> list[Evidence]:
    """Keep files as evidence of a mark or an objection.

    Raises:
        ValidationError: there are too many, or one is too large or not of a kind that is taken.
    """
    if len(files) > MOST_FILES:
        raise ValidationError({"files": _("At most %(most)s files.") % {"most": MOST_FILES}})
    return [_kept(round_, file, user, at, mark, objection) for file in files]


def _kept(
    round_: Round,
    file: UploadedFile,
    user: User,
    at: datetime,
    mark: Mark | None,
    objection: Objection | None,
) -> Evidence:
    if (file.size or 0) > settings.MAX_UPLOAD_BYTES:
        most = settings.MAX_UPLOAD_BYTES // 1024**2
        raise ValidationError({"files": _("The file is larger than %(most)s MB.") % {"most": most}})
    content = file.read()
    kind = kind_of(content)
    name, sha256 = safe_name(file.name or "", kind), hashlib.sha256(content).hexdigest()
    row = Evidence(
        round=round_,
        mark=mark,
        objection=objection,
        name=name,
        size=len(content),
        sha256=sha256,
        added_by=user,
        added_at=at,
    )
    row.file.save(f"{sha256[:16]}{Path(name).suffix.lower()}", ContentFile(content), save=False)
    row.save()
    return row


def carry_on(following: Mapping[int, Mark]) -> dict[int, list[Evidence]]:
    """Let the files of marks stand behind those that replace them; returns them by the mark that follows.

    Args:
        following: by the id of a mark the one that takes its place.
    """
    rows = list(Evidence.objects.filter(mark__in=list(following)).order_by("pk"))
    found: dict[int, list[Evidence]] = {}
    for row in rows:
        mark = following[row.mark_id or 0]
        row.pk, row.mark = None, mark
        row._state.adding = True
        found.setdefault(mark.pk, []).append(row)
    Evidence.objects.bulk_create(rows, batch_size=500)
    return found
