"""The examples, each synthesised as an app of its own with the installed wheel, outside of the repository."""

from __future__ import annotations

import json
import re
import subprocess
import textwrap
from typing import TYPE_CHECKING, Any

import pytest
from botocore import xform_name
from botocore.session import Session

from cdk_sagemaker_workteam import __version__
from support.cfn_lint import findings
from support.installation import EXAMPLES, ROOT, Installation, build_wheel, copy_example

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Templates = dict[str, dict[str, Any]]

NAMES = sorted(file.parent.name for file in EXAMPLES.glob("*/cdk.json"))
FRESH = ROOT / "node_modules/aws-cdk/lib/init-templates/.recommended-feature-flags.json"
TEAM = "Custom::SageMakerWorkteam"
POOL = {"user_pool_id": "eu-west-1_YrLR7XNhv", "client_id": "1example23456789"}
LABELING = {"sagemaker:CreateLabelingJob", "sagemaker:CreateFlowDefinition"}


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("user")
    return Installation.make(build_wheel(folder / "dist"), folder / "venv")


@pytest.fixture(params=[{}, json.loads(FRESH.read_text())], ids=["without flags", "with those of cdk init"])
def flags(request: pytest.FixtureRequest) -> dict[str, Any]:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def synthesised(installation: Installation, tmp_path: Path, flags: dict[str, Any]) -> Callable[..., Templates]:
    """Synthesise an example and look over its templates."""

    def synthesise(name: str, app: str = "app.py", **context: str) -> Templates:
        example = copy_example(name, tmp_path)
        templates = installation.synthesise(example / app, tmp_path / "out", {**flags, **context})
        assert_told_outputs_exist((example / "README.md").read_text(), templates)
        for template in templates.values():
            assert list(findings(json.dumps(template))) == []
        return templates

    return synthesise


def assert_told_outputs_exist(guide: str, templates: Templates) -> None:
    """Compare the outputs that a guide shows with those of the stacks that were synthesised."""
    for stack, output, value in re.findall(r"^(\w+)\.(\w+) = (.*)$", guide, re.MULTILINE):
        if stack in templates:
            assert output in templates[stack]["Outputs"]
            derived = re.search(r"-(\w+[0-9A-F]{8})-\w+$", value)
            assert derived is None or derived[1] in templates[stack]["Resources"]


def of_type(template: dict[str, Any], resource_type: str) -> list[dict[str, Any]]:
    return [resource for resource in template["Resources"].values() if resource["Type"] == resource_type]


def properties(team: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in team["Properties"].items() if not name.startswith("Service")}


def exported(template: dict[str, Any]) -> dict[str, Any]:
    """Return the values that other stacks may import, by their names there; weak references need no export."""
    return {one["Export"]["Name"]: one["Value"] for one in template["Outputs"].values() if "Export" in one}


def arns_that_may_be_used(template: dict[str, Any]) -> list[Any]:
    """Return what the template's policies tie the starting of labeling jobs to."""
    statements = [
        statement
        for policy in of_type(template, "AWS::IAM::Policy")
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
    ]
    return [
        statement["Condition"]["ArnEquals"]["sagemaker:WorkteamArn"]
        for statement in statements
        if LABELING & set(statement["Action"])
    ]


def test_cognito_team(synthesised: Callable[..., Templates]) -> None:
    template = synthesised("cognito_team")["CatLabeling"]
    (team,) = of_type(template, TEAM)
    (member,) = properties(team)["MemberDefinitions"]
    assert member["CognitoMemberDefinition"]["UserGroup"] == "annotators"
    assert {"NotificationConfiguration", "WorkerAccessConfiguration"} < properties(team).keys()
    (subscription,) = of_type(template, "AWS::SNS::Subscription")
    assert subscription["Properties"]["Protocol"] == "email"
    assert template["Outputs"].keys() == {"WorkteamArn", "PortalUrl", "UserPoolId"}


def test_oidc_team(synthesised: Callable[..., Templates]) -> None:
    template = synthesised("oidc_team")["XRayLabeling"]
    (team,) = of_type(template, TEAM)
    assert properties(team)["MemberDefinitions"] == [{"OidcMemberDefinition": {"Groups": ["annotators", "reviewers"]}}]
    assert properties(team)["WorkforceName"] == "company"
    assert "cognito-idp" not in json.dumps(template)


def test_many_teams(synthesised: Callable[..., Templates]) -> None:
    templates = synthesised("many_teams")
    assert templates.keys() == {"Workers", "ImageTeams", "TextTeams"}
    functions = {name: len(of_type(template, "AWS::Lambda::Function")) for name, template in templates.items()}
    assert functions == {"Workers": 1, "ImageTeams": 0, "TextTeams": 0}
    teams = [team for template in templates.values() for team in of_type(template, TEAM)]
    assert [len(properties(team)["MemberDefinitions"]) for team in teams] == [1, 2, 1, 2]
    (token,) = {json.dumps(team["Properties"]["ServiceToken"]) for team in teams}
    (export,) = json.loads(token).values()
    assert export in exported(templates["Workers"])
    groups = of_type(templates["Workers"], "AWS::Cognito::UserPoolGroup")
    assert sorted(group["Properties"]["GroupName"] for group in groups) == ["drivers", "painters", "writers"]


def test_shared_workforce(synthesised: Callable[..., Templates]) -> None:
    templates = synthesised("shared_workforce")
    assert [len(of_type(templates[name], "AWS::SageMaker::Workforce")) for name in ("Workers", "Images")] == [1, 0]
    (team,) = of_type(templates["Images"], TEAM)
    assert properties(team)["WorkforceName"] == "acme"
    assert len(of_type(templates["Workers"], "AWS::Cognito::UserPoolUser")) == 1


def test_shared_workforce_in_another_app(synthesised: Callable[..., Templates]) -> None:
    template = synthesised("shared_workforce", "other_app.py", **POOL)["Reviews"]
    (team,), (group,) = of_type(template, TEAM), of_type(template, "AWS::Cognito::UserPoolGroup")
    assert properties(team)["WorkforceName"] == "acme"
    assert group["Properties"] == {"GroupName": "reviewers", "UserPoolId": POOL["user_pool_id"]}
    assert of_type(template, "AWS::SageMaker::Workforce") == []


def test_oidc_workforce(synthesised: Callable[..., Templates]) -> None:
    template = synthesised("oidc_workforce")["XRays"]
    (workforce,) = of_type(template, "AWS::SageMaker::Workforce")
    assert workforce["Properties"]["OidcConfig"]["ClientSecret"].startswith("{{resolve:secretsmanager:labeling/oidc:")
    assert "cognito-idp" not in json.dumps(template)


@pytest.mark.parametrize(("app", "made"), [("joined_app.py", 0), ("anew_app.py", 1)])
def test_moving_into_a_workforce(synthesised: Callable[..., Templates], app: str, made: int) -> None:
    (template,) = synthesised("moving_in", app, **POOL).values()
    assert len(of_type(template, "AWS::SageMaker::Workforce")) == made
    (team,) = of_type(template, TEAM)
    (member,) = properties(team)["MemberDefinitions"]
    assert member["CognitoMemberDefinition"]["UserPool"] == POOL["user_pool_id"]


def test_labeling_role(synthesised: Callable[..., Templates]) -> None:
    template = synthesised("labeling_role")["LabelingJobs"]
    (arn,) = arns_that_may_be_used(template)
    assert arn["Fn::Join"][1][-1] == ":workteam/private-crowd/night-shift"
    assert of_type(template, TEAM) == []
    assert "iam:PassRole" in json.dumps(template)


def test_across_stacks_of_one_app(synthesised: Callable[..., Templates]) -> None:
    templates = synthesised("across_stacks")
    (team,) = [name for name, one in templates["Teams"]["Resources"].items() if one["Type"] == TEAM]
    arn = {"Fn::GetAtt": [team, "WorkteamArn"]}
    exports = exported(templates["Teams"])
    assert exports["NightShiftArn"] == arn
    (parameter,) = of_type(templates["Teams"], "AWS::SSM::Parameter")
    assert (parameter["Properties"]["Name"], parameter["Properties"]["Value"]) == ("/teams/night-shift/arn", arn)
    (used,) = arns_that_may_be_used(templates["Jobs"])
    if "Fn::ImportValue" in used:
        assert exports[used["Fn::ImportValue"]] == arn
    else:
        assert templates["Teams"]["Outputs"][used["Fn::GetStackOutput"]["OutputName"]]["Value"] == arn


def test_across_apps(synthesised: Callable[..., Templates]) -> None:
    templates = synthesised("across_stacks", "other_app.py")
    assert arns_that_may_be_used(templates["ByExport"]) == [{"Fn::ImportValue": "NightShiftArn"}]
    (used,) = arns_that_may_be_used(templates["ByParameter"])
    assert templates["ByParameter"]["Parameters"][used["Ref"]] == {
        "Type": "AWS::SSM::Parameter::Value<String>",
        "Default": "/teams/night-shift/arn",
    }


def test_moving_in_starts_from_a_native_team_that_is_retained(synthesised: Callable[..., Templates]) -> None:
    (native,) = synthesised("moving_in", step="native")["Labeling"]["Resources"].values()
    assert (native["Type"], native["DeletionPolicy"]) == ("AWS::SageMaker::Workteam", "Retain")
    assert native["Properties"]["WorkteamName"] == "night-shift"


@pytest.mark.parametrize(("step", "policy", "adopting"), [("adopted", "Retain", "true"), ("owned", "Delete", None)])
def test_moving_in(synthesised: Callable[..., Templates], step: str, policy: str, adopting: str | None) -> None:
    template = synthesised("moving_in", step=step)["Labeling"]
    (team,) = of_type(template, TEAM)
    assert (team["DeletionPolicy"], properties(team).get("AdoptExisting")) == (policy, adopting)
    assert properties(team)["WorkteamName"] == "night-shift"
    assert of_type(template, "AWS::SageMaker::Workteam") == []


def test_real_project(synthesised: Callable[..., Templates]) -> None:
    templates = synthesised("real_project")
    assert [name.partition("Labeling")[0] for name in templates] == ["Production", "Test"]
    for template in templates.values():
        (team,) = of_type(template, TEAM)
        assert [tag["Key"] for tag in properties(team)["Tags"]] == ["owner", "stage"]
        boundaries = [role["Properties"].get("PermissionsBoundary") for role in of_type(template, "AWS::IAM::Role")]
        assert boundaries
        assert all(boundary.endswith(":policy/developers") for boundary in boundaries)


def test_real_projects_own_tests(installation: Installation, tmp_path: Path, flags: dict[str, Any]) -> None:
    project = copy_example("real_project", tmp_path)
    settings = json.loads((project / "cdk.json").read_text())
    settings["context"] = {**flags, **settings["context"]}
    (project / "cdk.json").write_text(json.dumps(settings))
    done = subprocess.run(
        ["python3", "-m", "pytest"], cwd=project, env=installation.environment(), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
    assert re.search(r"^=+ \d+ passed in", done.stdout, re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_an_app_of_its_own(name: str) -> None:
    folder = EXAMPLES / name
    assert {"README.md", "app.py", "cdk.json", "requirements.txt"} <= {file.name for file in folder.iterdir()}
    assert not (folder / "__init__.py").exists()
    assert json.loads((folder / "cdk.json").read_text())["app"] == "python3 app.py"
    major, minor, _ = __version__.split(".")
    wanted = f"cdk-sagemaker-workteam>={major}.{minor}.0,<{major}.{int(minor) + 1}"
    assert wanted in (folder / "requirements.txt").read_text().splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_its_guide_shows_its_own_code(name: str) -> None:
    guide = (EXAMPLES / name / "README.md").read_text()
    snippets = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    sources = [file.read_text() for file in (EXAMPLES / name).rglob("*.py")]
    assert snippets
    assert [one for one in snippets if not any(is_part(one, source) for source in sources)] == []


@pytest.mark.parametrize("name", NAMES)
def test_its_guide_calls_what_aws_has(name: str) -> None:
    guide = (EXAMPLES / name / "README.md").read_text()
    for service, operation, options in re.findall(r"\$ aws ([\w-]+) ([\w-]+) (.*)$", guide, re.MULTILINE):
        model = Session().get_service_model(service)
        (called,) = [one for one in model.operation_names if xform_name(one, "-") == operation]
        request = model.operation_model(called).input_shape
        assert request
        assert set(re.findall(r"--([\w-]+)", options)) <= {xform_name(member, "-") for member in request.members}


@pytest.mark.parametrize("name", NAMES)
def test_it_is_listed(name: str) -> None:
    assert f"(examples/{name}/README.md)" in (ROOT / "README.md").read_text()


def is_part(snippet: str, source: str) -> bool:
    """Whether a snippet stands in a source, at whatever depth."""
    return any(textwrap.indent(snippet, " " * depth) in source for depth in (0, 4, 8, 12))
