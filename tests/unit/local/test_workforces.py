from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict

import pytest

if TYPE_CHECKING:
    from local.sagemaker import SageMakerEmulator
    from unit.local.fixtures import Make, Refused, SageMaker


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
