from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from local.sagemaker import SageMakerEmulator
    from unit.local.fixtures import CallRaw, Connect, Make, Refused, SageMaker

TOPIC = {"NotificationTopicArn": "arn:aws:sns:eu-west-1:111122223333:work"}


def access(**constraints: str) -> dict[str, Any]:
    return {"S3Presign": {"IamPolicyConstraints": constraints}}


def described(sagemaker: SageMaker, name: str = "labelers") -> dict[str, Any]:
    return dict(sagemaker.describe_workteam(WorkteamName=name)["Workteam"])


def test_a_team_is_described_as_it_was_created(sagemaker: SageMaker, team: Make) -> None:
    wanted = team("Label-ERS", NotificationConfiguration=TOPIC, WorkerAccessConfiguration=access(SourceIp="Enabled"))

    arn = sagemaker.create_workteam(**wanted)["WorkteamArn"]

    shown = described(sagemaker, "Label-ERS")
    assert arn == shown["WorkteamArn"] == "arn:aws:sagemaker:eu-west-1:111122223333:workteam/private-crowd/Label-ERS"
    assert {name: shown[name] for name in wanted} == wanted
    assert shown["SubDomain"].endswith(".labeling.eu-west-1.sagemaker.aws")
    assert abs(shown["CreateDate"].timestamp() - time.time()) < 60
    assert shown["LastUpdatedDate"] == shown["CreateDate"]


def test_the_partition_is_the_regions(emulator: SageMakerEmulator, connect: Connect, team: Make) -> None:
    china = connect(emulator.url, region="cn-north-1")
    assert china.create_workteam(**team())["WorkteamArn"].startswith("arn:aws-cn:sagemaker:cn-north-1:")


def test_what_is_not_set_is_absent(sagemaker: SageMaker, team: Make) -> None:
    sagemaker.create_workteam(**team())
    assert not {"NotificationConfiguration", "WorkerAccessConfiguration"} & described(sagemaker).keys()


@pytest.mark.parametrize("call", ["describe_workteam", "update_workteam", "delete_workteam"])
def test_an_unknown_team(sagemaker: SageMaker, refused: Refused, call: str) -> None:
    code, message = refused(getattr(sagemaker, call), WorkteamName="nobody")
    assert code == "ValidationException"
    assert "The work team" in message


def test_names_differ_by_case(sagemaker: SageMaker, team: Make, refused: Refused) -> None:
    sagemaker.create_workteam(**team("Labelers"))
    assert refused(sagemaker.describe_workteam, WorkteamName="labelers")[0] == "ValidationException"


def test_a_name_that_exists(sagemaker: SageMaker, team: Make, refused: Refused) -> None:
    sagemaker.create_workteam(**team())
    before = described(sagemaker)

    code, message = refused(sagemaker.create_workteam, **team(Description="Mine"))

    assert (code, "labelers" in message) == ("ResourceInUse", True)
    assert described(sagemaker) == before


def test_accounts_and_regions_are_apart(
    emulator: SageMakerEmulator, connect: Connect, sagemaker: SageMaker, team: Make
) -> None:
    sagemaker.create_workteam(**team())
    for other in (connect(emulator.url, account="444455556666"), connect(emulator.url, region="us-east-1")):
        assert other.list_workteams()["Workteams"] == []
        other.create_workteam(**team())


def test_a_key_that_is_no_account_number_means_the_default_account(
    emulator: SageMakerEmulator, connect: Connect, team: Make
) -> None:
    arn = connect(emulator.url, account="AKIDEXAMPLE").create_workteam(**team())["WorkteamArn"]
    assert arn.split(":")[4] == "000000000000"


def test_25_teams_and_no_more(
    sagemaker: SageMaker, team: Make, refused: Refused, emulator: SageMakerEmulator, connect: Connect
) -> None:
    for number in range(25):
        sagemaker.create_workteam(**team(f"team-{number}"))

    assert refused(sagemaker.create_workteam, **team("team-25"))[0] == "ResourceLimitExceeded"

    connect(emulator.url, region="us-east-1").create_workteam(**team("team-25"))
    sagemaker.delete_workteam(WorkteamName="team-3")
    sagemaker.create_workteam(**team("team-25"))


def test_an_update_leaves_what_it_does_not_name(sagemaker: SageMaker, team: Make, member: Make) -> None:
    sagemaker.create_workteam(
        **team(NotificationConfiguration=TOPIC, WorkerAccessConfiguration=access(SourceIp="Enabled"))
    )
    before = described(sagemaker)

    answer = sagemaker.update_workteam(WorkteamName="labelers", Description="Draws circles")["Workteam"]

    assert answer == described(sagemaker)
    assert answer.pop("Description") == "Draws circles"
    assert answer.pop("LastUpdatedDate") > before.pop("LastUpdatedDate")
    del before["Description"]
    assert answer == before


def test_an_update_replaces_members_as_a_whole(sagemaker: SageMaker, team: Make, member: Make) -> None:
    sagemaker.create_workteam(**team(MemberDefinitions=[member("a"), member("b")]))
    sagemaker.update_workteam(WorkteamName="labelers", MemberDefinitions=[member("c")])
    assert described(sagemaker)["MemberDefinitions"] == [member("c")]


def test_an_empty_notification_configuration_removes_the_topic(sagemaker: SageMaker, team: Make) -> None:
    sagemaker.create_workteam(**team(NotificationConfiguration=TOPIC))
    sagemaker.update_workteam(WorkteamName="labelers", NotificationConfiguration={})
    assert "NotificationConfiguration" not in described(sagemaker)


def test_both_constraints_disabled_remove_the_access(sagemaker: SageMaker, team: Make) -> None:
    sagemaker.create_workteam(**team(WorkerAccessConfiguration=access(VpcSourceIp="Enabled")))
    sagemaker.update_workteam(
        WorkteamName="labelers", WorkerAccessConfiguration=access(SourceIp="Disabled", VpcSourceIp="Disabled")
    )
    assert "WorkerAccessConfiguration" not in described(sagemaker)


def test_access_is_of_one_kind(sagemaker: SageMaker, team: Make, refused: Refused) -> None:
    both = access(SourceIp="Enabled", VpcSourceIp="Enabled")
    assert refused(sagemaker.create_workteam, **team(WorkerAccessConfiguration=both))[0] == "ValidationException"
    one = access(SourceIp="Enabled", VpcSourceIp="Disabled")
    sagemaker.create_workteam(**team(WorkerAccessConfiguration=one))
    assert described(sagemaker)["WorkerAccessConfiguration"] == one


def test_an_update_takes_no_tags_and_no_workforce(sagemaker: SageMaker, call_raw: CallRaw, team: Make) -> None:
    sagemaker.create_workteam(**team())
    arn = described(sagemaker)["WorkteamArn"]
    request = {"WorkteamName": "labelers", "WorkforceName": "other", "Tags": [{"Key": "a", "Value": "b"}]}
    assert call_raw("UpdateWorkteam", request)[0] == 200
    assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == []


def test_a_deleted_team_is_gone(sagemaker: SageMaker, team: Make, refused: Refused) -> None:
    sagemaker.create_workteam(**team())
    assert sagemaker.delete_workteam(WorkteamName="labelers")["Success"] is True
    assert refused(sagemaker.delete_workteam, WorkteamName="labelers")[0] == "ValidationException"


def test_teams_are_listed_by_page_order_and_name(sagemaker: SageMaker, team: Make) -> None:
    for name in ("b-team", "a-team", "c-other"):
        sagemaker.create_workteam(**team(name))

    def names(**request: Any) -> list[str]:
        pages = sagemaker.get_paginator("list_workteams").paginate(**request)
        return [team["WorkteamName"] for page in pages for team in page["Workteams"]]

    assert names(MaxResults=1) == ["b-team", "a-team", "c-other"]
    assert names(SortBy="Name", MaxResults=2) == ["a-team", "b-team", "c-other"]
    assert names(SortBy="Name", SortOrder="Descending") == ["c-other", "b-team", "a-team"]
    assert names(NameContains="team") == ["b-team", "a-team"]


def test_a_made_up_page_token_is_refused(sagemaker: SageMaker, refused: Refused) -> None:
    for token in ("nonsense", "cGFnZTp4"):
        assert refused(sagemaker.list_workteams, NextToken=token) == ("ValidationException", "Invalid NextToken.")
