"""Copy what the pages use from others into the package: style, scripts, icons.

`make assets` runs this after `npm ci`. What it writes is shipped in the wheel and ignored by git, so an
installation needs neither Node.js nor a network.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODULES = ROOT / "node_modules"
WEB = ROOT / "baicheng" / "server" / "web"
VENDOR = WEB / "static" / "vendor"

#: From node_modules to the vendor folder; a folder is copied whole.
COPIES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/LICENSE": "tabler.LICENSE.txt",
    "@tabler/icons/LICENSE": "icons.LICENSE.txt",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE.txt",
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/dist/images": "leaflet/images",
    "leaflet/LICENSE": "leaflet/LICENSE.txt",
}
#: Source maps are not shipped, and the manifest of static files refuses what points at nothing.
SOURCE_MAP = re.compile(r"(?:/\*|//)# sourceMappingURL=\S+(?: ?\*/)?\s*$")
ICON = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
FRAME = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>')


def copy_file(source: Path, target: Path) -> None:
    """Copy one file; a script or style loses the line that points at its source map."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix in {".css", ".js"}:
        target.write_text(SOURCE_MAP.sub("", source.read_text("utf-8")), "utf-8")
    else:
        shutil.copyfile(source, target)


def copy_all() -> None:
    """Copy every file of COPIES that the package holds."""
    for origin, destination in COPIES.items():
        source = MODULES / origin
        if source.is_dir():
            for file in sorted(source.iterdir()):
                copy_file(file, VENDOR / destination / file.name)
        elif source.exists() or "LICENSE" not in origin:
            copy_file(source, VENDOR / destination)


def symbol(name: str) -> str:
    """One icon as a symbol of the sprite.

    Raises:
        SystemExit: there is no such icon; the message names the list.
    """
    path = MODULES / "@tabler" / "icons" / "icons" / "outline" / f"{name}.svg"
    if not path.exists():
        raise SystemExit(f"baicheng/server/web/icons.txt: Tabler has no icon “{name}”; correct or remove it")
    drawing = ICON.search(path.read_text("utf-8"))
    if drawing is None:
        raise SystemExit(f"{path}: no drawing in it")
    lines = " ".join(FRAME.sub("", drawing[1]).split())
    return f'<symbol id="{name}" viewBox="0 0 24 24">{lines}</symbol>'


def write_sprite() -> None:
    """All icons of icons.txt in one file, which pages refer to by name."""
    names = (WEB / "icons.txt").read_text("utf-8").split()
    symbols = "\n".join(symbol(name) for name in names)
    sprite = f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'
    (VENDOR / "icons.svg").write_text(sprite, "utf-8")


def main() -> int:
    """Copy, or say what is missing."""
    if not MODULES.is_dir():
        print("tools/assets.py: no node_modules; run “make assets”, which calls npm first", file=sys.stderr)
        return 1
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    copy_all()
    write_sprite()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
