"""What is done with messages: telling, choosing how to be told, sending, keeping robots."""

from baicheng.server.notices.services.choosing import choose_mail
from baicheng.server.notices.services.outbox import make_digests
from baicheng.server.notices.services.proposals import tell_proposals
from baicheng.server.notices.services.robots import end_robot, register_robot, try_robot
from baicheng.server.notices.services.sending import again, send_out
from baicheng.server.notices.services.telling import mark_read, notify, reset_password

__all__ = [
    "again",
    "choose_mail",
    "end_robot",
    "make_digests",
    "mark_read",
    "notify",
    "register_robot",
    "reset_password",
    "send_out",
    "tell_proposals",
    "try_robot",
]
