"""crhelper's dispatcher, imported without boto3.

crhelper imports boto3 for the three clients of its polling, which are never made here. What it finds instead is an
empty module: of the one release that lies beside this package, nothing else looks at it.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def _left_out(name: str) -> Iterator[None]:
    """Let imports find an empty module, unless the real one is there already."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = ModuleType(name)
    try:
        yield
    finally:
        del sys.modules[name]


with _left_out("boto3"):
    from crhelper import CfnResource

__all__ = ["CfnResource"]
