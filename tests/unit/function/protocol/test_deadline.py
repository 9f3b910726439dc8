"""How much time an event has, and the clock that says so."""

from __future__ import annotations

import ast
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workteam_provider import contract
from workteam_provider.protocol import clock as real
from workteam_provider.protocol.deadline import Deadline
from workteam_provider.protocol.errors import OutOfTimeError

if TYPE_CHECKING:
    from support.clock import Clock


@pytest.mark.parametrize(("given", "margin"), [(3, 2), (40, 2), (60, 3), (900, 45)])
def test_p11_a_margin_of_two_seconds_or_a_twentieth_is_kept_for_the_answer(
    clock: Clock, given: float, margin: float
) -> None:
    deadline = Deadline(given)

    assert deadline.remaining == pytest.approx(given - margin)
    assert deadline.end_of_function == clock.now + given
    clock.now += given - margin
    with pytest.raises(OutOfTimeError):
        deadline.require_open()


@pytest.mark.parametrize(
    ("given", "is_open", "enough"), [(-1, 0, 0), (0, 0, 0), (2, 0, 0), (2.1, 1, 0), (4.9, 1, 0), (5.0, 1, 1)]
)
def test_p10_work_starts_only_with_time_for_it(clock: Clock, given: float, is_open: bool, enough: bool) -> None:
    deadline = Deadline(given)

    for allowed, require in ((is_open, deadline.require_open), (enough, deadline.require_time_to_work)):
        if allowed:
            require()
        else:
            with pytest.raises(OutOfTimeError):
                require()


@pytest.mark.parametrize(("seconds", "ends"), [(5, 1055), (7, None), (30, None)])
def test_p11_waiting_ends_at_the_deadline(clock: Clock, seconds: float, ends: float | None) -> None:
    deadline = Deadline(60)
    clock.sleep(50)

    if ends:
        deadline.wait(seconds)
    else:
        with pytest.raises(OutOfTimeError):
            deadline.wait(seconds)

    assert clock.now == pytest.approx(ends or 1057)


class TestClock:
    def test_work_in_a_thread_of_its_own_ends_with_its_value(self) -> None:
        assert real.run_bounded(threading.current_thread, 5).result() is not threading.current_thread()

    @pytest.mark.parametrize("error", [KeyError("x"), SystemExit(1), KeyboardInterrupt()], ids=repr)
    def test_p01_what_work_raises_is_raised_to_who_asks(self, error: BaseException) -> None:
        def work() -> None:
            raise error

        outcome = real.run_bounded(work, 5)

        with pytest.raises(type(error)) as caught:
            outcome.result()
        assert caught.value is error

    def test_p39_work_that_takes_too_long_is_left_behind(self) -> None:
        release, ended = threading.Event(), threading.Event()

        def work() -> None:
            release.wait(10)
            ended.set()

        before = real.now()
        outcome = real.run_bounded(work, 0.2)

        assert 0.2 <= real.now() - before < 1
        with pytest.raises(TimeoutError):
            outcome.result()
        assert all(thread.daemon for thread in threading.enumerate() if thread is not threading.main_thread())
        release.set()
        assert ended.wait(5)

    def test_p13_it_knows_date_and_chance_and_lets_time_pass(self) -> None:
        before, draws = real.now(), {real.jitter(1, 2) for _ in range(20)}
        real.sleep(0.01)

        assert real.now() - before >= 0.01
        assert abs((real.utc() - datetime.now(UTC)).total_seconds()) < 5
        assert len(draws) > 1
        assert all(1 <= draw <= 2 for draw in draws)

    def test_nothing_else_reads_time_chance_or_threads(self) -> None:
        readers = set()
        root = Path(contract.__file__).parent
        for path in root.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                imported = {alias.name for alias in node.names} if isinstance(node, ast.Import) else set()
                imported |= {str(node.module)} if isinstance(node, ast.ImportFrom) else set()
                reads_date = isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}
                of_clock = reads_date and isinstance(node, ast.Attribute) and ast.unparse(node.value) == "clock"
                if imported & {"time", "threading", "random", "secrets"} or (reads_date and not of_clock):
                    readers.add(str(path.relative_to(root)))

        assert readers == {"protocol/clock.py"}
