"""The SageMaker calls, narrow and typed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from workteam_provider.errors import ServiceError
from workteam_provider.patience import FRESH_ROLE_SECONDS, insist
from workteam_provider.properties import Settings, settings_of
from workteam_provider.service_errors import is_denied, is_missing_team

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from workteam_provider.deadline import Deadline


class SageMakerClient(Protocol):
    """The part of boto3's SageMaker client that is used."""

    def create_workteam(self, **request: Any) -> Any: ...  # noqa: D102
    def update_workteam(self, **request: Any) -> Any: ...  # noqa: D102
    def delete_workteam(self, **request: Any) -> Any: ...  # noqa: D102
    def describe_workteam(self, **request: Any) -> Any: ...  # noqa: D102
    def list_tags(self, **request: Any) -> Any: ...  # noqa: D102
    def add_tags(self, **request: Any) -> Any: ...  # noqa: D102
    def delete_tags(self, **request: Any) -> Any: ...  # noqa: D102
    def list_labeling_jobs_for_workteam(self, **request: Any) -> Any: ...  # noqa: D102


class Workteam(NamedTuple):
    """A team as DescribeWorkteam shows it."""

    name: str
    arn: str
    workforce_arn: str
    sub_domain: str
    settings: Settings

    @property
    def workforce_name(self) -> str:
        """The last part of the workforce's ARN; empty where the service shows none."""
        return self.workforce_arn.rpartition("/")[2]


class Workteams:
    """The work teams of one account and Region, as one event sees them.

    Every method raises `ServiceError` for what the service refuses and `OutOfTimeError` once the deadline is closed.

    Parameters
    ----------
    hide
        Takes out of the service's words what may not be shown.
    """

    def __init__(self, client: SageMakerClient, deadline: Deadline, hide: Callable[[str], str] = str) -> None:
        self._hide: Final = hide
        self._client: Final = client
        self._deadline: Final = deadline
        self._role_is_known_by: Final = time.monotonic() + FRESH_ROLE_SECONDS

    def find(self, name: str) -> Workteam | None:
        """Describe a team; ``None`` where there is none of that name."""
        try:
            answer = self._call("describe_workteam", WorkteamName=name)
        except ServiceError as error:
            if is_missing_team(error):
                return None
            raise
        return _workteam(answer["Workteam"])

    def create(self, name: str, workforce_name: str | None, request: Mapping[str, Any], tags: Mapping[str, str]) -> str:
        """Create a team with its tags; returns the WorkteamArn."""
        workforce = {} if workforce_name is None else {"WorkforceName": workforce_name}
        answer = self._call("create_workteam", WorkteamName=name, **workforce, **request, Tags=_tag_list(tags))
        return str(answer["WorkteamArn"])

    def update(self, name: str, changes: Mapping[str, Any]) -> Workteam:
        """Change settings in place; returns the team as the service then shows it."""
        return _workteam(self._call("update_workteam", WorkteamName=name, **changes)["Workteam"])

    def delete(self, name: str) -> None:
        """Delete a team; an absent one is as good as deleted.

        Raises
        ------
        ServiceError
            Also, with the code ``Unsuccessful``, where the service answers that it did not delete the team.
        """
        try:
            answer = self._call("delete_workteam", WorkteamName=name)
        except ServiceError as error:
            if is_missing_team(error):
                return
            raise
        if not answer.get("Success"):
            raise ServiceError("DeleteWorkteam", "Unsuccessful", "the service answered Success=false")

    def tags(self, arn: str) -> dict[str, str] | None:
        """Read all tags of a team, page by page; ``None`` where the team is gone."""
        try:
            pages = list(self._pages("list_tags", ResourceArn=arn))
        except ServiceError as error:
            if is_missing_team(error):
                return None
            raise
        return {tag["Key"]: tag["Value"] for page in pages for tag in page.get("Tags", [])}

    def add_tags(self, arn: str, tags: Mapping[str, str]) -> None:
        """Add or overwrite tags."""
        self._call("add_tags", ResourceArn=arn, Tags=_tag_list(tags))

    def remove_tags(self, arn: str, keys: list[str]) -> None:
        """Remove tags by their keys."""
        self._call("delete_tags", ResourceArn=arn, TagKeys=keys)

    def labeling_jobs(self, arn: str) -> list[str]:
        """Name labeling jobs that wait for a team, a page of them; all that were ever given to it where none does."""
        seen: list[dict[str, Any]] = []
        for page in self._pages("list_labeling_jobs_for_workteam", WorkteamArn=arn, MaxResults=100):
            jobs = page.get("LabelingJobSummaryList", [])
            waiting = [job for job in jobs if job.get("LabelCounters", {}).get("PendingHuman")]
            if waiting:
                return _names(waiting)
            seen += jobs
        return _names(seen)

    def _pages(self, method: str, **request: Any) -> Iterator[dict[str, Any]]:
        token: dict[str, str] = {}
        while True:
            page = self._call(method, **request, **token)
            yield page
            if not page.get("NextToken"):
                return
            token = {"NextToken": page["NextToken"]}

    def _call(self, method: str, **request: Any) -> dict[str, Any]:
        return insist(
            lambda: self._attempt(method, request),
            while_=is_denied,
            within=self._role_is_known_by - time.monotonic(),
            deadline=self._deadline,
        )

    def _attempt(self, method: str, request: Mapping[str, Any]) -> dict[str, Any]:
        self._deadline.require_open()
        try:
            answer: dict[str, Any] = getattr(self._client, method)(**request)
        except (ClientError, BotoCoreError) as cause:
            raise _service_error(method, cause, self._hide) from None
        return answer


def attributes(team: Workteam) -> dict[str, str]:
    """Return what ``Fn::GetAtt`` can read; empty where the service shows nothing."""
    return {
        "WorkteamArn": team.arn,
        "WorkteamName": team.name,
        "WorkforceArn": team.workforce_arn,
        "SubDomain": team.sub_domain,
        "PortalUrl": portal_url(team.sub_domain, region=team.arn.split(":")[3]),
    }


def portal_url(sub_domain: str, region: str) -> str:
    """Return the address of the workers' portal.

    The service shows its host; an older short form is only the first label, and some emulators put a scheme before it.
    """
    host = sub_domain.removeprefix("https://").strip("/")
    if not host:
        return ""
    return f"https://{host}" if "." in host else f"https://{host}.labeling.{region}.sagemaker.aws"


def _service_error(method: str, cause: ClientError | BotoCoreError, hide: Callable[[str], str]) -> ServiceError:
    operation = "".join(word.capitalize() for word in method.split("_"))
    if isinstance(cause, BotoCoreError):
        return ServiceError(operation, type(cause).__name__, str(cause), hide=hide)
    details, metadata = cause.response.get("Error", {}), cause.response.get("ResponseMetadata", {})
    return ServiceError(
        operation,
        str(details.get("Code", "Unknown")),
        str(details.get("Message", "")),
        str(metadata.get("RequestId", "")),
        refused=_is_refusal(str(details.get("Code")), metadata),
        hide=hide,
    )


def _is_refusal(code: str, metadata: Mapping[str, Any]) -> bool:
    """Whether the answer proves that the call had no effect, which an earlier try of the SDK might have had."""
    rejected = 400 <= int(metadata.get("HTTPStatusCode", 500)) < 500
    return rejected and not metadata.get("RetryAttempts") and code != "ResourceInUse"


def _workteam(shown: Mapping[str, Any]) -> Workteam:
    return Workteam(
        name=shown["WorkteamName"],
        arn=shown["WorkteamArn"],
        workforce_arn=shown.get("WorkforceArn", ""),
        sub_domain=shown.get("SubDomain", ""),
        settings=settings_of(shown),
    )


def _names(jobs: list[dict[str, Any]]) -> list[str]:
    return [str(job.get("LabelingJobName") or job["JobReferenceCode"]) for job in jobs]


def _tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
