"""All checks of a pack, one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from baicheng.packs.checks.cases import check_cases
from baicheng.packs.checks.conditions import check_conditions
from baicheng.packs.checks.duties import check_duties, check_limits
from baicheng.packs.checks.flows import check_flows
from baicheng.packs.checks.ladders import check_ladders
from baicheng.packs.checks.notices import check_notices
from baicheng.packs.checks.provenance import check_dates, check_documents, check_translations
from baicheng.packs.checks.registers import check_registers
from baicheng.packs.checks.round_cases import check_round_cases
from baicheng.packs.checks.rounds import check_rounds
from baicheng.packs.checks.rule_cases import check_rule_cases
from baicheng.packs.checks.rules import check_rules
from baicheng.packs.checks.tables import check_indicators, check_manifest, check_values
from baicheng.packs.checks.who_names import check_who_names
from baicheng.packs.pack import Pack
from baicheng.packs.problems import Problem

_NO_OTHERS: Mapping[str, Pack] = MappingProxyType({})


def check(pack: Pack, others: Mapping[str, Pack] = _NO_OTHERS) -> tuple[Problem, ...]:
    """What is wrong between the files of a pack, in the order of files and lines.

    Args:
        others: the packs beside it, by name, for what it needs.
    """
    found = {
        *check_manifest(pack, others),
        *check_documents(pack),
        *check_translations(pack),
        *check_dates(pack),
        *check_values(pack),
        *check_indicators(pack),
        *check_registers(pack, others),
        *check_flows(pack),
        *check_duties(pack),
        *check_limits(pack),
        *check_ladders(pack),
        *check_who_names(pack),
        *check_conditions(pack),
        *check_rules(pack, others),
        *check_rounds(pack),
        *check_notices(pack),
        *check_cases(pack),
        *check_rule_cases(pack),
        *check_round_cases(pack),
    }
    return tuple(sorted(found))
