"""What a new version of a pack changes (版本比较), and what becomes of the installation's own values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from baicheng.packs.checks.walking import parts_of
from baicheng.packs.local_values import OFFICE, LocalValue, fits, settable
from baicheng.packs.pack import Pack

Kind = Literal["added", "removed", "changed"]
Fate = Literal["applies", "lost", "conflict"]

#: The keys by which items of lists are recognised when others come between them.
_NAMING_KEYS = ("number", "name", "on", "document", "fulfil")
_LONGEST_SHOWN = 60


@dataclass(frozen=True, order=True)
class Change:
    """One difference; ``path`` leads through folder, name and keys."""

    path: str
    kind: Kind
    old: str = ""
    new: str = ""


@dataclass(frozen=True, order=True)
class LocalFate:
    """What becomes of a local value: it applies as before, what it set is gone, or that has changed."""

    path: str
    fate: Fate
    zh: str
    en: str


@dataclass(frozen=True)
class PackDiff:
    """Everything that a new version brings."""

    old_version: str
    new_version: str
    changes: tuple[Change, ...]
    local_values: tuple[LocalFate, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)

    def to_text(self) -> str:
        """Lines for people: ``+`` added, ``-`` removed, ``~`` changed, then the local values."""
        lines = [f"{self.old_version} → {self.new_version}"]
        marks = {"added": "+", "removed": "-", "changed": "~"}
        for change in self.changes:
            said = {"added": change.new, "removed": change.old, "changed": f"{change.old} → {change.new}"}
            lines.append(f"{marks[change.kind]} {change.path}: {said[change.kind]}")
        lines += [f"{fate.fate}: {fate.path}: {fate.zh} / {fate.en}" for fate in self.local_values]
        if len(lines) == 1:
            lines.append("没有变化 / no change")
        return "\n".join(lines)


def compare(old: Pack, new: Pack, local: Iterable[LocalValue] = ()) -> PackDiff:
    """Compare two versions of a pack.

    Args:
        local: the installation's own values, which were decided over the old version.
    """
    before, after = _content(old), _content(new)
    changes = sorted(_changes("", before, after))
    fates = tuple(_fates(settable(old), new, local))
    return PackDiff(old.manifest.version, new.manifest.version, tuple(changes), fates)


def _content(pack: Pack) -> dict[str, Any]:
    """Folder → name → what the file says, as it was written."""
    content: dict[str, Any] = {}
    for folder, name, part in parts_of(pack):
        said = part.model_dump(by_alias=True, exclude_unset=True)
        content.setdefault(folder, {})[name or "yaml"] = _keyed(said)
    return content


def _keyed(value: Any) -> Any:
    """The same with lists of mappings turned into mappings by what names their items."""
    if isinstance(value, Mapping):
        return {str(key): _keyed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        if not any(isinstance(item, Mapping) for item in value):
            return [str(item) for item in value]
        keyed: dict[str, Any] = {}
        for index, item in enumerate(value, start=1):
            name = _name_of(item) if isinstance(item, Mapping) else None
            key = f"[{name or index}]"
            keyed[key if key not in keyed else f"[{name}, {index}]"] = _keyed(item)
        return keyed
    return value


def _name_of(item: Mapping[str, Any]) -> str | None:
    """What tells an item from the others: its name, and from when it holds."""
    in_force = item.get("in_force")
    since = f"from {in_force.get('from')}" if isinstance(in_force, Mapping) else ""
    name = next((item[key] for key in _NAMING_KEYS if isinstance(item.get(key), str)), "")
    return f"{name} {since}".strip() or None


def _changes(path: str, old: Any, new: Any) -> Iterator[Change]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys((*old, *new)):
            step = key if not path else f"{path}{key}" if key.startswith("[") else f"{path}.{key}"
            if key not in new:
                yield Change(step, "removed", old=_shown(old[key]))
            elif key not in old:
                yield Change(step, "added", new=_shown(new[key]))
            else:
                yield from _changes(step, old[key], new[key])
    elif old != new:
        yield Change(path, "changed", _shown(old), _shown(new))


def _shown(value: Any) -> str:
    """A value in a few words; of a title the Chinese."""
    if isinstance(value, Mapping):
        title = value.get("title", value)
        if isinstance(title, Mapping) and "zh" in title:
            return str(title["zh"])[:_LONGEST_SHOWN]
        text = ", ".join(f"{key}: {_shown(item)}" for key, item in value.items())
    elif isinstance(value, list):
        text = ", ".join(value)
    else:
        text = str(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def _fates(before: Mapping[str, object], new: Pack, local: Iterable[LocalValue]) -> Iterator[LocalFate]:
    after = settable(new)
    for value in local:
        if value.path not in after:
            zh = "新版本里没有这一项，本地取值失去目标，请撤回或改到别处。"
            en = "the new version has no such place; withdraw the local value or set another."
            yield LocalFate(value.path, "lost", zh, en)
        elif value.path != OFFICE and not fits(new, value.path, value.value):
            zh = "本地取值与新版本的这一项不再相配，不起作用，请撤回或另行取值。"
            en = (
                "the value no longer goes with what the new version says here and has no effect; withdraw it."
            )
            yield LocalFate(value.path, "lost", zh, en)
        elif before.get(value.path) != after[value.path]:
            zh = "规则包在这一项有改动，本地取值仍然优先，请核对是否还需要。"
            en = "the pack has changed here; the local value still wins, see whether it is still wanted."
            yield LocalFate(value.path, "conflict", zh, en)
        else:
            yield LocalFate(value.path, "applies", "照旧适用。", "applies as before.")
