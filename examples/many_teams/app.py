"""Teams from a table, in two stacks that share a user pool and a function."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from aws_cdk import App, CfnOutput, Fn, Stack
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from cdk_sagemaker_workteam import Workteam, WorkteamMember, WorkteamProvider

TEAMS = Path(__file__).with_name("teams.csv")


class WorkersStack(Stack):
    """The user pool with every group of the table, and the function."""

    def __init__(self, scope: Construct, construct_id: str, groups: Iterable[str], **options: Any) -> None:
        super().__init__(scope, construct_id, **options)
        self.provider = WorkteamProvider(self, "WorkteamProvider")

        self._workers = cognito.UserPool(self, "Workers", sign_in_aliases=cognito.SignInAliases(email=True))
        unique = Fn.select(2, Fn.split("/", self.stack_id))
        self._workers.add_domain("Domain", cognito_domain=cognito.CognitoDomainOptions(domain_prefix=f"teams-{unique}"))
        self._portal = self._workers.add_client("Portal", generate_secret=True)
        self._groups = {group: self._workers.add_group(group, group_name=group) for group in groups}

    def member(self, group: str) -> WorkteamMember:
        """Return the users of a group, as a member of a team."""
        return WorkteamMember.cognito(user_pool=self._workers, user_pool_client=self._portal, group=self._groups[group])


class TeamsStack(Stack):
    """Those teams of the table that name this stack."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        teams: Iterable[dict[str, str]],
        workers: WorkersStack,
        **options: Any,
    ) -> None:
        super().__init__(scope, construct_id, **options)
        for row in teams:
            team = Workteam(
                self,
                row["team"],
                description=row["description"],
                members=[workers.member(group) for group in row["groups"].split()],
                provider=workers.provider,
            )
            CfnOutput(self, f"{row['team']}Arn", value=team.workteam_arn)


app = App()
with TEAMS.open(newline="") as file:
    table = list(csv.DictReader(file))

workers = WorkersStack(app, "Workers", groups=sorted({group for row in table for group in row["groups"].split()}))
for name in sorted({row["stack"] for row in table}):
    TeamsStack(app, name, teams=[row for row in table if row["stack"] == name], workers=workers)

app.synth()
