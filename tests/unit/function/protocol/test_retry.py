"""Trying again, and looking again."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from unit.function.protocol.given import Scripted
from workteam_provider.protocol.deadline import Deadline
from workteam_provider.protocol.errors import OutOfTimeError, ServiceError
from workteam_provider.protocol.retry import READS_LAG_SECONDS, pauses, retry, until

if TYPE_CHECKING:
    from support.clock import Clock


def error(code: str = "Passing", *, refused: bool = True) -> ServiceError:
    return ServiceError("CreateWorkteam", code, "", shown="", refused=refused)


def run(call: Any, seconds: float = 300, patience: float = 30, **options: Any) -> Any:
    return retry(
        call, patience=lambda error: patience * (error.code == "Passing"), deadline=Deadline(seconds), **options
    )


def test_p02_pauses_grow_up_to_a_limit_and_are_jittered(clock: Clock) -> None:
    runs = [list(itertools.islice(pauses(first=0.5, longest=8), 8)) for _ in range(50)]

    for number, nominal in enumerate([0.5, 1, 2, 4, 8, 8, 8, 8]):
        column = [run[number] for run in runs]
        assert nominal / 2 <= min(column) < max(column) <= nominal


@pytest.mark.parametrize(("failures", "least", "most"), [(0, 0, 0), (1, 0.5, 1), (3, 3.5, 7)])
def test_p37_what_passes_is_tried_again(clock: Clock, failures: int, least: float, most: float) -> None:
    call = Scripted(clock, *[error(refused=False)] * failures, "done")

    assert run(call) == "done"
    assert len(call.at) == failures + 1
    assert least <= clock.now - 1000 <= most


@pytest.mark.parametrize("last", [error("Lasting"), KeyError("x"), OutOfTimeError()], ids=repr)
def test_p36_what_lasts_is_raised_at_once(clock: Clock, last: Exception) -> None:
    with pytest.raises(type(last)) as caught:
        run(Scripted(clock, error(), last))

    assert caught.value is last
    assert clock.now - 1000 <= 1


@pytest.mark.parametrize(
    ("patience", "seconds", "ends"), [(30, 300, (20, 30)), (600, 20, (8, 18)), (0, 300, (0, 0)), (-5, 300, (0, 0))]
)
def test_p11_patience_and_the_deadline_end_it_with_the_last_error(
    clock: Clock, patience: float, seconds: float, ends: tuple[float, float]
) -> None:
    errors = [error() for _ in range(99)]
    call = Scripted(clock, *errors)

    with pytest.raises(ServiceError) as caught:
        run(call, seconds, patience)

    assert caught.value is errors[len(call.at) - 1]
    assert ends[0] <= clock.now - 1000 <= ends[1]


@pytest.mark.parametrize("refused", [True, False])
def test_p55_ownership_is_proved_before_every_try_but_the_first(clock: Clock, refused: bool) -> None:
    call, prove = Scripted(clock, *[error(refused=refused)] * 3, "done"), Scripted(clock, None)

    run(call, before_again=prove)

    assert prove.at == call.at[1:]
    waits = [later - earlier for earlier, later in itertools.pairwise(call.at)]
    assert [wait >= READS_LAG_SECONDS for wait in waits] == [not refused] * 3


def test_p55_a_proof_that_fails_ends_it(clock: Clock) -> None:
    call = Scripted(clock, error(refused=False))

    with pytest.raises(KeyError, match="vanished"):
        run(call, before_again=Scripted(clock, KeyError("vanished")))

    assert call.at == [0]


@pytest.mark.parametrize(
    "tries", [tries for number in (1, 2, 3) for tries in itertools.product([True, False], repeat=number)]
)
def test_p15_a_call_was_refused_only_if_every_try_was(clock: Clock, tries: tuple[bool, ...]) -> None:
    *passing, last = (error(refused=refused) for refused in tries)
    last.code = "Lasting"

    with pytest.raises(ServiceError) as caught:
        run(Scripted(clock, *passing, last))

    assert caught.value is last
    assert last.refused == all(tries)


@pytest.mark.parametrize(
    ("shown_after", "within", "seen", "ends"),
    [(0, 6, "new", 0), (2, 6, "new", 4), (6, 6, "new", 6), (7, 6, None, 6), (0, 0, "new", 0), (1, 0, None, 0)],
)
def test_p54_what_is_missing_is_looked_for_again(
    clock: Clock, shown_after: float, within: float, seen: str | None, ends: float
) -> None:
    def look() -> str | None:
        return "new" if clock.now >= 1000 + shown_after else None

    assert until(look, within=within, deadline=Deadline(300)) == seen
    assert clock.now - 1000 <= ends


def test_p54_what_was_seen_last_is_returned_though_it_is_not_good(clock: Clock) -> None:
    look = Scripted(clock, *range(99))

    assert until(look, good=lambda _: False, within=6, deadline=Deadline(300)) == len(look.at) - 1 > 1


def test_p11_looking_ends_at_the_deadline(clock: Clock) -> None:
    with pytest.raises(OutOfTimeError):
        until(lambda: None, within=99, deadline=Deadline(20))

    assert clock.now == pytest.approx(1018)
