"""What `make package` writes for users without the CDK, and the example that uses it, by boto3 on a local cloud."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from local.servers import ROOT
from local.teams import find_team

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.cloud import LocalCloud
    from local.stacks import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

EXAMPLE = Path(__file__).parents[2] / "examples/without_cdk/template.yaml"
BUCKET = "workteam-code"


def deploy(cloud: LocalCloud, stack: Stack, template: Path, **parameters: str) -> dict[str, str]:
    """Create or update a stack and return its outputs."""
    client = cloud.client("cloudformation")
    change, waiter = (
        (client.create_stack, "stack_create_complete")
        if stack.status() is None
        else (client.update_stack, "stack_update_complete")
    )
    change(
        StackName=stack.name,
        TemplateBody=template.read_text(),
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        Capabilities=["CAPABILITY_IAM"],
    )
    client.get_waiter(waiter).wait(StackName=stack.name, WaiterConfig={"Delay": 1, "MaxAttempts": 120})
    return stack.outputs()


def deploy_provider(cloud: LocalCloud, stack: Stack, package: Path, **parameters: str) -> None:
    """Upload the code and deploy the template as the guide says."""
    (template,), (code,) = package.glob("*.template.json"), package.glob("*.zip")
    s3, key = cloud.client("s3"), code.name
    if BUCKET not in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": cloud.region})
    s3.put_object(Bucket=BUCKET, Key=key, Body=code.read_bytes())
    deploy(cloud, stack, template, CodeBucket=BUCKET, **parameters)


def pools_allowed(cloud: LocalCloud, role: str) -> list[str]:
    """Return the user pools that a role has rights over."""
    iam = cloud.client("iam")
    names = [name for name in iam.list_role_policies(RoleName=role)["PolicyNames"] if name != "Workteams"]
    documents = [iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in names]
    resources = [statement["Resource"] for document in documents for statement in document["Statement"]]
    return [arn for resource in resources for arn in ([resource] if isinstance(resource, str) else resource)]


@pytest.fixture(scope="module")
def package(cloud: LocalCloud, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is written by a process of the cloud's, whose caches go with it."""
    folder = tmp_path_factory.mktemp("dist")
    environment = cloud.environment() | {"PYTHONPATH": "constructs", "CDK_VALIDATION": "false"}
    subprocess.run([sys.executable, "-m", "tools.plain_template", folder], cwd=ROOT, env=environment, check=True)
    return folder


@pytest.fixture
def provider(cloud: LocalCloud, new_stack: Callable[[], Stack], package: Path) -> Stack:
    stack = new_stack()
    deploy_provider(cloud, stack, package)
    return stack


def test_a_team_by_plain_cloudformation_from_creation_to_deletion(
    cloud: LocalCloud, provider: Stack, new_stack: Callable[[], Stack]
) -> None:
    stack = new_stack()
    outputs = deploy(cloud, stack, EXAMPLE, ProviderStack=provider.name)
    name = outputs["WorkteamName"]
    team = find_team(cloud, name)
    assert team is not None
    assert (team.arn, team.groups, team.access) == (outputs["WorkteamArn"], ["annotators"], ["SourceIp"])
    assert team.described["Description"] == "Draws boxes around cats"
    assert team.described["SubDomain"] == outputs["SubDomain"]
    assert outputs["PortalUrl"] == f"https://{outputs['SubDomain']}"
    assert team.topic is not None
    assert team.tags["project"] == "cats"
    pool = team.described["MemberDefinitions"][0]["CognitoMemberDefinition"]["UserPool"]
    made = provider.outputs()
    assert pools_allowed(cloud, made["RoleName"]) == [f"arn:aws:cognito-idp:eu-west-1:{cloud.account}:userpool/{pool}"]

    renamed = deploy(cloud, stack, EXAMPLE, ProviderStack=provider.name, WorkteamName="plain-cats")
    assert renamed["WorkteamArn"].endswith("/plain-cats")
    assert find_team(cloud, name) is None

    stack.delete()
    assert find_team(cloud, "plain-cats") is None
    assert pools_allowed(cloud, made["RoleName"]) == []
    assert team.topic not in [topic["TopicArn"] for topic in cloud.client("sns").list_topics()["Topics"]]
    with pytest.raises(ClientError, match="ResourceNotFound"):
        cloud.client("cognito-idp").describe_user_pool(UserPoolId=pool)
    provider.delete()
    with pytest.raises(ClientError, match="NoSuchEntity"):
        cloud.client("iam").get_role(RoleName=made["RoleName"])
    with pytest.raises(ClientError, match="ResourceNotFound"):
        cloud.client("lambda").get_function(FunctionName=made["ServiceToken"])
    groups = cloud.client("logs").describe_log_groups(logGroupNamePrefix=made["LogGroupName"])
    assert groups["logGroups"] == []


def test_user_pools_are_allowed_by_a_parameter(cloud: LocalCloud, provider: Stack, package: Path) -> None:
    role = provider.outputs()["RoleName"]
    assert pools_allowed(cloud, role) == []

    pools = [f"arn:aws:cognito-idp:eu-west-1:{cloud.account}:userpool/eu-west-1_{name}" for name in ("One", "Two")]
    deploy_provider(cloud, provider, package, UserPoolArns=",".join(pools))

    assert pools_allowed(cloud, role) == pools
