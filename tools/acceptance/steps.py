"""What a run does, in order. Each step raises ``Unexpected`` where the cloud, or the library, is not as promised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from local.cdk import CdkError
from local.teams import find_team
from tools.acceptance import look
from tools.acceptance.cleaner import BY_HAND, remains
from tools.acceptance.nothing import from_nothing
from tools.acceptance.probes import answered, ask_all
from tools.acceptance.run import Run, Unexpected, expect

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes
    ----------
    name
        What to call it.
    does
        What it does and looks at.
    leaves
        What is there after it, until it is cleaned up.
    minutes
        How long it takes on AWS: an estimate.
    go
        Does it.
    """

    name: str
    does: str
    leaves: str
    minutes: float
    go: Callable[[Run], None]


def look_around(run: Run) -> None:
    """Find out whether the account is ready, and whether it has a workforce."""
    bootstrapped = run.client("cloudformation").describe_stacks(StackName="CDKToolkit")["Stacks"]
    expect(bootstrapped[0]["StackStatus"].endswith("_COMPLETE"), "a bootstrapped account", bootstrapped)
    workforces = run.client("sagemaker").list_workforces()["Workforces"]
    if not workforces:
        return
    (run.joined,) = workforces
    name, cognito = run.joined["WorkforceName"], run.joined.get("CognitoConfig")
    if cognito is None:
        raise Unexpected(
            f"the workforce {name} of this account and Region signs in through an identity provider, not through "
            "Amazon Cognito; it is left alone, and the run needs another account or Region"
        )
    run.context = {"workforce": name, "pool": cognito["UserPool"], "client": cognito["ClientId"]}


def deploy(run: Run) -> None:
    """Deploy everything, and compare it with the app."""
    run.deploy()
    found = look.expect_team(run, "Labels cats", ["cats", "dogs"], "cat", bare=False)
    ours = {key for key in found.tags if key.startswith("cdk-sagemaker-workteam:")}
    expect("cdk-sagemaker-workteam:stack-id" in ours, "tags that prove whose the team is", found.tags)


def sign_in(run: Run) -> None:
    """Send somebody to the hosted UI as the portal does; on a local cloud, sign the worker in."""
    if run.joined:
        return
    expect((said := look.hosted_ui_says(run)) == "open", "a hosted UI that lets the portal's workers in", said)
    if run.target.local is None:
        user = run.client("cognito-idp").admin_get_user(UserPoolId=run.stack.outputs()["PoolId"], Username="ada")
        expect(user["UserStatus"] == "FORCE_CHANGE_PASSWORD", "an invited worker", user["UserStatus"])
        return
    expect(run.stack.outputs()["PortalUrl"] in look.invitation(run), "the portal in the invitation")
    expect("Labels cats" in (page := look.sign_the_worker_in(run)), "the team at the portal", page)


def update(run: Run) -> None:
    """Change groups, description and tags in place; take the topic and the access away."""
    before = look.team(run)
    run.deploy(description="Labels dogs", groups="dogs,birds", species="dog", bare="yes")
    after = look.expect_team(run, "Labels dogs", ["dogs", "birds"], "dog", bare=True)
    same = after.arn == before.arn and after.described["CreateDate"] == before.described["CreateDate"]
    expect(same, "the same team", after.described)
    if not run.joined:
        expect((said := look.hosted_ui_says(run)) == "open", "a hosted UI that lets the portal's workers in", said)


def by_hand(run: Run) -> None:
    """Change the team and the app client by hand; have the watches look, twice."""
    name = look.team(run).described["WorkteamName"]
    run.client("sagemaker").update_workteam(WorkteamName=name, Description="Changed by hand")
    found = look.tick(run, "TeamWatch")
    expect(found == {"drifted": ["Description"], "healed": ["Description"]}, "a change that is healed", found)
    expect(look.tick(run, "TeamWatch") == {}, "nothing more to heal")
    look.expect_team(run, "Labels dogs", ["dogs", "birds"], "dog", bare=True)
    if run.joined:
        return
    look.shut_the_door(run)
    expect((said := look.hosted_ui_says(run)) == "redirect_mismatch", "a hosted UI that lets nobody in", said)
    found = look.tick(run, "WorkforceWatch")
    expect(found.get("healed") == ["CallbackURLs", "LogoutURLs"], "addresses that are healed", found)
    expect((said := look.hosted_ui_says(run)) == "open", "a hosted UI that lets the portal's workers in", said)


def rename(run: Run) -> None:
    """Give the team another name."""
    before = look.team(run)
    run.deploy(team="second")
    after = look.expect_team(run, "Labels dogs", ["dogs", "birds"], "dog", bare=True)
    expect(after.described["WorkteamName"] == f"{run.name}-second", "the new name", after.described)
    expect(find_team(run.target, before.described["WorkteamName"]) is None, "no team of the old name")


def collide(run: Run) -> None:
    """Give the team the name of one that was made by hand, which must fail and change nothing."""
    _fail_over_their_team(run, team=BY_HAND)


def roll_back(run: Run) -> None:
    """Rename the team in a deployment that fails afterwards; see which way CloudFormation takes back."""
    _fail_over_their_team(run, team="third", sibling=BY_HAND)
    logical_id = look.team(run).tags["cdk-sagemaker-workteam:logical-id"]
    expect(find_team(run.target, f"{run.name}-third") is None, "no team of the name that was taken back")
    answered(run, "rename-rolled-back", look.way_back(run.stack.events(), logical_id))


def _fail_over_their_team(run: Run, **changed: str) -> None:
    """Deploy what needs the name of a team that was made by hand; it must fail, and leave both teams as they were."""
    ours, name, before = look.team(run), f"{run.name}-{BY_HAND}", dict(run.context)
    sagemaker = run.client("sagemaker")
    sagemaker.create_workteam(
        WorkteamName=name,
        Description="Somebody else's",
        MemberDefinitions=ours.described["MemberDefinitions"],
        Tags=[{"Key": "owner", "Value": "somebody else"}],
    )
    theirs = find_team(run.target, name)
    try:
        run.deploy(**changed)
    except CdkError:
        run.context = before
    else:
        raise Unexpected("expected a deployment that fails over the name of a team that isn't the stack's")
    expect(run.stack.status() == "UPDATE_ROLLBACK_COMPLETE", "a rollback", run.stack.status())
    reasons = run.stack.failures("Custom::SageMakerWorkteam")
    expect(name in reasons[0], "a reason that names the team", reasons)
    expect(find_team(run.target, name) == theirs, "their team as it was")
    expect(look.team(run) == ours, "our team as it was")
    sagemaker.delete_workteam(WorkteamName=name)


def destroy(run: Run) -> None:
    """Destroy the stack, of which nothing is left."""
    run.cdk.destroy(run.stack.name)
    left = remains(run.target, run.id)
    expect(not left, "nothing left", left)


STEPS: Final = (
    Step("look around", "whether the account is bootstrapped, and has a workforce", "nothing", 0.1, look_around),
    Step(
        "deploy",
        "workforce, worker, team and watches by `cdk deploy`; compares them with the app",
        "the stack",
        6,
        deploy,
    ),
    Step("sign in", "sends somebody to the hosted UI; signs the worker in on a local cloud", "the stack", 0.1, sign_in),
    Step("update", "groups, description, tags; takes the topic and the access away", "the stack", 2, update),
    Step("by hand", "changes team and app client by hand; has the watches heal them", "the stack", 0.5, by_hand),
    Step("probes", "asks what only a live account can tell", "the stack, and what a probe is at", 6.5, ask_all),
    Step("rename", "the new team first, then the old one goes", "the stack", 2, rename),
    Step("collide", "takes a name that is taken, which fails", "the stack, and at most a team more", 3, collide),
    Step(
        "roll back",
        "another rename, then a team that takes a name that is taken; sees what CloudFormation does to the first",
        "the stack, and at most two teams more",
        3,
        roll_back,
    ),
    Step("destroy", "`cdk destroy`; looks for what is left", "nothing", 4, destroy),
    Step(
        "from nothing",
        "where the account had no workforce: has SageMaker make one by CreateWorkforce, and one for a first team",
        "a user pool with its domain, a workforce, a team",
        2,
        from_nothing,
    ),
)
