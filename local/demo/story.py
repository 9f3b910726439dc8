"""The demo's steps: what each does, shows, and claims."""

from __future__ import annotations

import html
import os
import re
import shlex
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from local.browser import BrowserError, sign_in
from local.cdk import Cdk, CdkError
from local.environment import CLOUD_ID
from local.processes import marked
from local.scheduler import invoke_now
from local.stacks import Stack
from local.teams import Team, find_team, make_strangers_team

if TYPE_CHECKING:
    from local.cloud import LocalCloud
    from local.demo.claims import Claims
    from local.demo.screen import Screen
    from local.portal import Mail

STEPS: Final = 10
STACK: Final = "WorkteamStack"
RESOURCE_TYPE: Final = "Custom::SageMakerWorkteam"
NEW_NAME: Final = "day-shift"
TAKEN_NAME: Final = "night-shift"
WORKER: Final = "ada@acme.example"
PASSWORD: Final = "Chosen-by-Ada-1"  # noqa: S105 - on a cloud that ends with the demo


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
        screen.title("Private labeling by `cdk deploy`, on a cloud that runs on this machine")
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
        self._change_by_hand(changed)
        renamed = self._rename(changed)
        stranger = self._collide(renamed)
        self._destroy(renamed, stranger)
        self._deploy_again()

    def _create(self) -> Team:
        self._deploy("Deploy a workforce, a team of two groups, and a worker", worker=WORKER)
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
        mail = self._invitation()
        self._screen.say(f"The mail to {WORKER}, {mail.subject!r}:")
        self._screen.quote(_read(mail.body))
        self._claim("the worker was invited by a mail that names the portal", outputs["PortalUrl"] in mail.body)
        self._claim("she signs in at the portal and sees her team", team.described["Description"] in self._first_time())
        return team

    def _change(self, before: Team) -> Team:
        self._deploy(
            "Change it, the app client too",
            description="Annotates and audits",
            groups="annotators,auditors",
            session_days="7",
        )
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
        self._claim("the worker still gets in", after.described["Description"] in self._signs_in(PASSWORD))
        return after

    def _change_by_hand(self, before: Team) -> None:
        self._screen.step("Change it by hand, and have its watch look", "aws sagemaker update-workteam …")
        sagemaker, name = self._cloud.client("sagemaker"), before.described["WorkteamName"]
        sagemaker.update_workteam(WorkteamName=name, Description="Changed by hand")
        sagemaker.add_tags(ResourceArn=before.arn, Tags=[{"Key": "owner", "Value": "somebody else"}])
        found = self._look()
        self._screen.facts("What the watch found", {key: ", ".join(names) for key, names in found.items()})
        after = self._ours()
        self._claim(
            "the change was found and put back, and a tag that the app doesn't set was left",
            found == {"drifted": ["Description"], "healed": ["Description"]}
            and after.described["Description"] == before.described["Description"]
            and after.tags == before.tags | {"owner": "somebody else"},
        )
        self._claim("looking once more, it finds nothing", self._look() == {})
        sagemaker.delete_tags(ResourceArn=before.arn, TagKeys=["owner"])

    def _look(self) -> dict[str, list[str]]:
        """Have the team's watch look now, rather than when its schedule says."""
        found: dict[str, list[str]] = invoke_now(self._cloud, "WorkteamWatch")
        return found

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
        sagemaker = self._cloud.client("sagemaker")
        self._claim(
            "the other team was there to the end",
            find_team(self._cloud, TAKEN_NAME) is not None,
        )
        self._screen.say("Its owner deletes it, as a workforce with teams stays.")
        sagemaker.delete_workteam(WorkteamName=stranger.described["WorkteamName"])
        with self._screen.working("destroying"):
            self._cdk.destroy(STACK)
        self._claim(
            "our team, our workforce and our stack are gone",
            self._stack.status() is None
            and find_team(self._cloud, ours.described["WorkteamName"]) is None
            and not sagemaker.list_workforces()["Workforces"],
        )

    def _deploy_again(self) -> None:
        self._context = {}
        self._deploy("Deploy it once more, from nothing", worker=WORKER)
        description = self._ours().described["Description"]
        self._claim("the worker is invited once more and signs in", description in self._first_time())

    def _invitation(self) -> Mail:
        mails = [mail for mail in self._cloud.control.mails() if mail.recipients == [WORKER]]
        if not mails:
            raise StoryError(f"expected a mail to {WORKER}, found none")
        return mails[-1]

    def _first_time(self) -> str:
        found = re.search(r"Temporary password: <b>(.+?)</b>", self._invitation().body)
        return self._signs_in(html.unescape(found[1]) if found else "none", PASSWORD)

    def _signs_in(self, password: str, new_password: str | None = None) -> str:
        """Sign the worker in at the portal; returns what the page says, or why there is none."""
        portal = self._cloud.local_address(self._stack.outputs()["PortalUrl"])
        try:
            return sign_in(portal, WORKER.partition("@")[0], password, new_password).page.text
        except BrowserError as error:
            self._screen.quote(str(error))
            return ""

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


def _read(mail: str) -> str:
    """Return what a reader sees of a mail, on one line."""
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", mail).split()))


def _kept(log: Path) -> Path | None:
    """Return a copy that outlives the cloud's folder; None if the CDK didn't run."""
    if not log.exists():
        return None
    handle, name = tempfile.mkstemp(prefix="workteam-demo-", suffix=".log")
    os.close(handle)
    return Path(shutil.copyfile(log, name))
