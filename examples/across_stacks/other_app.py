"""Somebody else's app in the same account and Region. It reads the team's ARN when it is deployed."""

from aws_cdk import App, Fn, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_ssm as ssm

from cdk_sagemaker_workteam import Workteam

app = App()

by_export = Stack(app, "ByExport")
team = Workteam.from_workteam_arn(by_export, "NightShift", Fn.import_value("NightShiftArn"))
role = iam.Role(by_export, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
team.grant_labeling(role)

by_parameter = Stack(app, "ByParameter")
arn = ssm.StringParameter.value_for_string_parameter(by_parameter, "/teams/night-shift/arn")
team = Workteam.from_workteam_arn(by_parameter, "NightShift", arn)
role = iam.Role(by_parameter, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
team.grant_labeling(role)

app.synth()
