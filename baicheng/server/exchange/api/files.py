"""Files of records and of documents, as they were handed in."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Router

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.documents.queries import readable
from baicheng.server.exchange.faults import REFUSALS
from baicheng.server.exchange.shapes.parts import Id
from baicheng.server.exchange.wording import lazy
from baicheng.server.registers.queries import attachment_for

router = Router()
#: Whatever a file says that it is: nothing opens it by itself.
BYTES = "application/octet-stream"
_FILE = {
    "responses": {
        200: {
            "description": "The file.",
            "content": {BYTES: {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


@router.get(
    "/files/{file}",
    response={200: None, **REFUSALS},
    summary=lazy(_("A file of a record")),
    tags=["records"],
    openapi_extra=_FILE,
)
def read_file(request: SignedOnRequest, file: Id) -> Any:
    """A file of a record that you may see."""
    found = attachment_for(request.user, file, timezone.now())
    return _download(found.file.open("rb"), found.file_name)


@router.get(
    "/documents/{document}/file",
    response={200: None, **REFUSALS},
    summary=lazy(_("The file of a document")),
    tags=["documents"],
    openapi_extra=_FILE,
)
def read_document_file(request: SignedOnRequest, document: Id) -> Any:
    """The file from which a document was read, for those who may read the document."""
    found = readable(request.user).defer("text").get(pk=document)
    return _download(found.file.open("rb"), found.file_name)


def _download(content: Any, name: str) -> FileResponse:
    answer = FileResponse(content, as_attachment=True, filename=name, content_type=BYTES)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
