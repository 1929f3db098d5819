"""``baicheng pack test``: the cases of packs, run in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from baicheng.commands import SUCCESS, UNREADABLE
from baicheng.commands.pack_check import problems_of
from baicheng.commands.reporting import emit, say
from baicheng.packs.loader import load_pack
from baicheng.packs.pack import Pack
from baicheng.packs.testing.bounds_tried import bounds_tried
from baicheng.packs.testing.runner import Result, run_pack


def run(folders: Sequence[Path], *, verbose: bool, bounds: bool = False) -> int:
    """Run the cases and say how they came out; returns 1 if one failed or a pack is not sound.

    Args:
        bounds: where all pass, also name the bounds of rules and flows that no case tries; that is a warning.
    """
    codes = [_run_one(folder, verbose=verbose, bounds=bounds) for folder in folders]
    return max(codes)


def _run_one(folder: Path, *, verbose: bool, bounds: bool) -> int:
    pack = load_pack(folder).pack
    errors = [problem for problem in problems_of(folder) if not problem.warning]
    if pack is None or errors:
        for problem in errors:
            emit(f"{folder.name}/{problem}")
        say(f"{folder}：请先改正以上错误 / mend these first")
        return UNREADABLE
    code = _report(folder, pack, verbose=verbose)
    if bounds and code == SUCCESS:
        _say_bounds(folder, pack)
    return code


def _report(folder: Path, pack: Pack, *, verbose: bool) -> int:
    results = list(run_pack(pack))
    for file in dict.fromkeys(result.file for result in results):
        own = [result for result in results if result.file == file]
        emit(f"{folder.name}/{file} " + "".join("." if result.passed else "F" for result in own))
        if verbose:
            for result in own:
                emit(f"  {'PASSED' if result.passed else 'FAILED'} {result.name}")
    failed = [result for result in results if not result.passed]
    for result in failed:
        _explain(folder, result)
    passed = len(results) - len(failed)
    say(f"{folder}：{passed} 个通过，{len(failed)} 个失败 / {passed} passed, {len(failed)} failed")
    if not results:
        say("这个规则包没有用例，请在 tests/ 里写 / this pack has no cases; write some in tests/")
    return UNREADABLE if failed else SUCCESS


def _explain(folder: Path, result: Result) -> None:
    emit(f"\n{folder.name}/{result.file}:{result.line} {result.name}")
    for difference in result.differences:
        emit(f"  {difference}")


def _say_bounds(folder: Path, pack: Pack) -> None:
    tried = list(bounds_tried(pack))
    problems = [problem for one in tried for problem in one.problems]
    for problem in problems:
        emit(f"{folder.name}/{problem}")
    whole = sum(one.bounds for one in tried)
    say(
        f"{folder}：{len(tried)} 条规则和流程、{whole} 个界限，{len(problems)} 个缺少用例 / "
        f"{len(tried)} rules and flows, {whole} bounds, {len(problems)} of them without a case"
    )
