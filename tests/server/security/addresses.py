"""Every address of the server: who may go there. An address that is not in this table fails the tests.

``who`` names those for whom there is something: l the liaison officer of the unit that leads the task, s that
of another unit, o the programme's office, p the office of another programme, a an administrator, v a viewer
of the programme. Others are told that they may not, or that nothing is there.
"""

from __future__ import annotations

from typing import Any, NamedTuple

ALL = "lsopav"
#: For whom the secrets of the programme are.
INSIDERS = frozenset("lov")


class Address(NamedTuple):
    """One address. ``args`` are keys of ``World.ids`` or, with ``=``, words themselves; ``open`` to strangers.

    ``api``: for programs, which are told instead of led to sign on; ``body`` is what they send,
    ``also`` the further methods that the tests of the exchange try.
    """

    who: str = ALL
    args: tuple[str, ...] = ()
    get: bool = True
    post: bool = False
    query: str = ""
    open: bool = False
    api: bool = False
    body: dict[str, Any] | None = None
    also: tuple[str, ...] = ()


READ = {"get": True, "post": False}
FORM = {"get": True, "post": True}
DEED = {"get": False, "post": True}

ADDRESSES: dict[str, Address] = {
    "home": Address(),
    "health_live": Address(open=True),
    "health_ready": Address(open=True),
    "metrics": Address("", open=True),
    "set_language": Address(**DEED, open=True),
    "accounts:login": Address(**FORM, open=True),
    "accounts:logout": Address(**DEED),
    "accounts:me": Address(),
    "accounts:change_password": Address(**FORM),
    "accounts:end_sessions": Address(**DEED),
    "accounts:list": Address("a"),
    "accounts:export": Address("a"),
    "accounts:create": Address("a", **FORM),
    "accounts:detail": Address("a", ("account",)),
    "accounts:edit": Address("a", ("account",), **FORM),
    "accounts:give_role": Address("a", ("account",), **DEED),
    "accounts:revoke_role": Address("a", ("account", "grant"), **DEED),
    "notices:reset_password": Address("a", ("account",), **DEED),
    "accounts:close": Address("a", ("account",), **DEED),
    "accounts:reopen": Address("a", ("account",), **DEED),
    "notices:inbox": Address(),
    "notices:export": Address(),
    "notices:read_all": Address(**DEED),
    "notices:badge": Address(),
    "notices:read": Address("l", ("notice",), **DEED),
    "notices:choose": Address(**FORM),
    "notices:robots": Address("oa", **FORM),
    "notices:robot": Address("oa", ("robot",)),
    "notices:end_robot": Address("oa", ("robot",), **DEED),
    "notices:try_robot": Address("oa", ("robot",), **DEED),
    "notices:again": Address("oa", ("sending",), **DEED),
    "orgs:list": Address(),
    "orgs:export": Address(),
    "orgs:boundaries": Address(),
    "orgs:choices": Address(query="?field=x&x-search=市"),
    "editions:list": Address("opav"),
    "editions:detail": Address("opav", ("programme",)),
    "editions:propose": Address("oa", ("programme",), **FORM, query="?path=office"),
    "editions:approve": Address("o", ("value",), **DEED),
    "editions:refuse": Address("o", ("value",), **DEED),
    "assignments:working_calendar": Address(),
    "assignments:propose_calendar": Address("a", ("=days",), **FORM),
    "pages:trial": Address("oa", ("value",), **DEED),
    "editions:withdraw": Address("oa", ("value",), **DEED),
    "documents:list": Address(),
    "documents:export": Address(),
    "documents:detail": Address("o", ("document",)),
    "documents:file": Address("o", ("document",)),
    "intake:list": Address("op"),
    "intake:upload": Address("op", **FORM),
    "intake:review": Address("o", ("intake",)),
    "intake:draft": Address("o", ("intake", "draft"), **FORM),
    "intake:add": Address("o", ("intake",), **DEED),
    "intake:duty": Address("o", ("intake", "duty"), **DEED),
    "intake:names": Address("o", ("intake",), **FORM),
    "intake:accept_clean": Address("o", ("intake",), **DEED),
    "intake:first_leads": Address("o", ("intake",), **DEED),
    "intake:abandon": Address("o", ("intake",), **DEED),
    "intake:issue": Address("o", ("intake",), **FORM),
    "intake:units": Address(query="?parties.0.other=市"),
    "intake:of_document": Address("o", ("document",)),
    "duties:list": Address(query="?programme=duty_drill"),
    "duties:unit": Address(args=("programme", "unit")),
    "duties:export": Address(query="?programme=duty_drill"),
    "duties:export_unit": Address(args=("programme", "unit")),
    "duties:undecided": Address("ov", ("programme",)),
    "assessments:list": Address("opv"),
    "assessments:new": Address("o", **FORM),
    "assessments:run": Address("ov", ("run",)),
    "assessments:repeat": Address("o", ("run",), **DEED),
    "assessments:compare": Address("ov", ("run",)),
    "assessments:export": Address("ov", ("run",)),
    "assessments:result": Address("ov", ("run", "result")),
    "exchange:docs": Address(),
    "exchange:webhooks": Address("a", **FORM),
    "exchange:webhook": Address("a", ("webhook",)),
    "exchange:end_webhook": Address("a", ("webhook",), **DEED),
    "exchange:replay": Address("a", ("delivery",), **DEED),
    "exchange:tokens": Address(**FORM),
    "exchange:revoke_token": Address("l", ("token",), **DEED),
    "api:openapi-json": Address(open=True, api=True),
    "api:list_registers": Address(api=True),
    "api:read_register": Address(args=("tasks",), api=True),
    "api:list_records": Address(args=("tasks",), api=True, also=("post",)),
    "api:list_targets": Address(args=("tasks",), api=True),
    "api:read_record": Address("lov", ("task",), api=True, also=("patch",)),
    "api:change_record": Address("lov", ("task",), api=True, also=("patch",)),
    "api:create_record": Address(
        "o", ("tasks",), **DEED, api=True, body={"values": {}, "parties": []}, also=("get",)
    ),
    "api:write_report": Address("l", ("asked",), api=True, also=("put",)),
    "api:move_record": Address(
        "o", ("task", "=close"), **DEED, api=True, body={"revision": 1, "reason": "x"}
    ),
    "api:export_records": Address(args=("tasks",), api=True),
    "api:import_records": Address("o", ("tasks",), **DEED, api=True, body={"records": [{}]}),
    "api:answer": Address("lov", ("asked",), **DEED, api=True, body={"outcome": "done"}),
    "api:read_file": Address("lov", ("file",), api=True),
    "api:read_document_file": Address("o", ("document",), api=True),
    "api:read_notice": Address("l", ("notice",), **DEED, api=True),
    "api:read_history": Address("lov", ("task",), api=True),
    "api:read_targets": Address("lov", ("task",), api=True),
    "api:read_me": Address(api=True),
    "api:list_work": Address(api=True),
    "api:read_assignment": Address("lov", ("asked",), api=True),
    "api:read_report": Address("l", ("asked",), api=True, also=("put",)),
    "api:list_observations": Address("lov", ("target",), api=True),
    "api:list_subjects": Address(api=True),
    "api:read_subject": Address(args=("unit",), api=True),
    "api:list_documents": Address(api=True),
    "api:read_document": Address("o", ("document",), api=True),
    "api:list_packs": Address(api=True),
    "api:list_notices": Address(api=True),
    "registers:index": Address(),
    "registers:preview": Address("lov", ("file",)),
    "registers:list": Address(args=("tasks",)),
    "registers:export": Address(args=("tasks",)),
    "registers:views": Address(args=("tasks",)),
    "registers:save_view": Address(args=("tasks",), **DEED),
    "registers:open_with": Address(args=("tasks",), **DEED),
    "registers:change_view": Address("l", ("view",), **DEED),
    "registers:remove_view": Address("l", ("view",), **DEED),
    "registers:choices": Address(args=("tasks",), query="?field=x&x-search=征收"),
    "registers:file": Address("lov", ("file",)),
    "pages:overviews": Address(),
    "pages:overview": Address(args=("programme",)),
    "pages:sheet": Address("lov", ("programme", "unit")),
    "sheets:begin": Address("o", ("tasks",), **FORM),
    "sheets:form": Address("o", ("tasks",)),
    "sheets:records": Address(args=("tasks",)),
    "sheets:task_ledger": Address(args=("tasks",)),
    "sheets:columns": Address("o", ("upload",), **FORM),
    "sheets:table": Address("o", ("upload",), **DEED),
    "sheets:check": Address("o", ("upload",), **FORM),
    "sheets:marked": Address("o", ("upload",)),
    "sheets:discard": Address("o", ("upload",), **DEED),
    "pages:meetings": Address(),
    "pages:meeting_body": Address("o", ("body",)),
    "pages:decisions": Address("o", ("meeting",), **FORM),
    "pages:speakers": Address("o", ("meeting",), **DEED),
    "pages:my_work": Address(),
    "pages:export_work": Address(),
    "pages:report": Address("l", ("asked",), **FORM),
    "pages:answer": Address("lov", ("asked", "=done"), **FORM),
    "pages:ask_extension": Address("l", ("asked",), **FORM),
    "pages:settle": Address("lo", ("asked",), **FORM),
    "pages:time_limit": Address("lov", ("asked",)),
    "pages:pause": Address("o", ("asked",), **FORM),
    "pages:resume": Address("o", ("asked",), **FORM),
    "pages:hand_on": Address("o", ("asked",), **FORM),
    "pages:exclude": Address("o", ("asked",), **FORM),
    "pages:give_back": Address("l", ("asked",), **FORM),
    "pages:decide_extension": Address("o", ("extension",), **FORM),
    "pages:create": Address("o", ("tasks",), **FORM),
    "pages:together": Address(args=("tasks",), **FORM),
    "pages:record": Address("lov", ("task",)),
    "pages:edit": Address("o", ("task",), **FORM),
    "pages:move": Address("o", ("task", "=close"), **FORM),
    "pages:change_due": Address("o", ("task", "=due_on"), **FORM),
    "pages:parties": Address("o", ("task",), **FORM),
    "pages:end_party": Address("o", ("task", "=lead", "unit"), **FORM),
    "pages:replace_party": Address("o", ("task", "=lead", "unit"), **FORM),
    "pages:consolidate": Address("o", ("task", "=lead"), **DEED),
    "pages:reveal_personal": Address("o", ("task", "=contact"), **FORM),
    "pages:erase_personal": Address("o", ("task",), **FORM),
    "pages:choose_target": Address("o", ("target",), **FORM),
    "pages:remove_file": Address("lov", ("file",), **FORM),
    "pages:new_subject": Address("a", **FORM),
    "pages:enter_roster": Address("a", **FORM),
    "pages:blank_roster": Address("a"),
    "pages:subject": Address(args=("unit",)),
    "pages:rename_subject": Address("a", ("unit",), **FORM),
    "pages:add_name": Address("a", ("unit",), **FORM),
    "pages:set_code": Address("a", ("unit",), **FORM),
    "pages:correct_code": Address("a", ("unit", "code"), **FORM),
    "pages:set_boundary": Address("a", ("unit",), **FORM),
    "pages:relate": Address("a", ("unit",), **FORM),
    "pages:successions": Address(),
    "pages:new_succession": Address("a", **FORM),
    "pages:succession": Address(args=("succession",)),
    "pages:succession_place": Address("a", ("succession", "=0"), **FORM),
    "pages:succession_cases": Address("o", ("succession",), **FORM),
    "pages:withdraw_succession": Address("a", ("succession",), **DEED),
    "pages:end_relation": Address("a", ("unit", "relation"), **DEED),
}
#: May be asked for by people who are then refused what they do there: the form says so only when it is sent.
REFUSED_WHEN_SENT = {
    "pages:answer": "lov",
    "api:answer": "lov",
    "pages:settle": "l",
    "pages:remove_file": "lv",
}
