"""Rules that flows ask (流程中的规则判定): they are there, judge whom they are asked about, and give what is wanted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baicheng.flows.asking import Ask
from baicheng.flows.asking_check import answers_used
from baicheng.packs.checks.walking import Found
from baicheng.packs.faults_in_chinese import in_chinese
from baicheng.packs.pack import Pack
from baicheng.packs.problems import Problem
from baicheng.packs.records.rows import names_of
from baicheng.packs.rule_answers import NoAnswer, answer_type, answer_types
from baicheng.packs.schema.registers import Register
from baicheng.packs.yaml_text import Path
from baicheng.rules.model.rule import Rule


def check_answers(pack: Pack, root: Found, register_id: str, register: Register) -> Iterator[Problem]:
    """What is wrong with the questions of a register's flow to the rules of its pack."""
    for name, ask in register.flow.decided.items() if register.flow else ():
        path: Path = ("flow", "decided", name)
        if name in names_of(register):
            yield root.place.problem(
                path,
                f"“{name}”已是字段、参与方或列名，请换个名称。",
                f"'{name}' is a field, role or column already; call the answer otherwise.",
            )
        rule = pack.rules.get(ask.rule)
        if rule is None:
            yield root.place.unknown((*path, "rule"), ask.rule, pack.rules, ("规则", "rule"))
            continue
        try:
            answer_type(ask, rule)
        except NoAnswer as error:
            yield root.place.problem(path, in_chinese(str(error)) or "规则给不出这个答复。", str(error))
        if not _judges(pack, register_id, register, ask, rule):
            yield root.place.problem(
                (*path, "of") if ask.of else path,
                f"“{rule.title.zh}”判定的是 {rule.judges.relation} 的 {rule.judges.key}，不是这里所问的对象。",
                f"'{ask.rule}' judges {rule.judges.key} of {rule.judges.relation}, not whom it is asked about here.",
            )
    yield from _seen_too_early(pack, root, register)


def _seen_too_early(pack: Pack, root: Found, register: Register) -> Iterator[Problem]:
    """A rule that judges the record itself sees it as it is kept, without what the same move fills in."""
    flow = register.flow
    if flow is None:
        return
    for path, used in answers_used(flow, {**names_of(register), **answer_types(register, pack.rules)}):
        if path[0] != "moves" or path[2] != "when":
            continue
        asks = flow.moves[str(path[1])].asks
        for name in sorted(used):
            ask = flow.decided[name]
            rule = pack.rules.get(ask.rule) if ask.of is None else None
            read = next((one for one in asks if rule is not None and _reads(rule, register, one)), None)
            if read is not None:
                yield root.place.problem(
                    ("flow", *path),
                    f"“{name}”在这个操作填写“{read}”之前判定，规则以它为据；请由更早的操作填写。",
                    f"'{name}' is judged before the move fills in '{read}', on which it rests; let an earlier move "
                    "ask for it.",
                )


def _reads(rule: Rule, register: Register, field: str) -> bool:
    """Whether a rule names a field, or one that is computed from it."""
    computed = [
        name for name, one in register.fields_.items() if one.computed and _named(field, one.computed)
    ]
    text = rule.model_dump_json()
    return any(_named(name, text) for name in (field, *computed))


def _named(name: str, text: str) -> bool:
    return re.search(rf"\b{name}\b", text) is not None


def _judges(pack: Pack, register_id: str, register: Register, ask: Ask, rule: Rule) -> bool:
    """Whether those asked about are of the kind that the rule judges; an unknown name is another fault."""
    relation, key = rule.judges.relation, rule.judges.key
    target = pack.registers.get(relation)
    by_record = target is not None and key == "id"
    if ask.of is None:
        return by_record and relation == register_id
    link = register.fields_.get(ask.of)
    if link is not None and link.kind == "link":
        return by_record and link.to == relation
    if ask.of not in register.parties and (link is None or link.kind != "subject"):
        return True
    return relation == "subjects" or (target is not None and (key in target.parties or key == "subject"))
