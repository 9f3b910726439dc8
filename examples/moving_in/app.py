"""Moves an existing team into a stack, step by step. It keeps its ARN, its members and its jobs."""

from typing import Any

from aws_cdk import App, CfnOutput, RemovalPolicy, Stack
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from cdk_sagemaker_workteam import Workteam, WorkteamMember


class LabelingStack(Stack):
    """The same team at each step: native, adopted, owned."""

    def __init__(self, scope: Construct, construct_id: str, **options: Any) -> None:
        super().__init__(scope, construct_id, **options)
        match self._setting("step"):
            case "native":
                arn = self._native_team()
            case "adopted":
                arn = self._team(adopt_existing=True, removal_policy=RemovalPolicy.RETAIN)
            case "owned":
                arn = self._team(adopt_existing=False, removal_policy=RemovalPolicy.DESTROY)
            case step:
                raise ValueError(f"`step`: expected native, adopted or owned, received {step!r}")
        CfnOutput(self, "WorkteamArn", value=arn)

    def _native_team(self) -> str:
        team = sagemaker.CfnWorkteam(
            self,
            "NativeTeam",
            workteam_name=self._setting("workteam_name"),
            description=self._setting("description"),
            member_definitions=[
                sagemaker.CfnWorkteam.MemberDefinitionProperty(
                    cognito_member_definition=sagemaker.CfnWorkteam.CognitoMemberDefinitionProperty(
                        cognito_user_pool=self._setting("user_pool_id"),
                        cognito_client_id=self._setting("client_id"),
                        cognito_user_group=self._setting("group"),
                    )
                )
            ],
        )
        team.apply_removal_policy(RemovalPolicy.RETAIN)
        return team.ref

    def _team(self, *, adopt_existing: bool, removal_policy: RemovalPolicy) -> str:
        member = WorkteamMember.cognito(
            user_pool=self._setting("user_pool_id"),
            user_pool_client=self._setting("client_id"),
            group=self._setting("group"),
        )
        team = Workteam(
            self,
            "Team",
            workteam_name=self._setting("workteam_name"),
            description=self._setting("description"),
            members=[member],
            adopt_existing=adopt_existing,
            removal_policy=removal_policy,
        )
        return team.workteam_arn

    def _setting(self, name: str) -> str:
        return str(self.node.get_context(name))


app = App()
LabelingStack(app, "Labeling")
app.synth()
