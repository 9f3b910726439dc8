"""How much time an event has."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from workteam_provider.deadline import Deadline, stop_late_calls
from workteam_provider.errors import OutOfTimeError

if TYPE_CHECKING:
    from unit.function.scene import Clock


@pytest.mark.parametrize(("given", "margin"), [(3, 2), (40, 2), (60, 3), (900, 45)])
def test_p11_a_margin_of_two_seconds_or_a_twentieth_is_kept_for_the_answer(
    clock: Clock, given: float, margin: float
) -> None:
    deadline = Deadline(given)

    assert deadline.remaining == pytest.approx(given - margin)
    assert deadline.end_of_function == clock.now + given


@pytest.mark.parametrize("given", [0, -1, 1, 2])
def test_p10_nothing_is_left_of_too_little(clock: Clock, given: float) -> None:
    deadline = Deadline(given)

    assert deadline.remaining == 0
    with pytest.raises(OutOfTimeError):
        deadline.require_open()


@pytest.mark.parametrize(("given", "enough"), [(4.9, False), (5.0, True)])
def test_p10_work_starts_only_with_time_for_it(clock: Clock, given: float, enough: bool) -> None:
    deadline = Deadline(given)

    if enough:
        deadline.require_time_to_work()
    else:
        with pytest.raises(OutOfTimeError):
            deadline.require_time_to_work()


def test_p11_past_the_deadline_nothing_is_open(clock: Clock) -> None:
    deadline = Deadline(60)
    deadline.require_open()
    clock.sleep(57)

    with pytest.raises(OutOfTimeError):
        deadline.require_open()


def test_p11_a_closed_deadline_is_not_open(clock: Clock) -> None:
    deadline = Deadline(60)
    deadline.close()

    with pytest.raises(OutOfTimeError):
        deadline.require_open()


def test_waiting_takes_the_time_given(clock: Clock) -> None:
    started = clock.now

    Deadline(60).wait(5)

    assert clock.now == started + 5


def test_p11_waiting_ends_at_the_deadline(clock: Clock) -> None:
    deadline = Deadline(60)
    clock.sleep(50)

    with pytest.raises(OutOfTimeError):
        deadline.wait(30)

    assert clock.now == pytest.approx(1057)


def test_p11_closing_wakes_whoever_waits() -> None:
    deadline = Deadline(60)
    threading.Timer(0.05, deadline.close).start()
    started = time.monotonic()

    with pytest.raises(OutOfTimeError):
        deadline.wait(30)

    assert time.monotonic() - started < 5


def test_p11_late_calls_are_stopped_in_the_thread_that_a_deadline_governs(clock: Clock) -> None:
    deadline, stopped = Deadline(60), list[str]()

    def work() -> None:
        deadline.govern()
        stop_late_calls(request=None)
        deadline.close()
        try:
            stop_late_calls(request=None)
        except OutOfTimeError:
            stopped.append("here")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert stopped == ["here"]
    stop_late_calls(request=None)
