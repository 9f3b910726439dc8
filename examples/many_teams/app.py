"""Teams from a table, in two stacks that share a workforce and a function."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from aws_cdk import App, CfnOutput, Fn, Stack
from constructs import Construct

from cdk_sagemaker_workteam import PrivateWorkforce, Workteam, WorkteamProvider

TEAMS = Path(__file__).with_name("teams.csv")


class WorkersStack(Stack):
    """The workforce with every group of the table, and the function."""

    def __init__(self, scope: Construct, construct_id: str, groups: Iterable[str], **options: Any) -> None:
        super().__init__(scope, construct_id, **options)
        self.provider = WorkteamProvider(self, "WorkteamProvider")

        unique = Fn.select(2, Fn.split("/", self.stack_id))
        self.workforce = PrivateWorkforce(
            self, "Workforce", workforce_name="crowd", domain_prefix=f"teams-{unique}", provider=self.provider
        )
        for group in groups:
            self.workforce.add_group(group)


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
                members=[workers.workforce.add_group(group) for group in row["groups"].split()],
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
