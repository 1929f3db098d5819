"""Where packs are found: those that ship with Baicheng, and those that lie beside the one in hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from baicheng.packs.loader import MANIFEST, load_pack
from baicheng.packs.pack import Pack

BUILTIN = Path(__file__).parent / "builtin"


def builtin_folders() -> tuple[Path, ...]:
    """The folders of the packs that ship, in the order of their names."""
    return tuple(_folders_in(BUILTIN))


def needed_by(pack: Pack, folder: Path) -> dict[str, Pack]:
    """The packs that a pack needs, and those that they need, as far as they are found and sound.

    Args:
        folder: where the pack lies; packs beside it win over those that ship.
    """
    shelf = {path.name: path for place in (BUILTIN, folder.resolve().parent) for path in _folders_in(place)}
    found: dict[str, Pack] = {}
    waiting = list(pack.manifest.needs)
    while waiting:
        name = waiting.pop()
        if name in found or name not in shelf:
            continue
        needed = load_pack(shelf[name]).pack
        if needed is not None:
            found[name] = needed
            waiting.extend(needed.manifest.needs)
    return found


def _folders_in(place: Path) -> Iterator[Path]:
    if place.is_dir():
        yield from sorted(path.parent for path in place.glob(f"*/{MANIFEST}"))
