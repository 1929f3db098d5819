"""The arguments of ``baicheng pack``; like the command line itself it imports the standard library only."""

from __future__ import annotations

import argparse
from pathlib import Path

_PACK = """\
规则包：公文的要求写成的文件夹。 Packs: what official documents demand, as folders of files.

写法见 docs/pack-language.md，从头写一个见 docs/pack-guide.md。
"""

_CHECK = """\
核对规则包，逐条说明错在哪个文件、哪一行、怎样改。
Check packs; each line names file, line, key, fault and remedy.
"""

_TEST = """\
在内存中运行规则包 tests/ 里的用例，不需要数据库。--bounds 再把每条规则、每个流程的每个界限
换一种读法：没有用例因此失败的，就是缺少用例的界限。
Run the cases in tests/ of each pack in memory, without a database. With --bounds each bound of
each rule and flow is read otherwise, too: where no case fails by it, a case is missing.
"""

_DIFF = """\
新版本改了什么，本地取值哪些照旧适用、哪些失去目标、哪些需要核对。
What a new version changes, and which local values apply, have lost their place, or need a look.
"""

_SCHEMA = """\
写出各类文件的 JSON Schema，编辑器据此补全和检查。 Write the JSON Schema of each kind of file.

在文件第一行写 / first line of a file:  # yaml-language-server: $schema=schemas/registers.schema.json
"""

_INSTALL = """\
把规则包装到服务器上，成为现行版本；以前的版本留着，过去的记录不变。
Install packs on the server; each becomes the active edition, and the past stays as it was.
"""

_UPGRADE = """\
装上规则包的新版本：列出改了什么，本地取值哪些照旧适用、哪些失去目标；过去的记录和应履事项不变。
Install a new version: says what changes and which local values still apply; the past stays as it was.
"""


def add_pack(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command ``pack`` and what it can do."""
    raw = argparse.RawDescriptionHelpFormatter
    pack = commands.add_parser(
        "pack",
        help="规则包：核对、试运行、比较 / packs: check, test, compare",
        description=_PACK,
        formatter_class=raw,
    )
    verbs = pack.add_subparsers(title="操作 / verbs", required=True, metavar="VERB")

    check = verbs.add_parser(
        "check",
        help="核对规则包 / check packs",
        description=_CHECK,
        epilog="退出码 / exit codes: 0 没有错误（可有提醒）; 1 有错误; 2 命令写错",
        formatter_class=raw,
    )
    _folders(check)
    check.add_argument("--format", choices=("text", "json"), default="text", help="输出格式 / output format")
    check.set_defaults(run=_check)

    test = verbs.add_parser(
        "test",
        help="运行规则包自带的用例 / run the cases of packs",
        description=_TEST,
        epilog="退出码 / exit codes: 0 全部通过; 1 有用例失败或规则包有错误; 2 命令写错",
        formatter_class=raw,
    )
    _folders(test)
    test.add_argument("--verbose", action="store_true", help="列出每个用例 / name each case")
    test.add_argument(
        "--bounds",
        action="store_true",
        help="检查界限两边是否都有用例 / look for cases on both sides of bounds",
    )
    test.set_defaults(run=_test)

    diff = verbs.add_parser(
        "diff",
        help="比较两个版本 / compare two versions",
        description=_DIFF,
        epilog="退出码 / exit codes: 0 已比较; 1 读不了; 2 命令写错",
        formatter_class=raw,
    )
    diff.add_argument("old", type=Path, metavar="OLD", help="旧版本文件夹 / folder of the old version")
    diff.add_argument("new", type=Path, metavar="NEW", help="新版本文件夹 / folder of the new version")
    diff.add_argument(
        "--local", type=Path, metavar="local.yaml", help="本地取值 / values of the installation"
    )
    diff.add_argument("--format", choices=("text", "json"), default="text", help="输出格式 / output format")
    diff.set_defaults(run=_diff)

    schema = verbs.add_parser(
        "schema",
        help="编辑器用的 JSON Schema / JSON Schemas for editors",
        description=_SCHEMA,
        formatter_class=raw,
    )
    schema.add_argument(
        "--output",
        type=Path,
        default=Path("schemas"),
        metavar="FOLDER",
        help="默认 schemas/ / folder to write to",
    )
    schema.set_defaults(run=_schema)

    install = verbs.add_parser(
        "install",
        help="安装到服务器 / install on the server",
        description=_INSTALL,
        epilog="退出码 / exit codes: 0 已安装; 1 规则包有错误或没有装上; 2 命令写错",
        formatter_class=raw,
    )
    install.add_argument(
        "packs", nargs="+", metavar="PACK", help="文件夹，或自带规则包的名字 / a folder, or a pack that ships"
    )
    install.set_defaults(run=_install)

    upgrade = verbs.add_parser(
        "upgrade",
        help="升级到新版本 / install a new version",
        description=_UPGRADE,
        epilog="退出码 / exit codes: 0 已升级或已预览; 1 规则包有错误或没有装上; 2 命令写错",
        formatter_class=raw,
    )
    upgrade.add_argument(
        "pack", metavar="PACK", help="文件夹，或自带规则包的名字 / a folder, or a pack that ships"
    )
    upgrade.add_argument(
        "--preview", action="store_true", help="只看变化，不安装 / only say what would change"
    )
    upgrade.set_defaults(run=_upgrade)

    listed = verbs.add_parser("list", help="列出已安装和自带的规则包 / list packs")
    listed.set_defaults(run=_list)


def _folders(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "folders", nargs="+", type=Path, metavar="FOLDER", help="规则包文件夹 / folders of packs"
    )


def _check(arguments: argparse.Namespace) -> int:
    from baicheng.commands.pack_check import run

    return run(arguments.folders, format_name=arguments.format)


def _test(arguments: argparse.Namespace) -> int:
    from baicheng.commands.pack_test import run

    return run(arguments.folders, verbose=arguments.verbose, bounds=arguments.bounds)


def _diff(arguments: argparse.Namespace) -> int:
    from baicheng.commands.pack_diff import run

    return run(arguments.old, arguments.new, local_file=arguments.local, format_name=arguments.format)


def _schema(arguments: argparse.Namespace) -> int:
    from baicheng.commands.pack_schema import run

    return run(arguments.output)


def _install(arguments: argparse.Namespace) -> int:
    from baicheng.commands.pack_install import run

    return run(arguments.packs)


def _upgrade(arguments: argparse.Namespace) -> int:
    from baicheng.commands.pack_install import run_upgrade

    return run_upgrade(arguments.pack, preview=arguments.preview)


def _list(_arguments: argparse.Namespace) -> int:
    from baicheng.commands.pack_install import run_list

    return run_list()
