"""What a developer's shell and home hold, none of which reaches the local cloud or what it runs."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from local.cloud import LocalCloud
from local.environment import CLOUD_ID, KEPT, node_folder
from local.processes import marked
from support.elsewhere import elsewhere

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = "theirs-alone"
TOLD = [
    *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_BEARER_TOKEN_BEDROCK"),
    *("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_CA_BUNDLE", "AWS_RETRY_MODE", "AWS_DEFAULTS_MODE"),
    *("GITHUB_TOKEN", "NPM_TOKEN", "DATABASE_URL", "SSH_AUTH_SOCK", "CDK_DEFAULT_ACCOUNT", "PYTHONSTARTUP"),
    *("MINISTACK_REGION", "LAMBDA_EXECUTOR", "SFTP_HOST", "RESPONSE_URL_HOSTS", "NODE_OPTIONS", "A_NAME_OF_THEIRS"),
]
ENDPOINTS = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_LAMBDA", "AWS_ENDPOINT_URL_SAGEMAKER"]
PROXIES = [name for upper in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY") for name in (upper, upper.lower())]
FUNCTION = """
import os, boto3
def handler(event, context):
    boto3.client("sagemaker").list_workteams()
    boto3.client("sts").get_caller_identity()
    return dict(os.environ)
"""


@pytest.fixture(scope="module")
def proxy() -> Iterator[tuple[str, list[bytes]]]:
    """What the shell's proxies and endpoints name, and what was sent to it."""
    with elsewhere() as proxy:
        yield proxy


@pytest.fixture(scope="module")
def cloud(proxy: tuple[str, list[bytes]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    """A cloud, started and used from a shell that is set up for everything else."""
    url, _ = proxy
    home = tmp_path_factory.mktemp("home")
    (home / ".aws").mkdir()
    settings = (
        f"region = sa-east-1\nretry_mode = {SECRET}\nendpoint_url = {url}\nsigv4a_signing_region_set = {SECRET}\n"
    )
    (home / ".aws/config").write_text(f"[default]\n{settings}[profile {SECRET}]\n{settings}")
    (home / ".aws/credentials").write_text(f"[default]\naws_access_key_id = {SECRET}\naws_secret_access_key = x\n")
    with pytest.MonkeyPatch.context() as shell:
        shell.setenv("HOME", str(home))
        for name in TOLD:
            shell.setenv(name, SECRET)
        for name in [*PROXIES, *ENDPOINTS]:
            shell.setenv(name, url)
        shell.delenv("NO_PROXY", raising=False)
        shell.delenv("no_proxy", raising=False)
        with LocalCloud(region="eu-west-1") as cloud:
            yield cloud


@pytest.fixture(scope="module")
def seen_by_a_function(cloud: LocalCloud) -> dict[str, str]:
    """The environment of a function that asks SageMaker and another service."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("index.py", FUNCTION)
    client = cloud.client("lambda")
    client.create_function(
        FunctionName="tells",
        Runtime="python3.13",
        Handler="index.handler",
        Role=f"arn:aws:iam::{cloud.account}:role/any",
        Timeout=60,
        Code={"ZipFile": package.getvalue()},
    )
    answer = client.invoke(FunctionName="tells")
    told: dict[str, Any] = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, told
    return told


def test_p79_no_server_and_no_function_has_a_variable_that_is_not_listed(
    cloud: LocalCloud, seen_by_a_function: dict[str, str]
) -> None:
    (guardian,) = [one for one in psutil.Process().children() if "local.guardian" in one.cmdline()]
    running = [guardian, *marked(cloud.environment()[CLOUD_ID])]
    assert {"local.emulator", "local.sagemaker"} < {part for process in running for part in process.cmdline()}
    assert len(running) == 4

    for environment in (*(process.environ() for process in running), cloud.environment(), seen_by_a_function):
        assert [name for name, value in environment.items() if SECRET in value] == []
        assert environment.keys() & set(PROXIES) == set()
        same = {name for name, value in environment.items() if os.environ.get(name) == value}
        assert same <= set(KEPT)


def test_p79_no_server_and_no_function_has_the_developers_home(
    cloud: LocalCloud, seen_by_a_function: dict[str, str]
) -> None:
    servers = [process.environ() for process in marked(cloud.environment()[CLOUD_ID])]
    for environment in (*servers, seen_by_a_function, cloud.environment()):
        assert environment["HOME"] == environment["TMPDIR"] == str(cloud.folder)


def test_p79_proxies_and_aws_settings_change_nothing(
    cloud: LocalCloud, seen_by_a_function: dict[str, str], proxy: tuple[str, list[bytes]]
) -> None:
    cognito = cloud.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="workers")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="portal")["UserPoolClient"]["ClientId"]
    cognito.create_group(UserPoolId=pool, GroupName="annotators")
    member = {"UserPool": pool, "ClientId": client, "UserGroup": "annotators"}
    made = cloud.client("sagemaker").create_workteam(
        WorkteamName="labelers", Description="d", MemberDefinitions=[{"CognitoMemberDefinition": member}]
    )
    assert made["WorkteamArn"].startswith("arn:aws:sagemaker:eu-west-1:000000000000:workteam/")
    assert cloud.control.calls()[-1].error is None

    asks = (
        "import boto3, sys; from botocore.config import Config; session = boto3.Session();"
        "print(session.client('sts').get_caller_identity()['Account'], session.region_name,"
        " len(session.client('sagemaker').list_workteams()['Workteams']))"
    )
    answer = subprocess.run([sys.executable, "-c", asks], env=cloud.environment(), capture_output=True, text=True)
    assert answer.stdout.split() == ["000000000000", "eu-west-1", "1"], answer.stderr

    _, received = proxy
    assert received == []


def test_node_is_found_where_a_version_manager_stands_in_for_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stand_in = tmp_path / "shims" / "node"
    stand_in.parent.mkdir()
    stand_in.write_text(f'#!/bin/sh\n[ "$HOME" = {tmp_path} ] && echo {tmp_path}/real/node\n')
    stand_in.chmod(0o755)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(stand_in.parent))
    assert node_folder.__wrapped__() == f"{tmp_path}/real"
    stand_in.unlink()
    assert node_folder.__wrapped__() is None
