"""A team in a stack of its own, and a stack of the same app that uses it."""

from aws_cdk import App, CfnOutput, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_ssm as ssm

from cdk_sagemaker_workteam import Workteam, WorkteamMember

app = App()

teams = Stack(app, "Teams")
team = Workteam(
    teams,
    "NightShift",
    description="Annotates at night",
    members=[WorkteamMember.oidc(groups=["night-shift"])],
)
CfnOutput(teams, "NightShiftArn", value=team.workteam_arn, export_name="NightShiftArn")
ssm.StringParameter(teams, "Parameter", parameter_name="/teams/night-shift/arn", string_value=team.workteam_arn)

jobs = Stack(app, "Jobs")
role = iam.Role(jobs, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
team.grant_labeling(role)

app.synth()
