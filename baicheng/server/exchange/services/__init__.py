"""What is done for other programs: tokens given and taken back, records changed, imported and reported on."""

from baicheng.server.exchange.services.changing import change, enter, move, report
from baicheng.server.exchange.services.importing import import_records
from baicheng.server.exchange.services.tokens import create_token, note_use, revoke_token

__all__ = [
    "change",
    "create_token",
    "enter",
    "import_records",
    "move",
    "note_use",
    "report",
    "revoke_token",
]
