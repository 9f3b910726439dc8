"""Examples deployed, used and destroyed by a user of the installed wheel: in the example's folder, by the CDK CLI."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from local.cdk import CLI
from local.cloud import LocalCloud
from local.stacks import Stack
from local.teams import find_team, make_strangers_team, require_team
from support.installation import Installation, build_wheel, copy_example

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

FAILING_AFTERWARDS = """
from aws_cdk import CfnParameter

stack = app.node.find_child("Labeling")
members = [WorkteamMember.oidc(groups=["nobody"])]
name = CfnParameter(stack, "Taken", default="night-shift").value_as_string  # a literal is refused at synth
same_name = Workteam(stack, "SameName", workteam_name=name, description="Never made", members=members)
same_name.node.add_dependency(stack.node.find_child("Team"))
app.synth()
"""


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("user")
    return Installation.make(build_wheel(folder / "dist"), folder / "venv")


@dataclass(frozen=True)
class User:
    """Somebody with a copy of an example, who types commands."""

    folder: Path
    installation: Installation
    cloud: LocalCloud
    account: str

    def cdk(self, *command: str) -> subprocess.CompletedProcess[str]:
        settings = {
            "AWS_ACCESS_KEY_ID": self.account,
            "CDK_VALIDATION": "false",
            "CDK_DISABLE_CLI_TELEMETRY": "true",
            "TMPDIR": str(self.cloud.folder),
        }
        return subprocess.run(
            [CLI, "--no-notices", *command],
            cwd=self.folder,
            env=self.installation.environment(self.cloud.environment()) | settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=200,
        )

    def deploys(self, *what: str) -> None:
        done = self.cdk("deploy", "--require-approval", "never", "--method", "direct", *what)
        assert done.returncode == 0, done.stdout

    def destroys(self, *what: str) -> None:
        done = self.cdk("destroy", "--force", *what)
        assert done.returncode == 0, done.stdout


@pytest.fixture
def user_of(installation: Installation, cloud: LocalCloud, tmp_path: Path) -> Callable[[str], User]:
    return lambda example: User(copy_example(example, tmp_path), installation, cloud, cloud.account)


def team_that_role_may_use(cloud: LocalCloud, stack: str) -> str:
    (role,) = [
        one["PhysicalResourceId"]
        for one in cloud.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
        if one["ResourceType"] == "AWS::IAM::Role"
    ]
    iam = cloud.client("iam")
    (name,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    (statement,) = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]["Statement"]
    return str(statement["Condition"]["ArnEquals"]["sagemaker:WorkteamArn"])


def test_across_stacks(user_of: Callable[[str], User], cloud: LocalCloud) -> None:
    user = user_of("across_stacks")
    cloud.control.add_workforce("company", account=cloud.account, region=cloud.region)
    other_app = ("--app", "python3 other_app.py", "--output", "other.out")

    user.deploys("--all")
    user.deploys("--all", *other_app)
    arn = Stack(cloud, "Teams").outputs()["NightShiftArn"]
    assert {team_that_role_may_use(cloud, stack) for stack in ("Jobs", "ByExport", "ByParameter")} == {arn}

    user.destroys("--all", *other_app)
    user.destroys("--all")
    assert find_team(cloud, arn.rpartition("/")[2]) is None


def test_moving_in(user_of: Callable[[str], User], cloud: LocalCloud) -> None:
    user = user_of("moving_in")
    by_hand = make_strangers_team(cloud, "night-shift")
    member = by_hand.described["MemberDefinitions"][0]["CognitoMemberDefinition"]
    settings = json.loads((user.folder / "cdk.json").read_text())
    settings["context"] |= {
        "description": by_hand.described["Description"],
        "user_pool_id": member["UserPool"],
        "client_id": member["ClientId"],
        "group": member["UserGroup"],
    }
    (user.folder / "cdk.json").write_text(json.dumps(settings))
    app = (user.folder / "app.py").read_text()

    (user.folder / "app.py").write_text(app.replace("app.synth()\n", FAILING_AFTERWARDS))
    failed = user.cdk("deploy", "--require-approval", "never", "--method", "direct")
    assert failed.returncode == 1
    assert Stack(cloud, "Labeling").status() == "ROLLBACK_COMPLETE", failed.stdout
    assert len(Stack(cloud, "Labeling").failures("Custom::SageMakerWorkteam")) == 1
    kept = require_team(cloud, "night-shift")
    assert kept.described == by_hand.described
    owner_tags = kept.tags.keys() - by_hand.tags.keys()
    assert len(owner_tags) == 3

    (user.folder / "app.py").write_text(app)
    cloud.client("sagemaker").delete_tags(ResourceArn=kept.arn, TagKeys=sorted(owner_tags))
    user.deploys()
    assert Stack(cloud, "Labeling").outputs()["WorkteamArn"] == by_hand.arn
    assert require_team(cloud, "night-shift").described == by_hand.described

    user.deploys("-c", "step=owned", "-c", "description=Annotates at night")
    owned = require_team(cloud, "night-shift").described
    assert (owned["CreateDate"], owned["Description"]) == (by_hand.described["CreateDate"], "Annotates at night")

    user.destroys("-c", "step=owned")
    assert find_team(cloud, "night-shift") is None


def test_p71_moving_into_a_workforce_by_making_it_anew(user_of: Callable[[str], User], cloud: LocalCloud) -> None:
    user = user_of("moving_in")
    by_hand = make_strangers_team(cloud, "night-shift")
    member = by_hand.described["MemberDefinitions"][0]["CognitoMemberDefinition"]
    cognito, sagemaker = cloud.client("cognito-idp"), cloud.client("sagemaker")
    cognito.create_user_pool_domain(UserPoolId=member["UserPool"], Domain="theirs")
    cognito.create_group(UserPoolId=member["UserPool"], GroupName="annotators")
    pool = ("-c", f"user_pool_id={member['UserPool']}", "-c", f"client_id={member['ClientId']}")
    joined, anew = (("--app", f"python3 {app}_app.py", *pool) for app in ("joined", "anew"))

    user.deploys(*joined)
    assert len(sagemaker.list_workteams()["Workteams"]) == 2
    user.destroys(*joined)

    sagemaker.delete_workteam(WorkteamName="night-shift")
    sagemaker.delete_workforce(WorkforceName="default")
    user.deploys(*anew)
    portal = Stack(cloud, "Workforce").outputs()["PortalUrl"]
    shown = cognito.describe_user_pool_client(UserPoolId=member["UserPool"], ClientId=member["ClientId"])
    assert f"{portal}/oauth2/idpresponse" in shown["UserPoolClient"]["CallbackURLs"]

    user.destroys(*anew)
    assert sagemaker.list_workforces()["Workforces"] == []
    assert len(cognito.list_groups(UserPoolId=member["UserPool"])["Groups"]) == 2


def test_shared_workforce(user_of: Callable[[str], User], cloud: LocalCloud) -> None:
    user = user_of("shared_workforce")
    user.deploys("--all")
    outputs = Stack(cloud, "Workers").outputs()
    ids = ("-c", f"user_pool_id={outputs['UserPoolId']}", "-c", f"client_id={outputs['ClientId']}")
    other_app = ("--app", "python3 other_app.py", "--output", "other.out", *ids)
    user.deploys(*other_app)
    assert Stack(cloud, "Reviews").outputs()["PortalUrl"] == outputs["PortalUrl"]
    assert [mail.recipients for mail in cloud.control.mails()][-1] == ["ada@acme.example"]

    user.destroys(*other_app)
    user.destroys("--all")
    assert cloud.client("sagemaker").list_workforces()["Workforces"] == []


def test_real_project(user_of: Callable[[str], User], cloud: LocalCloud) -> None:
    developer = user_of("real_project")
    stages = json.loads((developer.folder / "cdk.json").read_text())["context"]["stages"]
    for stage, place in stages.items():
        user = replace(developer, account=place["account"])
        bootstrapped = user.cdk(
            "bootstrap", f"aws://{user.account}/{place['region']}", "--custom-permissions-boundary", "developers"
        )
        assert bootstrapped.returncode == 0, bootstrapped.stdout

        user.deploys(f"{stage}/*")

        sagemaker = cloud.client("sagemaker", region=place["region"], account=user.account)
        (team,) = sagemaker.list_workteams()["Workteams"]
        tags = {tag["Key"]: tag["Value"] for tag in sagemaker.list_tags(ResourceArn=team["WorkteamArn"])["Tags"]}
        assert (tags["owner"], tags["stage"]) == ("data-platform", stage.lower())

    test, production = (replace(developer, account=place["account"]) for place in stages.values())
    test.destroys("Test/*")
    assert cloud.client("sagemaker", account=test.account).list_workteams()["Workteams"] == []
    refused = production.cdk("destroy", "--force", "Production/*")
    assert "TerminationProtection" in refused.stdout
    assert len(cloud.client("sagemaker", account=production.account).list_workteams()["Workteams"]) == 1
