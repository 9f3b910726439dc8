"""Mutants that survive with reason: the function, a part of the changed line, and why no test tells."""

from __future__ import annotations

from typing import Final

REASONS: Final[dict[tuple[str, str], str]] = {
    ("Lifecycle._describe_made", "strict=None"): "`None` is as false as `False`",
    ("Lifecycle._describe_made", "pauses(), )"): "`strict` is false where it is left out; it is there for the linter",
    ("Lifecycle._await", ">= give_up"): "two clock readings that differ by a jittered pause are never equal",
    ("_put", "ssl_context=None"): "urllib3 then reads the same certificates itself, at each answer",
    ("_put", "preload_content=None"): "`None` is as false as `False`",
    ("_put", '"put"'): "urllib3 writes methods in capitals",
}
