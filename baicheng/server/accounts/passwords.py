"""First passwords (初始密码): made by the system, shown once, changed at the first sign-on."""

from __future__ import annotations

import secrets

#: Without the characters that are mistaken for each other on paper: 0 o, 1 l i.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS = 4
GROUP_LENGTH = 4


def first_password() -> str:
    """Four groups of four characters, about 79 bits, easy to read out on the telephone."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)
