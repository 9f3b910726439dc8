from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from unit.local.fixtures import Make, Refused, SageMaker

ARN = "arn:aws:sagemaker:eu-west-1:111122223333:workteam/private-crowd/labelers"


def tags(count: int, start: int = 0) -> list[dict[str, str]]:
    return [{"Key": f"key-{number}", "Value": f"{number}"} for number in range(start, start + count)]


@pytest.fixture
def tagged(sagemaker: SageMaker, team: Make) -> SageMaker:
    sagemaker.create_workteam(**team(Tags=tags(45)))
    return sagemaker


def test_tags_come_in_pages(tagged: SageMaker) -> None:
    pages = list(tagged.get_paginator("list_tags").paginate(ResourceArn=ARN))
    assert len(pages) == 3
    assert [tag for page in pages for tag in page["Tags"]] == tags(45)


def test_50_tags_and_no_more(tagged: SageMaker, refused: Refused) -> None:
    tagged.add_tags(ResourceArn=ARN, Tags=tags(5, start=45))
    assert refused(tagged.add_tags, ResourceArn=ARN, Tags=tags(1, start=50))[0] == "ValidationException"
    tagged.add_tags(ResourceArn=ARN, Tags=[{"Key": "key-0", "Value": "new"}])
    assert tagged.list_tags(ResourceArn=ARN)["Tags"][0] == {"Key": "key-0", "Value": "new"}


def test_tags_are_deleted_by_key_and_absent_ones_do_not_matter(tagged: SageMaker) -> None:
    tagged.delete_tags(ResourceArn=ARN, TagKeys=[*(f"key-{number}" for number in range(44)), "absent"])
    assert tagged.list_tags(ResourceArn=ARN)["Tags"] == tags(1, start=44)


@pytest.mark.parametrize("key", ["aws:owner", "AWS:owner"])
def test_the_services_own_prefix(sagemaker: SageMaker, team: Make, refused: Refused, key: str) -> None:
    assert refused(sagemaker.create_workteam, **team(Tags=[{"Key": key, "Value": ""}]))[0] == "ValidationException"
    assert sagemaker.list_workteams()["Workteams"] == []


def test_a_key_twice(sagemaker: SageMaker, team: Make, refused: Refused) -> None:
    assert "Duplicate" in refused(sagemaker.create_workteam, **team(Tags=tags(1) * 2))[1]


@pytest.mark.parametrize("arn", [ARN.replace("eu-west-1", "us-east-1"), ARN.upper().replace("ARN:AWS:SAGEMAKER", "x")])
def test_another_resource(tagged: SageMaker, refused: Refused, arn: str) -> None:
    assert refused(tagged.list_tags, ResourceArn=arn)[0] == "ValidationException"


def test_tags_go_with_the_team(tagged: SageMaker, team: Make) -> None:
    tagged.delete_workteam(WorkteamName="labelers")
    tagged.create_workteam(**team())
    assert tagged.list_tags(ResourceArn=ARN)["Tags"] == []
