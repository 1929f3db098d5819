"""The forms of imports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baicheng.server.accounts.models import User
from baicheng.server.intake.queries import programmes_of
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

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["programme"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(pack.name, say(pack.manifest.title.model_dump())) for pack in programmes_of(user)]
