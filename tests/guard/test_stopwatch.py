"""Whether the bench can still tell what a function takes of its own from its calls and the delivery of its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.functions import lay_out
from bench.warm import warm
from bench.world import world

if TYPE_CHECKING:
    from pathlib import Path


def test_calls_and_delivery_are_taken_out(tmp_path: Path) -> None:
    with world(tmp_path) as here:
        measured = warm(lay_out(tmp_path / "assets"), here, tmp_path, 2, 3)

    for own, whole in (
        (measured.own_cpu_seconds.theirs, measured.cpu_seconds.theirs),
        (measured.own_cpu_seconds.ours, measured.cpu_seconds.ours),
    ):
        assert max(own) < min(whole)
