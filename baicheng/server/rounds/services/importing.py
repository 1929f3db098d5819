"""Taking marks from an Excel file (导入评分、社会评价结果): all of them, or none with what is wrong in which cell."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.assessments.models import Mark
from baicheng.server.rounds.mark_files import read_marks
from baicheng.server.rounds.models import Sheet
from baicheng.server.rounds.services.marking import Given, give_marks
from baicheng.server.rounds.visibility import may_fill


@transaction.atomic
def import_marks(sheet: Sheet, name: str, content: bytes, *, user: User, at: datetime) -> list[Mark]:
    """Give the marks that a file holds; the name of the file is the remark where a row has none.

    Raises:
        PermissionDenied: the user does not fill in this sheet.
        ValidationError: the file cannot be read; or by cell what is wrong, and nothing is written.
    """
    row = Sheet.objects.select_related("round", "bearer").get(pk=sheet.pk)
    if not may_fill(user, row, at):
        raise PermissionDenied(
            _("Only those who act for %(bearer)s give these marks.") % {"bearer": row.bearer}
        )
    read = read_marks(row, name, content)
    if read.faults:
        raise ValidationError([str(fault) for fault in read.faults])
    given = [Given(one.mark, one.value, one.remark or name) for one in read.given]
    return give_marks(row.round, given, user=user, at=at) if given else []
