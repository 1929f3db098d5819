"""A row of a ledger, written here: a page has fifty with a cell for each column, and a template takes long."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from baicheng.server.registers.ledger import Cell, Line
from baicheng.server.registers.wording import Said
from baicheng.server.web.deadlines import due
from baicheng.server.web.listing import Column, Listing
from baicheng.server.web.templatetags.components import badge, light
from baicheng.server.web.templatetags.tables import cell_of

register = template.Library()


@register.simple_tag
def ledger_rows(lines: list[Line], listing: Listing, *, past: str = "", ticked_by: str = "") -> SafeString:
    """The rows of a ledger.

    Args:
        past: the query under which records are shown as they were; "" for now.
        ticked_by: the id of the form to which the box of each row belongs; "" shows none.
    """
    columns = {column.name: column for column in listing.columns}
    return format_html_join(
        "", "<tr>{}{}</tr>", ((_head(line, past, ticked_by), _cells(line, columns)) for line in lines)
    )


def _head(line: Line, past: str, ticked_by: str) -> SafeString:
    box: SafeString | str = ""
    if ticked_by:
        box = format_html(
            '<input class="form-check-input row-tick" type="checkbox" form="{}" name="record" value="{}"'
            ' aria-label="{}">',
            ticked_by,
            line.record_id,
            _("Choose “%(title)s”") % {"title": line.title},
        )
    return format_html(
        '<th scope="row" class="cell-main{}">{}<a class="row-link" href="{}{}">{}</a>'
        '<small class="number">{}</small></th>',
        " cell-ticked" if ticked_by else "",
        box,
        line.url,
        past,
        line.title,
        line.number,
    )


def _cells(line: Line, columns: Mapping[str, Column]) -> SafeString:
    return format_html_join(
        "", "{}", ((cell_of(columns[one.column], _content(line, one)),) for one in line.cells)
    )


def _content(line: Line, cell: Cell) -> SafeString | str:
    if cell.kind == "state":
        return badge(line.state, line.tone)
    if cell.kind == "due":
        return _due(line)
    said = format_html_join("、", "{}", ((_said(one),) for one in cell.said))
    if not cell.more:
        return said
    return format_html("{} {}", said, _("and %(count)s more") % {"count": cell.more})


def _due(line: Line) -> SafeString | str:
    return light(line.light, due(line.due_at) if line.due_at else "")


def _said(one: Said) -> SafeString | str:
    return format_html('<a href="{}">{}</a>', one.url, one.text) if one.url else one.text
