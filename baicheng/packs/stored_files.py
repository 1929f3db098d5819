"""The files of a pack as text (规则包存储): YAML as it is, a Word template as base64, so that JSON holds both."""

from __future__ import annotations

import base64

#: How the name of a file ends whose content is no text.
TEMPLATE = ".docx"


def as_text(path: str, content: bytes) -> str:
    """What a file holds, as text."""
    return base64.b64encode(content).decode("ascii") if path.endswith(TEMPLATE) else content.decode()


def as_bytes(path: str, text: str) -> bytes:
    """The file that was made text."""
    return base64.b64decode(text) if path.endswith(TEMPLATE) else text.encode()
