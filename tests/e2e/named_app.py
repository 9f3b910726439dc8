"""A team of a workforce that it names, whoever made that."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "constructs"))

from aws_cdk import App, CfnOutput, Stack

from cdk_sagemaker_workteam import Workteam, WorkteamMember

app = App()
stack = Stack(app, app.node.get_context("stack_name"))
team = Workteam(
    stack,
    "Team",
    description="Labels cats",
    members=[WorkteamMember.oidc(groups=["annotators"])],
    workforce_name=app.node.get_context("workforce_name"),
)
CfnOutput(stack, "WorkteamArn", value=team.workteam_arn)
CfnOutput(stack, "WorkteamName", value=team.workteam_name)
app.synth()
