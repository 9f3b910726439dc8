"""Answers of the service that lack something, or hold what nobody knows: asked for, never guessed, never a defect."""

from __future__ import annotations

from typing import Any

import pytest

from unit.function.scene import NAME, SOURCE_IP, TOPIC, Id, Scene, member, properties
from workteam_provider.contract import ATTRIBUTES
from workteam_provider.protocol.errors import ServiceError
from workteam_provider.workteam.attributes import portal_url
from workteam_provider.workteam.errors import StillInUseError

HOST = "abc.labeling.eu-west-1.sagemaker.aws"
FULL = properties(NotificationConfiguration=TOPIC, WorkerAccessConfiguration=SOURCE_IP, WorkforceName="crowd")
TEAM: dict[str, Any] = {
    "WorkteamName": NAME,
    "WorkteamArn": Id.ARN,
    "WorkforceArn": Id.ARN.replace("workteam/private-crowd/crew", "workforce/crowd"),
    "SubDomain": HOST,
    "Description": "labels things",
    "MemberDefinitions": [member()],
    "NotificationConfiguration": TOPIC,
    "WorkerAccessConfiguration": SOURCE_IP,
}
PARTIAL: list[dict[str, Any] | None] = [
    None,
    {},
    *({**TEAM, name: None} for name in TEAM),
    {**TEAM, "NotificationConfiguration": {}, "WorkerAccessConfiguration": {}},
    {**TEAM, "MemberDefinitions": [None]},
    {**TEAM, "MemberDefinitions": [{"CognitoMemberDefinition": None, "OidcMemberDefinition": None}]},
    {**TEAM, "MemberDefinitions": [{"OidcMemberDefinition": {"Groups": [None, "a", None]}}, {"Saml": {}}]},
    {**TEAM, "NotificationConfiguration": {"NotificationTopicArn": None}},
    {**TEAM, "WorkerAccessConfiguration": {"S3Presign": None}},
    {**TEAM, "WorkerAccessConfiguration": {"S3Presign": {"IamPolicyConstraints": None}}},
    {**TEAM, "WorkerAccessConfiguration": {"S3Presign": {"IamPolicyConstraints": {"SourceIp": None}}}},
    {**TEAM, "Surprise": {"new": ["member"]}},
]


def test_p14_every_attribute_of_the_contract_is_answered(scene: Scene) -> None:
    data = scene.create(FULL).data

    assert dict(data) == {**{name: TEAM.get(name) for name in ATTRIBUTES}, "PortalUrl": f"https://{HOST}"}


def test_p64_a_team_without_workforce_and_portal_has_empty_attributes(scene: Scene) -> None:
    scene.sagemaker.shows_portal = False

    data = scene.create().data

    assert (data["WorkforceArn"], data["SubDomain"], data["PortalUrl"]) == ("", "", "")
    assert scene.update(Id.ARN, properties(WorkforceName="any"), properties()).error is None


@pytest.mark.parametrize(
    ("sub_domain", "url"),
    [
        ("", ""),
        ("https://", ""),
        ("abc", f"https://{HOST}"),
        ("abc.labeling.x", "https://abc.labeling.x"),
        ("https://abc.labeling.x/", "https://abc.labeling.x"),
    ],
)
def test_p07_the_portals_address_is_built_from_whatever_is_shown(sub_domain: str, url: str) -> None:
    assert portal_url(sub_domain, "eu-west-1") == url


@pytest.mark.parametrize("shown", PARTIAL)
@pytest.mark.parametrize("change", [{}, {"Description": "new"}, {"NotificationConfiguration": {}}])
@pytest.mark.parametrize("operation", ["UpdateWorkteam", "DescribeWorkteam"])
@pytest.mark.parametrize("absent", [True, False])
def test_p64_an_update_and_a_delete_work_whatever_the_service_shows_at_first(
    scene: Scene, shown: dict[str, Any] | None, change: dict[str, Any], operation: str, absent: bool
) -> None:
    created = scene.create(FULL)
    answer = {} if shown is None and absent else {"Workteam": shown}
    scene.sagemaker.answer(operation, answer)

    outcome = scene.update(Id.ARN, {**FULL, **change}, FULL)

    assert (outcome.error, outcome.physical_id) == (None, Id.ARN)
    if operation == "UpdateWorkteam":
        assert outcome.data == created.data
    scene.sagemaker.answer("DescribeWorkteam", answer)
    assert scene.delete(Id.ARN).error is None
    assert scene.sagemaker.names == set()


@pytest.mark.parametrize("answer", [{}, {"Workteam": None}, {"Workteam": {"WorkteamName": NAME}}])
def test_p64_a_team_that_is_never_shown_with_its_arn_fails_in_words(scene: Scene, answer: dict[str, Any]) -> None:
    scene.sagemaker.answer("DescribeWorkteam", answer, times=999)

    outcome = scene.create()

    assert isinstance(outcome.error, ServiceError)
    assert "without its ARN" in outcome.reason


@pytest.mark.parametrize("answer", [{}, {"WorkteamArn": None}, {"Surprise": 1}])
def test_p64_create_workteam_need_not_answer_an_arn(scene: Scene, answer: dict[str, Any]) -> None:
    scene.sagemaker.answer("CreateWorkteam", answer)

    assert scene.create().physical_id == Id.ARN


@pytest.mark.parametrize("tags", [[None], [{}], [{"Key": None}], [{"Key": "a", "Value": None}], [{"Value": "x"}]])
def test_p64_tags_without_key_or_value_are_read_past(scene: Scene, tags: list[Any]) -> None:
    scene.put_ours()
    scene.sagemaker.answer("ListTags", {"Tags": tags, "NextToken": "0"})
    assert scene.update(Id.ARN, properties(), properties()).error is None
    scene.sagemaker.answer("ListTags", {"Tags": None})
    assert scene.delete(Id.ARN).error is None


def test_tags_are_read_page_by_page(scene: Scene) -> None:
    scene.put_ours()
    scene.team.tags = {**{f"key-{number}": str(number) for number in range(35)}, **scene.tags}

    assert scene.delete(Id.ARN).error is None
    assert [request.get("NextToken") for request in scene.requests("ListTags")] == [None, "10", "20", "30"]


@pytest.mark.parametrize("answer", [{}, {"Success": None}])
def test_p25_p64_a_delete_that_says_nothing_is_looked_at(scene: Scene, answer: dict[str, Any]) -> None:
    scene.put_ours()
    scene.sagemaker.answer("DeleteWorkteam", answer)
    assert scene.delete(Id.ARN).error is None

    scene.put_ours()
    scene.sagemaker.answer("DeleteWorkteam", answer, times=999, effect="never")
    assert isinstance(scene.delete(Id.ARN).error, StillInUseError)


WAITING = {"LabelingJobName": "waiting", "LabelCounters": {"PendingHuman": 3}}


@pytest.mark.parametrize(
    ("pages", "named", "asked"),
    [
        ([[{"LabelingJobName": "done"}], [{"LabelingJobName": "done"}, WAITING], [WAITING]], "use it: waiting;", 2),
        ([[{"LabelingJobName": "a"}], [{"JobReferenceCode": "b"}]], "use it: a, b;", 2),
        ([[{"LabelingJobName": None, "JobReferenceCode": "b", "LabelCounters": None}]], "use it: b;", 1),
        ([None, [None], [{}, {"LabelCounters": {"PendingHuman": None}}]], "no labeling job that uses it was found;", 3),
    ],
)
def test_p40_p64_jobs_are_named_page_by_page_until_some_wait(
    scene: Scene, pages: list[Any], named: str, asked: int
) -> None:
    scene.put_ours()
    scene.sagemaker.busy[NAME] = ["unused"]
    for page in pages:
        answer = {"LabelingJobSummaryList": page, "NextToken": None if page is pages[-1] else "more"}
        scene.sagemaker.answer("ListLabelingJobsForWorkteam", answer, effect="never")

    assert f"{named} last answer" in scene.delete(Id.ARN).reason
    assert [request["MaxResults"] for request in scene.requests("ListLabelingJobsForWorkteam")] == [100] * asked
