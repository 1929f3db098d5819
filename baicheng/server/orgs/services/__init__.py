"""Entering subjects, names, codes and relations. A fact is never changed: a correction supersedes it."""

from baicheng.server.orgs.facts import chain_of
from baicheng.server.orgs.services.boundaries import set_boundary
from baicheng.server.orgs.services.identifiers import correct_identifier, set_identifier
from baicheng.server.orgs.services.relations import RELATIONS, end_relation, relate, withdraw_relation
from baicheng.server.orgs.services.subjects import add_name, close_subject, create_subject, rename

__all__ = [
    "RELATIONS",
    "add_name",
    "chain_of",
    "close_subject",
    "correct_identifier",
    "create_subject",
    "end_relation",
    "relate",
    "rename",
    "set_boundary",
    "set_identifier",
    "withdraw_relation",
]
