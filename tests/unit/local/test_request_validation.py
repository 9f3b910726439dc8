from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.validate import ParamValidator

from local.sagemaker.model import operation_model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.sagemaker import SageMakerEmulator
    from unit.local.fixtures import CallRaw, Make, Refused, SageMaker

OIDC = {"OidcMemberDefinition": {"Groups": ["labelers"]}}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"WorkteamName": "under_score"},
            "Value 'under_score' at 'workteamName' failed to satisfy constraint: Member must satisfy regular "
            "expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
        ),
        ({"WorkteamName": "valid\n"}, "at 'workteamName' failed to satisfy constraint: Member must satisfy regular"),
        ({"WorkteamName": "a" * 64}, "at 'workteamName' failed to satisfy constraint: Member must have length less "),
        ({"WorkteamName": ""}, "at 'workteamName' failed to satisfy constraint: Member must have length greater than"),
        ({"Description": None}, "Value null at 'description' failed to satisfy constraint: Member must not be null"),
        ({"Description": ""}, "Member must have length greater than or equal to 1"),
        ({"Description": "d" * 201}, "Member must have length less than or equal to 200"),
        ({"Description": "two\u2028lines"}, "Member must satisfy regular expression pattern: .+"),
        ({"MemberDefinitions": []}, "at 'memberDefinitions' failed to satisfy constraint: Member must have length gre"),
        ({"MemberDefinitions": [OIDC] * 11}, "Member must have length less than or equal to 10"),
        (
            {"MemberDefinitions": [{"CognitoMemberDefinition": {"UserPool": "p_1", "UserGroup": "g"}}]},
            "Value null at 'memberDefinitions.1.member.cognitoMemberDefinition.clientId' failed to satisfy constraint",
        ),
        ({"MemberDefinitions": [{"OidcMemberDefinition": {"Groups": ["a b"]}}]}, "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+"),
        ({"NotificationConfiguration": {"NotificationTopicArn": "work"}}, "notificationTopicArn' failed to satisfy"),
        (
            {"WorkerAccessConfiguration": {"S3Presign": {"IamPolicyConstraints": {"SourceIp": "enabled"}}}},
            "Member must satisfy enum value set: [Enabled, Disabled]",
        ),
        ({"Tags": [{"Key": "k!", "Value": ""}]}, "at 'tags.1.member.key' failed to satisfy constraint"),
        ({"Tags": [{"Key": f"k{number}", "Value": ""} for number in range(51)]}, "less than or equal to 50"),
    ],
)
def test_what_the_service_model_forbids(
    sagemaker: SageMaker, team: Make, refused: Refused, changed: dict[str, Any], message: str
) -> None:
    code, told = refused(sagemaker.create_workteam, **team() | changed)
    assert code == "ValidationException"
    assert told.startswith("1 validation error detected: ") or "errors detected" in told
    assert message in told
    assert sagemaker.list_workteams()["Workteams"] == []


def test_every_violation_is_told(sagemaker: SageMaker, team: Make, refused: Refused) -> None:
    _, told = refused(sagemaker.create_workteam, **team("_", Description="d" * 201))
    assert told.startswith("2 validation errors detected: Value '_' at 'workteamName'")
    assert "; Value 'ddd" in told


@pytest.mark.parametrize("text", ["Größe", "標註", "é"])
def test_letters_of_every_script_pass(sagemaker: SageMaker, team: Make, member: Make, text: str) -> None:
    sagemaker.create_workteam(**team(MemberDefinitions=[member(text)], Tags=[{"Key": "name", "Value": text[:1]}]))


def test_a_class_of_word_characters_is_ascii(sagemaker: SageMaker, team: Make, member: Make, refused: Refused) -> None:
    told = refused(sagemaker.create_workteam, **team(MemberDefinitions=[member(pool="größe_1")]))[1]
    assert "cognitoMemberDefinition.userPool" in told


def test_unknown_members_are_ignored(sagemaker: SageMaker, call_raw: CallRaw, team: Make) -> None:
    call_raw("CreateWorkteam", {**team(), "Unheard": {"of": 1}, "Tags": None})
    assert [shown["WorkteamName"] for shown in sagemaker.list_workteams()["Workteams"]] == ["labelers"]


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ([{}], "Exactly one of"),
        ([OIDC | {"CognitoMemberDefinition": {"UserPool": "p_1", "UserGroup": "g", "ClientId": "c"}}], "Exactly one"),
        ([OIDC, {"CognitoMemberDefinition": {"UserPool": "p_1", "UserGroup": "g", "ClientId": "c"}}], "same work team"),
        ([{"OidcMemberDefinition": {}}], "must name its Groups"),
    ],
)
def test_members_that_do_not_go_together(
    emulator: SageMakerEmulator,
    sagemaker: SageMaker,
    team: Make,
    refused: Refused,
    members: list[dict[str, Any]],
    message: str,
) -> None:
    emulator.control.add_workforce("any", account="111122223333", region="eu-west-1")
    code, told = refused(sagemaker.create_workteam, **team(MemberDefinitions=members))
    assert (code, message in told) == ("ValidationException", True)


@pytest.mark.parametrize("other", [{"pool": "eu-west-1_Other"}, {"client": "client2"}])
def test_one_user_pool_and_app_client(
    sagemaker: SageMaker, team: Make, member: Make, refused: Refused, other: dict[str, str]
) -> None:
    code, told = refused(sagemaker.create_workteam, **team(MemberDefinitions=[member(), member("b", **other)]))
    assert (code, "same UserPool and ClientId" in told) == ("ValidationException", True)
    sagemaker.create_workteam(**team())
    assert refused(
        sagemaker.update_workteam, WorkteamName="labelers", MemberDefinitions=[member(), member("b", **other)]
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"WorkteamName": 5}, "SerializationException"),
        ({"WorkteamName": True}, "SerializationException"),
        ({"WorkteamName": ["a"]}, "SerializationException"),
        ([], "SerializationException"),
        (b"{", "SerializationException"),
        ({}, "ValidationException"),
    ],
)
def test_values_of_another_type(call_raw: CallRaw, body: object, code: str) -> None:
    status, answer = call_raw("DescribeWorkteam", body)
    assert (status, answer["__type"]) == (400, code)


def test_an_operation_that_is_not_emulated(emulator: SageMakerEmulator, call_raw: CallRaw) -> None:
    status, answer = call_raw("CreateEndpoint", {})
    assert (status, answer["__type"]) == (400, "UnknownOperationException")
    assert [call.error for call in emulator.control.calls()] == ["UnknownOperationException"]


def test_a_call_that_is_not_signed(call_raw: CallRaw) -> None:
    status, answer = call_raw("ListWorkteams", {}, authorized=False)
    assert (status, answer["__type"]) == (403, "MissingAuthenticationTokenException")


def test_every_answer_has_exactly_the_members_of_its_output_shape(
    emulator: SageMakerEmulator, call_raw: CallRaw, team: Make
) -> None:
    emulator.control.set_busy("busy", ["job-1"])
    arn = "arn:aws:sagemaker:eu-west-1:111122223333:workteam/private-crowd/"
    topic = {"NotificationTopicArn": "arn:aws:sns:eu-west-1:111122223333:work"}
    requests = [
        ("CreateWorkteam", team("busy", NotificationConfiguration=topic, Tags=[{"Key": "a", "Value": "b"}])),
        ("CreateWorkteam", team("free")),
        ("UpdateWorkteam", {"WorkteamName": "busy", "Description": "d"}),
        ("DescribeWorkteam", {"WorkteamName": "busy"}),
        ("ListWorkteams", {"MaxResults": 1}),
        ("AddTags", {"ResourceArn": f"{arn}busy", "Tags": [{"Key": "b", "Value": ""}]}),
        ("ListTags", {"ResourceArn": f"{arn}busy"}),
        ("DeleteTags", {"ResourceArn": f"{arn}busy", "TagKeys": ["a"]}),
        ("ListLabelingJobsForWorkteam", {"WorkteamArn": f"{arn}busy"}),
        ("ListWorkforces", {}),
        ("DescribeWorkforce", {"WorkforceName": "default"}),
        ("DeleteWorkteam", {"WorkteamName": "free"}),
    ]

    for operation, request in requests:
        status, answer = call_raw(operation, request)
        assert status == 200, answer
        shape = operation_model(operation).output_shape
        assert shape is not None
        timed = as_times(answer)
        report = ParamValidator().validate(timed, shape)
        assert not report.has_errors(), f"{operation}: {report.generate_report()}"
        assert list(unknown_members(timed, shape)) == []
    assert {operation for operation, _ in requests} == {call.operation for call in emulator.control.calls()}


def as_times(value: Any) -> Any:
    """Epoch numbers, which the JSON protocol uses, as the ISO text that the validator takes for a timestamp."""
    if isinstance(value, dict):
        return {
            name: "2026-01-01T00:00:00Z"
            if name in ("CreateDate", "LastUpdatedDate", "CreationTime")
            else as_times(inner)
            for name, inner in value.items()
        }
    return [as_times(item) for item in value] if isinstance(value, list) else value


def unknown_members(value: Any, shape: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in shape.members:
                yield from unknown_members(inner, shape.members[name])
            else:
                yield f"{shape.name}.{name}"
    elif isinstance(value, list):
        for item in value:
            yield from unknown_members(item, shape.member)
