"""Mutants that survive with reason: by module, the function, a part of the changed line, and why no test tells."""

from __future__ import annotations

from typing import Final

FUNCTION: Final[dict[str, dict[tuple[str, str], str]]] = {
    "protocol/delivery": {
        ("_put", "preload_content=None"): "`None` is as false as `False`",
        ("_put", '"put"'): "urllib3 writes methods in capitals",
    },
}
