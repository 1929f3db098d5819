from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template

from baicheng.server.web import filters, icons
from baicheng.server.web.forms import add_errors


def render(source: str, **given: Any) -> str:
    return re.sub(r"\s+", " ", Template(source).render(Context(given))).strip()


def test_a_light_says_in_words_what_its_colour_says() -> None:
    assert "At risk" in render('{% light "at_risk" %}')


def test_a_light_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError):
        render('{% light "green" %}')


def test_a_badge_of_unknown_tone_is_neutral_and_its_text_is_escaped() -> None:
    shown = render("{% badge text tone %}", text="<b>", tone="x onclick=1")
    assert 'class="state state-neutral"' in shown
    assert "&lt;b&gt;" in shown


def test_an_icon_that_is_not_in_the_list_names_the_remedy() -> None:
    with pytest.raises(LookupError, match=r"icons\.txt.*make assets"):
        render('{% icon "no-such-icon" %}')


def test_an_icon_alone_has_a_name_and_beside_words_none() -> None:
    assert 'role="img" aria-label="Late"' in icons.icon("clock", "Late")
    assert 'aria-hidden="true"' in icons.icon("clock")


@pytest.mark.parametrize(
    ("value", "of", "share"), [(3, 8, 38), (9, 8, 100), (-1, 8, 0), (None, 8, 0), (1, 0, 0)]
)
def test_progress_stays_between_nothing_and_all(value: Any, of: int, share: int) -> None:
    assert f'value="{share}"' in render("{% progress value of %}", value=value, of=of)


def test_a_field_without_a_value_shows_a_dash() -> None:
    assert "<dd>—</dd>" in render('{% facts %}{% fact "Note" %}  {% endfact %}{% endfacts %}')


def test_a_fact_escapes_what_it_shows() -> None:
    assert "&lt;i&gt;" in render('{% fact "Note" %}{{ text }}{% endfact %}', text="<i>")


class Filters(forms.Form):
    q = forms.CharField(required=False, label="Search")
    state = forms.ChoiceField(required=False, label="State", choices=[("", "all"), ("o", "open")])
    many = forms.MultipleChoiceField(
        required=False, label="Units", choices=[("a", "Bureau A"), ("b", "Bureau B")]
    )
    mine = forms.BooleanField(required=False, label="Mine")


def test_chips_show_the_filters_that_hold_in_words_and_lead_to_the_list_without_them() -> None:
    query = QueryDict("q=road&state=o&many=a&many=b&sort=name&after=xyz")
    chips = list(filters.chips(Filters(query), query))

    assert [(chip.label, chip.value) for chip in chips] == [
        ("Search", "road"),
        ("State", "open"),
        ("Units", "Bureau A、Bureau B"),
    ]
    assert chips[1].url == "?q=road&many=a&many=b&sort=name"


def test_a_filter_that_is_not_valid_holds_nothing() -> None:
    query = QueryDict("state=nonsense")
    assert list(filters.chips(Filters(query), query)) == []


def test_filtering_keeps_the_sorting_and_begins_with_the_first_page() -> None:
    query = QueryDict("q=road&sort=-due&after=xyz")
    assert list(filters.kept(Filters(query), query)) == [("sort", "-due")]


def test_what_a_service_refuses_stands_beside_its_field_and_the_rest_on_top() -> None:
    form = Filters({})
    form.is_valid()
    add_errors(form, forms.ValidationError({"state": "not now", "elsewhere": "taken"}))
    add_errors(form, forms.ValidationError("nothing goes"))

    assert form.errors == {"state": ["not now"], "__all__": ["taken", "nothing goes"]}


def test_a_form_names_help_and_error_of_each_field() -> None:
    class Report(forms.Form):
        amount = forms.IntegerField(label="Amount", help_text="In yuan.")

    shown = render("{{ form }}", form=Report({"amount": "x"}))
    assert 'aria-describedby="id_amount_helptext id_amount_error"' in shown
    assert 'id="id_amount_helptext"' in shown and 'id="id_amount_error"' in shown
    assert '<a href="#id_amount">Amount</a>' in shown
