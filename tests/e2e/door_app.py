"""A private workforce with an invited worker, and what a test may change of it by context."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "constructs"))

from aws_cdk import App, CfnOutput, CfnResource, RemovalPolicy, Stack

from cdk_sagemaker_workteam import PrivateWorkforce, Workteam

app = App()
name = app.node.get_context("stack_name")
stack = Stack(app, name)
workforce = PrivateWorkforce(
    stack, "Workforce", workforce_name="crowd", domain_prefix=name.lower(), removal_policy=RemovalPolicy.DESTROY
)
workforce.invite_by_mail(organization="Acme", contact="label-help@acme.example")
annotators = workforce.add_group("annotators")
team = Workteam(stack, "Team", description="Labels cats", workforce=workforce, members=[annotators])
workforce.watch(heal=True)
team.watch(heal=True)
workforce.add_worker("ada", email="ada@acme.example", groups=[annotators])
client = workforce.user_pool_client.node.default_child
assert isinstance(client, CfnResource)
if validity := app.node.try_get_context("refresh_token_validity"):
    client.add_property_override("RefreshTokenValidity", int(validity))
if client_name := app.node.try_get_context("client_name"):
    client.add_property_override("ClientName", client_name)
if app.node.try_get_context("second_team"):
    Workteam(stack, "Second", description="Labels dogs", workforce=workforce, members=[annotators])
if app.node.try_get_context("fails"):
    # refused by the function once the app client was changed
    wrong = {"ServiceToken": team.provider.service_token, "Description": "", "MemberDefinitions": []}
    CfnResource(stack, "Failing", type="Custom::SageMakerWorkteam", properties=wrong).add_dependency(client)
CfnOutput(stack, "PortalUrl", value=workforce.portal_url)
CfnOutput(stack, "PoolId", value=workforce.user_pool.user_pool_id)
CfnOutput(stack, "ClientId", value=workforce.user_pool_client.user_pool_client_id)
app.synth()
