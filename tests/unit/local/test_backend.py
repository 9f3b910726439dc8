from __future__ import annotations

import pytest

from local.sagemaker.backend import Backend
from local.sagemaker.errors import ServiceError
from local.sagemaker.state import Place

PLACE = Place(account="111122223333", region="eu-west-1")
ARN = PLACE.arn("workteam/private-crowd/labelers")
MEMBERS = [{"CognitoMemberDefinition": {"UserPool": "eu-west-1_A", "UserGroup": "a", "ClientId": "c"}}]


def test_names_that_differ_by_case_may_be_one_teams() -> None:
    backend = Backend(case_insensitive=True)
    request = {"Description": "d", "MemberDefinitions": MEMBERS}
    arn = backend.run("CreateWorkteam", PLACE, {"WorkteamName": "Crew", **request})["WorkteamArn"]
    assert arn.endswith("/Crew")
    with pytest.raises(ServiceError, match="ResourceInUse"):
        backend.run("CreateWorkteam", PLACE, {"WorkteamName": "CREW", **request})
    assert backend.run("DescribeWorkteam", PLACE, {"WorkteamName": "CREW"})["Workteam"]["WorkteamName"] == "Crew"
    backend.run("AddTags", PLACE, {"ResourceArn": arn.replace("Crew", "crew"), "Tags": [{"Key": "a", "Value": "1"}]})
    assert backend.run("ListTags", PLACE, {"ResourceArn": arn})["Tags"] == [{"Key": "a", "Value": "1"}]
    backend.run("DeleteWorkteam", PLACE, {"WorkteamName": "crew"})
    assert backend.run("ListWorkteams", PLACE, {})["Workteams"] == []


def test_an_empty_object_may_be_shown_where_nothing_is_set() -> None:
    backend = Backend(shows_empty=True)
    topic = {"NotificationTopicArn": "arn:aws:sns:eu-west-1:111122223333:work"}
    team = {"WorkteamName": "crew", "Description": "d", "MemberDefinitions": MEMBERS}
    backend.run("CreateWorkteam", PLACE, team)
    shown = backend.run("DescribeWorkteam", PLACE, {"WorkteamName": "crew"})["Workteam"]
    assert (shown["NotificationConfiguration"], shown["WorkerAccessConfiguration"]) == ({}, {})
    updated = backend.run("UpdateWorkteam", PLACE, {"WorkteamName": "crew", "NotificationConfiguration": topic})
    assert updated["Workteam"]["NotificationConfiguration"] == topic
    assert updated["Workteam"]["WorkerAccessConfiguration"] == {}


def test_pages_may_be_shorter() -> None:
    backend = Backend(items_per_page=2)
    tags = [{"Key": f"{number}", "Value": ""} for number in range(3)]
    team = {"WorkteamName": "labelers", "Description": "d", "MemberDefinitions": MEMBERS, "Tags": tags}
    backend.run("CreateWorkteam", PLACE, team)
    first = backend.run("ListTags", PLACE, {"ResourceArn": ARN, "MaxResults": 50})
    assert first["Tags"] == tags[:2]
    assert backend.run("ListTags", PLACE, {"ResourceArn": ARN, "NextToken": first["NextToken"]}) == {"Tags": tags[2:]}
    backend.set_busy("labelers", ["b", "a", "c"])
    jobs = backend.run("ListLabelingJobsForWorkteam", PLACE, {"WorkteamArn": ARN, "MaxResults": 100})
    assert [job["LabelingJobName"] for job in jobs["LabelingJobSummaryList"]] == ["b", "a"]
