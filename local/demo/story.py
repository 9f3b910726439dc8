"""The demo's steps: what each does, shows, and claims."""

from __future__ import annotations

import os
import shlex
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from local.cdk import Cdk, CdkError
from local.environment import CLOUD_ID
from local.processes import marked
from local.stacks import Stack
from local.teams import Team, find_team, make_strangers_team

if TYPE_CHECKING:
    from local.cloud import LocalCloud
    from local.demo.claims import Claims
    from local.demo.screen import Screen

STEPS: Final = 8
STACK: Final = "WorkteamStack"
RESOURCE_TYPE: Final = "Custom::SageMakerWorkteam"
NEW_NAME: Final = "day-shift"
TAKEN_NAME: Final = "night-shift"


class StoryError(Exception):
    """Something that later steps build on isn't there."""


class Story:
    """The life of one team, from the first deploy to the last process."""

    def __init__(self, cloud: LocalCloud, screen: Screen, claims: Claims) -> None:
        self._cloud = cloud
        self._screen = screen
        self._claims = claims
        self._context: dict[str, str] = {}
        self.log: Path | None = None
        """All output of the CDK CLI, kept if something failed."""

    def tell(self) -> None:
        """Go through all the steps.

        Raises
        ------
        StoryError, CdkError, StartError
            If a step fails so that the next can't be gone.
        """
        screen = self._screen
        screen.title("A SageMaker work team by `cdk deploy`, on a cloud that runs on this machine")
        screen.step("Start the local cloud")
        with self._cloud as cloud:
            log = cloud.folder / "cdk.log"
            self._cdk = Cdk(cloud, log, screen.cdk)
            self._stack = Stack(cloud, STACK)
            try:
                self._tell()
            except Exception:
                self.log = _kept(log)
                raise
            if not self._claims.all_hold:
                self.log = _kept(log)
            screen.step("Stop the local cloud")
            folder, cloud_id = cloud.folder, cloud.environment()[CLOUD_ID]
        self._claim(
            "no process and no file of the local cloud is left", not (list(marked(cloud_id)) or folder.exists())
        )

    def _tell(self) -> None:
        screen = self._screen
        screen.facts(
            "It answers at",
            {"SageMaker work teams": self._cloud.sagemaker_url, "everything else": self._cloud.url},
        )
        screen.step("Bootstrap it", "cdk bootstrap")
        with screen.working("preparing the account"):
            self._cdk.bootstrap()
        created = self._create()
        changed = self._change(created)
        renamed = self._rename(changed)
        stranger = self._collide(renamed)
        self._destroy(renamed, stranger)

    def _create(self) -> Team:
        self._deploy("Deploy a team over two Cognito groups")
        team, outputs = self._ours(), self._stack.outputs()
        self._screen.facts("DescribeWorkteam", _rows(team))
        self._claim(
            "a team was created with the groups, description, topic and access of the app",
            team.described["Description"] == "Annotates and reviews"
            and team.groups == ["annotators", "reviewers"]
            and team.topic
            and team.access == ["SourceIp"],
        )
        self._claim(
            "the stack's outputs name its ARN and its portal",
            outputs["WorkteamArn"] == team.arn
            and outputs["PortalUrl"].rstrip("/") == f"https://{team.described['SubDomain']}",
        )
        return team

    def _change(self, before: Team) -> Team:
        self._deploy("Change it", description="Annotates and audits", groups="annotators,auditors")
        after = self._ours()
        self._show_changes(before, after)
        self._claim(
            "description and groups were changed in place, and nothing else",
            after.described | {"Description": 0, "MemberDefinitions": 0, "LastUpdatedDate": 0}
            == before.described | {"Description": 0, "MemberDefinitions": 0, "LastUpdatedDate": 0}
            and after.described["Description"] == "Annotates and audits"
            and after.groups == ["annotators", "auditors"]
            and after.tags == before.tags,
        )
        self._claim("no team was created or deleted for it", not self._calls("CreateWorkteam", "DeleteWorkteam"))
        return after

    def _rename(self, before: Team) -> Team:
        self._deploy("Rename it", workteam_name=NEW_NAME)
        after = self._ours()
        self._screen.facts("WorkteamArn output", {"before": before.arn, "after": after.arn})
        self._claim("the ARN in the stack's outputs is the new team's", after.described["WorkteamName"] == NEW_NAME)
        self._claim(
            "the new team was there before the old one was deleted",
            self._calls("CreateWorkteam", "DeleteWorkteam") == ["CreateWorkteam", "DeleteWorkteam"]
            and find_team(self._cloud, before.described["WorkteamName"]) is None,
        )
        return after

    def _collide(self, ours: Team) -> Team:
        stranger = make_strangers_team(self._cloud, TAKEN_NAME)
        try:
            self._deploy("Give it a name that somebody else's team has", workteam_name=TAKEN_NAME)
        except CdkError:
            failed = True
        else:
            failed = False
        reasons = self._stack.failures(RESOURCE_TYPE)
        self._screen.say("CloudFormation's reason:")
        self._screen.quote(reasons[0] if reasons else "none")
        self._claim(
            "the deploy failed with a reason that names the other team, and was rolled back",
            failed and TAKEN_NAME in "".join(reasons[:1]) and self._stack.status() == "UPDATE_ROLLBACK_COMPLETE",
        )
        now = find_team(self._cloud, TAKEN_NAME)
        self._claim(
            "the other team is as it was, to the byte", now is not None and now.as_bytes() == stranger.as_bytes()
        )
        self._claim("our team is as it was, to the byte", self._ours().as_bytes() == ours.as_bytes())
        return stranger

    def _destroy(self, ours: Team, stranger: Team) -> None:
        self._screen.step("Destroy it", "cdk destroy")
        with self._screen.working("destroying"):
            self._cdk.destroy(STACK)
        left = self._cloud.client("sagemaker").list_workteams()["Workteams"]
        self._screen.say(f"Teams left: {', '.join(team['WorkteamName'] for team in left)}")
        self._claim(
            "our team and our stack are gone",
            self._stack.status() is None and find_team(self._cloud, ours.described["WorkteamName"]) is None,
        )
        self._claim("the other team alone is still there", [team["WorkteamArn"] for team in left] == [stranger.arn])

    def _deploy(self, what: str, **changed: str) -> None:
        """Deploy with what was changed so far and now; only these calls of the API are kept."""
        options = "".join(f" -c {name}={shlex.quote(value)}" for name, value in changed.items())
        self._screen.step(what, f"cdk deploy{options}")
        self._cloud.control.clear_calls()
        self._context |= changed
        with self._screen.working("synthesising and deploying"):
            self._cdk.deploy(STACK, self._context)

    def _ours(self) -> Team:
        outputs = self._stack.outputs()
        team = find_team(self._cloud, outputs.get("WorkteamName", "none"))
        if team is None or outputs.get("WorkteamArn") != team.arn:
            raise StoryError(f"expected a work team as the stack's outputs say, found none; the outputs are {outputs}")
        return team

    def _calls(self, *operations: str) -> list[str]:
        return [call.operation for call in self._cloud.control.calls() if call.operation in operations]

    def _show_changes(self, before: Team, after: Team) -> None:
        old, new = _rows(before), _rows(after)
        for name in old:
            if old[name] != new[name]:
                self._screen.facts(name, {"before": old[name], "after": new[name]})

    def _claim(self, text: str, holds: object) -> None:
        self._screen.claim(self._claims.add(text, holds))


def _rows(team: Team) -> dict[str, str]:
    described = team.described
    return {
        "WorkteamName": described["WorkteamName"],
        "WorkteamArn": team.arn,
        "Description": described["Description"],
        "Cognito groups": ", ".join(team.groups),
        "NotificationTopicArn": team.topic or "none",
        "Worker access by": ", ".join(team.access) or "none",
        "SubDomain": described["SubDomain"],
        "WorkforceArn": described["WorkforceArn"],
        **{f"tag {key}": value for key, value in team.tags.items()},
    }


def _kept(log: Path) -> Path | None:
    """Return a copy that outlives the cloud's folder; None if the CDK didn't run."""
    if not log.exists():
        return None
    handle, name = tempfile.mkstemp(prefix="workteam-demo-", suffix=".log")
    os.close(handle)
    return Path(shutil.copyfile(log, name))
