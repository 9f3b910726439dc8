"""The provider for users without the CDK: a template, its code as a zip, and an example that uses both."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk.assertions import Template

from cdk_sagemaker_workteam import WorkteamProvider
from cdk_sagemaker_workteam._contract import ATTRIBUTES, RESOURCE_TYPE, WORKTEAM
from cdk_sagemaker_workteam.provider.asset import asset_files, asset_folder
from cdk_sagemaker_workteam.provider.rights import user_pool_rights
from support.cfn_lint import findings
from tools import plain_template

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/without_cdk/template.yaml"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    plain_template.main(folder)
    return folder


@pytest.fixture(scope="module")
def template(written: Path) -> dict[str, Any]:
    return dict(json.loads((written / f"{plain_template.NAME}.template.json").read_text()))


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    from cfnlint.decode import cfn_yaml

    return dict(cfn_yaml.load(str(EXAMPLE)))


def test_p45_cfn_lint_finds_nothing_in_either(written: Path) -> None:
    for file in (written / f"{plain_template.NAME}.template.json", EXAMPLE):
        assert list(findings(file.read_text())) == []


def test_p46_it_is_what_the_construct_renders_but_for_where_the_code_is(template: dict[str, Any]) -> None:
    stack = Stack(App(context=json.loads((ROOT / "cdk.json").read_text())["context"]), "Stack")
    WorkteamProvider(stack, "WorkteamProvider")
    rendered = Template.from_stack(stack).to_json()["Resources"]
    plain = {name: one for name, one in template["Resources"].items() if "Condition" not in one}
    (function,) = [one["Properties"] for one in plain.values() if one["Type"] == "AWS::Lambda::Function"]
    assert function["Code"] == {
        "S3Bucket": {"Ref": "CodeBucket"},
        "S3Key": {"Ref": "CodeKey"},
        "S3ObjectVersion": {"Fn::If": ["HasCodeVersion", {"Ref": "CodeVersion"}, {"Ref": "AWS::NoValue"}]},
    }
    assert _without_code(plain) == _without_code(rendered)


def test_p46_user_pools_are_those_of_the_parameter_and_none_without(template: dict[str, Any]) -> None:
    (policy,) = [one for one in template["Resources"].values() if one["Type"] == "AWS::IAM::Policy"]
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Resource"] == {"Ref": "UserPoolArns"}
    assert statement["Action"] == sorted(user_pool_rights(Stack(), "pool").actions)
    assert (policy["Condition"], template["Parameters"]["UserPoolArns"]["Default"]) == ("HasUserPools", "")


ARN = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCd12345"


@pytest.mark.parametrize(
    ("pools", "allowed"),
    [
        ("", True),
        (ARN, True),
        (ARN.replace("aws", "aws-cn", 1), True),
        ("*", False),
        (ARN.rpartition("/")[0] + "/*", False),
        (ARN.replace("123456789012", "*"), False),
        ("eu-west-1_AbCd12345", False),
    ],
)
def test_p46_pools_are_named_one_by_one(template: dict[str, Any], pools: str, allowed: bool) -> None:
    pattern = template["Parameters"]["UserPoolArns"]["AllowedPattern"]
    assert bool(re.search(pattern, pools)) is allowed


def test_the_codes_hash_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain_template.main(tmp_path)
    code = tmp_path / f"{plain_template.NAME}.zip"
    assert capsys.readouterr().out == f"{hashlib.sha256(code.read_bytes()).hexdigest()}  {code}\n"


def test_it_needs_no_bootstrapped_account(template: dict[str, Any]) -> None:
    assert set(template["Parameters"]) == {"CodeBucket", "CodeKey", "CodeVersion", "UserPoolArns"}
    assert set(template) == {"Description", "Resources", "Parameters", "Conditions", "Outputs"}


def test_what_it_exports(template: dict[str, Any]) -> None:
    names = ("ServiceToken", "RoleName", "LogGroupName")
    exported = {name: {"Name": {"Fn::Sub": f"${{AWS::StackName}}-{name}"}} for name in names}
    assert {name: output["Export"] for name, output in template["Outputs"].items()} == exported


def test_p53_the_zip_holds_the_asset_and_has_the_same_bytes_each_time(written: Path, tmp_path: Path) -> None:
    plain_template.main(tmp_path)
    for file in written.iterdir():
        assert file.read_bytes() == (tmp_path / file.name).read_bytes()
    source = asset_folder()
    with zipfile.ZipFile(written / f"{plain_template.NAME}.zip") as archive:
        carried = {entry.filename: archive.read(entry) for entry in archive.infolist()}
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o100644}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert carried == {file.relative_to(source).as_posix(): file.read_bytes() for file in asset_files()}


def test_the_key_changes_with_the_version_so_that_the_function_does(template: dict[str, Any], written: Path) -> None:
    key = template["Parameters"]["CodeKey"]["Default"]
    assert plain_template.VERSION in key
    assert (written / key).is_file()


def test_the_example_shows_every_property_and_attribute(example: dict[str, Any]) -> None:
    (team,) = [one for one in example["Resources"].values() if one["Type"] == RESOURCE_TYPE]
    assert set(team["Properties"]) == {"ServiceToken", "ServiceTimeout", *WORKTEAM.shapes}
    assert set(example["Outputs"]) == set(ATTRIBUTES)


def test_the_example_gives_the_rights_that_the_construct_gives(example: dict[str, Any]) -> None:
    (policy,) = [one["Properties"] for one in example["Resources"].values() if one["Type"] == "AWS::IAM::Policy"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Action"] == sorted(user_pool_rights(Stack(), "pool").actions)


def test_the_example_imports_what_the_provider_exports(template: dict[str, Any]) -> None:
    for name in ("ServiceToken", "RoleName"):
        assert name in template["Outputs"]
        assert f"!Sub ${{ProviderStack}}-{name}" in EXAMPLE.read_text()


def test_the_guide_names_the_files_that_are_written(written: Path) -> None:
    guide = EXAMPLE.with_name("README.md").read_text()
    assert [file.name for file in written.iterdir() if f"dist/{file.name}" not in guide] == []


def _without_code(resources: dict[str, Any]) -> dict[str, Any]:
    properties = {name: {**one["Properties"]} for name, one in resources.items()}
    for one in properties.values():
        one.pop("Code", None)
    kept = {name: {key: value for key, value in one.items() if key != "Metadata"} for name, one in resources.items()}
    return {name: {**kept[name], "Properties": properties[name]} for name in resources}
