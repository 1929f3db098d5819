"""``baicheng audit``: whether history and records are what was once recorded, and sealing history."""

from __future__ import annotations

from baicheng.commands import FAILED, SUCCESS
from baicheng.commands.installation import with_installation
from baicheng.commands.reporting import emit


def run(verb: str) -> int:
    """Verify or seal history; returns the exit code: 1 where there are faults."""
    return with_installation(_verify if verb == "verify" else _checkpoint)


def _verify() -> int:
    from django.utils import timezone

    from baicheng.server.history.verification import verify
    from baicheng.server.operation.auditing import verify_rows

    report = verify()
    for erasure in report.erasures:
        when = timezone.localtime(erasure.at).strftime("%Y-%m-%d %H:%M")
        emit(
            f"依法删除 / erased lawfully: {erasure.chain} {'、'.join(erasure.fields)} "
            f"{when} {erasure.by}：{erasure.reason}"
        )
    faults = len(report.faults)
    for fault in report.faults:
        emit(f"异常 / fault: {fault.chain} #{fault.number} {fault.what}")
    for fault in verify_rows():
        faults += 1
        emit(f"异常 / fault: {fault.chain} {fault.what}")
    emit(
        f"{report.chains} 条链，{report.events} 个事件，{report.checkpoints} 个检查点，{faults} 处异常 / faults"
    )
    return FAILED if faults else SUCCESS


def _checkpoint() -> int:
    from django.utils import timezone

    from baicheng.server.history.services import make_checkpoint

    made = make_checkpoint(at=timezone.now())
    if made is None:
        emit("上次封存以来没有新事件 / nothing new since the last checkpoint")
    else:
        emit(f"已封存 {made.events} 个事件 / events sealed: {made.digest}")
    return SUCCESS
