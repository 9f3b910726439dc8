import json
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Match, Template
from cdk_nag import AwsSolutionsChecks

from labeling.labeling_stage import LabelingStage

PROJECT = Path(__file__).parents[2]


@pytest.fixture(params=["Test", "Production"])
def stage(request: pytest.FixtureRequest) -> LabelingStage:
    context = json.loads((PROJECT / "cdk.json").read_text())["context"]
    env = cdk.Environment(**context["stages"][request.param])
    keep = request.param == "Production"
    return LabelingStage(cdk.App(context=context), request.param, env=env, domain_prefix="acme", keep_workers=keep)


@pytest.fixture
def template(stage: LabelingStage) -> Template:
    return Template.from_stack(stage.node.find_child("Labeling"))


def test_annotators_are_the_team(template: Template) -> None:
    member = {"CognitoMemberDefinition": Match.object_like({"UserGroup": "annotators"})}
    template.has_resource_properties("Custom::SageMakerWorkteam", {"MemberDefinitions": [member]})


def test_files_of_a_task_open_only_where_the_task_was_opened(template: Template) -> None:
    template.has_resource_properties(
        "Custom::SageMakerWorkteam",
        {"WorkerAccessConfiguration": {"S3Presign": {"IamPolicyConstraints": {"SourceIp": "Enabled"}}}},
    )


def test_the_team_says_whose_it_is(stage: LabelingStage, template: Template) -> None:
    tags = [{"Key": "owner", "Value": "data-platform"}, {"Key": "stage", "Value": stage.node.id.lower()}]
    template.has_resource_properties("Custom::SageMakerWorkteam", {"Tags": tags})


def test_no_role_without_the_boundary(stage: LabelingStage, template: Template) -> None:
    boundary = f"arn:aws:iam::{stage.account}:policy/developers"
    template.all_resources_properties("AWS::IAM::Role", {"PermissionsBoundary": boundary})


def test_production_keeps_its_workers(stage: LabelingStage, template: Template) -> None:
    kept = stage.node.id == "Production"
    template.has_resource("AWS::Cognito::UserPool", {"DeletionPolicy": "Retain" if kept else "Delete"})


def test_cdk_nag_has_no_finding_that_is_not_acknowledged(stage: LabelingStage) -> None:
    report = AwsSolutionsChecks().validate_scope(stage)
    assert [violation.rule_name for violation in report.violations] == []
