"""Rollback disabled: a failed Create is kept, the next one makes the resource, then the failed one's id is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from unit.function.scene import ADOPT, NAME, SOURCE_IP, THEIRS, TOPIC, Failure, Scene, effective, properties
from workteam_provider.contract import ADOPTED_TAG, LOGICAL_ID_TAG, STACK_TAG
from workteam_provider.protocol.errors import OutOfTimeError

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST = properties(NotificationConfiguration=TOPIC)
SECOND = properties(Description="second", WorkerAccessConfiguration=SOURCE_IP)


def made_but_not_shown(scene: Scene) -> None:
    scene.sagemaker.fail("DescribeWorkteam", Failure.THROTTLED, times=999)


def made_unanswered(scene: Scene) -> None:
    scene.sagemaker.fail("CreateWorkteam", Failure.LOST, times=99, effect="first")
    scene.sagemaker.fail("DescribeWorkteam", Failure.THROTTLED, times=999)


def out_of_time(scene: Scene) -> None:
    scene.sagemaker.fail("CreateWorkteam", OutOfTimeError(), effect="first")


def not_made(scene: Scene) -> None:
    scene.sagemaker.fail("CreateWorkteam", Failure.LOST, times=99)


def adopted(scene: Scene) -> None:
    scene.put_strangers()
    scene.sagemaker.fail("UpdateWorkteam", Failure.REFUSED)


def claim_unanswered(scene: Scene) -> None:
    scene.put_strangers()
    scene.sagemaker.fail("AddTags", Failure.LOST, times=99, effect="first")


FAILURES = [made_but_not_shown, made_unanswered, out_of_time, not_made, adopted, claim_unanswered]


@pytest.fixture(params=[(0, 0), (5.9, 5.9), (0, 5.9), (5.9, 0)], ids=str)
def lagging(scene: Scene, request: pytest.FixtureRequest) -> Scene:
    scene.lag(*request.param)
    return scene


def fail_first(scene: Scene, failure: Callable[[Scene], None], adopting: dict[str, Any]) -> str:
    failure(scene)
    failed = scene.create({**FIRST, **adopting})
    scene.sagemaker.forget_faults()
    assert (failed.error is None, failed.physical_id) == (False, f"in-doubt:Team:{scene.request_id}")
    return failed.physical_id


def require_nothing_left(scene: Scene, adopting: dict[str, Any]) -> None:
    left = {name: scene.sagemaker.team(name).tags for name in scene.sagemaker.names}
    assert left == ({NAME: THEIRS} if adopting else {})


def require_second(scene: Scene, arn: str) -> None:
    assert arn == scene.sagemaker.arn(NAME)
    assert effective(scene.team.settings) == effective(SECOND)
    assert scene.update(arn, SECOND, SECOND).error is None


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("in_the_update", [False, True])
def test_p57_the_clean_up_of_a_failed_create_leaves_the_team_of_the_next_one(
    lagging: Scene, failure: Callable[[Scene], None], in_the_update: bool
) -> None:
    adopting = ADOPT if failure in (adopted, claim_unanswered) else {}
    failed = fail_first(lagging, failure, adopting)
    second = lagging.of(request_id="second")
    wanted = {**SECOND, **adopting}

    made = second.update(failed, wanted, {**FIRST, **adopting}) if in_the_update else second.create(wanted)
    assert made.error is None
    for properties_of in ({**FIRST, **adopting}, wanted):
        assert lagging.of(request_id="clean-up").delete(failed, properties_of).error is None

    require_second(lagging, made.physical_id)
    assert lagging.of(request_id="end").delete(made.physical_id, wanted).error is None
    assert lagging.sagemaker.names == set()


@pytest.mark.parametrize("failure", FAILURES)
def test_p57_in_the_other_order_the_next_create_makes_it_anew(lagging: Scene, failure: Callable[[Scene], None]) -> None:
    adopting = ADOPT if failure in (adopted, claim_unanswered) else {}
    failed = fail_first(lagging, failure, adopting)
    wanted = {**SECOND, **adopting}

    assert lagging.of(request_id="clean-up").delete(failed, {**FIRST, **adopting}).error is None
    require_nothing_left(lagging, adopting)
    made = lagging.of(request_id="second").create(wanted)

    assert made.error is None
    require_second(lagging, made.physical_id)


@pytest.mark.parametrize("failure", FAILURES)
def test_p57_a_chain_of_failures_is_cleaned_up_by_the_last_one_alone(
    lagging: Scene, failure: Callable[[Scene], None]
) -> None:
    adopting = ADOPT if failure in (adopted, claim_unanswered) else {}
    failed = [fail_first(lagging.of(request_id=name), failure, adopting) for name in ("first", "second", "third")]

    for physical_id in failed:
        assert lagging.of(request_id="clean-up").delete(physical_id, {**FIRST, **adopting}).error is None

    require_nothing_left(lagging, adopting)


@pytest.mark.parametrize("tags", [{}, {ADOPTED_TAG: "true"}])
def test_p52_p57_a_failed_create_of_a_release_that_wrote_no_claim_is_told_apart_too(
    scene: Scene, tags: dict[str, str]
) -> None:
    scene.put_ours()
    scene.team.tags = {STACK_TAG: scene.stack_id, LOGICAL_ID_TAG: "Team", **tags}
    made = scene.of(request_id="second").create(SECOND)
    assert made.error is None

    assert scene.of(request_id="clean-up").delete(f"in-doubt:Team:{scene.request_id}", FIRST).error is None

    require_second(scene, made.physical_id)
