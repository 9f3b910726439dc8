"""An app of somebody else's that takes the team's ARN from the example's exports."""

import aws_cdk as cdk
from aws_cdk import aws_ssm as ssm

app = cdk.App()
stack = cdk.Stack(app, app.node.get_context("stack_name"))
arn = cdk.Fn.import_value(f"{app.node.get_context('producer')}-WorkteamArn")
parameter = ssm.StringParameter(stack, "Arn", string_value=arn)
cdk.CfnOutput(stack, "Parameter", value=parameter.parameter_name)
app.synth()
