"""What pages of results say in the reader's language."""

from __future__ import annotations

from django import template

from baicheng.server.assessments.words import formula_said

register = template.Library()
register.filter("formula_said", formula_said)
