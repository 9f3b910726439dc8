"""Reasons name the very team, owner and workforce that they are about."""

from __future__ import annotations

from typing import Final

import pytest

from support.fake_sagemaker import client_error
from unit.function.scene import NAME, OTHER_STACK_ID, OWNER, SOURCE_IP, Scene, properties
from workteam_provider.contract import LOGICAL_ID_TAG, STACK_TAG
from workteam_provider.errors import (
    InvalidEventError,
    NameTakenError,
    NotOwnedError,
    RemovalIgnoredError,
    ServiceError,
    StillInUseError,
    TeamVanishedError,
    WorkforceChangeError,
)
from workteam_provider.ownership import Owner

ARN: Final = OWNER.arn_of(NAME)
OTHERS: Final = {STACK_TAG: OTHER_STACK_ID, LOGICAL_ID_TAG: "Crew"}
OTHER: Final = f"the resource Crew of the stack {OTHER_STACK_ID}"
IN_USE: Final = client_error("DeleteWorkteam", "ResourceInUse", "The workteam is in use")


def test_p20_a_name_that_is_taken(scene: Scene) -> None:
    scene.put_strangers(tags=OTHERS)
    assert scene.create().reason == str(NameTakenError(ARN, OTHER))


def test_p31_an_adoption_that_another_resource_won(scene: Scene) -> None:
    scene.put_strangers()
    scene.sagemaker.before("AddTags", lambda: None)
    scene.sagemaker.before("ListTags", lambda: None)
    scene.sagemaker.before("ListTags", lambda: scene.sagemaker.team(NAME).tags.update(OTHERS))

    outcome = scene.create(properties(AdoptExisting="true"))

    assert outcome.reason == str(NameTakenError(ARN, OTHER))


def test_p21_a_delete_of_anothers(scene: Scene) -> None:
    scene.put_strangers(tags=OTHERS)
    assert scene.delete(ARN).reason == str(NotOwnedError(ARN, OTHER))


def test_p28_another_workforce(scene: Scene) -> None:
    arn = scene.put_ours()
    outcome = scene.update(arn, properties(WorkforceName="another"), properties())
    assert outcome.reason == str(WorkforceChangeError(NAME, "default", "another"))


def test_p34_a_removal_that_is_ignored(scene: Scene) -> None:
    arn = scene.put_ours(WorkerAccessConfiguration=SOURCE_IP)
    scene.sagemaker.keeps_removed = True
    outcome = scene.update(arn, properties(), properties(WorkerAccessConfiguration=SOURCE_IP))
    assert outcome.reason == str(RemovalIgnoredError(NAME, ["WorkerAccessConfiguration"]))


def test_p40_a_team_in_use(scene: Scene) -> None:
    arn = scene.put_ours()
    scene.sagemaker.busy[NAME] = ["job"]
    reason = scene.delete(arn).reason
    start, _, _ = str(StillInUseError(ARN, ["job"], "LAST")).partition("LAST")
    assert reason.startswith(start)


def test_p40_jobs_are_listed_in_the_time_that_is_kept_for_it(scene: Scene) -> None:
    arn = scene.put_ours()
    scene.sagemaker.busy[NAME] = ["job"]
    scene.seconds = 60
    scene.delete(arn)
    assert scene.clock.now - 1000 <= 60 - 3 - 10


def test_p17_a_team_that_is_gone_while_it_is_looked_at(scene: Scene) -> None:
    arn = scene.put_ours()
    scene.sagemaker.before("ListTags", lambda: scene.sagemaker.remove(NAME))
    assert scene.update(arn, properties(), properties()).reason == str(TeamVanishedError(NAME))


def test_p16_a_team_that_is_never_seen(scene: Scene) -> None:
    unseen = client_error("DescribeWorkteam", "ValidationException", f"The work team {ARN} does not exist")
    scene.sagemaker.fail("DescribeWorkteam", unseen, times=5)
    outcome = scene.create()
    assert (outcome.reason, outcome.physical_id) == (str(TeamVanishedError(NAME)), ARN)
    assert [call.operation for call in scene.sagemaker.calls].count("DescribeWorkteam") == 5


def test_p15_p16_the_marker_tells_the_request(scene: Scene) -> None:
    scene.sagemaker.fail("CreateWorkteam", client_error("CreateWorkteam", "ValidationException", "no"))
    outcome = scene.create()
    assert isinstance(outcome.error, ServiceError)
    assert outcome.physical_id == "not-created:Team:6ba7b810-9dad-11d1-80b4-00c04fd430c8"


def test_p16_the_mark_of_doubt_tells_the_request(scene: Scene) -> None:
    lost = client_error("CreateWorkteam", "InternalFailure", "lost", status=500)
    scene.sagemaker.fail("CreateWorkteam", lost)
    outcome = scene.create()
    assert outcome.physical_id == "in-doubt:Team:6ba7b810-9dad-11d1-80b4-00c04fd430c8"


def test_p16_a_redelivered_create_that_fails_answers_its_teams_arn(scene: Scene) -> None:
    scene.put_ours()
    scene.sagemaker.fail("UpdateWorkteam", client_error("UpdateWorkteam", "ValidationException", "no"))
    outcome = scene.create(properties(Description="other"))
    assert (type(outcome.error), outcome.physical_id) == (ServiceError, ARN)


def test_p17_a_stack_id_that_is_none(scene: Scene) -> None:
    with pytest.raises(InvalidEventError) as raised:
        Owner.of("Stack", "Team")
    assert str(raised.value) == "`StackId`: expected the ARN of a CloudFormation stack; nothing was done"


def test_p36_a_denied_create_tells_of_the_create(scene: Scene) -> None:
    for operation in ("CreateWorkteam", "DescribeWorkteam"):
        scene.sagemaker.fail(operation, client_error(operation, "AccessDeniedException", "no"), times=99)
    outcome = scene.create()
    assert isinstance(outcome.error, ServiceError)
    assert outcome.error.operation == "CreateWorkteam"
    assert str(outcome.physical_id).startswith("in-doubt:")


@pytest.mark.parametrize(
    ("create", "describe"),
    [
        (client_error("CreateWorkteam", "AccessDeniedException", "no"), None),
        (
            client_error("CreateWorkteam", "AccessDeniedException", "no"),
            client_error("DescribeWorkteam", "AccessDeniedException", "no"),
        ),
        (
            client_error("CreateWorkteam", "ValidationException", "The user group does not exist"),
            client_error("DescribeWorkteam", "ThrottlingException", "Rate exceeded"),
        ),
    ],
)
def test_p15_a_redelivered_create_that_is_refused_knows_of_its_team(
    scene: Scene, create: Exception, describe: Exception | None
) -> None:
    scene.create()
    scene.sagemaker.fail("CreateWorkteam", create, times=99)
    if describe is not None:
        scene.sagemaker.fail("DescribeWorkteam", describe, times=99)

    outcome = scene.create()

    assert outcome.error is None or str(outcome.physical_id).startswith("in-doubt:")
