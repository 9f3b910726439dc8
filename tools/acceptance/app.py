"""What a run deploys: a workforce with an invited worker, or a team over the one that is there, and watches."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "constructs"))

from aws_cdk import App, CfnOutput, RemovalPolicy, Stack, Tags
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_sns as sns

from cdk_sagemaker_workteam import PrivateWorkforce, WorkerAccess, Workteam

app = App()
given = app.node.try_get_context
run = app.node.get_context("run")
stack = Stack(app, f"Acceptance-{run}", tags={"acceptance-run": run})
name = f"acceptance-{run}"

workforce: Any
if joined := given("workforce"):
    workforce = PrivateWorkforce.from_workforce_name(
        stack,
        "Workforce",
        joined,
        user_pool=cognito.UserPool.from_user_pool_id(stack, "Pool", given("pool")),
        user_pool_client=cognito.UserPoolClient.from_user_pool_client_id(stack, "Client", given("client")),
    )
else:
    workforce = PrivateWorkforce(
        stack, "Workforce", workforce_name=name, domain_prefix=name, removal_policy=RemovalPolicy.DESTROY
    )
groups = [workforce.add_group(f"{name}-{group}") for group in (given("groups") or "cats,dogs").split(",")]
team = Workteam(
    stack,
    "Team",
    workteam_name=f"{name}-{given('team') or 'first'}",
    description=given("description") or "Labels cats",
    workforce=workforce,
    members=groups,
    notification_topic=None if given("bare") else sns.Topic(stack, "Topic"),
    worker_access=None if given("bare") else WorkerAccess(source_ip=True),
)
if sibling := given("sibling"):
    # is made after the team, and not at all where somebody else's team has its name
    other = Workteam(
        stack,
        "Sibling",
        workteam_name=f"{name}-{sibling}",
        description="Not to be made",
        workforce=workforce,
        members=groups,
    )
    other.node.add_dependency(team)
Tags.of(team).add("species", given("species") or "cat")
team.watch(heal=True)
if isinstance(workforce, PrivateWorkforce):
    workforce.watch(heal=True)
    workforce.invite_by_mail(organization="Acceptance", contact="nobody@example.com")
    # a mailbox of SES' own that takes everything and keeps nothing
    workforce.add_worker("ada", email=f"success+{run}@simulator.amazonses.com", groups=groups[:1])
    CfnOutput(stack, "PoolId", value=workforce.user_pool.user_pool_id)
    CfnOutput(stack, "ClientId", value=workforce.user_pool_client.user_pool_client_id)
CfnOutput(stack, "WorkteamArn", value=team.workteam_arn)
CfnOutput(stack, "WorkteamName", value=team.workteam_name)
CfnOutput(stack, "PortalUrl", value=team.portal_url)
app.synth()
