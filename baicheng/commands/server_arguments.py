"""The arguments of the server's commands; like the command line itself it imports the standard library only."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

Commands = argparse._SubParsersAction

#: What a user can be; ``baicheng.server.accounts.models.Role`` says it again, and a test compares.
ROLES = ("administrator", "office", "leader", "liaison", "inspector", "viewer")

_SERVE = """\
启动网站和后台任务，直到按 Ctrl+C。 Serve the pages and run the background work until Ctrl+C.

第一次启动前：baicheng migrate，然后 baicheng user add 建立第一个管理员。
设置用环境变量，见 docs/administrator.md。
"""

_DEMO = """\
建一座虚构的城市，用一年的工作把系统填满，然后启动。
Build a made-up city with a year of work in it, then serve it.

每次都从头建立，文件夹里原有的演示数据会被替换。
"""

_ADD = """\
建立账号。第一个账号必须是管理员，密码从键盘输入；以后的账号由管理员建立，得到一个初始密码。
Open an account: the first one is the administrator's, who opens all further ones.
"""

_BACKUP = """\
把数据库、上传的文件和密钥备份成一个文件；不必停止服务。
The database, the uploaded files and the key in one file; the server goes on meanwhile.

不加密的备份与数据库一样须妥善保管；加密：先用 baicheng backup-key 生成密钥，备份时给出公钥。
"""

_RESTORE = """\
恢复到空的数据文件夹和空的数据库，然后核对历史、记录和每个文件。
Restore into an empty data folder and database, then verify history, records and every file.
"""

_VERIFY = "退出码 / exit codes: 0 历史完好; 1 发现问题; 2 命令写错"


def add_server(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the commands that run and keep the server."""
    raw = argparse.RawDescriptionHelpFormatter
    migrate = commands.add_parser("migrate", help="建立或升级数据库 / make or renew the database")
    migrate.set_defaults(run=_migrate)

    serve = commands.add_parser(
        "serve", help="启动网站 / serve the pages", description=_SERVE, formatter_class=raw
    )
    _address(serve)
    serve.add_argument(
        "--workers",
        type=_positive,
        default=None,
        metavar="N",
        help="网页进程数，默认 2 / processes, default 2",
    )
    serve.set_defaults(run=_serve)

    demo = commands.add_parser(
        "demo", help="演示城市 / the demonstration", description=_DEMO, formatter_class=raw
    )
    _address(demo)
    demo.add_argument(
        "--data", type=Path, default=Path("demo/data"), metavar="FOLDER", help="数据文件夹，默认 demo/data"
    )
    demo.add_argument("--no-serve", action="store_true", help="只建立，不启动 / build only")
    demo.add_argument(
        "--ledger-only", action="store_true", help="只读示例方案，生成台账文件 / only read the sample plan"
    )
    demo.add_argument(
        "--output", type=Path, default=Path("demo"), metavar="FOLDER", help="台账文件夹，默认 demo/"
    )
    demo.set_defaults(run=_demo)
    _add_directory(commands)
    _add_user(commands)
    _add_audit(commands)
    _add_backup(commands)


def _address(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", default="127.0.0.1", help="监听地址，默认 127.0.0.1（仅本机）/ address")
    command.add_argument("--port", type=int, default=8000, help="端口，默认 8000 / port")


def _add_user(commands: Commands[argparse.ArgumentParser]) -> None:
    raw = argparse.RawDescriptionHelpFormatter
    user = commands.add_parser("user", help="账号 / accounts", description="账号管理。 Accounts.")
    verbs = user.add_subparsers(title="操作 / verbs", required=True, metavar="VERB")

    add = verbs.add_parser("add", help="建立账号 / open", description=_ADD, formatter_class=raw)
    add.add_argument("username", metavar="USERNAME", help="登录名 / user name")
    add.add_argument("--name", required=True, help="姓名 / the person's name")
    add.add_argument("--email", default="", help="电子邮箱 / e-mail")
    _by(add)
    add.set_defaults(run=_user("add"))

    password = verbs.add_parser("password", help="重设密码 / give a new first password")
    password.add_argument("username", metavar="USERNAME")
    _by(password)
    password.set_defaults(run=_user("password"))

    grant = verbs.add_parser("grant", help="授予角色 / give a role")
    grant.add_argument("username", metavar="USERNAME")
    grant.add_argument("role", choices=ROLES, metavar="ROLE", help=" ".join(ROLES))
    grant.add_argument("--unit", default="", metavar="NAME", help="单位（leader、liaison）/ the unit")
    grant.add_argument("--programme", default="", metavar="PACK", help="规则包名，不写为全部 / the programme")
    grant.add_argument(
        "--since", type=_day, default=None, metavar="YYYY-MM-DD", help="默认今天 / default today"
    )
    grant.add_argument(
        "--until", type=_day, default=None, metavar="YYYY-MM-DD", help="到期日（不含）/ first day without"
    )
    _by(grant)
    grant.set_defaults(run=_user("grant"))

    listed = verbs.add_parser("list", help="列出账号 / list")
    listed.set_defaults(run=_user("list"))


def _add_directory(commands: Commands[argparse.ArgumentParser]) -> None:
    directory = commands.add_parser(
        "directory", help="名录 / the directory", description="单位名录和人员。 Units and people."
    )
    verbs = directory.add_subparsers(title="操作 / verbs", required=True, metavar="VERB")
    template = verbs.add_parser("template", help="生成空的 Excel 表 / write the empty form")
    template.add_argument("file", type=Path, nargs="?", default=Path("名录.xlsx"), metavar="FILE")
    template.set_defaults(run=_directory("template"))
    entering = verbs.add_parser("import", help="导入填好的表 / enter a filled-in form")
    entering.add_argument("file", type=Path, metavar="FILE")
    entering.add_argument("--check", action="store_true", help="只核对，不写入 / only check")
    _by(entering)
    entering.set_defaults(run=_directory("import"))


def _by(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--by", default="", metavar="USERNAME", help="以哪位管理员的名义 / on which administrator's behalf"
    )


def _add_audit(commands: Commands[argparse.ArgumentParser]) -> None:
    audit = commands.add_parser(
        "audit", help="历史链 / the chain of history", description="核对历史。 History."
    )
    verbs = audit.add_subparsers(title="操作 / verbs", required=True, metavar="VERB")
    verify = verbs.add_parser(
        "verify", help="核对历史是否被改动 / check that history is whole", epilog=_VERIFY
    )
    verify.set_defaults(run=_audit("verify"))
    checkpoint = verbs.add_parser("checkpoint", help="封存到此刻的历史 / seal history up to now")
    checkpoint.set_defaults(run=_audit("checkpoint"))


def _add_backup(commands: Commands[argparse.ArgumentParser]) -> None:
    raw = argparse.RawDescriptionHelpFormatter
    backup = commands.add_parser("backup", help="备份 / back up", description=_BACKUP, formatter_class=raw)
    backup.add_argument("file", type=Path, metavar="FILE", help="备份文件 / the file to write")
    backup.add_argument(
        "--recipient", default="", metavar="age1…", help="用公钥加密 / encrypt with a public key"
    )
    backup.set_defaults(run=_backup("backup"))
    key = commands.add_parser("backup-key", help="生成备份密钥 / make a pair of keys for backups")
    key.add_argument("file", type=Path, metavar="FILE", help="私钥文件 / the file of the private key")
    key.set_defaults(run=_backup("new_key"))
    restore = commands.add_parser("restore", help="恢复 / restore", description=_RESTORE, formatter_class=raw)
    restore.add_argument("file", type=Path, metavar="FILE", help="备份文件 / the backup")
    restore.add_argument(
        "--identity", type=Path, default=None, metavar="FILE", help="私钥文件 / file of the private key"
    )
    restore.set_defaults(run=_backup("restore"))


def _positive(text: str) -> int:
    if not (text.isdigit() and 1 <= int(text) <= 64):
        raise argparse.ArgumentTypeError(f"“{text}”不是 1 到 64 的整数")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2026-03-05") from None


def _migrate(_arguments: argparse.Namespace) -> int:
    from baicheng.commands.migrate import run

    return run()


def _serve(arguments: argparse.Namespace) -> int:
    from baicheng.commands.serve import run

    return run(arguments.host, arguments.port, arguments.workers)


def _demo(arguments: argparse.Namespace) -> int:
    if arguments.ledger_only:
        from baicheng.commands import sample

        return sample.run(arguments.output)
    from baicheng.commands import demo

    return demo.run(arguments.data, serve=not arguments.no_serve, host=arguments.host, port=arguments.port)


def _directory(verb: str) -> Callable[[argparse.Namespace], int]:
    def run(arguments: argparse.Namespace) -> int:
        from baicheng.commands import directory

        return directory.run(verb, arguments)

    return run


def _user(verb: str) -> Callable[[argparse.Namespace], int]:
    def run(arguments: argparse.Namespace) -> int:
        from baicheng.commands import user

        return user.run(verb, arguments)

    return run


def _backup(verb: str) -> Callable[[argparse.Namespace], int]:
    def run(arguments: argparse.Namespace) -> int:
        from baicheng.commands import backup

        work: Callable[[argparse.Namespace], int] = getattr(backup, verb)
        return work(arguments)

    return run


def _audit(verb: str) -> Callable[[argparse.Namespace], int]:
    def run(_arguments: argparse.Namespace) -> int:
        from baicheng.commands import audit

        return audit.run(verb)

    return run
