"""The sentences that the people of the made-up city write (phrases.yaml)."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml


@lru_cache(maxsize=1)
def _phrases() -> dict[str, Any]:
    return dict(yaml.safe_load((files("baicheng.demo") / "phrases.yaml").read_text("utf-8")))


def phrase(rng: Random, name: str, **given: object) -> str:
    """One of the phrases of a name, with its places filled in."""
    found = _phrases()[name]
    text = found if isinstance(found, str) else rng.choice(found)
    places = {"times": rng.randint(2, 6), "visits": rng.randint(3, 18), "gap": rng.randint(8, 20), **given}
    return str(text).format(**places)
