"""Create: one team of ours or none, and an id by which its Delete knows which."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import NoCredentialsError

from support.fake_sagemaker import client_error, denied
from unit.function.scene import NAME, OTHER_STACK_ID, SOURCE_IP, TOPIC, Failure, Id, Scene, oidc, properties
from workteam_provider.protocol.errors import InvalidEventError, OutOfTimeError, ServiceError
from workteam_provider.workteam.errors import (
    InvalidPropertiesError,
    NameTakenError,
    TeamVanishedError,
    WorkforceChangeError,
)

if TYPE_CHECKING:
    from support.fake_sagemaker import Effect

IN_USE = client_error("CreateWorkteam", "ResourceInUse", "exists")
FULL = client_error("CreateWorkteam", "ResourceLimitExceeded", "no")
NO_TEAM = client_error("DescribeWorkteam", "ValidationException", "The work team does not exist")


def test_p14_answers_the_arn_and_tags_the_team_in_the_create_call_itself(scene: Scene) -> None:
    wanted = properties(
        WorkforceName="crowd",
        MemberDefinitions=[oidc("b", "a")],
        NotificationConfiguration=TOPIC,
        WorkerAccessConfiguration=SOURCE_IP,
    )

    outcome = scene.create({**wanted, "Tags": [{"Key": "cost", "Value": "42"}]})

    assert (outcome.error, outcome.physical_id) == (None, scene.sagemaker.arn(NAME))
    assert scene.sagemaker.writes == ["CreateWorkteam"]
    [request] = scene.requests("CreateWorkteam")
    assert {tag["Key"]: tag["Value"] for tag in request.pop("Tags")} == {"cost": "42", **scene.tags}
    assert request == wanted


@pytest.mark.parametrize("wanted", [{"MemberDefinitions": []}, properties(WorkteamName="a-" * 12 + "a" * 40)])
def test_p15_refused_properties_make_no_call(scene: Scene, wanted: dict[str, Any]) -> None:
    outcome = scene.create(wanted)

    assert isinstance(outcome.error, InvalidPropertiesError)
    assert outcome.physical_id == Id.NOT_CREATED
    assert scene.sagemaker.calls == []
    assert scene.delete(Id.INVENTED, wanted).error is None


@pytest.mark.parametrize("account", ["eu-west-1:999999999999", "us-east-1:123456789012"])
@pytest.mark.parametrize("partition", ["aws", "aws-cn"])
@pytest.mark.parametrize("physical_id", [None, Id.IN_DOUBT, "anything"])
def test_p17_p62_nothing_is_made_for_a_stack_elsewhere(
    scene: Scene, account: str, partition: str, physical_id: str | None
) -> None:
    scene.function_arn = f"arn:{partition}:lambda:{account}:function:f"

    outcome = scene.update(physical_id, properties(), properties()) if physical_id else scene.create()

    assert isinstance(outcome.error, InvalidEventError)
    assert "the stack is in eu-west-1 of account 123456789012" in outcome.reason
    assert outcome.physical_id == (physical_id or Id.NOT_CREATED)
    assert scene.sagemaker.calls == []


@pytest.mark.parametrize(
    ("errors", "physical_id"),
    [
        ([FULL], Id.NOT_CREATED),
        ([Failure.NO_GROUP], Id.NOT_CREATED),
        ([denied("CreateWorkteam")], Id.NOT_CREATED),
        ([NoCredentialsError()], Id.NOT_CREATED),
        ([Failure.BROKEN], Id.IN_DOUBT),
        ([Failure.LOST], Id.IN_DOUBT),
        ([Failure.LOST, FULL], Id.IN_DOUBT),
        ([Failure.BROKEN, Failure.NO_GROUP], Id.IN_DOUBT),
        ([IN_USE], Id.IN_DOUBT),
        ([OutOfTimeError()], Id.IN_DOUBT),
        ([KeyboardInterrupt()], Id.IN_DOUBT),
    ],
)
@pytest.mark.parametrize("seconds", [0, 20, 80])
def test_p11_p15_p22_only_a_create_that_was_refused_whoever_tried_made_nothing(
    scene: Scene, errors: list[Exception], physical_id: str, seconds: float
) -> None:
    in_doubt = physical_id == Id.IN_DOUBT
    for error in errors:
        scene.sagemaker.fail("CreateWorkteam", error, effect="later" if in_doubt else "never")
    scene.sagemaker.fail("CreateWorkteam", errors[-1], times=99, effect="later" if in_doubt else "never")

    assert scene.create().physical_id == physical_id
    scene.clock.after(seconds, scene.sagemaker.land)
    assert scene.delete(physical_id).error is None
    assert scene.sagemaker.names == set()


@pytest.mark.parametrize(
    "create", [FULL, Failure.NO_GROUP, denied("CreateWorkteam"), Failure.BROKEN, Failure.LOST, IN_USE]
)
@pytest.mark.parametrize("describe", [None, Failure.THROTTLED, denied("DescribeWorkteam"), Failure.LOST])
def test_p15_p16_p38_a_create_that_fails_is_in_doubt_where_an_earlier_delivery_made_the_team(
    scene: Scene, create: Exception, describe: Exception | None
) -> None:
    made = scene.create()
    scene.sagemaker.fail("CreateWorkteam", create, times=99)
    if describe is not None:
        scene.sagemaker.fail("DescribeWorkteam", describe, times=999)

    outcome = scene.create()

    if describe is None:
        assert outcome == made
    else:
        assert isinstance(outcome.error, ServiceError)
        assert (outcome.error.operation, outcome.physical_id) == ("CreateWorkteam", Id.IN_DOUBT)
        scene.sagemaker.forget_faults()
        assert scene.delete(outcome.physical_id).error is None
        assert scene.sagemaker.names == set()


@pytest.mark.parametrize(
    ("operation", "error"),
    [
        ("DescribeWorkteam", Failure.THROTTLED),
        ("DescribeWorkteam", NO_TEAM),
        ("ListTags", Failure.BROKEN),
        ("ListTags", Failure.THROTTLED),
    ],
)
@pytest.mark.parametrize("ours", [True, False])
def test_p16_p20_what_could_not_be_told_apart_is_told_apart_by_the_delete(
    scene: Scene, operation: str, error: Exception, ours: bool
) -> None:
    scene.put_ours() if ours else scene.put_strangers()
    scene.sagemaker.fail(operation, error, times=999)

    assert scene.create().physical_id == Id.IN_DOUBT
    scene.sagemaker.forget_faults()
    assert scene.delete(Id.IN_DOUBT).error is None
    assert scene.sagemaker.names == (set() if ours else {NAME})


@pytest.mark.parametrize("name", [NAME, None])
@pytest.mark.parametrize("code", ["ResourceInUse", "ValidationException"])
def test_p19_the_same_create_twice_makes_one_team_and_equal_answers(scene: Scene, name: str | None, code: str) -> None:
    wanted = properties(WorkteamName=name, Tags=[{"Key": "a", "Value": "1"}], NotificationConfiguration=TOPIC)
    first = scene.create(wanted)
    scene.refuse("CreateWorkteam", code, "Work team in this workforce already exists")

    assert scene.create(wanted) == first
    assert scene.sagemaker.writes == ["CreateWorkteam"]
    assert {scene.sagemaker.arn(name) for name in scene.sagemaker.names} == {first.physical_id}


def test_p20_p21_p56_a_team_that_is_not_ours_is_refused_and_left_as_it_was(
    scene: Scene, foreign: dict[str, str]
) -> None:
    arn = scene.put_strangers(tags=foreign)
    before = copy.deepcopy(scene.team)

    outcome = scene.create()

    assert isinstance(outcome.error, NameTakenError)
    assert all(words in outcome.reason for words in (arn, "`WorkteamName`", "`AdoptExisting`"))
    assert OTHER_STACK_ID not in outcome.reason
    assert outcome.physical_id == Id.NOT_CREATED
    for physical_id in (Id.NOT_CREATED, Id.INVENTED, Id.IN_DOUBT):
        assert scene.delete(physical_id).error is None
    assert scene.team == before


def test_p28_a_redelivered_create_refuses_another_workforce(scene: Scene) -> None:
    scene.put_ours()

    assert isinstance(scene.create(properties(WorkforceName="another")).error, WorkforceChangeError)
    assert scene.sagemaker.writes == ["CreateWorkteam"]


@pytest.mark.parametrize(
    ("message", "waits"),
    [
        ("User group annotators was not found", True),
        ("no such WORKFORCE", True),
        ("Cannot create more than one workforce for account 123456789012", False),
        ("Invalid something", False),
    ],
)
@pytest.mark.parametrize("times", [4, 99])
def test_a_fresh_dependency_is_waited_for_half_a_minute_and_nothing_else(
    scene: Scene, message: str, waits: bool, times: int
) -> None:
    scene.refuse("CreateWorkteam", message=message, times=times)

    outcome = scene.create()

    assert (outcome.error is None) == (waits and times == 4)
    assert (message in str(outcome.error)) == (outcome.error is not None)
    assert (scene.sagemaker.writes.count("CreateWorkteam") > 4) == waits
    assert scene.took < 40


@pytest.mark.parametrize(("seconds", "known"), [(30, True), (999, False)])
def test_p36_a_role_that_is_not_known_yet_is_waited_for_within_a_minute(
    scene: Scene, seconds: float, known: bool
) -> None:
    for operation in ("CreateWorkteam", "DescribeWorkteam"):
        scene.sagemaker.fail(operation, denied(operation), times=99)
    scene.clock.after(seconds, scene.sagemaker.forget_faults)

    outcome = scene.create()

    assert (outcome.error is None) == known
    assert known == ("sagemaker:CreateWorkteam" not in str(outcome.error))
    assert scene.took < 60


@pytest.mark.parametrize("effect", ["never", "later"])
def test_p11_time_over_before_it_is_clear_what_was_made_leaves_it_in_doubt(scene: Scene, effect: Effect) -> None:
    scene.seconds = 10
    scene.sagemaker.fail("CreateWorkteam", Failure.NO_GROUP, times=99, effect=effect)

    outcome = scene.create()
    scene.sagemaker.land()

    assert "User group annotators was not found" in outcome.reason
    assert (outcome.physical_id, scene.took <= 8) == (Id.IN_DOUBT, True)


def test_p16_a_team_that_is_never_shown_has_vanished(scene: Scene) -> None:
    scene.sagemaker.answer("CreateWorkteam", {"WorkteamArn": Id.ARN}, effect="never")

    outcome = scene.create()

    assert isinstance(outcome.error, TeamVanishedError)
    assert "work team crew existed" in outcome.reason
