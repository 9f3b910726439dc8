from __future__ import annotations

import re
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ParamValidationError

from local.sagemaker import SageMakerEmulator
from support.account import cognito
from support.fake_sagemaker import FakeSageMaker, client_error

ERROR = client_error("CreateWorkteam", "InternalFailure", status=500)
TOPIC = {"NotificationTopicArn": "arn:aws:sns:eu-west-1:123456789012:work"}


class Clock:
    now = 0.0


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fake(clock: Clock) -> FakeSageMaker:
    return FakeSageMaker(now=lambda: clock.now)


def create(client: Any, name: str = "crew", **others: Any) -> Any:
    return client.create_workteam(WorkteamName=name, Description="d", MemberDefinitions=cognito("a"), **others)


def test_errors_are_those_of_the_sdk(fake: FakeSageMaker) -> None:
    def error(client: Any, method: str, **request: Any) -> Any:
        with pytest.raises(ClientError) as caught:
            getattr(client, method)(**request)
        response: Any = caught.value.response
        metadata = {key: response["ResponseMetadata"][key] for key in ("HTTPStatusCode", "RetryAttempts")}
        assert response["ResponseMetadata"]["RequestId"]
        return caught.value.operation_name, response["Error"], metadata

    with SageMakerEmulator() as emulator:
        real = boto3.client(
            "sagemaker",
            endpoint_url=emulator.url,
            region_name="eu-west-1",
            aws_access_key_id="123456789012",
            aws_secret_access_key="local",
            config=Config(retries={"total_max_attempts": 1}),
        )
        create(real)
        create(fake)
        again = {"WorkteamName": "crew", "Description": "d", "MemberDefinitions": cognito("a")}
        for method, request in (
            ("create_workteam", again),
            ("describe_workteam", {"WorkteamName": "nobody"}),
            ("describe_workteam", {"WorkteamName": "bad name"}),
            ("delete_tags", {"ResourceArn": fake.arn("nobody"), "TagKeys": ["a"]}),
        ):
            assert error(fake, method, **request) == error(real, method, **request)
        bad: list[dict[str, Any]] = [
            {},
            {"WorkteamName": ""},
            {"WorkteamName": 5},
            {"WorkteamName": "x", "WorkforceName": "y"},
        ]
        for request in bad:
            with pytest.raises(ParamValidationError) as caught:
                real.update_workteam(**request)
            with pytest.raises(ParamValidationError, match=re.escape(str(caught.value))):
                fake.update_workteam(**request)
    assert "UpdateWorkteam" not in fake.writes


@pytest.mark.parametrize(("effect", "names", "later"), [("never", 0, 0), ("first", 1, 1), ("later", 0, 1)])
def test_a_failure_has_its_effect_never_first_or_later(
    fake: FakeSageMaker, effect: Any, names: int, later: int
) -> None:
    fake.fail("CreateWorkteam", ERROR, effect=effect)
    with pytest.raises(ClientError) as caught:
        create(fake)
    assert caught.value is ERROR
    assert len(fake.names) == names
    fake.land()
    assert len(fake.names) == later
    fake.land()
    create(fake, "other")
    assert fake.writes == ["CreateWorkteam"] * 2


def test_what_takes_effect_unseen_may_be_refused_unseen(fake: FakeSageMaker) -> None:
    create(fake)
    fake.fail("CreateWorkteam", ERROR, effect="first")
    fake.fail("CreateWorkteam", ERROR, effect="later")
    for _ in range(2):
        with pytest.raises(ClientError) as caught:
            create(fake)
        assert caught.value is ERROR
    fake.land()
    assert fake.names == {"crew"}


def test_an_answer_may_be_another_one_after_its_effect(fake: FakeSageMaker) -> None:
    create(fake)
    fake.answer("UpdateWorkteam", {})
    assert fake.update_workteam(WorkteamName="crew", Description="new") == {}
    assert fake.team("crew").settings["Description"] == "new"
    assert fake.update_workteam(WorkteamName="crew", Description="newer")["Workteam"]["Description"] == "newer"
    fake.answer("DeleteWorkteam", {"Success": True}, effect="never", times=2)
    for _ in range(2):
        assert fake.delete_workteam(WorkteamName="crew") == {"Success": True}
    assert fake.names == {"crew"}


def test_the_workforce_is_the_one_that_is_asked_for(fake: FakeSageMaker) -> None:
    create(fake, "a", WorkforceName="crowd")
    create(fake, "b")
    assert [fake.team(name).workforce.name for name in "ab"] == ["crowd", "default"]


def test_a_portal_is_shown_or_not(fake: FakeSageMaker) -> None:
    fake.put("crew", workforce="crowd")
    shown = fake.describe_workteam(WorkteamName="crew")["Workteam"]
    assert shown["WorkforceArn"].endswith(":workforce/crowd")
    assert shown["SubDomain"] == "abc.labeling.eu-west-1.sagemaker.aws"
    fake.shows_portal = False
    assert not {"WorkforceArn", "SubDomain"} & fake.describe_workteam(WorkteamName="crew")["Workteam"].keys()


def test_an_answer_is_the_callers_own(fake: FakeSageMaker) -> None:
    create(fake)
    fake.describe_workteam(WorkteamName="crew")["Workteam"]["MemberDefinitions"].clear()
    assert fake.team("crew").settings["MemberDefinitions"] == cognito("a")


def test_what_is_removed_may_stay(fake: FakeSageMaker) -> None:
    create(fake, NotificationConfiguration=TOPIC)
    fake.keeps_removed = True
    fake.update_workteam(WorkteamName="crew", NotificationConfiguration={})
    assert fake.team("crew").settings["NotificationConfiguration"] == TOPIC
    fake.keeps_removed = False
    fake.update_workteam(WorkteamName="crew", NotificationConfiguration={})
    assert fake.describe_workteam(WorkteamName="crew")["Workteam"]["NotificationConfiguration"] == {}


def test_a_team_in_use_says_by_whom(fake: FakeSageMaker) -> None:
    create(fake)
    fake.busy["crew"] = ["b", "a"]
    with pytest.raises(ClientError, match="ResourceInUse"):
        fake.delete_workteam(WorkteamName="crew")
    jobs = fake.list_labeling_jobs_for_workteam(WorkteamArn=fake.arn("crew"))["LabelingJobSummaryList"]
    assert [job["LabelingJobName"] for job in jobs] == ["b", "a"]
    fake.busy.clear()
    fake.reviewed.add("crew")
    with pytest.raises(ClientError, match="The work team crew is referenced by a human review workflow"):
        fake.delete_workteam(WorkteamName="crew")
    fake.reviewed.clear()
    fake.unsuccessful_deletes = 2
    answers = [fake.delete_workteam(WorkteamName="crew")["Success"] for _ in range(3)]
    assert (answers, fake.unsuccessful_deletes) == ([False, False, True], 0)


def test_tags_may_be_unknown_of_a_team_that_is_shown(fake: FakeSageMaker, clock: Clock) -> None:
    fake.backend.set_lag(list_tags=5)
    arn = create(fake)["WorkteamArn"]
    fake.describe_workteam(WorkteamName="crew")
    with pytest.raises(ClientError, match="The work team"):
        fake.list_tags(ResourceArn=arn)
    clock.now += 5
    assert fake.list_tags(ResourceArn=arn) == {"Tags": []}


def test_what_is_done_by_hand_is_seen_late(fake: FakeSageMaker, clock: Clock) -> None:
    fake.put("crew", Description="old", MemberDefinitions=cognito("a"))
    fake.backend.set_lag(describe_workteam=5)
    fake.team("crew").settings["Description"] = "new"
    assert fake.describe_workteam(WorkteamName="crew")["Workteam"]["Description"] == "old"
    clock.now += 5
    assert fake.describe_workteam(WorkteamName="crew")["Workteam"]["Description"] == "new"
    fake.remove("crew")
    fake.describe_workteam(WorkteamName="crew")
    clock.now += 5
    with pytest.raises(ClientError):
        fake.describe_workteam(WorkteamName="crew")
