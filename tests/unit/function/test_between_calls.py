"""What may have changed, or may not be known, between two calls of an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.fake_sagemaker import FakeSageMaker, client_error
from unit.function.scene import NAME, STACK_ID, Scene, properties
from workteam_provider.contract import LOGICAL_ID_TAG, STACK_TAG
from workteam_provider.errors import NameTakenError, NotOwnedError, ServiceError, StillInUseError

if TYPE_CHECKING:
    from unit.function.scene import Clock

ANOTHERS = {STACK_TAG: STACK_ID, LOGICAL_ID_TAG: "Another"}


@pytest.mark.parametrize(
    "failure",
    [
        client_error("ListTags", "ThrottlingException", "Rate exceeded", retries=11),
        client_error("ListTags", "InternalFailure", status=500, retries=11),
    ],
)
def test_p16_p22_a_team_found_but_not_told_apart_leaves_no_orphan(scene: Scene, failure: Exception) -> None:
    scene.put_ours()
    scene.sagemaker.fail("ListTags", failure)

    outcome = scene.create()
    deleted = scene.delete(outcome.physical_id)

    assert isinstance(outcome.error, ServiceError)
    assert deleted.error is None
    assert scene.sagemaker.names == set()


def test_p20_a_strangers_team_that_was_not_told_apart_stays(scene: Scene) -> None:
    scene.put_strangers()
    scene.sagemaker.fail("ListTags", client_error("ListTags", "ThrottlingException", "Rate exceeded", retries=11))

    outcome = scene.create()
    deleted = scene.delete(outcome.physical_id)

    assert deleted.error is None
    assert scene.sagemaker.names == {NAME}


@pytest.mark.parametrize(
    "message",
    [
        "The work team crew is in use by a flow definition",
        "The work team crew is being used by labeling jobs",
    ],
)
def test_p25_p40_a_team_in_use_is_not_taken_for_an_absent_one(scene: Scene, message: str) -> None:
    arn = scene.put_ours()
    scene.sagemaker.fail("DeleteWorkteam", client_error("DeleteWorkteam", "ValidationException", message), times=200)

    outcome = scene.delete(arn)

    assert isinstance(outcome.error, StillInUseError)
    assert scene.sagemaker.names == {NAME}


def test_p21_a_strangers_team_that_took_the_name_while_a_delete_waited_stays(scene: Scene, clock: Clock) -> None:
    arn = scene.put_ours()
    scene.sagemaker.busy[NAME] = ["job"]

    def replace() -> None:
        scene.sagemaker.remove(NAME)
        scene.sagemaker.busy.clear()
        scene.put_strangers(tags=ANOTHERS)

    clock.after(30, replace)
    outcome = scene.delete(arn)

    assert isinstance(outcome.error, NotOwnedError)
    assert f"{arn} was not deleted: it belongs to the resource Another" in outcome.reason
    assert scene.sagemaker.names == {NAME}


def test_p24_a_team_that_somebody_deleted_while_a_delete_waited_is_deleted(scene: Scene, clock: Clock) -> None:
    arn = scene.put_ours()
    scene.sagemaker.busy[NAME] = ["job"]
    clock.after(30, lambda: scene.sagemaker.remove(NAME))

    assert scene.delete(arn).error is None


def test_p21_a_strangers_team_that_took_the_name_while_an_update_waited_is_left_as_it_is(
    scene: Scene, clock: Clock
) -> None:
    arn = scene.put_ours()
    refusal = client_error("UpdateWorkteam", "ValidationException", "user group not found")
    scene.sagemaker.fail("UpdateWorkteam", refusal, times=3)

    def replace() -> None:
        scene.sagemaker.remove(NAME)
        scene.put_strangers(tags=ANOTHERS)

    clock.after(2, replace)
    outcome = scene.update(arn, properties(Description="ours"), properties())

    assert isinstance(outcome.error, NameTakenError)
    assert (
        f"{arn} exists already and is not managed by this resource: it belongs to the resource Another"
        in outcome.reason
    )
    assert scene.sagemaker.team(NAME).settings["Description"] != "ours"


def test_p35_tags_go_where_names_that_differ_by_case_are_one(clock: Clock) -> None:
    scene = Scene(clock, FakeSageMaker(case_insensitive=True))
    tagged = properties(Tags=[{"Key": "project", "Value": "rails"}])
    arn = scene.create(tagged).physical_id

    outcome = scene.update(arn, properties(WorkteamName=NAME.upper()), tagged)

    assert outcome.error is None
    assert "project" not in scene.sagemaker.team(NAME).tags


def test_p35_tags_go_from_a_team_that_was_not_seen_at_first(scene: Scene) -> None:
    tagged = properties(Tags=[{"Key": "project", "Value": "rails"}])
    arn = scene.create(tagged).physical_id
    absent = client_error("DescribeWorkteam", "ValidationException", "The work team crew does not exist")
    scene.sagemaker.fail("DescribeWorkteam", absent)

    outcome = scene.update(arn, properties(), tagged)

    assert outcome.error is None
    assert "project" not in scene.sagemaker.team(NAME).tags
