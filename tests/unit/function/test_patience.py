"""Trying again."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from workteam_provider.deadline import Deadline
from workteam_provider.errors import OutOfTimeError, ServiceError
from workteam_provider.patience import insist, pauses

if TYPE_CHECKING:
    from unit.function.scene import Clock

PASSING = ServiceError("CreateWorkteam", "Passing", "")
LASTING = ServiceError("CreateWorkteam", "Lasting", "")


class Call:
    """Raises what it is given, one after another, and then returns."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.times = 0

    def __call__(self) -> str:
        self.times += 1
        if self.errors:
            raise self.errors.pop(0)
        return "done"


def passes(error: ServiceError) -> bool:
    return error.code == "Passing"


def test_p02_pauses_grow_up_to_a_limit_and_are_jittered() -> None:
    runs = [list(itertools.islice(pauses(first=0.5, longest=8), 8)) for _ in range(50)]

    for number, nominal in enumerate([0.5, 1, 2, 4, 8, 8, 8, 8]):
        column = [run[number] for run in runs]
        assert nominal / 2 <= min(column) < max(column) <= nominal


def test_what_succeeds_is_called_once(clock: Clock) -> None:
    call = Call()

    assert insist(call, while_=passes, within=30, deadline=Deadline(300)) == "done"
    assert (call.times, clock.now) == (1, 1000)


def test_what_passes_is_tried_again(clock: Clock) -> None:
    call = Call(PASSING, PASSING, PASSING)

    assert insist(call, while_=passes, within=30, deadline=Deadline(300)) == "done"
    assert call.times == 4
    assert 3.5 <= clock.now - 1000 <= 7


def test_what_lasts_is_raised_at_once(clock: Clock) -> None:
    with pytest.raises(ServiceError, match="Lasting"):
        insist(Call(PASSING, LASTING), while_=passes, within=30, deadline=Deadline(300))

    assert clock.now - 1000 <= 1


def test_the_last_error_is_raised_once_patience_is_over(clock: Clock) -> None:
    call = Call(*[PASSING] * 99)

    with pytest.raises(ServiceError, match="Passing"):
        insist(call, while_=passes, within=30, deadline=Deadline(300))

    assert 20 <= clock.now - 1000 <= 30
    assert 5 <= call.times <= 12


@pytest.mark.parametrize("within", [0, -5])
def test_without_patience_there_is_one_try(clock: Clock, within: float) -> None:
    call = Call(PASSING)

    with pytest.raises(ServiceError):
        insist(call, while_=passes, within=within, deadline=Deadline(300))

    assert (call.times, clock.now) == (1, 1000)


def test_p11_the_deadline_ends_patience_and_the_last_error_is_what_is_left(clock: Clock) -> None:
    with pytest.raises(ServiceError, match="Passing"):
        insist(Call(*[PASSING] * 99), while_=passes, within=600, deadline=Deadline(20))

    assert 8 <= clock.now - 1000 <= 18


def test_p11_a_closed_deadline_ends_patience(clock: Clock) -> None:
    deadline = Deadline(60)
    clock.after(5, deadline.close)

    with pytest.raises(OutOfTimeError):
        insist(Call(*[PASSING] * 99), while_=passes, within=30, deadline=deadline)


def test_what_is_no_service_error_is_not_repeated(clock: Clock) -> None:
    call = Call(KeyError("x"))

    with pytest.raises(KeyError):
        insist(call, while_=lambda _: True, within=600, deadline=Deadline(300))

    assert call.times == 1
