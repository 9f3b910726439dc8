"""How much an event writes to the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.process import Process

if TYPE_CHECKING:
    from pathlib import Path

    from bench.functions import Function
    from bench.world import World


def log_bytes(function: Function, world: World, folder: Path) -> int:
    """Make a team and return how many bytes that logs, without those of the start and of Lambda itself."""
    log = folder / f"{function.asset.name}.log"
    world.control.reset()
    with Process(function, world, log=log) as process:
        of_the_start = log.stat().st_size
        process.handle(world.event("Create"))
        world.answer()
        return log.stat().st_size - of_the_start
