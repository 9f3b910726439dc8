from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from unit.local.fixtures import Make, Refused, SageMaker

TEAM = "arn:aws:sagemaker:eu-west-1:111122223333:workteam/private-crowd/labelers"


@pytest.fixture
def flow(sagemaker: SageMaker, team: Make) -> dict[str, Any]:
    """A flow definition to make, over a team and with a task UI that are there."""
    sagemaker.create_workteam(**team())
    ui = sagemaker.create_human_task_ui(HumanTaskUiName="page", UiTemplate={"Content": "<p>"})["HumanTaskUiArn"]
    texts = {"TaskTitle": "t", "TaskDescription": "d", "TaskCount": 1}
    return {
        "FlowDefinitionName": "review",
        "HumanLoopConfig": {"WorkteamArn": TEAM, "HumanTaskUiArn": ui, **texts},
        "OutputConfig": {"S3OutputPath": "s3://bucket/out"},
        "RoleArn": "arn:aws:iam::111122223333:role/review",
    }


def test_a_team_of_a_flow_definition_can_not_be_deleted(
    sagemaker: SageMaker, flow: dict[str, Any], refused: Refused
) -> None:
    arn = sagemaker.create_flow_definition(**flow)["FlowDefinitionArn"]
    assert arn == "arn:aws:sagemaker:eu-west-1:111122223333:flow-definition/review"
    assert sagemaker.describe_flow_definition(FlowDefinitionName="review")["FlowDefinitionStatus"] == "Active"

    words = "The work team labelers is referenced by a human review workflow"
    assert refused(sagemaker.delete_workteam, WorkteamName="labelers") == ("ValidationException", words)

    sagemaker.delete_flow_definition(FlowDefinitionName="review")
    assert sagemaker.delete_workteam(WorkteamName="labelers")["Success"] is True


def test_flows_and_task_uis_are_listed_until_they_are_deleted(
    sagemaker: SageMaker, flow: dict[str, Any], refused: Refused
) -> None:
    sagemaker.create_flow_definition(**flow)
    (listed,) = sagemaker.list_flow_definitions()["FlowDefinitionSummaries"]
    (page,) = sagemaker.list_human_task_uis()["HumanTaskUiSummaries"]
    assert (listed["FlowDefinitionName"], page["HumanTaskUiName"]) == ("review", "page")

    sagemaker.delete_flow_definition(FlowDefinitionName="review")
    sagemaker.delete_human_task_ui(HumanTaskUiName="page")
    assert sagemaker.list_flow_definitions()["FlowDefinitionSummaries"] == []
    assert sagemaker.list_human_task_uis()["HumanTaskUiSummaries"] == []
    assert refused(sagemaker.delete_flow_definition, FlowDefinitionName="review")[0] == "ResourceNotFound"
    assert refused(sagemaker.delete_human_task_ui, HumanTaskUiName="page")[0] == "ResourceNotFound"


@pytest.mark.parametrize("named", ["WorkteamArn", "HumanTaskUiArn"])
def test_a_flow_needs_a_team_and_a_task_ui(
    sagemaker: SageMaker, flow: dict[str, Any], refused: Refused, named: str
) -> None:
    flow["HumanLoopConfig"][named] += "-absent"
    assert refused(sagemaker.create_flow_definition, **flow)[0] == "ValidationException"
    del flow["HumanLoopConfig"]
    assert refused(sagemaker.create_flow_definition, **flow)[0] == "ValidationException"


def test_a_name_is_taken_once(sagemaker: SageMaker, flow: dict[str, Any], refused: Refused) -> None:
    sagemaker.create_flow_definition(**flow)
    assert refused(sagemaker.create_flow_definition, **flow)[0] == "ResourceInUse"
    page = {"HumanTaskUiName": "page", "UiTemplate": {"Content": "<p>"}}
    assert refused(sagemaker.create_human_task_ui, **page)[0] == "ResourceInUse"
