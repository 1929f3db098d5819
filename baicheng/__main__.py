"""``python -m baicheng`` is the command ``baicheng``."""

import sys

from baicheng.cli import main

sys.exit(main())
