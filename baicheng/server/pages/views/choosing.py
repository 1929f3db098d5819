"""Choosing one subject of the directory in a form (选择主体)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from baicheng.server.orgs.models import Subject
from baicheng.server.orgs.queries import listed, names
from baicheng.server.registers.inputs import SubjectField
from baicheng.server.web.pickers import LONGEST_ID


class SubjectChoice(SubjectField):
    """One subject, looked for by name; what a form has of it is the subject itself.

    Args:
        data: what was sent, so that a form sent back calls what is ticked by its name.
    """

    def __init__(self, name: str, on: date, data: Any, **more: Any) -> None:
        super().__init__(name, (), many=False, on=on, **more)
        if data:
            ticked = [one for one in self.widget.value_from_datadict(data, None, name) if one.isdecimal()]
            ids = [int(one) for one in ticked if len(one) <= LONGEST_ID]
            self.widget.called = {str(pk): called for pk, called in names(ids, on).items()}

    def clean(self, value: Any) -> Subject:
        ids = super().clean(value)
        chosen = listed().filter(pk=int(ids[0])).first() if ids else None
        if chosen is None:
            raise ValidationError(_("Choose from the list."))
        return chosen
