from __future__ import annotations

from typing import Any

import pytest

from local.sagemaker.backend import Backend
from local.sagemaker.errors import ServiceError
from local.sagemaker.state import Place

PLACE = Place(account="111122223333", region="eu-west-1")
ARN = PLACE.arn("workteam/private-crowd/labelers")
ELSEWHERE = Place(account="111122223333", region="us-east-1")
MEMBERS = [{"CognitoMemberDefinition": {"UserPool": "eu-west-1_A", "UserGroup": "a", "ClientId": "c"}}]


class Lagging:
    """A backend whose time passes only when told."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.backend = Backend(now=lambda: self.now)

    def run(self, operation: str, place: Place = PLACE, **request: Any) -> dict[str, Any]:
        return self.backend.run(operation, place, request)

    def create(self, place: Place = PLACE) -> None:
        tags = [{"Key": "a", "Value": "1"}]
        self.run(
            "CreateWorkteam", place, WorkteamName="labelers", Description="old", MemberDefinitions=MEMBERS, Tags=tags
        )

    def description(self) -> str | None:
        try:
            return str(self.run("DescribeWorkteam", WorkteamName="labelers")["Workteam"]["Description"])
        except ServiceError:
            return None

    def tags(self) -> dict[str, str] | None:
        try:
            return {tag["Key"]: tag["Value"] for tag in self.run("ListTags", ResourceArn=ARN)["Tags"]}
        except ServiceError:
            return None


@pytest.fixture
def lagging() -> Lagging:
    return Lagging()


def test_a_new_team_is_seen_late_and_by_each_read_in_its_own_time(lagging: Lagging) -> None:
    lagging.backend.set_lag(describe_workteam=2, list_tags=5)
    lagging.create()
    assert (lagging.description(), lagging.tags()) == (None, None)
    lagging.now += 1.9
    assert (lagging.description(), lagging.tags()) == (None, None)
    lagging.now += 0.1
    assert (lagging.description(), lagging.tags()) == ("old", None)
    lagging.now += 3
    assert (lagging.description(), lagging.tags()) == ("old", {"a": "1"})


def test_what_is_not_seen_yet_is_refused_as_what_is_unknown(lagging: Lagging) -> None:
    def refused() -> list[str]:
        with pytest.raises(ServiceError) as described:
            lagging.run("DescribeWorkteam", WorkteamName="labelers")
        with pytest.raises(ServiceError) as listed:
            lagging.run("ListTags", ResourceArn=ARN)
        return [str(described.value), str(listed.value)]

    unknown = refused()
    lagging.backend.set_lag(5, 5)
    lagging.create()
    assert refused() == unknown
    assert all(words.startswith("ValidationException: The work team ") for words in unknown)


def test_a_deleted_team_is_still_seen(lagging: Lagging) -> None:
    lagging.create()
    lagging.backend.set_lag(5, 5)
    lagging.run("DeleteWorkteam", WorkteamName="labelers")
    lagging.now += 4
    assert (lagging.description(), lagging.tags()) == ("old", {"a": "1"})
    lagging.now += 1
    assert (lagging.description(), lagging.tags()) == (None, None)


def test_settings_and_tags_are_seen_as_they_were_at_each_moment(lagging: Lagging) -> None:
    lagging.create()
    lagging.backend.set_lag(5, 5)
    lagging.run("UpdateWorkteam", WorkteamName="labelers", Description="new")
    lagging.run("AddTags", ResourceArn=ARN, Tags=[{"Key": "b", "Value": "2"}])
    lagging.now += 2
    lagging.run("DeleteTags", ResourceArn=ARN, TagKeys=["a"])
    lagging.now += 2
    assert (lagging.description(), lagging.tags()) == ("old", {"a": "1"})
    lagging.now += 1
    assert (lagging.description(), lagging.tags()) == ("new", {"a": "1", "b": "2"})
    lagging.now += 2
    assert lagging.tags() == {"b": "2"}


def test_writes_act_on_and_answer_what_is_true(lagging: Lagging) -> None:
    lagging.backend.set_lag(5, 5)
    lagging.create()
    with pytest.raises(ServiceError, match="ResourceInUse"):
        lagging.create()
    answer = lagging.run("UpdateWorkteam", WorkteamName="labelers", Description="new")
    assert answer["Workteam"]["Description"] == "new"
    assert [team["Description"] for team in lagging.run("ListWorkteams")["Workteams"]] == ["new"]
    assert lagging.run("DeleteWorkteam", WorkteamName="labelers") == {"Success": True}
    lagging.create()


def test_a_change_by_hand_is_seen_late_too(lagging: Lagging) -> None:
    lagging.create()
    lagging.backend.set_lag(list_tags=5)
    lagging.backend.inventory(PLACE).teams["labelers"].tags["b"] = "2"
    lagging.now += 4
    assert lagging.backend.inventory(PLACE).teams["labelers"].tags == {"a": "1", "b": "2"}
    assert (lagging.description(), lagging.tags()) == ("old", {"a": "1"})
    lagging.now += 1
    assert lagging.tags() == {"a": "1", "b": "2"}


def test_looking_keeps_no_second_copy_of_what_did_not_change_and_none_for_ever(lagging: Lagging) -> None:
    lagging.backend.set_lag()
    lagging.create()
    here = lagging.backend.inventory(PLACE)
    assert here.past == []
    lagging.backend.set_lag(5, 1)
    lagging.backend.inventory(PLACE)
    for _ in range(9):
        lagging.backend.inventory(PLACE)
    assert len(here.past) == 1
    for number in range(20):
        lagging.now += 1
        lagging.run("UpdateWorkteam", WorkteamName="labelers", Description=f"{number}")
    assert len(here.past) == 5


def test_places_lag_apart_and_a_lag_ends_at_once(lagging: Lagging) -> None:
    lagging.backend.set_lag(5, 5)
    lagging.create()
    lagging.now += 4
    lagging.create(ELSEWHERE)
    lagging.now += 1
    assert lagging.description() == "old"
    with pytest.raises(ServiceError):
        lagging.run("DescribeWorkteam", ELSEWHERE, WorkteamName="labelers")
    lagging.backend.set_lag()
    lagging.run("DescribeWorkteam", ELSEWHERE, WorkteamName="labelers")


def test_a_lag_is_no_less_than_nothing(lagging: Lagging) -> None:
    with pytest.raises(ValueError, match="expected 0 or more seconds, received 0 and -1"):
        lagging.backend.set_lag(0, -1)
