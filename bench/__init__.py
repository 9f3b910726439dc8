"""Measures the function and the construct beside what one would write by hand: ``python -m bench``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent

sys.path[:0] = [str(ROOT / "constructs"), str(ROOT / "tests")]
