"""A field in which things are looked for by name and ticked (查找选择); it works without scripts, too.

What is ticked stays ticked while one searches on. Without scripts the text that was typed is what is sent,
and the form that uses the field resolves it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: So many matches are offered at once.
OFFERED = 12
#: An id has no more digits than a column of the database holds.
LONGEST_ID = 18


class Picker(forms.Widget):
    """A search field with what is ticked and what was found below it.

    Args:
        url: the address that answers a search with ``web/forms/picker_options.html``.
        many: several can be ticked.
        offered: (value, label) of what is offered before anybody searches.
    """

    template_name = "web/forms/picker.html"
    use_fieldset = True

    def __init__(self, url: str, *, many: bool, offered: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self.url, self.many, self.offered = url, many, tuple(offered)
        #: What the ticked values are called; set by the form, which reads all names at once.
        self.called: Mapping[str, str] = {}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """The ticked values; or "?" and the text that was typed where nothing is ticked."""
        del files  # nothing is uploaded here
        ticked = [one for one in _all(data, name) if one]
        typed = "".join(_all(data, f"{name}-search")).strip()
        return ticked or ([f"?{typed}"] if typed else [])

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        ticked = [str(one) for one in (value or []) if not str(one).startswith("?")]
        typed = next((str(one)[1:] for one in (value or []) if str(one).startswith("?")), "")
        context = super().get_context(name, value, attrs)
        options = [(one, self.called.get(one, one)) for one in ticked]
        options += [option for option in self.offered if option[0] not in ticked]
        return context | {
            "url": self.url,
            "typed": typed,
            "options": options_of(name, options, ticked, self.many),
            "first": f"id_{name}",
        }


def options_of(
    name: str, options: Sequence[tuple[str, str]], ticked: Sequence[str], many: bool
) -> dict[str, Any]:
    """What the template of options wants."""
    return {"name": name, "choices": options, "ticked": list(ticked), "many": many}


class PickerField(forms.Field):
    """Ids, as text, of what was ticked; ``resolve`` reads what was only typed."""

    widget: Picker
    hidden_widget = forms.MultipleHiddenInput

    def __init__(self, picker: Picker, **more: Any) -> None:
        super().__init__(widget=picker, **more)

    def to_python(self, value: Any) -> list[str]:
        found = [self.resolve(str(one)[1:]) if str(one).startswith("?") else str(one) for one in value or []]
        if any(not one.isdecimal() or len(one) > LONGEST_ID for one in found):
            raise ValidationError(_("Choose from the list."))
        return found if self.widget.many else found[:1]

    def resolve(self, typed: str) -> str:
        """The id of what was typed.

        Raises:
            ValidationError: nothing, or more than one thing, is called so.
        """
        raise ValidationError(_("“%(name)s” was not found; choose from the list.") % {"name": typed})


def _all(data: Any, name: str) -> list[str]:
    if hasattr(data, "getlist"):
        return [str(one) for one in data.getlist(name)]
    value = data.get(name) or []
    return [str(one) for one in (value if isinstance(value, list | tuple) else [value])]


class Files(forms.ClearableFileInput):
    """An input that takes several files."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Several files; none is an empty list."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=Files({"multiple": True}), required=False, **more)

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in given]
