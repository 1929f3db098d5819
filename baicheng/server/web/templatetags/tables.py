"""Lists and their filters; docs/pages.md shows how a page uses them."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms, template
from django.forms import BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from baicheng.server.web import filters
from baicheng.server.web.listing import Column, Listing
from baicheng.server.web.markup import escaped

register = template.Library()


@register.simple_block_tag
def list_table(content: str, listing: Listing, caption: Any) -> SafeString:
    """A list: caption, heads that sort, rows as content, and the way to the next page.

    Without rows it says what ``listing.empty`` says. On a phone each row becomes a card.
    """
    return render_to_string(
        "web/parts/list_table.html", {"content": content, "listing": listing, "caption": caption}
    )


@register.simple_block_tag
def cell(content: str, listing: Listing, name: str) -> SafeString:
    """A cell of a row in the column of that name; its title stands ahead of it on a phone.

    Raises:
        StopIteration: the list has no such column.
    """
    return cell_of(next(column for column in listing.columns if column.name == name), content)


def cell_of(column: Column, content: str) -> SafeString:
    """A cell of a row in a column."""
    begins, ends = around(column)
    return SafeString(f"{begins}{escaped(content)}{ends}")


def around(column: Column) -> tuple[str, str]:
    """What stands ahead of and behind the content of each cell of a column."""
    if column.kind == "main":
        return '<th scope="row" class="cell-main">', "</th>"
    return f'<td class="cell-{column.kind or "text"}" data-label="{escaped(column.title)}">', "</td>"


@register.simple_tag(takes_context=True)
def filter_bar(
    context: Context, form: forms.Form, target: str = "results", closed: object = None
) -> SafeString:
    """The filters of a list. What changes is the element ``target`` alone; without scripts, the page.

    A field named ``q`` is the search field and stands first. Filters that hold are open at first, unless they
    are said to be ``closed``: the chips name them too.
    """
    query = context["request"].GET
    search = form["q"] if "q" in form.fields else None
    others = (search is None or chip.label != search.label for chip in filters.chips(form, query))
    given = {
        "search": _input(search) if search else None,
        "others": tuple(_input(field) for field in form.visible_fields() if field.name != "q"),
        "kept": tuple(filters.kept(form, query)),
        "target": target,
        "path": context["request"].path,
        "active": not closed and any(others),
    }
    return render_to_string("web/parts/filter_bar.html", given)


class Input(NamedTuple):
    """A filter as it is written; ``is_switch`` where its label stands behind it."""

    id: str
    label: str
    html: SafeString
    is_switch: bool


def _input(field: BoundField) -> Input:
    return Input(
        field.id_for_label,
        str(field.label),
        field.as_widget(),
        isinstance(field.field.widget, forms.CheckboxInput),
    )


@register.simple_tag(takes_context=True)
def filter_chips(context: Context, form: forms.Form) -> SafeString:
    """The filters that hold, each with a way to lift it; stands inside what the filters change."""
    request = context["request"]
    given = {
        "chips": list(filters.chips(form, request.GET)),
        "path": request.path,
        "none": urlencode(list(filters.kept(form, request.GET))),
    }
    return render_to_string("web/parts/filter_chips.html", given)
