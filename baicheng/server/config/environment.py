"""The settings that an installation makes, from environment variables (docs/administrator.md lists them)."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

TRUE = {"1", "yes", "true", "on"}
FALSE = {"", "0", "no", "false", "off"}


def text(name: str, default: str = "") -> str:
    """The value of ``BAICHENG_<name>``."""
    return os.environ.get(f"BAICHENG_{name}", default).strip()


def switch(name: str, *, default: bool = False) -> bool:
    """A yes or no.

    Raises:
        ValueError: the value is neither; the message names the variable.
    """
    value = text(name, "yes" if default else "no").lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ValueError(f"BAICHENG_{name} is “{value}”; write yes or no (请写 yes 或 no)")


def choice(name: str, offered: Sequence[str]) -> str:
    """One of the words offered, the first where nothing is set.

    Raises:
        ValueError: the value is none of them; the message names the variable.
    """
    value = text(name, offered[0]).lower()
    if value not in offered:
        raise ValueError(f"BAICHENG_{name} is “{value}”; write one of: {', '.join(offered)} (请写其中之一)")
    return value


def words(name: str, default: str) -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def data_folder() -> Path:
    """Where the database, uploaded files and the secret key lie: ``BAICHENG_DATA``, else ``./data``.

    A folder that is made here is open to its owner alone: other users of the machine read no records.
    """
    folder = Path(text("DATA", "data")).resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def secret_key(folder: Path) -> str:
    """``BAICHENG_SECRET_KEY``, else the key kept in the data folder, made at the first start.

    The file is readable by its owner alone; whoever has it can forge sessions.
    """
    if given := text("SECRET_KEY"):
        return given
    path = folder / "secret-key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        path.chmod(0o600)  # a copy from a backup may have come back readable to others
        return path.read_text(encoding="ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(50)
        file.write(key)
    return key
