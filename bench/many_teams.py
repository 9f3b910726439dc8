"""An app with one stack of as many teams as the context's ``teams`` says, over one user pool."""

from __future__ import annotations

import json
import sys
import time
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from aws_cdk import App, Stack
from aws_cdk import aws_cognito as cognito

import bench  # noqa: F401 - makes the construct importable

if TYPE_CHECKING:
    from cdk_sagemaker_workteam import Workteam, WorkteamMember

STACK: Final = "ManyTeams"


def make_pool(stack: Stack) -> tuple[cognito.UserPool, cognito.UserPoolClient]:
    """Make what the teams of either kind are of."""
    pool = cognito.UserPool(stack, "Workers")
    pool.add_domain("Domain", cognito_domain=cognito.CognitoDomainOptions(domain_prefix="many-teams"))
    portal = cognito.OAuthSettings(callback_urls=["https://portal.example"])
    return pool, pool.add_client("Portal", generate_secret=True, o_auth=portal)


def make_member(stack: Stack) -> WorkteamMember:
    """Make a group of the pool, as a member."""
    from cdk_sagemaker_workteam import WorkteamMember

    pool, client = make_pool(stack)
    group = pool.add_group("Annotators", group_name="annotators")
    return WorkteamMember.cognito(user_pool=pool, user_pool_client=client, group=group)


def make_team(stack: Stack, number: int, member: WorkteamMember) -> Workteam:
    """Make a team."""
    from cdk_sagemaker_workteam import Workteam

    return Workteam(stack, f"Team{number}", description=f"Team {number}", members=[member])


def make_stack(app: App, teams: int) -> Stack:
    """Make the stack; the context's ``watched`` watches every team."""
    stack = Stack(app, STACK)
    member = make_member(stack)
    for number in range(teams):
        team = make_team(stack, number, member)
        if app.node.try_get_context("watched"):
            team.watch()
    return stack


def print_times(app: App, teams: int) -> None:
    """Print how many milliseconds each constructor took."""
    stack = Stack(app, STACK)
    member = make_member(stack)
    times = [time.perf_counter()]
    for number in range(teams):
        make_team(stack, number, member)
        times.append(time.perf_counter())
    json.dump([1e3 * (later - earlier) for earlier, later in pairwise(times)], sys.stdout)


def main() -> None:
    """Synthesise, or time the constructors."""
    app = App()
    teams = int(app.node.try_get_context("teams"))
    if app.node.try_get_context("timed"):
        print_times(app, teams)
    else:
        make_stack(app, teams)
        app.synth()


if __name__ == "__main__":
    main()
