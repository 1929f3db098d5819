"""What is wrong with a pack (规则包), said so that its author can mend it: place, fault, remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

#: So many known names are listed when none of them is near.
_MOST_LISTED = 12


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of one file.

    Attributes:
        file: the file's path inside the pack, with forward slashes; "" for the pack as a whole.
        line: counted from 1; 0 where no line is known.
        path: the keys that lead to the place, such as ``fields.progress.kind``.
        zh: fault and remedy in Chinese.
        en: the same in English.
        warning: the pack can be used as it is, yet somebody should look.
    """

    file: str
    line: int
    path: str
    zh: str
    en: str
    warning: bool = False

    def __str__(self) -> str:
        """One line: ``file:line path: fault and remedy in both languages``."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        where = " ".join(part for part in (place, self.path) if part)
        mark = "提醒 / warning: " if self.warning else ""
        return f"{where}: {mark}{self.zh} / {self.en}" if where else f"{mark}{self.zh} / {self.en}"


def dotted(path: Iterable[str | int]) -> str:
    """A path of keys and positions as people write it: positions count from 1.

    >>> dotted(["values", 0, "source"])
    'values[1].source'
    """
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            text += f".{part}" if text else part
    return text


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that a mistyped word most likely means; ``None`` if none is near."""
    names = sorted(known)
    found = get_close_matches(word, names, n=1, cutoff=0.6)
    if found:
        return found[0]
    return next((name for name in names if word and (word in name or name in word)), None)


def suggestion(word: str, known: Iterable[str]) -> tuple[str, str]:
    """The remedy for an unknown name, Chinese and English: the nearest known one, or the known ones.

    >>> suggestion("percents", ["percent", "text"])
    ('是不是“percent”？', "did you mean 'percent'?")
    """
    names = sorted(known)
    near = nearest(word, names)
    if near is not None:
        return f"是不是“{near}”？", f"did you mean '{near}'?"
    if not names:
        return "这里没有可用的名称。", "there is none to choose from."
    more = len(names) - _MOST_LISTED
    listed = names[:_MOST_LISTED]
    tail_zh, tail_en = ("等", ", …") if more > 0 else ("", "")
    return f"可用：{'、'.join(listed)}{tail_zh}。", f"known: {', '.join(listed)}{tail_en}."
