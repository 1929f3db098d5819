"""Why a value is refused, in both languages."""

from __future__ import annotations


class Refused(ValueError):
    """A value that cannot be taken; ``zh`` and ``en`` say why, in the words of the person who typed it."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en
