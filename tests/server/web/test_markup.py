"""Text and lists to choose from that are put into HTML without templates say the same as Django's own."""

from __future__ import annotations

from django import forms
from django.template.loader import render_to_string
from django.test.html import parse_html
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from baicheng.server.web.forms import PageForms
from baicheng.server.web.markup import escaped

WORDS = st.text(st.sampled_from("ab<>&\"'局 ="), max_size=8)


@given(st.one_of(st.text(max_size=20), st.integers(), st.none(), WORDS.map(SafeString)))
def test_a_text_is_escaped_as_templates_escape_it(text: object) -> None:
    assert escaped(text) == conditional_escape(text)


def test_a_translation_that_is_made_later_is_escaped_in_the_language_of_the_page() -> None:
    assert escaped(gettext_lazy("Filters")) == str(gettext_lazy("Filters"))


@given(
    options=st.lists(st.tuples(WORDS, WORDS), max_size=4),
    inner=st.lists(st.tuples(WORDS, WORDS)),
    named=WORDS,
)
def test_a_list_to_choose_from_is_written_as_by_djangos_template(
    options: list[tuple[str, str]], inner: list[tuple[str, str]], named: str
) -> None:
    chosen = options[0][0] if options else ""
    widget = forms.Select({"class": "form-select", "required": True}, [*options, (named, inner)])
    context = widget.get_context("part", chosen, {"id": "id_part"})

    ours = PageForms().render("django/forms/widgets/select.html", context)

    assert parse_html(ours) == parse_html(render_to_string("django/forms/widgets/select.html", context))
