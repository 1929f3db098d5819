"""The forms of the steps from a file to records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baicheng.server.registers.books import Book
from baicheng.server.sheets.columns import targets
from baicheng.server.sheets.tables import HEAD_ROWS, Table


class FileForm(forms.Form):
    """An Excel file."""

    file = forms.FileField(label=gettext_lazy("Excel file"))


class TableForm(forms.Form):
    """Which sheet, and which of its rows has the titles of the columns."""

    head = forms.IntegerField(
        label=gettext_lazy("Row with the titles of the columns"), min_value=1, max_value=HEAD_ROWS
    )

    def __init__(self, data: Any, titles: Sequence[str], **more: Any) -> None:
        super().__init__(data, use_required_attribute=False, **more)
        sheets = [(title, title) for title in titles]
        self.fields["sheet"] = forms.ChoiceField(label=_("Sheet"), choices=sheets)


class ColumnsForm(forms.Form):
    """What each column holds."""

    def __init__(self, data: Any, book: Book, table: Table, columns: Sequence[str], empties: bool) -> None:
        super().__init__(data, use_required_attribute=False)
        self._table = table
        choices = [("", _("leave out")), *((one.name, one.head) for one in targets(book))]
        for place, head in enumerate(table.heads):
            name = _("Column %(place)s: %(head)s") % {"place": self._letter(place), "head": head}
            self.fields[self._name(place)] = forms.ChoiceField(
                label=name,
                required=False,
                choices=choices,
                initial=columns[place] if place < len(columns) else "",
            )
        self.fields["empties"] = forms.BooleanField(
            label=_("Empty cells empty what the record holds"),
            required=False,
            initial=empties,
            help_text=_("Otherwise an empty cell leaves it as it is."),
        )

    def rows(self) -> list[tuple[str, str, list[str], Any]]:
        """Of each column its letter, its title, some of what stands in it, and the choice."""
        return [
            (self._letter(place), head, self._table.samples(place), self[self._name(place)])
            for place, head in enumerate(self._table.heads)
        ]

    def columns(self) -> list[str]:
        """The choices, in the order of the columns."""
        return [self.cleaned_data.get(self._name(place), "") for place in range(len(self._table.heads))]

    def _letter(self, place: int) -> str:
        return self._table.place(0, place).removesuffix("0")

    @staticmethod
    def _name(place: int) -> str:
        return f"column-{place}"


class ConfirmForm(forms.Form):
    """The word that lets a file be entered."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("It stands in the history of every record, with the name of the file."),
    )

    def __init__(self, data: Any, *, reason: bool) -> None:
        super().__init__(data, use_required_attribute=False)
        self.fields["reason"].required = reason
