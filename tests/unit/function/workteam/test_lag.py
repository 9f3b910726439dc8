"""Reads that lag behind writes, calls that fail, and CloudFormation in a hurry: what is left is what was wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from support.fake_sagemaker import client_error, denied
from unit.function.scene import ADOPT, NAME, SOURCE_IP, THEIRS, TOPIC, Deployed, Failure, Id, Scene, member, properties

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.clock import Clock
    from support.fake_sagemaker import Effect
    from unit.function.scene import Then

TAGS = [{"Key": "kept", "Value": "1"}, {"Key": "changed", "Value": "1"}, {"Key": "dropped", "Value": "1"}]
NEW_TAGS = [{"Key": "kept", "Value": "1"}, {"Key": "changed", "Value": "2"}, {"Key": "added", "Value": ""}]
FULL = properties(Tags=TAGS, NotificationConfiguration=TOPIC, WorkerAccessConfiguration=SOURCE_IP)
LAGS = [(5.9, 5.9), (5.9, 0), (0, 5.9), (3, 5)]


class Case(NamedTuple):
    """A change, and the calls that make it."""

    before: dict[str, Any] | None
    wanted: dict[str, Any]
    operations: tuple[str, ...]
    strangers: str | None = None
    removed: bool = False


CASES = {
    "create": Case(None, FULL, ("CreateWorkteam",)),
    "adopt": Case(None, {**FULL, **ADOPT}, ("AddTags", "UpdateWorkteam"), strangers=NAME),
    "change nothing": Case(FULL, FULL, ()),
    "change settings": Case(
        FULL, {**FULL, "Description": "new", "MemberDefinitions": [member(UserGroup="new")]}, ("UpdateWorkteam",)
    ),
    "change tags": Case(FULL, {**FULL, "Tags": NEW_TAGS}, ("DeleteTags", "AddTags")),
    "change both": Case(FULL, properties(Tags=NEW_TAGS, Description="new"), ("UpdateWorkteam", "DeleteTags")),
    "take away": Case(FULL, properties(Tags=TAGS), ("UpdateWorkteam",)),
    "rename": Case(FULL, {**FULL, "WorkteamName": "new"}, ("CreateWorkteam", "DescribeWorkteam")),
    "derive the name": Case(FULL, properties(WorkteamName=None), ("CreateWorkteam", "ListTags")),
    "move": Case(properties(WorkteamName=None), properties(WorkteamName=None, WorkforceName="b"), ("CreateWorkteam",)),
    "rename and adopt": Case(
        FULL,
        properties(WorkteamName="new", **ADOPT),
        ("AddTags", "UpdateWorkteam", "DeleteTags"),
        strangers="new",
    ),
    "heal": Case(FULL, {**FULL, "Description": "new"}, ("CreateWorkteam",), removed=True),
}


def faults(operations: tuple[str, ...]) -> Iterator[tuple[str, Exception, Effect, int] | None]:
    yield None
    for operation in operations:
        yield operation, Failure.LOST, "first", 1
        yield operation, Failure.BROKEN, "never", 1
        yield operation, Failure.BROKEN, "first", 99
        yield operation, Failure.REFUSED, "never", 1
        yield operation, KeyboardInterrupt(), "first", 1  # type: ignore[misc]


@pytest.mark.parametrize("lag", LAGS, ids=str)
@pytest.mark.parametrize("then", ["goes on", "fails elsewhere", "is not answered"])
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_p16_p27_p33_p54_no_orphan_no_false_success_no_claim_and_no_idle_rollback(
    clock: Clock, case: Case, then: Then, lag: tuple[float, float]
) -> None:
    for fault in faults(case.operations):
        deployed = Deployed(Scene.at(clock))
        service = deployed.scene.sagemaker
        if case.strangers:
            deployed.scene.put_strangers(case.strangers)
        if case.before is not None:
            deployed.deploy(case.before)
        if case.removed:
            service.remove(NAME)
        deployed.scene.lag(*lag)
        if fault is not None:
            operation, error, effect, times = fault
            service.fail(operation, error, times=times, effect=effect)

        outcome = deployed.deploy(case.wanted, then)

        deployed.check()
        if case.strangers and outcome.error is not None:
            assert service.team(case.strangers).tags == THEIRS
        if deployed.physical_id is not None:
            service.forget_faults()
            deployed.delete()
            deployed.check()


@pytest.mark.parametrize("lag", LAGS, ids=str)
@pytest.mark.parametrize("physical_id", ["arn", Id.INVENTED, Id.IN_DOUBT])
@pytest.mark.parametrize("deliveries", [0, 1, 2, 3])
def test_p19_p23_p54_a_create_delivered_again_at_once_and_deleted_at_once(
    scene: Scene, lag: tuple[float, float], physical_id: str, deliveries: int
) -> None:
    scene.lag(*lag)
    scene.put_ours()
    assert {scene.create().physical_id for _ in range(deliveries)} <= {scene.sagemaker.arn(NAME)}

    assert scene.delete(scene.sagemaker.arn(NAME) if physical_id == "arn" else physical_id).error is None
    assert scene.sagemaker.names == set()


@pytest.mark.parametrize("lag", LAGS, ids=str)
@pytest.mark.parametrize("error", [denied("CreateWorkteam"), client_error("CreateWorkteam", "ResourceLimitExceeded")])
def test_p15_p54_a_create_that_is_refused_finds_what_an_earlier_delivery_made_just_now(
    scene: Scene, lag: tuple[float, float], error: Exception
) -> None:
    scene.lag(*lag)
    scene.put_ours()
    scene.sagemaker.fail("CreateWorkteam", error, times=99)

    assert scene.create().physical_id == scene.sagemaker.arn(NAME)


@pytest.mark.parametrize("lag", LAGS, ids=str)
def test_p31_p54_a_team_that_another_resource_gave_back_just_now_can_be_adopted(
    scene: Scene, lag: tuple[float, float]
) -> None:
    adopting = properties(**ADOPT)
    scene.of(logical_id="Other").put_ours(adopted=True)
    scene.lag(*lag)
    assert scene.of(logical_id="Other").delete(Id.IN_DOUBT, adopting).error is None

    assert scene.create(adopting).error is None
    assert scene.team.tags["cdk-sagemaker-workteam:logical-id"] == "Team"


@pytest.mark.parametrize("lag", LAGS, ids=str)
def test_p54_p58_tags_that_were_put_back_just_now_prove(scene: Scene, lag: tuple[float, float]) -> None:
    arn = scene.put_ours()
    scene.team.tags = {}
    scene.lag(*lag)
    scene.team.tags = dict(scene.tags)

    assert scene.update(arn, properties(Description="new"), properties()).error is None
    assert scene.delete(arn).error is None
    assert scene.sagemaker.names == set()


@pytest.mark.parametrize("lag", LAGS, ids=str)
def test_p31_p54_a_team_that_is_proved_to_be_ours_only_later_is_not_adopted(
    scene: Scene, lag: tuple[float, float]
) -> None:
    scene.put_ours()
    scene.team.tags = {}
    scene.lag(*lag)
    scene.team.tags = dict(scene.tags)

    assert scene.update(Id.ARN, properties(**ADOPT), properties()).error is None
    assert scene.team.tags == scene.tags


def test_p15_p54_a_team_that_is_in_the_way_is_waited_for_though_it_is_shown_late(scene: Scene) -> None:
    scene.lag(20, 20)
    scene.put_ours()

    assert scene.create().physical_id == scene.sagemaker.arn(NAME)


def test_p33_p54_a_team_that_is_shown_late_and_then_as_it_was_is_made_what_is_wanted(scene: Scene) -> None:
    arn = scene.put_ours(Description="new")
    old_picture = scene.sagemaker.describe_workteam(WorkteamName=NAME)
    old_picture["Workteam"]["Description"] = properties()["Description"]
    scene.sagemaker.fail(
        "DescribeWorkteam",
        client_error("DescribeWorkteam", "ValidationException", f"The work team {NAME} doesn't exist."),
    )
    scene.sagemaker.answer("DescribeWorkteam", old_picture)

    assert scene.update(arn, properties(), properties(Description="new")).error is None
    assert scene.team.settings["Description"] == properties()["Description"]
