"""An app with one stack of as many teams as the context's ``teams`` says, over one user pool."""

from __future__ import annotations

from typing import Final

from aws_cdk import App, Stack
from aws_cdk import aws_cognito as cognito

import bench  # noqa: F401 - makes the construct importable
from cdk_sagemaker_workteam import Workteam, WorkteamMember

STACK: Final = "ManyTeams"


def make_stack(app: App, teams: int) -> Stack:
    """Make the stack."""
    stack = Stack(app, STACK)
    pool = cognito.UserPool(stack, "Workers")
    pool.add_domain("Domain", cognito_domain=cognito.CognitoDomainOptions(domain_prefix="many-teams"))
    client = pool.add_client("Portal", generate_secret=True)
    group = pool.add_group("Annotators", group_name="annotators")
    member = WorkteamMember.cognito(user_pool=pool, user_pool_client=client, group=group)
    for number in range(teams):
        Workteam(stack, f"Team{number}", description=f"Team {number}", members=[member])
    return stack


if __name__ == "__main__":
    app = App()
    make_stack(app, int(app.node.try_get_context("teams")))
    app.synth()
