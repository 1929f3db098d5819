"""The forms of imports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baicheng.packs.schema.fields import Field
from baicheng.server.accounts.models import User
from baicheng.server.intake.items import asked, deciding
from baicheng.server.intake.models import Decision, Import
from baicheng.server.intake.queries import asked_at_issue, programmes_of
from baicheng.server.web.forms import DayInput
from baicheng.server.web.pickers import LONGEST_ID
from baicheng.server.web.templatetags.web import say


class UploadForm(forms.Form):
    """A document and the programme into whose ledger its tasks go."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Word (.docx), PDF or OFD with a text layer, HTML or text; .doc, .wps and .rtf too."),
        error_messages={
            "required": _("Choose the file first."),
            "empty": _("The file is empty (0 bytes). Save it again and choose it anew."),
        },
    )
    programme = forms.ChoiceField(label=_("Programme"))
    year = forms.IntegerField(
        label=_("Plan year"),
        required=False,
        min_value=1949,
        max_value=2200,
        help_text=_("Only where the document does not say which year it is for."),
    )
    source = forms.CharField(required=False, max_length=LONGEST_ID, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["programme"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(pack.name, say(pack.manifest.title.model_dump())) for pack in programmes_of(user)]


class IssueForm(forms.Form):
    """What the ledger requires of every task and the document does not say: asked once for all tasks."""

    def __init__(self, *args: Any, intake: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accepted = intake.tasks.filter(decision=Decision.ACCEPTED).values_list("values", flat=True)
        given = [values.get("fields") or {} for values in accepted]
        source = deciding(intake.source) if intake.source else None
        proposed = asked(source) if source else {}
        for name, field in asked_at_issue(intake.programme).items():
            if (not given or any(name not in fields for fields in given)) and not (
                source and name in source.links
            ):
                self.fields[name] = asked_input(field)
                self.fields[name].initial = proposed[name][1] if name in proposed else None


def asked_input(field: Field) -> forms.Field:
    """The input of a field of the ledger that is asked once for all tasks."""
    title = say(field.title.model_dump())
    told = say(field.help.model_dump()) if field.help else ""
    if field.kind == "choice" and not field.many:
        options = [(key, say(word.model_dump())) for key, word in (field.of or {}).items()]
        return forms.ChoiceField(label=title, help_text=told, choices=[("", "—"), *options])
    if field.kind == "date":
        return forms.DateField(label=title, help_text=told, widget=DayInput)
    return forms.CharField(label=title, help_text=told, max_length=2000)
