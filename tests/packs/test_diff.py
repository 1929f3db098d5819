"""Two versions of a pack: what differs, and what becomes of the installation's own values."""

from __future__ import annotations

import json
from datetime import date

import pytest

from baicheng.packs.diff import Change, compare
from baicheng.packs.loader import load_files
from baicheng.packs.local_values import LocalValue, settable
from baicheng.packs.pack import Pack


def changed(files: dict[str, bytes], file: str, old: str, new: str) -> Pack:
    text = files[file].decode()
    assert old in text
    pack = load_files({**files, file: text.replace(old, new).encode()}).pack
    assert pack is not None
    return pack


#: A value that fits each kind of path.
FITTING: dict[str, object] = {
    "events": "2022-11-12",
    "groups": ("西村",),
    "duties": {"every": "month", "by": "last"},
    "readings": "whole months only",
}


def local(path: str) -> LocalValue:
    kind = "readings" if ".readings." in path else path.partition(".")[0]
    return LocalValue(
        path=path, value=FITTING.get(kind, 1), since=date(2022, 1, 1), reason="example", decided_by="example"
    )


def test_a_pack_does_not_differ_from_itself(good: Pack) -> None:
    found = compare(good, good, [local(path) for path in settable(good)])

    assert found.changes == ()
    assert {fate.fate for fate in found.local_values} == {"applies"}


def test_a_changed_value_is_named_by_its_path(good: Pack, good_files: dict[str, bytes]) -> None:
    new = changed(good_files, "values/depth_limit.yaml", "50.5", "60")

    assert compare(good, new).changes == (
        Change("values.depth_limit.values[from 2021-03-01].value", "changed", "50.5", "60"),
    )


def test_a_member_that_joins_does_not_look_like_a_change_of_all_that_follow(
    good: Pack, good_files: dict[str, bytes]
) -> None:
    new = changed(
        good_files, "groups/villages.yaml", "    - {name: 东村}", "    - {name: 北村}\n    - {name: 东村}"
    )

    (change,) = compare(good, new).changes
    assert (change.kind, change.path) == ("added", "groups.villages.members[北村]")


@pytest.mark.parametrize(
    ("file", "old", "new", "path", "kind"),
    [
        (
            "registers/wells.yaml",
            "max_length: 20",
            "max_length: 30",
            "registers.wells.fields.remark.max_length",
            "changed",
        ),
        (
            "registers/wells.yaml",
            ", max_length: 20",
            "",
            "registers.wells.fields.remark.max_length",
            "removed",
        ),
        (
            "duties/list_of_wells.yaml",
            "share: 0.5",
            "share: 0.6",
            "duties.list_of_wells.fulfilled_by.share",
            "changed",
        ),
        ("pack.yaml", "version: 1.0.0", "version: 1.1.0", "pack.yaml.version", "changed"),
    ],
)
def test_every_part_of_a_pack_is_compared(
    good: Pack, good_files: dict[str, bytes], file: str, old: str, new: str, path: str, kind: str
) -> None:
    changes = compare(good, changed(good_files, file, old, new)).changes

    assert [(change.path, change.kind) for change in changes] == [(path, kind)]


def test_a_new_version_of_a_value_is_an_entry_of_its_own(good: Pack, good_files: dict[str, bytes]) -> None:
    new = changed(
        good_files,
        "values/depth_limit.yaml",
        "{from: 2021-03-01}, value: 50.5, source: {document: 青石政办〔2021〕7号, article: 第一条}}",
        "{from: 2021-03-01, until: 2022-02-10}, value: 50.5, source: {document: 青石政办〔2021〕7号, article: 第一条}}\n"
        "  - {in_force: {from: 2022-02-10}, value: 60, source: {document: 青石政办〔2022〕9号, article: 第一条}}",
    )

    kinds = {(change.path, change.kind) for change in compare(good, new).changes}

    assert kinds == {
        ("values.depth_limit.values[from 2021-03-01].in_force.until", "added"),
        ("values.depth_limit.values[from 2022-02-10]", "added"),
    }


def test_a_local_value_applies_conflicts_or_has_lost_its_place(
    good: Pack, good_files: dict[str, bytes]
) -> None:
    new = changed(good_files, "values/depth_limit.yaml", "50.5", "60")
    values = [
        local("values.depth_limit"),
        local("values.fewest.garden"),
        local("values.gone"),
        local("office"),
    ]

    fates = {fate.path: fate.fate for fate in compare(good, new, values).local_values}

    assert fates == {
        "values.depth_limit": "conflict",
        "values.fewest.garden": "applies",
        "values.gone": "lost",
        "office": "applies",
    }


def test_the_comparison_is_told_in_lines_and_in_plain_values(
    good: Pack, good_files: dict[str, bytes]
) -> None:
    found = compare(
        good, changed(good_files, "values/depth_limit.yaml", "50.5", "60"), [local("values.gone")]
    )

    assert "~ values.depth_limit.values[from 2021-03-01].value: 50.5 → 60" in found.to_text()
    assert "lost: values.gone" in found.to_text()
    assert json.loads(json.dumps(found.to_dict()))["changes"][0]["new"] == "60"
    assert "no change" in compare(good, good).to_text()


def test_what_can_be_set_locally_is_named_by_stable_paths(good: Pack, builtin: Pack) -> None:
    assert {
        "office",
        "values.depth_limit",
        "values.fewest.drinking",
        "groups.villages",
        "duties.inspection.when",
        "duties.inspection.readings.1",
    } <= settable(good).keys()
    assert all(path == "office" or path.split(".")[1] for path in settable(builtin))
