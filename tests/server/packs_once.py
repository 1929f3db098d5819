"""Packs are read and checked once a process; then a scene in which one is installed only writes its edition."""

from __future__ import annotations

from pathlib import Path

from baicheng.packs.loader import read_folder
from baicheng.packs.shelf import BUILTIN
from baicheng.server.editions.services import Candidate, candidate

_read: dict[frozenset[tuple[str, bytes]], Candidate] = {}


def once(source: Path | str) -> Candidate:
    """The pack of a folder, or one that ships by its name, ready to be installed; the same files, the same.

    What reading and checking find is for the tests of installing: those give ``install`` the folder itself.
    """
    files, _problems = read_folder(BUILTIN / source if isinstance(source, str) else source)
    content = frozenset(files.items())
    if content not in _read:
        _read[content] = candidate(source)
    return _read[content]
