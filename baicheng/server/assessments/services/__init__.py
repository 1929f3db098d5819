"""What is done with snapshots and runs: taken, asked for, carried out, repeated."""

from baicheng.server.assessments.services.asking import ask_run, run_rule
from baicheng.server.assessments.services.carrying_out import carry_out, carry_out_waiting
from baicheng.server.assessments.services.finalising import make_final
from baicheng.server.assessments.services.repeating import Rerun, rerun
from baicheng.server.assessments.services.snapshotting import export_snapshot, take_snapshot

__all__ = [
    "Rerun",
    "ask_run",
    "carry_out",
    "carry_out_waiting",
    "export_snapshot",
    "make_final",
    "rerun",
    "run_rule",
    "take_snapshot",
]
