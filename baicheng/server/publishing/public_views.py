"""The public pages (公开页面): what was released, for everybody, without sign-on and without anything of the inside.

They ask nobody who they are, give no cookie, and may be kept by caches for some minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from baicheng.server.publishing.excel import excel_file
from baicheng.server.publishing.files import saved
from baicheng.server.publishing.models import Publication, State
from baicheng.server.publishing.pdf import PDF
from baicheng.server.publishing.queries import public, public_versions
from baicheng.server.publishing.showing import Paper
from baicheng.server.publishing.word import WORD
from baicheng.server.web.paging import keyset_page
from baicheng.server.web.spreadsheets import XLSX

KINDS: Mapping[str, Any] = {
    "circular": _("Circulars"),
    "ranking": _("Rankings"),
    "results": _("Results"),
    "list": _("Lists"),
}
#: So long a cache may keep a page, in seconds: a withdrawal is seen everywhere after that.
KEPT_S = 300
_LANGUAGES = {"en": "en", "zh": "zh-hans"}
_ON_A_PAGE = 30

View = Callable[..., HttpResponseBase]


def for_everybody(view: View) -> View:
    """A page that needs no sign-on, in the language that its address asks for, and that caches may keep."""

    @login_not_required
    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **given: Any) -> HttpResponseBase:
        language = _LANGUAGES.get(request.GET.get("language", ""), "zh-hans")
        with translation.override(language):
            response = view(request, *args, **given)
        response.headers["Content-Language"] = language
        response.headers["Cache-Control"] = f"public, max-age={KEPT_S}"
        return response

    return answer


@for_everybody
def index(request: HttpRequest) -> HttpResponse:
    """All released papers by day, of one kind where the address asks for one."""
    kind = request.GET.get("kind", "")
    if kind and kind not in KINDS:
        raise Http404
    page = keyset_page(
        public(kind),
        order=("-released_at",),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        size=_ON_A_PAGE,
    )
    given = {"page": page, "kinds": KINDS, "kind": kind, "english": translation.get_language() == "en"}
    return render(request, "publishing/public_list.html", given)


@for_everybody
def paper(request: HttpRequest, address: str, version: int | None = None) -> HttpResponse:
    """A released paper, its present version or an earlier one, with what was corrected when and why."""
    row, versions = _found(address, version)
    gone = next((one for one in (row, versions[0]) if one.state == State.WITHDRAWN), None)
    given = {
        "paper": None if gone else Paper.of(row),
        "gone": gone,
        "row": row,
        "versions": versions,
        "is_present": row == versions[0],
        "english": translation.get_language() == "en",
    }
    return render(request, "publishing/public_paper.html", given)


@for_everybody
def word(_request: HttpRequest, address: str, version: int) -> FileResponse:
    """A version as a Word file, as it was released."""
    row = _downloaded(address, version)
    if not row.word:
        raise Http404
    return saved(row, row.word.open(), "docx", WORD)


@for_everybody
def pdf(_request: HttpRequest, address: str, version: int) -> FileResponse:
    """A version as a PDF file, where one was made when it was released."""
    row = _downloaded(address, version)
    if not row.pdf:
        raise Http404
    return saved(row, row.pdf.open(), "pdf", PDF)


@for_everybody
def excel(_request: HttpRequest, address: str, version: int) -> FileResponse:
    """The tables of a version as an Excel file."""
    row = _downloaded(address, version)
    return saved(row, excel_file(row), "xlsx", XLSX)


@login_not_required
@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """What search engines may read: the public pages and nothing else."""
    response = HttpResponse(
        "User-agent: *\nAllow: /public/\nAllow: /static/\nDisallow: /\n", content_type="text/plain"
    )
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _found(address: str, version: int | None) -> tuple[Publication, list[Publication]]:
    versions = public_versions(address)
    row = next((one for one in versions if version in (None, one.version)), None)
    if row is None:
        raise Http404
    return row, versions


def _downloaded(address: str, version: int) -> Publication:
    """A version whose files are handed out: nothing of a paper that was withdrawn."""
    row, versions = _found(address, version)
    if any(one.state == State.WITHDRAWN for one in (row, versions[0])):
        raise Http404
    return row
