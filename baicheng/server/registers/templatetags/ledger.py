"""A row of a ledger, written here: a page has fifty with a cell for each column, and a template takes long."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from baicheng.server.registers.ledger import Cell, Line
from baicheng.server.registers.wording import Said
from baicheng.server.web.listing import Listing
from baicheng.server.web.markup import escaped
from baicheng.server.web.templatetags.components import badge, light
from baicheng.server.web.templatetags.tables import around

register = template.Library()


@register.simple_tag
def ledger_rows(lines: list[Line], listing: Listing, *, past: str = "", ticked_by: str = "") -> SafeString:
    """The rows of a ledger.

    Args:
        past: the query under which records are shown as they were; "" for now.
        ticked_by: the id of the form to which the box of each row belongs; "" shows none.
    """
    frames = {column.name: around(column) for column in listing.columns}
    choose = _("Choose “%(title)s”") if ticked_by else ""
    rows = (f"<tr>{_head(line, past, ticked_by, choose)}{_cells(line, frames)}</tr>" for line in lines)
    return SafeString("".join(rows))


def _head(line: Line, past: str, ticked_by: str, choose: str) -> str:
    title, box = escaped(line.title), ""
    if ticked_by:
        box = (
            f'<input class="form-check-input row-tick" type="checkbox" form="{escaped(ticked_by)}" name="record"'
            f' value="{line.record_id}" aria-label="{escaped(choose % {"title": line.title})}">'
        )
    return (
        f'<th scope="row" class="cell-main{" cell-ticked" if ticked_by else ""}">{box}'
        f'<a class="row-link" href="{escaped(line.url)}{escaped(past)}">{title}</a>'
        f'<small class="number">{escaped(line.number)}</small></th>'
    )


def _cells(line: Line, frames: Mapping[str, tuple[str, str]]) -> str:
    written = []
    for cell in line.cells:
        begins, ends = frames[cell.column]
        written.append(f"{begins}{_content(line, cell)}{ends}")
    return "".join(written)


def _content(line: Line, cell: Cell) -> str:
    if cell.kind == "state":
        return badge(line.state, line.tone)
    if cell.kind == "due":
        return light(line.light, *[one.text for one in cell.said])
    said = "、".join([_said(one) for one in cell.said])
    if not cell.more:
        return said
    return f"{said} {escaped(_('and %(count)s more') % {'count': cell.more})}"


def _said(one: Said) -> str:
    return f'<a href="{escaped(one.url)}">{escaped(one.text)}</a>' if one.url else escaped(one.text)
