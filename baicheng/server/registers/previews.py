"""A look into an attached file (附件预览), taken in a process of its own: the file itself is never served in place."""

from __future__ import annotations

from baicheng.reading.apart import preview_apart
from baicheng.reading.preview import Preview
from baicheng.server.documents.services import in_turn
from baicheng.server.registers.models import Attachment

#: Whoever only wants a look does not wait long for others.
_PATIENCE_SECONDS = 10


def preview_of(attachment: Attachment, page: int) -> Preview:
    """A page of a PDF as a picture, the text of a document, the first rows of a sheet.

    Raises:
        ValidationError: the file cannot be shown, or others are reading; the message says what to do.
    """
    with attachment.file.open("rb") as file:
        content = file.read()
    with in_turn(_PATIENCE_SECONDS):
        return preview_apart(attachment.file_name, content, page=page)
