from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict

import pytest

from local.sagemaker import Fault

if TYPE_CHECKING:
    from local.sagemaker import SageMakerEmulator
    from unit.local.fixtures import CallRaw, Make, Refused, SageMaker


class Place(TypedDict):
    account: str
    region: str


PLACE: Place = {"account": "111122223333", "region": "eu-west-1"}
OIDC = {"OidcMemberDefinition": {"Groups": ["labelers"]}}


def test_the_first_cognito_team_makes_the_default_workforce(sagemaker: SageMaker, team: Make) -> None:
    assert sagemaker.list_workforces()["Workforces"] == []

    sagemaker.create_workteam(**team("one"))
    sagemaker.create_workteam(**team("two", WorkforceName="default"))

    (workforce,) = sagemaker.list_workforces()["Workforces"]
    assert workforce["WorkforceName"] == "default"
    assert workforce["CognitoConfig"] == {"UserPool": "eu-west-1_AbCd12345", "ClientId": "client1"}
    assert workforce == sagemaker.describe_workforce(WorkforceName="default")["Workforce"]
    for name in ("one", "two"):
        shown = sagemaker.describe_workteam(WorkteamName=name)["Workteam"]
        assert shown["WorkforceArn"] == workforce["WorkforceArn"]
        assert shown["SubDomain"] == workforce["SubDomain"]


def test_a_refused_team_makes_no_workforce(sagemaker: SageMaker, team: Make, refused: Refused) -> None:
    refused(sagemaker.create_workteam, **team(Tags=[{"Key": "aws:x", "Value": ""}]))
    assert sagemaker.list_workforces()["Workforces"] == []


def test_a_workforce_that_does_not_exist(
    emulator: SageMakerEmulator, sagemaker: SageMaker, team: Make, refused: Refused
) -> None:
    code, message = refused(sagemaker.create_workteam, **team(WorkforceName="other"))
    assert (code, "other" in message) == ("ValidationException", True)
    emulator.control.add_workforce("theirs", **PLACE)
    assert refused(sagemaker.create_workteam, **team(WorkforceName="other"))[0] == "ValidationException"
    assert refused(sagemaker.describe_workforce, WorkforceName="other")[0] == "ValidationException"


def test_a_workforce_made_beforehand_takes_the_teams(
    emulator: SageMakerEmulator, sagemaker: SageMaker, team: Make
) -> None:
    emulator.control.add_workforce("crowd", **PLACE)
    sagemaker.create_workteam(**team("named", WorkforceName="crowd"))
    sagemaker.create_workteam(**team("unnamed"))
    arns = {shown["WorkforceArn"] for shown in sagemaker.list_workteams()["Workteams"]}
    assert arns == {sagemaker.describe_workforce(WorkforceName="crowd")["Workforce"]["WorkforceArn"]}


def test_another_workforce_takes_the_place_of_the_one_before(emulator: SageMakerEmulator, sagemaker: SageMaker) -> None:
    emulator.control.add_workforce("first", **PLACE)
    emulator.control.add_workforce("second", **PLACE)
    assert [shown["WorkforceName"] for shown in sagemaker.list_workforces()["Workforces"]] == ["second"]
    assert sagemaker.list_workforces(NameContains="first")["Workforces"] == []


def test_oidc_members_need_a_workforce(
    emulator: SageMakerEmulator, sagemaker: SageMaker, team: Make, refused: Refused
) -> None:
    assert refused(sagemaker.create_workteam, **team(MemberDefinitions=[OIDC]))[0] == "ValidationException"
    emulator.control.add_workforce("crowd", "oidc", **PLACE)
    sagemaker.create_workteam(**team(MemberDefinitions=[OIDC]))


@pytest.mark.parametrize("kind", ["cognito", "oidc"])
def test_a_workforce_takes_members_of_its_kind(
    emulator: SageMakerEmulator,
    sagemaker: SageMaker,
    team: Make,
    member: Make,
    refused: Refused,
    kind: Literal["cognito", "oidc"],
) -> None:
    mine, other = ([member()], [OIDC]) if kind == "cognito" else ([OIDC], [member()])
    emulator.control.add_workforce("crowd", kind, **PLACE)
    sagemaker.create_workteam(**team(MemberDefinitions=mine))
    assert refused(sagemaker.create_workteam, **team("b", MemberDefinitions=other))[0] == "ValidationException"
    assert refused(sagemaker.update_workteam, WorkteamName="labelers", MemberDefinitions=other)


COGNITO = {"UserPool": "eu-west-1_AbCd12345", "ClientId": "client1"}
PRIVATE = {"WorkforceName": "crowd", "CognitoConfig": COGNITO}
IDENTITY_PROVIDER = {
    "ClientId": "app",
    "ClientSecret": "hush",
    **{
        name: f"https://idp.example/{name}"
        for name in (
            *("Issuer", "AuthorizationEndpoint", "TokenEndpoint", "UserInfoEndpoint", "LogoutEndpoint", "JwksUri"),
        )
    },
}


def status(sagemaker: SageMaker) -> str:
    return str(sagemaker.describe_workforce(WorkforceName="crowd")["Workforce"]["Status"])


def test_a_workforce_is_made_and_described(sagemaker: SageMaker) -> None:
    cidrs = {"Cidrs": ["203.0.113.0/24", "2001:db8::/32"]}
    tags = [{"Key": "cost", "Value": "labels"}]
    arn = sagemaker.create_workforce(**PRIVATE, SourceIpConfig=cidrs, IpAddressType="dualstack", Tags=tags)[
        "WorkforceArn"
    ]
    assert arn == "arn:aws:sagemaker:eu-west-1:111122223333:workforce/private-crowd/crowd"
    shown = sagemaker.describe_workforce(WorkforceName="crowd")["Workforce"]
    assert shown["SubDomain"].endswith(".labeling.eu-west-1.sagemaker.aws")
    assert (shown["Status"], shown["CognitoConfig"]) == ("Active", COGNITO)
    assert (shown["SourceIpConfig"], shown["IpAddressType"]) == (cidrs, "dualstack")
    assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == tags
    sagemaker.add_tags(ResourceArn=arn, Tags=[{"Key": "more", "Value": ""}])
    sagemaker.delete_tags(ResourceArn=arn, TagKeys=["cost"])
    assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "more", "Value": ""}]


def test_the_secret_of_an_identity_provider_is_not_shown(sagemaker: SageMaker, call_raw: CallRaw) -> None:
    sagemaker.create_workforce(WorkforceName="crowd", OidcConfig=IDENTITY_PROVIDER)
    shown = call_raw("DescribeWorkforce", {"WorkforceName": "crowd"})[1]["Workforce"]
    assert shown["OidcConfig"] == {name: value for name, value in IDENTITY_PROVIDER.items() if name != "ClientSecret"}
    assert "CognitoConfig" not in shown


@pytest.mark.parametrize(
    "wrong",
    [
        {"WorkforceName": "crowd"},
        {**PRIVATE, "OidcConfig": IDENTITY_PROVIDER},
        {**PRIVATE, "SourceIpConfig": {"Cidrs": []}},
        {**PRIVATE, "SourceIpConfig": {"Cidrs": [f"10.0.{number}.0/24" for number in range(11)]}},
        {**PRIVATE, "SourceIpConfig": {"Cidrs": ["203.0.113.0"]}},
        {**PRIVATE, "Tags": [{"Key": "aws:x", "Value": ""}]},
        {"WorkforceName": "a name", "CognitoConfig": COGNITO},
    ],
    ids=str,
)
def test_a_workforce_that_can_not_be(sagemaker: SageMaker, refused: Refused, wrong: dict[str, object]) -> None:
    assert refused(sagemaker.create_workforce, **wrong)[0] == "ValidationException"
    assert sagemaker.list_workforces()["Workforces"] == []


@pytest.mark.parametrize("name", ["crowd", "other"])
def test_a_second_workforce_is_refused(sagemaker: SageMaker, refused: Refused, name: str) -> None:
    sagemaker.create_workforce(**PRIVATE)
    code, message = refused(sagemaker.create_workforce, **{**PRIVATE, "WorkforceName": name})
    assert (code, message) == (
        "ValidationException",
        "Cannot create more than one workforce for account 111122223333. If you are trying to update existing "
        "workforce, please use UpdateWorkforce API",
    )


def test_an_absent_workforce_is_told(sagemaker: SageMaker, refused: Refused) -> None:
    for call in (sagemaker.describe_workforce, sagemaker.update_workforce, sagemaker.delete_workforce):
        code, message = refused(call, WorkforceName="crowd")
        assert (code, "No workforce" in message) == ("ValidationException", True)


def test_what_an_update_leaves_out_stays(sagemaker: SageMaker) -> None:
    first, second = {"Cidrs": ["203.0.113.0/24"]}, {"Cidrs": ["198.51.100.0/24"]}
    sagemaker.create_workforce(**PRIVATE, SourceIpConfig=first, IpAddressType="dualstack")
    shown = sagemaker.update_workforce(WorkforceName="crowd", SourceIpConfig=second)["Workforce"]
    assert (shown["SourceIpConfig"], shown["IpAddressType"]) == (second, "dualstack")
    assert shown == sagemaker.describe_workforce(WorkforceName="crowd")["Workforce"]


def test_an_identity_provider_changes_only_without_a_team(sagemaker: SageMaker, team: Make, refused: Refused) -> None:
    sagemaker.create_workforce(WorkforceName="crowd", OidcConfig=IDENTITY_PROVIDER)
    changed = {**IDENTITY_PROVIDER, "ClientId": "another"}
    sagemaker.create_workteam(**team(MemberDefinitions=[OIDC]))
    code, message = refused(sagemaker.update_workforce, WorkforceName="crowd", OidcConfig=changed)
    assert (code, "labelers" in message) == ("ConflictException", True)
    sagemaker.delete_workteam(WorkteamName="labelers")
    sagemaker.update_workforce(WorkforceName="crowd", OidcConfig=changed)
    assert sagemaker.describe_workforce(WorkforceName="crowd")["Workforce"]["OidcConfig"]["ClientId"] == "another"


def test_a_workforce_with_a_team_stays(sagemaker: SageMaker, team: Make, refused: Refused) -> None:
    sagemaker.create_workforce(**PRIVATE)
    sagemaker.create_workteam(**team())
    code, message = refused(sagemaker.delete_workforce, WorkforceName="crowd")
    assert (code, "labelers" in message) == ("ResourceInUse", True)
    sagemaker.delete_workteam(WorkteamName="labelers")
    sagemaker.delete_workforce(WorkforceName="crowd")
    assert sagemaker.list_workforces()["Workforces"] == []


def test_the_next_workforce_has_another_portal(sagemaker: SageMaker) -> None:
    hosts = []
    for _ in range(3):
        sagemaker.create_workforce(**PRIVATE)
        hosts.append(sagemaker.describe_workforce(WorkforceName="crowd")["Workforce"]["SubDomain"])
        sagemaker.delete_workforce(WorkforceName="crowd")
    assert len(set(hosts)) == 3


def test_the_default_workforce_stays_when_its_team_goes(sagemaker: SageMaker, team: Make) -> None:
    sagemaker.create_workteam(**team())
    sagemaker.delete_workteam(WorkteamName="labelers")
    assert [shown["WorkforceName"] for shown in sagemaker.list_workforces()["Workforces"]] == ["default"]


@pytest.mark.parametrize("other", [{"pool": "eu-west-1_Another12"}, {"client": "client2"}], ids=str)
@pytest.mark.parametrize("made_by", ["team", "hand"])
def test_groups_of_another_user_pool_are_refused(
    sagemaker: SageMaker, team: Make, member: Make, refused: Refused, other: dict[str, str], made_by: str
) -> None:
    if made_by == "hand":
        sagemaker.create_workforce(**PRIVATE)
    sagemaker.create_workteam(**team())
    elsewhere = [member(**other)]
    code, message = refused(sagemaker.create_workteam, **team("others", MemberDefinitions=elsewhere))
    assert (code, COGNITO["UserPool"] in message) == ("ValidationException", True)
    assert refused(sagemaker.update_workteam, WorkteamName="labelers", MemberDefinitions=elsewhere)[0] == code
    assert [shown["WorkteamName"] for shown in sagemaker.list_workteams()["Workteams"]] == ["labelers"]


def test_a_workforce_takes_its_time(
    emulator: SageMakerEmulator, sagemaker: SageMaker, team: Make, refused: Refused
) -> None:
    emulator.control.set_workforce_pace(600)
    sagemaker.create_workforce(**PRIVATE)
    assert status(sagemaker) == "Initializing"
    assert refused(sagemaker.update_workforce, WorkforceName="crowd")[0] == "ConflictException"
    assert "is Initializing" in refused(sagemaker.create_workteam, **team())[1]
    emulator.control.set_workforce_status("Active", **PLACE)
    sagemaker.create_workteam(**team())
    sagemaker.update_workforce(WorkforceName="crowd", IpAddressType="dualstack")
    assert status(sagemaker) == "Updating"
    sagemaker.delete_workteam(WorkteamName="labelers")
    sagemaker.delete_workforce(WorkforceName="crowd")
    assert status(sagemaker) == "Deleting"
    assert refused(sagemaker.create_workforce, **PRIVATE)[0] == "ValidationException"


def test_a_workforce_may_fail(emulator: SageMakerEmulator, sagemaker: SageMaker, team: Make, refused: Refused) -> None:
    emulator.control.set_workforce_pace(failure="the VPC has no endpoint")
    sagemaker.create_workforce(**PRIVATE)
    shown = sagemaker.describe_workforce(WorkforceName="crowd")["Workforce"]
    assert (shown["Status"], shown["FailureReason"]) == ("Failed", "the VPC has no endpoint")
    assert "is Failed" in refused(sagemaker.create_workteam, **team())[1]
    sagemaker.delete_workforce(WorkforceName="crowd")
    assert sagemaker.list_workforces()["Workforces"] == []


def test_a_denied_call_names_the_workforce(emulator: SageMakerEmulator, sagemaker: SageMaker, refused: Refused) -> None:
    emulator.control.add_fault(Fault("DescribeWorkforce", "deny"))
    code, message = refused(sagemaker.describe_workforce, WorkforceName="crowd")
    assert (code, ":workforce/private-crowd/crowd " in message) == ("AccessDeniedException", True)
