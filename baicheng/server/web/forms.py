"""How forms are rendered on every page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

from baicheng.server.web.markup import escaped

#: The class that gives a widget its look; the first that fits counts.
LOOKS: tuple[tuple[type[forms.Widget] | tuple[type[forms.Widget], ...], str], ...] = (
    ((forms.CheckboxSelectMultiple, forms.RadioSelect), ""),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
    ((forms.widgets.Input, forms.Textarea), "form-control"),
)


class PageField(BoundField):
    """A field that knows its look and which of help and error describe it."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        look = next((name for kinds, name in LOOKS if isinstance(widget, kinds)), "")
        classes = [look, str(widget.attrs.get("class", "")), "is-invalid" if look and self.errors else ""]
        if wanted := " ".join(filter(None, classes)):
            attrs["class"] = wanted
        return attrs

    def as_widget(
        self,
        widget: forms.Widget | None = None,
        attrs: dict[str, Any] | None = None,
        only_initial: bool = False,
    ) -> SafeString:
        """The input; a list to choose from is written once for the same options."""
        chosen = self.field.widget
        if widget is None and not attrs and not only_initial and type(chosen) is forms.Select:
            looks = {**chosen.attrs, "id": self.auto_id, **self.build_widget_attrs({}, chosen)}
            value = self.value()
            if self.auto_id and "id" not in chosen.attrs and _can_be_kept(chosen.choices, value, looks):
                return _kept_select(self.html_name, value, tuple(chosen.choices), tuple(looks.items()))
        return super().as_widget(widget, attrs, only_initial)

    @property
    def is_switch(self) -> bool:
        """A single box to tick, whose label stands behind it."""
        return isinstance(self.field.widget, forms.CheckboxInput)


class DayInput(forms.DateInput):
    """A day as browsers ask for one: what it begins with is written 2026-03-01 in every language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class PageForms(TemplatesSetting):
    """Forms in the look of the pages: label, help and error of each field beside it."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"
    bound_field_class = PageField

    def render(self, template_name: str, context: Any, request: Any = None) -> Any:
        if template_name == "django/forms/widgets/select.html":
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _can_be_kept(offered: Any, value: Any, looks: Mapping[str, Any]) -> bool:
    """Whether a list to choose from is made of plain text, of which what is equal is written in the same way."""
    return (
        isinstance(offered, list)
        and all(type(key) is str and type(words) is str for key, words in offered)
        and (value is None or type(value) is str)
        and all(type(look) in (str, bool) for look in looks.values())
    )


@lru_cache(maxsize=128)
def _kept_select(
    name: str, value: str | None, offered: tuple[tuple[str, str], ...], looks: tuple[tuple[str, Any], ...]
) -> SafeString:
    """Whoever takes part in a ledger is offered on each of its pages: two hundred options, always the same."""
    return forms.Select(choices=offered).render(name, value, dict(looks), PageForms())


def _select(widget: Mapping[str, Any]) -> SafeString:
    """A list to choose from, written here: a list page offers hundreds of options, and a template takes long."""
    options = "".join(_group(name, offered) for name, offered, _index in widget["optgroups"])
    return SafeString(
        f'<select name="{escaped(widget["name"])}"{flatatt(widget["attrs"])}>{options}</select>'
    )


def _group(name: Any, offered: Iterable[Mapping[str, Any]]) -> str:
    written = "".join(_option(option) for option in offered)
    return f'<optgroup label="{escaped(name)}">{written}</optgroup>' if name else written


def _option(option: Mapping[str, Any]) -> str:
    selected = " selected" if option["selected"] else ""
    disabled = " disabled" if option["attrs"].get("disabled") else ""
    value, words = escaped(option["value"]), escaped(option["label"])
    return f'<option value="{value}"{selected}{disabled}>{words}</option>'


def add_errors(form: forms.Form, error: ValidationError, beside: str | None = None) -> None:
    """Put what a service refused beside the fields that it names, the rest beside one field or on top."""
    if not hasattr(error, "error_dict"):
        form.add_error(beside, error)
        return
    for name, wrong in error.error_dict.items():
        form.add_error(name if name in form.fields else beside, wrong)
