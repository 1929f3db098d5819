"""How far a succession (职责承接) has come."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from baicheng.server.orgs.models import Succession
from baicheng.server.pages.succession.page import state_said
from baicheng.server.web.templatetags.components import badge

register = template.Library()


@register.simple_tag
def succession_state(succession: Succession) -> SafeString:
    """The state of a succession of the list as a badge."""
    return badge(*state_said(succession))
