"""Update in place: what differs is sent, and what is whose is kept."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from unit.function.scene import (
    NAME,
    SOURCE_IP,
    STACK_ID,
    TOPIC,
    Deployed,
    Failure,
    Id,
    Scene,
    effective,
    member,
    properties,
)
from workteam_provider.contract import ADOPTED_TAG, LOGICAL_ID_TAG, OWNER_TAGS, STACK_TAG
from workteam_provider.protocol.errors import InvalidEventError, ServiceError
from workteam_provider.workteam import errors

GIVEN = [{"NotificationConfiguration": TOPIC}, {"WorkerAccessConfiguration": SOURCE_IP}]
NOTHING: list[dict[str, Any]] = [
    {"NotificationConfiguration": {}, "WorkerAccessConfiguration": {}},
    {"WorkerAccessConfiguration": {"S3Presign": {}}, "NotificationConfiguration": {"NotificationTopicArn": None}},
    {"WorkerAccessConfiguration": {"S3Presign": {"IamPolicyConstraints": {}}}},
    {"WorkerAccessConfiguration": {"S3Presign": {"IamPolicyConstraints": {"SourceIp": "Disabled"}}}},
]


def tags(**values: str) -> dict[str, Any]:
    return properties(Tags=[{"Key": key, "Value": value} for key, value in values.items()])


def test_no_change_makes_no_write_and_waits_for_nothing(scene: Scene) -> None:
    outcome = scene.update(scene.put_ours(), properties(), properties())

    assert (outcome.error, outcome.physical_id) == (None, Id.ARN)
    assert [call.operation for call in scene.sagemaker.calls] == ["DescribeWorkteam", "ListTags"]
    assert scene.took == 0


def test_p18_members_are_sent_whole_and_the_description_only_if_changed(scene: Scene) -> None:
    members = [member(), member(UserGroup="reviewers")]

    outcome = scene.update(scene.put_ours(), properties(MemberDefinitions=members), properties())

    assert (outcome.error, outcome.physical_id) == (None, Id.ARN)
    assert scene.requests("UpdateWorkteam") == [{"WorkteamName": NAME, "MemberDefinitions": members}]


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("nothing", NOTHING)
def test_p18_p34_p59_what_is_taken_away_is_gone_and_comes_back(
    scene: Scene, given: dict[str, Any], nothing: dict[str, Any]
) -> None:
    given, nothing = properties(**given), {**properties(), **nothing, "Tags": [], "WorkforceName": None}
    deployed = Deployed(scene)
    for wanted in (nothing, given, nothing):
        assert deployed.deploy(wanted).error is None
        assert effective(scene.team.settings) == effective(given if wanted is given else properties())
    assert deployed.deploy(given, then="fails elsewhere").physical_id == Id.ARN
    assert effective(scene.team.settings) == effective(properties())


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("answer", [None, {}])
@pytest.mark.parametrize("seconds", [0, 4, 9, 999])
def test_p34_a_removal_is_looked_for_some_seconds_and_fails_if_it_is_ignored(
    scene: Scene, given: dict[str, Any], answer: dict[str, Any] | None, seconds: float
) -> None:
    [name] = given
    scene.put_ours(**given)
    scene.sagemaker.keeps_removed = True
    scene.clock.after(seconds, lambda: scene.team.settings.pop(name))
    if answer is not None:
        scene.sagemaker.answer("UpdateWorkteam", answer)

    outcome = scene.update(Id.ARN, properties(), properties(**given))

    assert isinstance(outcome.error, errors.RemovalIgnoredError) == (seconds == 999)
    assert (f"`{name}`" in str(outcome.error)) == (seconds == 999)
    assert (outcome.physical_id, scene.took <= 10) == (Id.ARN, True)
    assert seconds != 4 or scene.took < 9


def test_p35_only_the_users_own_tags_change(scene: Scene) -> None:
    scene.put_ours()
    scene.team.tags.update({"others": "1", "mine": "old", "gone": "x"})

    outcome = scene.update(Id.ARN, tags(mine="new", more=""), tags(mine="old", gone="x"))

    assert outcome.error is None
    assert scene.team.tags == {**scene.tags, "others": "1", "mine": "new", "more": ""}
    assert scene.sagemaker.writes == ["DeleteTags", "AddTags"]


def test_p35_ours_never_go_even_where_old_properties_name_them(scene: Scene) -> None:
    scene.update(scene.put_ours(), properties(), tags(**dict.fromkeys(OWNER_TAGS, "x")))

    assert scene.team.tags == scene.tags


def test_p21_another_resources_team_under_our_arn_is_not_updated(scene: Scene, anothers: dict[str, str]) -> None:
    scene.put_strangers(tags=anothers)
    before = copy.deepcopy(scene.team)

    outcome = scene.update(Id.ARN, properties(), properties())

    assert isinstance(outcome.error, errors.NameTakenError)
    assert (outcome.physical_id, scene.team) == (Id.ARN, before)


def test_p30_another_logical_id_under_the_same_name_fails_and_the_team_survives(scene: Scene) -> None:
    scene.create()
    moved = scene.of(logical_id="Moved")

    outcome = moved.create()

    assert isinstance(outcome.error, errors.NameTakenError)
    assert "the resource Team of this stack" in outcome.reason
    assert moved.delete(outcome.physical_id).error is None
    assert scene.update(Id.ARN, properties(), properties()).error is None


@pytest.mark.parametrize("physical_id", [Id.ARN, Id.IN_DOUBT, "anything"])
@pytest.mark.parametrize("wanted", [{}, properties(WorkteamName="new", Description="")])
def test_p17_refused_properties_make_no_call(scene: Scene, physical_id: str, wanted: dict[str, Any]) -> None:
    outcome = scene.update(physical_id, wanted, properties())

    assert isinstance(outcome.error, errors.InvalidPropertiesError)
    assert (outcome.physical_id, scene.sagemaker.calls) == (physical_id, [])


def test_p17_an_update_without_an_id_makes_nothing(scene: Scene) -> None:
    outcome = scene.run("Update", properties(), None, properties())

    assert isinstance(outcome.error, InvalidEventError)
    assert outcome.reason.startswith("`PhysicalResourceId`: expected the id of a team")
    assert scene.sagemaker.calls == []


@pytest.mark.parametrize("physical_id", [Id.IN_DOUBT, Id.NOT_CREATED, Id.INVENTED, "something"])
def test_p17_an_id_of_no_team_leads_to_a_new_one_and_is_echoed_where_that_fails(scene: Scene, physical_id: str) -> None:
    scene.sagemaker.fail("CreateWorkteam", Failure.REFUSED)
    failed = scene.update(physical_id, properties(), properties())

    assert isinstance(failed.error, ServiceError)
    assert failed.physical_id == physical_id
    assert scene.update(physical_id, properties(), properties()).physical_id == Id.ARN


def test_p32_a_team_deleted_outside_cloudformation_is_made_again_under_the_same_arn(scene: Scene) -> None:
    outcome = scene.update(Id.ARN, properties(), properties())

    assert (outcome.error, outcome.physical_id) == (None, Id.ARN)
    assert scene.team.tags == scene.tags


@pytest.mark.parametrize("proved", [True, False])
def test_p28_another_workforce_under_the_same_explicit_name_is_refused_and_rolled_back(
    scene: Scene, proved: bool
) -> None:
    deployed = Deployed(scene)
    deployed.deploy(properties())
    scene.team.tags = scene.team.tags if proved else {}
    before = copy.deepcopy(scene.team)

    outcome = deployed.deploy(properties(WorkforceName="another"))

    assert isinstance(outcome.error, errors.WorkforceChangeError)
    assert ("`WorkteamName`" in outcome.reason, scene.team) == (True, before)


def test_a_fresh_group_is_waited_for(scene: Scene) -> None:
    scene.sagemaker.fail("UpdateWorkteam", Failure.NO_GROUP, times=3)

    assert scene.update(scene.put_ours(), properties(Description="new"), properties()).error is None


@pytest.mark.parametrize("adopted", [{}, {ADOPTED_TAG: "true"}])
def test_p52_a_team_of_a_release_that_wrote_no_claim_is_ours(scene: Scene, adopted: dict[str, str]) -> None:
    scene.put_ours()
    older = {STACK_TAG: STACK_ID, LOGICAL_ID_TAG: "Team", **adopted}
    scene.team.tags = older

    assert scene.update(Id.ARN, {**tags(a="1"), "Description": "new"}, properties()).error is None
    assert scene.team.tags == {**older, "a": "1"}
    assert scene.delete(Id.ARN).error is None
    assert scene.sagemaker.names == set()


def test_p34_a_team_that_went_away_while_a_removal_was_looked_for_has_vanished(scene: Scene) -> None:
    scene.put_ours(NotificationConfiguration=TOPIC)
    scene.sagemaker.keeps_removed = True
    scene.clock.after(3, lambda: scene.sagemaker.remove(NAME))

    outcome = scene.update(Id.ARN, properties(), properties(NotificationConfiguration=TOPIC))

    assert isinstance(outcome.error, errors.TeamVanishedError)
    assert "work team crew existed" in outcome.reason


@pytest.mark.parametrize("allowed", [True, False])
@pytest.mark.parametrize("seconds", [0, 0.1])
def test_p21_p80_the_reason_tells_of_adoption_where_the_provider_allows_it(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, allowed: bool, seconds: float
) -> None:
    monkeypatch.setenv("ALLOW_ADOPTION", str(allowed))
    scene.put_ours()
    others = {STACK_TAG: STACK_ID, LOGICAL_ID_TAG: "Another"}
    scene.clock.after(seconds, lambda: scene.put_strangers(tags=others))
    scene.clock.sleep(0)
    scene.sagemaker.fail("UpdateWorkteam", Failure.CLOSED)

    outcome = scene.update(Id.ARN, properties(Description="new"), properties())

    assert isinstance(outcome.error, errors.NameTakenError)
    assert outcome.reason.startswith(f"the work team {Id.ARN} exists already")
    assert "it belongs to the resource Another of this stack" in outcome.reason
    assert ("does not allow" in outcome.reason) == (not allowed)
