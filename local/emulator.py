"""ministack with the door in front: ``python -m local.emulator``, set by the variables that ministack reads."""

from __future__ import annotations

import importlib
import os
import tempfile
from typing import Any

from local.door import guarded


def main() -> None:
    """Serve until SIGTERM, with everything that is written below ``TMPDIR``."""
    os.chdir(tempfile.gettempdir())
    ministack: Any = importlib.import_module("ministack.app")
    ministack.app = guarded(ministack.app, int(os.environ["GATEWAY_PORT"]))
    ministack.main()


if __name__ == "__main__":
    main()
