"""The files of a paper as answers that save them (下载)."""

from __future__ import annotations

import io
import re
from typing import IO, Any

from django.http import FileResponse

from baicheng.server.publishing.models import Publication

#: What no file name holds.
_NO_NAME = re.compile(r'[\\/:*?"<>|\s]+')


def saved(row: Publication, content: bytes | IO[bytes] | Any, ending: str, media_type: str) -> FileResponse:
    """The answer that saves a file under the paper's title, never shows it."""
    name = _NO_NAME.sub("", f"{row.title}{f'（更正{row.version - 1}）' if row.version > 1 else ''}")
    response = FileResponse(
        io.BytesIO(content) if isinstance(content, bytes) else content,
        as_attachment=True,
        filename=f"{name}.{ending}",
        content_type=media_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
