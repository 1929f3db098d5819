"""What is done for other programs: tokens, changes of records, imports, and telling them what happens."""

from baicheng.server.exchange.services.changing import change, enter, move, report
from baicheng.server.exchange.services.delivering import deliver
from baicheng.server.exchange.services.importing import import_records
from baicheng.server.exchange.services.outbox import collect
from baicheng.server.exchange.services.tokens import create_token, note_use, revoke_token
from baicheng.server.exchange.services.webhooks import end_webhook, register_webhook, replay

__all__ = [
    "change",
    "collect",
    "create_token",
    "deliver",
    "end_webhook",
    "enter",
    "import_records",
    "move",
    "note_use",
    "register_webhook",
    "replay",
    "report",
    "revoke_token",
]
