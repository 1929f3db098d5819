"""The cases of packs that ship try every bound of their rules and flows on both sides; ``make bounds`` runs this."""

from __future__ import annotations

import os

import pytest

from baicheng.packs.pack import Pack
from baicheng.packs.testing.bounds_tried import bounds_tried

#: Bounds that no case can tell apart, whatever it gives: rule or register, keys, and why.
NOTHING_FOLLOWS = {
    (
        "air_accountability",
        "trigger",
    ): "who reached the target is in none of the rows, which ask for less than 60",
    ("overdue_talks", "rows[1].when"): "whoever has nothing overdue is not judged at all",
    ("river_chief_county", "parts[1].cap"): "the items of the part have no more than 70 together",
    ("fiscal_titles_2017", "awards[9].tiers.tiers[1].when"): "a cluster has one star or more",
    (
        "listing_2020",
        "awards[12].tiers.tiers[1].when",
    ): "the highest tier counts, and the next one begins there",
    (
        "listing_2020",
        "awards[12].tiers.tiers[2].when",
    ): "the highest tier counts, and the next one begins there",
    ("listing_2020", "awards[12].payers[2].percent"): "the last payer takes what the others leave",
    ("prefab_plot_ratio_2020", "awards[1].when"): "of no area nothing is left out",
    ("prefab_plot_ratio_2020", "awards[2].when"): "of no area nothing is left out",
    ("resource_projects_2019", "awards[6].when"): "half of no growth is nothing",
    ("unit_registrations", "flow.moves.file.when"): "the field itself holds nobody but one to three",
}


@pytest.mark.skipif(
    "BAICHENG_BOUNDS" not in os.environ, reason="judges some hundred readings of rules; make bounds"
)
def test_every_bound_is_tried_on_both_sides(builtin: Pack) -> None:
    found = {
        (tried.name, problem.path): problem.en
        for tried in bounds_tried(builtin)
        for problem in tried.problems
    }

    assert {place: words for place, words in found.items() if place not in NOTHING_FOLLOWS} == {}
