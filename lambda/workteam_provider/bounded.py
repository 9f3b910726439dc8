"""Work that is waited for only so long."""

from __future__ import annotations

import contextvars
import threading
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def run_bounded(work: Callable[[], T], seconds: float) -> Future[T]:
    """Run work in a thread of its own and wait for it, ``seconds`` at most.

    The future is not done where the time was too short; the thread then goes on, and ends with the process.
    """
    future: Future[T] = Future()
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(_settle, future, work), daemon=True).start()
    wait([future], timeout=seconds)
    return future


def _settle(future: Future[T], work: Callable[[], T]) -> None:
    try:
        future.set_result(work())
    except BaseException as error:  # noqa: BLE001
        future.set_exception(error)
