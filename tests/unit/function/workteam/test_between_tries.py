"""Between two tries, and between two calls, the name may have become somebody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from unit.function.scene import (
    ADOPT,
    NAME,
    SOURCE_IP,
    STACK_ID,
    THEIRS,
    TOPIC,
    Failure,
    Id,
    Outcome,
    Scene,
    properties,
)
from workteam_provider.contract import CLAIM_TAG, LOGICAL_ID_TAG, STACK_TAG
from workteam_provider.workteam.errors import NameTakenError, TeamVanishedError, UnprovedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.fake_sagemaker import Effect

COPIED = {STACK_TAG: STACK_ID, LOGICAL_ID_TAG: "Team", CLAIM_TAG: "other/0123456789abcdef"}
STRANGERS = {"nobody": THEIRS, "another": {STACK_TAG: STACK_ID, LOGICAL_ID_TAG: "Another"}, "a copy": COPIED}
TAGGED = properties(Tags=[{"Key": "a", "Value": "1"}])


class Case(NamedTuple):
    """A change of the team, the call that makes it, and the strangers for whom it is not a failure."""

    happens: Callable[[Scene], Outcome]
    operation: str
    fine: tuple[str, ...] = ()
    done: str = "changed"
    put: Callable[[Scene], object] = Scene.put_ours


def update(wanted: dict[str, Any], old: dict[str, Any]) -> Callable[[Scene], Outcome]:
    return lambda scene: scene.update(Id.ARN, wanted, old)


def put_two(scene: Scene) -> None:
    scene.put_ours()
    scene.put_ours("old")


def put_adopted(scene: Scene) -> None:
    scene.put_ours(adopted=True)


CASES = {
    "update": Case(update(properties(Description="new"), properties()), "UpdateWorkteam"),
    "add tags": Case(update(TAGGED, properties()), "AddTags"),
    "remove tags": Case(update(properties(), TAGGED), "DeleteTags"),
    "take over": Case(lambda scene: scene.of(request_id="next").create(), "AddTags", done="taken over"),
    "delete": Case(lambda scene: scene.delete(Id.ARN), "DeleteWorkteam", ("another",), "deleted"),
    "undo": Case(lambda scene: scene.delete(Id.IN_DOUBT), "DeleteWorkteam", ("another",), "deleted"),
    "undo a rename": Case(
        lambda scene: scene.update(Id.ARN.replace("crew", "old"), properties(WorkteamName="old"), properties()),
        "DeleteWorkteam",
        ("another",),
        "deleted",
        put_two,
    ),
    "release": Case(
        lambda scene: scene.delete(Id.IN_DOUBT, properties(**ADOPT)), "DeleteTags", tuple(STRANGERS), put=put_adopted
    ),
}
of_every_change = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
after_every_try = pytest.mark.parametrize(
    ("error", "effect", "lag"),
    [
        *(
            (error, effect, 5.9)
            for error in (Failure.LOST, Failure.CLOSED, Failure.BROKEN)
            for effect in ("never", "first")
        ),
        (Failure.THROTTLED, "never", 0),
    ],
)


@of_every_change
@after_every_try
@pytest.mark.parametrize("whose", STRANGERS)
def test_p21_p55_a_stranger_who_took_the_name_before_the_next_try_is_left_alone(
    scene: Scene, case: Case, error: Exception, effect: Effect, lag: float, whose: str
) -> None:
    case.put(scene)
    scene.lag(lag, lag)
    scene.sagemaker.fail(case.operation, error, effect=effect)
    scene.clock.after(0.1, lambda: scene.put_strangers(tags=STRANGERS[whose]))

    outcome = case.happens(scene)

    assert (scene.team.settings["Description"], scene.team.tags) == ("theirs", STRANGERS[whose])
    assert scene.sagemaker.writes.count(case.operation) == 1
    kind = NameTakenError if whose == "another" else UnprovedError
    assert type(outcome.error) is (type(None) if whose in case.fine else kind)
    if outcome.error is not None and kind is UnprovedError:
        assert f"the team was not {case.done}:" in outcome.reason
    elif outcome.error is not None:
        assert outcome.reason.startswith(f"the work team {Id.ARN} exists already")
        assert "it belongs to the resource Another of this stack" in outcome.reason
        assert "set `AdoptExisting` to true" in outcome.reason


@of_every_change
@after_every_try
def test_p24_p55_a_team_that_went_away_before_the_next_try_is_gone(
    scene: Scene, case: Case, error: Exception, effect: Effect, lag: float
) -> None:
    case.put(scene)
    scene.lag(lag, lag)
    scene.sagemaker.fail(case.operation, error, effect=effect)
    if case.operation != "DeleteWorkteam" or effect == "never":
        scene.clock.after(0.1, lambda: scene.sagemaker.remove(NAME))

    outcome = case.happens(scene)

    assert type(outcome.error) is (type(None) if case.fine else TeamVanishedError)
    assert case.fine or "work team crew existed" in outcome.reason
    if case.operation == "DeleteWorkteam":
        assert scene.took < 8
    assert NAME not in scene.sagemaker.names


@of_every_change
@after_every_try
def test_p22_p37_a_change_that_was_not_answered_is_tried_again(
    scene: Scene, case: Case, error: Exception, effect: Effect, lag: float
) -> None:
    case.put(scene)
    scene.lag(lag, lag)
    scene.sagemaker.fail(case.operation, error, times=3 if effect == "never" else 1, effect=effect)

    assert case.happens(scene).error is None


@pytest.mark.parametrize("name", ["update", "delete"])
@pytest.mark.parametrize("whose", STRANGERS)
def test_p21_p55_a_stranger_who_took_the_name_while_it_was_waited_for_others_is_left_alone(
    scene: Scene, name: str, whose: str
) -> None:
    scene.put_ours()
    scene.sagemaker.fail(CASES[name].operation, Failure.NO_GROUP, times=3)
    scene.clock.after(2, lambda: scene.put_strangers(tags=STRANGERS[whose]))

    CASES[name].happens(scene)

    assert (scene.team.settings["Description"], scene.team.tags) == ("theirs", STRANGERS[whose])


@pytest.mark.parametrize("whose", STRANGERS)
@pytest.mark.parametrize("given", [{"NotificationConfiguration": TOPIC}, {"WorkerAccessConfiguration": SOURCE_IP}])
def test_p55_a_stranger_who_took_the_name_while_a_removal_was_looked_for_gets_no_tags(
    scene: Scene, whose: str, given: dict[str, Any]
) -> None:
    scene.put_ours(**given)
    scene.sagemaker.keeps_removed = True
    scene.clock.after(3, lambda: scene.put_strangers(tags=STRANGERS[whose]))

    assert scene.update(Id.ARN, TAGGED, properties(**given)).error is not None
    assert scene.team.tags == STRANGERS[whose]
