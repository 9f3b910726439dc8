"""Delete: gone where it is ours, untouched where it isn't, and never SUCCESS over a team that is ours."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from support.fake_sagemaker import client_error
from unit.function.scene import NAME, Failure, Id, Scene, properties
from workteam_provider.workteam.errors import StillInUseError, TagsUnreadableError, UnprovedError

if TYPE_CHECKING:
    from collections.abc import Callable

OF_A_TEAM = [Id.ARN, Id.IN_DOUBT, Id.INVENTED]
LONGEST = "a-" * 12 + "a" * 40


def test_p44_deletes_our_team_without_waiting_and_with_few_calls(scene: Scene) -> None:
    outcome = scene.delete(scene.put_ours())

    assert (outcome.error, outcome.physical_id) == (None, Id.ARN)
    assert scene.sagemaker.names == set()
    assert [call.operation for call in scene.sagemaker.calls] == ["DescribeWorkteam", "ListTags", "DeleteWorkteam"]
    assert scene.took == 0


def test_p20_p21_p56_a_team_that_nothing_proves_to_be_ours_stays(scene: Scene, unproved: dict[str, str]) -> None:
    scene.put_strangers(tags=unproved)
    before = copy.deepcopy(scene.team)

    outcome = scene.delete(Id.ARN)

    assert isinstance(outcome.error, UnprovedError)
    assert (outcome.physical_id, scene.team) == (Id.ARN, before)


def test_p21_anothers_team_under_our_arn_proves_that_ours_is_gone(scene: Scene, anothers: dict[str, str]) -> None:
    scene.put_strangers(tags=anothers)
    before = copy.deepcopy(scene.team)

    outcome = scene.delete(Id.ARN)

    assert (outcome.error, outcome.physical_id, scene.team) == (None, Id.ARN, before)


@pytest.mark.parametrize("physical_id", [Id.NOT_CREATED, "*", Id.ARN + "/x", Id.ARN.replace("eu", "us"), "", None])
def test_p17_p24_an_id_that_names_no_team_of_ours_deletes_nothing(scene: Scene, physical_id: str | None) -> None:
    outcome = scene.run("Delete", properties(), physical_id)

    assert (outcome.error, outcome.physical_id) == (None, physical_id or Id.NOT_CREATED)
    assert scene.sagemaker.calls == []


@pytest.mark.parametrize("operation", ["DescribeWorkteam", "ListTags", "DeleteWorkteam"])
@pytest.mark.parametrize("physical_id", OF_A_TEAM)
def test_p24_a_team_that_goes_away_at_whatever_moment_is_deleted(
    scene: Scene, operation: str, physical_id: str
) -> None:
    scene.put_ours()
    scene.sagemaker.before(operation, lambda: scene.sagemaker.remove(NAME))

    assert scene.delete(physical_id).error is None


@pytest.mark.parametrize(
    ("code", "message", "absent"),
    [
        ("ValidationException", "The work team crew does not exist", True),
        ("ValidationException", "Workteam crew not found", True),
        ("ResourceNotFound", "No.", True),
        ("ResourceNotFoundException", "", True),
        ("ValidationException", "The work team crew is referenced by a human review workflow", True),
        ("ValidationException", "No.", False),
        ("ResourceInUse", "The resource is in use", False),
        ("ConflictException", "The work team does not exist in a state in which it can be deleted", False),
    ],
)
def test_p24_p25_p40_describe_decides_whether_there_is_a_team_that_could_not_be_deleted(
    scene: Scene, code: str, message: str, absent: bool
) -> None:
    scene.put_ours()
    scene.refuse("DeleteWorkteam", code, message, times=999)

    outcome = scene.delete(Id.ARN)

    assert isinstance(outcome.error, StillInUseError)
    assert f"{code}: {message}" in outcome.reason
    assert scene.sagemaker.names == {NAME}
    scene.refuse("DescribeWorkteam", code, message, times=99)
    assert (scene.delete(Id.ARN).error is None) == absent


@pytest.mark.parametrize("operation", ["DescribeWorkteam", "ListTags", "DeleteWorkteam"])
@pytest.mark.parametrize(
    "error", [client_error("Any", "AccessDeniedException"), Failure.THROTTLED, Failure.BROKEN, Failure.LOST]
)
@pytest.mark.parametrize("physical_id", OF_A_TEAM)
def test_p25_an_error_on_the_way_is_never_a_success(
    scene: Scene, operation: str, error: Exception, physical_id: str
) -> None:
    scene.put_ours()
    scene.sagemaker.fail(operation, error, times=999)

    outcome = scene.delete(physical_id)

    assert outcome.reason.startswith(f"{operation} failed with")
    assert (outcome.physical_id, scene.sagemaker.names) == (physical_id, {NAME})


@pytest.mark.parametrize("physical_id", OF_A_TEAM)
@pytest.mark.parametrize("put", [Scene.put_ours, Scene.put_strangers])
@pytest.mark.parametrize("times", [1, 99])
def test_p25_a_team_whose_tags_can_not_be_found_stays_and_is_no_success(
    scene: Scene, physical_id: str, put: Callable[[Scene], str], times: int
) -> None:
    put(scene)
    scene.refuse("ListTags", "ResourceNotFound", times=times)

    outcome = scene.delete(physical_id)

    assert isinstance(outcome.error, TagsUnreadableError) == (times == 99)
    assert (NAME in scene.sagemaker.names) == (times == 99 or put is Scene.put_strangers)


@pytest.mark.parametrize(("times", "names"), [(2, set()), (999, {NAME})])
def test_p25_success_false_is_tried_again_and_never_a_success(scene: Scene, times: int, names: set[str]) -> None:
    scene.put_ours()
    scene.sagemaker.unsuccessful_deletes = times

    assert ("Success=false" in str(scene.delete(Id.ARN).error)) == (names != set())
    assert scene.sagemaker.names == names


@pytest.mark.parametrize("wanted", [{}, {"WorkteamName": "bad!"}, {"WorkteamName": LONGEST}, {"WorkteamName": {}}])
@pytest.mark.parametrize("physical_id", OF_A_TEAM)
def test_p24_p26_works_with_properties_that_no_longer_validate(
    scene: Scene, wanted: dict[str, Any], physical_id: str
) -> None:
    scene.put_ours()

    assert scene.delete(physical_id, wanted).error is None
    assert (NAME in scene.sagemaker.names) == (physical_id != Id.ARN)


def test_p40_a_team_in_use_is_waited_for(scene: Scene) -> None:
    scene.put_ours()
    scene.sagemaker.reviewed.add(NAME)
    scene.sagemaker.busy[NAME] = ["job"]
    scene.clock.after(50, scene.sagemaker.busy.clear)
    scene.clock.after(100, scene.sagemaker.reviewed.clear)

    assert scene.delete(Id.ARN).error is None
    assert scene.sagemaker.names == set()


@pytest.mark.parametrize("seconds", [6, 60, 300])
@pytest.mark.parametrize("first", [Failure.REFUSED, Failure.BROKEN])
@pytest.mark.parametrize("listed", [True, False])
def test_p40_a_team_that_stays_in_use_fails_in_time_and_names_the_jobs(
    scene: Scene, seconds: float, first: Exception, listed: bool
) -> None:
    scene.put_ours()
    jobs = [f"job-{number}" for number in range(12)]
    scene.sagemaker.busy[NAME] = jobs
    scene.seconds = seconds
    if seconds > 6:
        scene.sagemaker.fail("DeleteWorkteam", first)
    if not listed:
        scene.refuse("ListLabelingJobsForWorkteam", times=999)

    outcome = scene.delete(Id.ARN)

    assert isinstance(outcome.error, StillInUseError)
    assert (f"that use it: {', '.join(jobs)};" in outcome.reason) == listed
    assert scene.took <= max(0, seconds * 0.95 - 10)


def test_p23_an_unanswered_create_that_is_still_under_way_is_waited_for(scene: Scene) -> None:
    scene.sagemaker.fail("CreateWorkteam", Failure.LOST, times=99, effect="later")
    scene.create()
    scene.clock.after(40, scene.sagemaker.land)

    assert scene.delete(Id.INVENTED).error is None
    assert scene.sagemaker.names == set()


@pytest.mark.parametrize("physical_id", [Id.INVENTED, Id.IN_DOUBT])
@pytest.mark.parametrize("seconds", [5, 30, 300])
def test_p23_a_failed_create_without_a_team_is_deleted_in_time(scene: Scene, physical_id: str, seconds: float) -> None:
    scene.seconds = seconds

    assert scene.delete(physical_id).error is None
    assert scene.took <= min(90, seconds)


def test_p26_a_name_that_no_team_can_have_is_not_looked_for(scene: Scene) -> None:
    assert scene.delete(Id.INVENTED, properties(WorkteamName="a b")).error is None
    assert scene.sagemaker.calls == []
