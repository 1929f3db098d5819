"""What is done with uploaded files: started, matched, confirmed, entered. Nothing else writes from them."""

from baicheng.server.sheets.services.entering import carry_out, carry_out_waiting
from baicheng.server.sheets.services.preparing import choose_table, confirm, discard, match_columns, start

__all__ = ["carry_out", "carry_out_waiting", "choose_table", "confirm", "discard", "match_columns", "start"]
