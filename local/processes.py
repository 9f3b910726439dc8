"""Processes that belong to a local cloud, found by the mark in their environment."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

import psutil

from local.environment import CLOUD_ID

if TYPE_CHECKING:
    from collections.abc import Iterator


def marked(cloud_id: str) -> Iterator[psutil.Process]:
    """Yield every process that bears a cloud's mark, except the one that asks."""
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(CLOUD_ID) == cloud_id:
                yield process
        except (psutil.Error, OSError):
            continue


def end(cloud_id: str, patience: float = 1.0) -> None:
    """End everything that bears a cloud's mark: asked first, killed after ``patience`` seconds, until none is left."""
    processes = list(marked(cloud_id))
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    psutil.wait_procs(processes, timeout=patience)
    while processes := list(marked(cloud_id)):
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(processes, timeout=patience)
