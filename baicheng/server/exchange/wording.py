"""Words of the API's description (接口用语)."""

from __future__ import annotations

from typing import Any, cast


def lazy(text: Any) -> str:
    """A text that is translated when somebody reads it, where a plain one is expected."""
    return cast(str, text)
