"""What is asked once for several records (批量表单): the fields of a move, a new day, the text of a reminder."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baicheng.server.pages.together.doing import Work, changing_due, moving, reminding
from baicheng.server.pages.together.offers import MOVE, REMIND, Offer
from baicheng.server.pages.together.selection import Selection
from baicheng.server.pages.views.asking import ApprovalField, ReasonField
from baicheng.server.registers.forms import RecordForm
from baicheng.server.registers.services.reminding import LONGEST
from baicheng.server.web.forms import DayInput

REASON = "reason"


class ReminderForm(forms.Form):
    """What those who owe something read in their inbox."""

    text = forms.CharField(
        label=gettext_lazy("Text of the reminder"),
        max_length=LONGEST,
        help_text=gettext_lazy("Number and title of the record stand before it."),
        widget=forms.Textarea({"rows": 3}),
    )


class NewDayForm(forms.Form):
    """A day for all of them, with who approved it and why."""

    new_day = forms.DateField(label=gettext_lazy("New day"), widget=DayInput)
    approval = ApprovalField()
    reason = ReasonField()


def form_of(chosen: Selection, offer: Offer, data: Any = None) -> forms.Form:
    """The form of what is done; what is left empty in that of a move stays as it is in each record."""
    if offer.name == REMIND:
        return ReminderForm(data, use_required_attribute=False)
    if offer.move is None:
        return NewDayForm(data, use_required_attribute=False)
    needed = [name for name in offer.move.requires if name in offer.asks]
    needed += [REASON] if offer.move.needs_reason else []
    form = RecordForm(chosen.book, data, viewer=chosen.viewer, names=offer.asks, needed=needed)
    if offer.move.takes_reason or offer.move.closes:
        form.fields[REASON] = ReasonField(required=offer.move.needs_reason)
    if offer.move.closes and not offer.move.needs_reason:
        form.fields[REASON].help_text = _("Needed for each that has not reached its targets.")
    return form


def work_of(offer: Offer, form: forms.Form, *, chosen: Selection, at: datetime) -> Work:
    """What is done with each record, as the form says."""
    user, typed = chosen.viewer.user, form.cleaned_data
    assert user is not None, "somebody looks at the page"
    if offer.name == REMIND:
        return reminding(typed["text"], user=user, at=at)
    if not isinstance(form, RecordForm):
        day, approval, reason = typed["new_day"], typed["approval"], typed["reason"]
        return changing_due(offer.field, day, user=user, at=at, approval=approval, reason=reason)
    return moving(
        offer.name.removeprefix(MOVE),
        user=user,
        at=at,
        reason=typed.get(REASON, ""),
        values={name: value for name, value in form.values().items() if value not in (None, "", [])},
        parties={role: subjects for role, subjects in form.roles().items() if subjects},
    )
