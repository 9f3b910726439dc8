"""The function's entry, as Lambda imports it."""

from __future__ import annotations

import gc

# what is imported stays for the life of the process: looking for garbage in it, now or later, finds none
gc.disable()
try:
    from workteam_provider.wiring import handler
finally:
    gc.freeze()
    gc.enable()

__all__ = ["handler"]
