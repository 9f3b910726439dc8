"""The SageMaker calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import EndpointConnectionError, NoCredentialsError, ReadTimeoutError

from support.fake_sagemaker import FakeSageMaker, client_error, denied
from unit.function.scene import NAME, SOURCE_IP, TOPIC, member, properties
from workteam_provider.contract import ATTRIBUTES
from workteam_provider.deadline import Deadline
from workteam_provider.errors import OutOfTimeError, ServiceError
from workteam_provider.service_errors import is_denied, is_fresh_dependency, is_in_use, is_missing_team
from workteam_provider.workteams import Workteam, Workteams, attributes, portal_url

if TYPE_CHECKING:
    from unit.function.scene import Clock

REQUEST_ID = "5f1d7a52-6a6a-4b6e-9b3e-000000000000"


@pytest.fixture
def service() -> FakeSageMaker:
    return FakeSageMaker()


@pytest.fixture
def deadline(clock: Clock) -> Deadline:
    return Deadline(300)


@pytest.fixture
def workteams(service: FakeSageMaker, deadline: Deadline) -> Workteams:
    return Workteams(service, deadline)


def make(service: FakeSageMaker, **changes: Any) -> str:
    return service.put(NAME, **properties(WorkteamName=None, **changes)).arn


def test_a_team_is_read_as_the_service_shows_it(service: FakeSageMaker, workteams: Workteams) -> None:
    arn = make(service, NotificationConfiguration=TOPIC, WorkerAccessConfiguration=SOURCE_IP)

    team = workteams.find(NAME)

    assert team is not None
    assert (team.name, team.arn) == (NAME, arn)
    assert team.workforce_arn.endswith(":workforce/default")
    assert team.workforce_name == "default"
    assert team.sub_domain == "abc.labeling.eu-west-1.sagemaker.aws"
    assert team.settings.topic_arn == TOPIC["NotificationTopicArn"]
    assert team.settings.enabled_constraints == {"SourceIp"}


def test_a_team_without_workforce_and_portal_is_read_too(service: FakeSageMaker, workteams: Workteams) -> None:
    make(service)
    service.shows_portal = False

    team = workteams.find(NAME)

    assert team is not None
    assert (team.workforce_arn, team.workforce_name, team.sub_domain) == ("", "", "")
    assert attributes(team)["PortalUrl"] == ""


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("ValidationException", "The work team arn:... does not exist"),
        ("ResourceNotFound", ""),
        ("ResourceNotFoundException", "no"),
    ],
)
def test_p24_an_absent_team_is_found_to_be_none_and_deleted(
    service: FakeSageMaker, workteams: Workteams, code: str, message: str
) -> None:
    service.fail("DescribeWorkteam", client_error("DescribeWorkteam", code, message))
    service.fail("DeleteWorkteam", client_error("DeleteWorkteam", code, message))

    assert workteams.find(NAME) is None
    workteams.delete(NAME)


@pytest.mark.parametrize("code", ["ValidationException", "ThrottlingException", "AccessDenied", "InternalServerError"])
def test_p25_no_other_error_means_that_there_is_no_team(
    service: FakeSageMaker, workteams: Workteams, code: str
) -> None:
    service.fail("DescribeWorkteam", client_error("DescribeWorkteam", code, "no"), times=99)
    service.fail("DeleteWorkteam", client_error("DeleteWorkteam", code, "no"), times=99)

    with pytest.raises(ServiceError, match=code):
        workteams.find(NAME)
    with pytest.raises(ServiceError, match=code):
        workteams.delete(NAME)


def test_p25_success_false_is_an_error(service: FakeSageMaker, workteams: Workteams) -> None:
    make(service)
    service.unsuccessful_deletes = 1

    with pytest.raises(ServiceError, match="Success=false") as caught:
        workteams.delete(NAME)

    assert is_in_use(caught.value)


def test_tags_are_read_page_by_page(service: FakeSageMaker, workteams: Workteams) -> None:
    tags = {f"key-{number}": str(number) for number in range(35)}
    arn = service.put(NAME, tags=tags, **properties()).arn

    assert workteams.tags(arn) == tags
    assert [call.request.get("NextToken") for call in service.calls] == [None, "10", "20", "30"]


def test_tags_are_added_and_removed(service: FakeSageMaker, workteams: Workteams) -> None:
    arn = make(service)

    workteams.add_tags(arn, {"a": "1", "b": "2"})
    workteams.remove_tags(arn, ["a"])

    assert service.team(NAME).tags == {"b": "2"}


def test_p40_jobs_are_named_page_by_page(service: FakeSageMaker, workteams: Workteams) -> None:
    arn = make(service)
    service.busy[NAME] = [f"job-{number}" for number in range(25)]

    assert workteams.labeling_jobs(arn) == service.busy[NAME]


def test_p40_the_first_jobs_that_wait_are_enough(
    service: FakeSageMaker, workteams: Workteams, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, waiting = {"LabelingJobName": "done"}, {"LabelingJobName": "waiting", "LabelCounters": {"PendingHuman": 3}}
    pages = iter([[done], [done, waiting], [done]])
    requests: list[Any] = []

    def answer(**request: Any) -> Any:
        requests.append(request)
        return {"LabelingJobSummaryList": next(pages), "NextToken": "more"}

    monkeypatch.setattr(service, "list_labeling_jobs_for_workteam", answer)

    assert workteams.labeling_jobs(make(service)) == ["waiting"]
    assert [request["MaxResults"] for request in requests] == [100, 100]


def test_p40_a_job_without_a_name_is_named_by_its_code(service: FakeSageMaker, workteams: Workteams) -> None:
    arn = make(service)
    service.busy[NAME] = [""]

    assert workteams.labeling_jobs(arn) == ["code-"]


def test_create_sends_the_request_with_tags(service: FakeSageMaker, workteams: Workteams) -> None:
    arn = workteams.create(NAME, None, {"MemberDefinitions": [member()], "Description": "d"}, {"a": "b"})

    assert arn == service.arn(NAME)
    assert service.calls[0].request == {
        "WorkteamName": NAME,
        "MemberDefinitions": [member()],
        "Description": "d",
        "Tags": [{"Key": "a", "Value": "b"}],
    }


def test_update_returns_the_team_as_it_then_is(service: FakeSageMaker, workteams: Workteams) -> None:
    make(service)

    assert workteams.update(NAME, {"Description": "new"}).settings.description == "new"


def test_p08_an_error_carries_operation_code_words_and_request_id(service: FakeSageMaker, workteams: Workteams) -> None:
    service.fail("AddTags", client_error("AddTags", "LimitExceeded", "too many tags"))

    with pytest.raises(ServiceError) as caught:
        workteams.add_tags("arn", {"a": "b"})

    error = caught.value
    assert (error.operation, error.code, error.message, error.request_id) == (
        "AddTags",
        "LimitExceeded",
        "too many tags",
        REQUEST_ID,
    )
    assert str(error).startswith("AddTags failed with LimitExceeded: too many tags")
    assert REQUEST_ID in str(error)


@pytest.mark.parametrize(
    "cause",
    [
        ReadTimeoutError(endpoint_url="https://x"),
        EndpointConnectionError(endpoint_url="https://x"),
        NoCredentialsError(),
    ],
)
def test_an_error_without_an_answer_is_named_by_its_class(
    service: FakeSageMaker, workteams: Workteams, cause: Exception
) -> None:
    service.fail("DescribeWorkteam", cause)

    with pytest.raises(ServiceError) as caught:
        workteams.find(NAME)

    assert (caught.value.operation, caught.value.code, caught.value.request_id) == (
        "DescribeWorkteam",
        type(cause).__name__,
        "",
    )


def test_an_error_answer_without_details_is_an_error_too(service: FakeSageMaker, workteams: Workteams) -> None:
    error = client_error("DescribeWorkteam", "x")
    error.response.clear()  # type: ignore[attr-defined]
    service.fail("DescribeWorkteam", error)

    with pytest.raises(ServiceError, match="Unknown"):
        workteams.find(NAME)


def test_p43_what_may_not_be_shown_is_hidden_from_the_words_but_not_from_the_decisions(
    service: FakeSageMaker, deadline: Deadline
) -> None:
    workteams = Workteams(service, deadline, hide=lambda text: text.replace("The work team", "<hidden>"))
    service.fail("UpdateWorkteam", client_error("UpdateWorkteam", "ValidationException", "The work team is gone"))

    with pytest.raises(ServiceError) as caught:
        workteams.update(NAME, {})

    assert "<hidden> is gone" in str(caught.value)
    assert is_missing_team(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("method", ["find", "delete"])
def test_p11_no_call_starts_once_the_deadline_is_closed(
    service: FakeSageMaker, workteams: Workteams, deadline: Deadline, method: str
) -> None:
    deadline.close()

    with pytest.raises(OutOfTimeError):
        getattr(workteams, method)(NAME)

    assert service.calls == []


def test_p11_endless_pages_end_at_the_deadline(service: FakeSageMaker, clock: Clock, workteams: Workteams) -> None:
    class Endless(FakeSageMaker):
        def list_tags(self, **request: Any) -> Any:
            clock.sleep(1)
            return {"Tags": [], "NextToken": "again"}

    with pytest.raises(OutOfTimeError):
        Workteams(Endless(), Deadline(60)).tags("arn")


@pytest.mark.parametrize(
    "code", ["AccessDenied", "AccessDeniedException", "UnrecognizedClientException", "InvalidClientTokenId"]
)
def test_p36_a_role_that_is_not_known_yet_is_waited_for(
    service: FakeSageMaker, clock: Clock, workteams: Workteams, code: str
) -> None:
    make(service)
    service.fail("DescribeWorkteam", client_error("DescribeWorkteam", code), times=5)

    assert workteams.find(NAME) is not None
    assert clock.now - 1000 < 45


def test_p36_a_denial_is_final_within_a_minute_of_the_events_start(
    service: FakeSageMaker, clock: Clock, workteams: Workteams
) -> None:
    service.fail("DescribeWorkteam", denied("DescribeWorkteam"), times=99)

    for _ in range(3):
        with pytest.raises(ServiceError, match="sagemaker:DescribeWorkteam"):
            workteams.find(NAME)

    assert clock.now - 1000 <= 45


def test_p36_a_denial_late_in_an_event_is_final_at_once(
    service: FakeSageMaker, clock: Clock, workteams: Workteams
) -> None:
    clock.sleep(50)
    service.fail("DescribeWorkteam", denied("DescribeWorkteam"))

    with pytest.raises(ServiceError):
        workteams.find(NAME)

    assert clock.now == 1050


TEAM_ARN = "arn:aws:sagemaker:eu-west-1:123456789012:workteam/private-crowd/crew"


def test_every_attribute_of_the_contract_is_answered(service: FakeSageMaker, workteams: Workteams) -> None:
    make(service)
    team = workteams.find(NAME)
    assert team is not None

    found = attributes(team)

    assert tuple(found) == ATTRIBUTES
    assert found["WorkteamArn"] == TEAM_ARN
    assert found["WorkteamName"] == NAME
    assert found["PortalUrl"] == "https://abc.labeling.eu-west-1.sagemaker.aws"


def test_p07_the_portal_is_in_the_teams_region(service: FakeSageMaker, workteams: Workteams) -> None:
    make(service)
    team = workteams.find(NAME)
    assert isinstance(team, Workteam)

    assert attributes(team._replace(sub_domain="abc"))["PortalUrl"] == "https://abc.labeling.eu-west-1.sagemaker.aws"


@pytest.mark.parametrize(
    ("sub_domain", "url"),
    [
        ("", ""),
        ("https://", ""),
        ("abc", "https://abc.labeling.eu-west-1.sagemaker.aws"),
        ("abc.labeling.x", "https://abc.labeling.x"),
        ("https://abc.labeling.x", "https://abc.labeling.x"),
        ("https://abc.labeling.x/", "https://abc.labeling.x"),
    ],
)
def test_the_portals_address_is_built_from_whatever_is_shown(sub_domain: str, url: str) -> None:
    assert portal_url(sub_domain, "eu-west-1") == url


def error(code: str, message: str = "") -> ServiceError:
    return ServiceError("Operation", code, message)


def test_what_an_error_means() -> None:
    assert is_missing_team(error("ValidationException", "The work team x does not exist"))
    assert not is_missing_team(error("ValidationException", "Value 'x' at 'workteamName' failed to satisfy constraint"))
    assert not is_missing_team(error("ResourceInUse", "The work team x is in use"))
    assert is_denied(error("AccessDeniedException"))
    assert not is_denied(error("ThrottlingException"))
    for words in ("user pool", "User Group", "userGroup", "client", "domain", "workforce"):
        assert is_fresh_dependency(error("ValidationException", f"the {words} does not exist"))
        assert not is_fresh_dependency(error("ResourceInUse", f"the {words} does not exist"))
        assert not is_fresh_dependency(error("ValidationException", f"the {words} failed to satisfy constraint"))
        assert not is_fresh_dependency(error("ValidationException", f"the {words} already exists"))
    assert not is_fresh_dependency(error("ValidationException", "Cannot create more than one workforce for account 1"))
    assert is_in_use(error("ResourceInUse"))
    assert is_in_use(error("ValidationException", "it is used by a flow definition"))
    assert not is_in_use(error("ValidationException", "no"))
    assert not is_in_use(error("ThrottlingException", "in use"))
