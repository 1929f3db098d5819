"""A part of a page that is written once is what a template would write anew, whoever asks and in whatever language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import override_settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, override

from baicheng.server.web.forms import PageForms

PART = Template(
    "{% kept title=title %}{% load i18n %}{{ title }} {{ user }}{% translate 'Filters' %}{% endkept %}"
)


def written(source: Template, **given: Any) -> str:
    return source.render(Context(given))


def test_it_sees_nothing_but_what_is_named() -> None:
    assert "局长" not in written(PART, title="一", user="局长")


def test_what_is_given_later_is_written_and_not_what_was_written_before() -> None:
    assert [written(PART, title=title)[0] for title in ("一", "二", "一")] == ["一", "二", "一"]


def test_each_language_has_its_own_text() -> None:
    texts = {}
    for language in ("zh-hans", "en", "zh-hans"):
        with override(language):
            texts[language] = written(PART, title=gettext_lazy("Late"))
    assert "Filters" in texts["en"] and "Filters" not in texts["zh-hans"]
    assert texts["en"].startswith("Late") and not texts["zh-hans"].startswith("Late")


@pytest.mark.parametrize(("one", "other"), [(1, True), (0, False), ("<b>", SafeString("<b>"))])
@pytest.mark.parametrize("within", [lambda value: value, lambda value: (value,)])
def test_what_is_equal_but_written_differently_is_told_apart(one: Any, other: Any, within: Any) -> None:
    source = Template("{% kept title=title %}{{ title }}{{ title.0 }}{% endkept %}")
    plain = Template("{{ title }}{{ title.0 }}")
    for value in (one, other, one):
        assert written(source, title=within(value)) == written(plain, title=within(value))


def test_what_may_change_is_refused() -> None:
    with pytest.raises(TypeError, match="made of texts"):
        written(PART, title=["一"])


def test_what_is_frozen_may_be_given_and_what_it_holds_is_looked_at() -> None:
    @dataclass(frozen=True)
    class Line:
        title: Any

    class Pair(NamedTuple):
        first: Line

    source = Template("{% kept pair=pair %}{{ pair.first.title }}{% endkept %}")
    assert written(source, pair=Pair(Line("一"))) == "一"
    with pytest.raises(TypeError):
        written(source, pair=Pair(Line(["一"])))


def test_things_are_given_by_name() -> None:
    with pytest.raises(TemplateSyntaxError, match="by name"):
        Template("{% kept title %}{% endkept %}")


class Choosing(forms.Form):
    default_renderer = PageForms

    def __init__(self, data: Any, options: list[tuple[Any, Any]]) -> None:
        super().__init__(data)
        self.fields["part"] = forms.ChoiceField(choices=options, required=False)


@override_settings(FORM_RENDERER="baicheng.server.web.forms.PageForms")
def test_a_list_to_choose_from_is_kept_with_what_is_chosen_and_with_its_faults() -> None:
    options = [("", "全部"), ("a", "<绿化>"), ("b", SafeString("<b>水</b>"))]
    for offered in (options[:2], options):
        for data in ({"part": "a"}, {"part": ""}, {"part": "c"}, None, {"part": "a"}):
            field = Choosing(data, offered)["part"]
            anew = field.as_widget(forms.Select(choices=offered))
            assert str(field).replace(" ", "") == anew.replace(" ", "")
