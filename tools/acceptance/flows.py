"""Whether a work team can be deleted while a human review workflow is over it."""

from __future__ import annotations

from typing import Final

from tools.acceptance.asking import ACCEPTED, Asked, soon
from tools.acceptance.cleaner import delete_flows
from tools.acceptance.conditions import document

_PAGE: Final = """\
<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form><crowd-input name="answer" required></crowd-input></crowd-form>
"""


def reviewed(asked: Asked) -> str:
    """Make a flow definition over a team and try to delete the team; no human loop is started."""
    iam, name = asked.run.client("iam"), f"{asked.run.name}-flow"
    trust = document({"Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"})
    role = iam.create_role(RoleName=name, Path="/acceptance/", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    try:
        with asked.made("reviewed") as team:
            try:
                if refused := make_flow(asked, name, team, role):
                    return f"not asked: {refused}"
                return asked.answer(asked.sagemaker.delete_workteam, WorkteamName=team)
            finally:
                delete_flows(asked.run)
    finally:
        iam.delete_role(RoleName=name)


def make_flow(asked: Asked, name: str, team: str, role: str) -> str:
    """Make a flow definition and wait until it is Active; returns what refuses it, empty if nothing does."""
    sagemaker = asked.sagemaker
    ui = sagemaker.create_human_task_ui(HumanTaskUiName=name, UiTemplate={"Content": _PAGE})["HumanTaskUiArn"]
    account, region = asked.run.target.account, asked.run.target.region
    request = {
        "FlowDefinitionName": name,
        "RoleArn": role,
        "OutputConfig": {"S3OutputPath": f"s3://cdk-hnb659fds-assets-{account}-{region}/acceptance"},
        "HumanLoopConfig": {
            "WorkteamArn": asked.team_arn(team),
            "HumanTaskUiArn": ui,
            "TaskTitle": "A probe",
            "TaskDescription": "Nobody is asked",
            "TaskCount": 1,
        },
    }
    answer = ""

    def accepted() -> bool:
        nonlocal answer
        answer = asked.answer(sagemaker.create_flow_definition, **request)
        return answer == ACCEPTED

    # a role that was just made may be unknown for some seconds
    if soon(accepted).startswith("not"):
        return answer
    active = soon(
        lambda: bool(sagemaker.describe_flow_definition(FlowDefinitionName=name)["FlowDefinitionStatus"] == "Active")
    )
    return f"the flow definition was not Active, {active}" if active.startswith("not") else ""
