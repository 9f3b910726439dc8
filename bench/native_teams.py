"""The same app as `bench.many_teams` by the native resource, which takes no function."""

from __future__ import annotations

from typing import Final

from aws_cdk import App, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk.aws_sagemaker import CfnWorkteam

from bench.many_teams import make_pool

STACK: Final = "NativeTeams"


def make_stack(app: App, teams: int) -> Stack:
    """Make the stack."""
    stack = Stack(app, STACK)
    pool, client = make_pool(stack)
    cognito.CfnUserPoolGroup(stack, "Annotators", user_pool_id=pool.user_pool_id, group_name="annotators")
    member = CfnWorkteam.MemberDefinitionProperty(
        cognito_member_definition=CfnWorkteam.CognitoMemberDefinitionProperty(
            cognito_user_pool=pool.user_pool_id,
            cognito_client_id=client.user_pool_client_id,
            cognito_user_group="annotators",
        )
    )
    for number in range(teams):
        CfnWorkteam(stack, f"Team{number}", description=f"Team {number}", member_definitions=[member])
    return stack


if __name__ == "__main__":
    app = App()
    make_stack(app, int(app.node.try_get_context("teams")))
    app.synth()
