"""What all tests of the server have: the cast, and translations as the catalogues say them now."""

from __future__ import annotations

from tests.server import cast
from tools import messages

messages.compile_all()

administrator = cast.administrator
bureau = cast.bureau
leader = cast.leader
liaison = cast.liaison
office = cast.office
other_bureau = cast.other_bureau
outsider = cast.outsider
viewer = cast.viewer
