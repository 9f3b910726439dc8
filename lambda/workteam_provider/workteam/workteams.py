"""The SageMaker calls on work teams, narrow and typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from workteam_provider.client import sagemaker
from workteam_provider.protocol.errors import ServiceError
from workteam_provider.protocol.service import Service
from workteam_provider.workteam.properties import Properties, Settings, settings_of
from workteam_provider.workteam.service_errors import dependency_patience, is_missing_team

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workteam_provider.protocol.attempt import Attempt
    from workteam_provider.protocol.event import Event


VISIBLE_SECONDS: Final = 30.0
"""How long a team that exists, as the service says, may not be shown."""


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
    """The work teams where the function is, as one event sees them.

    Every method raises `ServiceError` for what the service refuses and `OutOfTimeError` at the deadline. What changes a
    team that exists takes ``before_again``, which must prove anew that the team is ours: it is called before every try
    but the first.
    """

    def __init__(self, attempt: Attempt) -> None:
        event = attempt.event
        self._service: Final = Service(
            sagemaker(),
            attempt.deadline,
            lambda text: _hide(text, event),
        )

    def find(self, name: str) -> Workteam | None:
        """Describe a team; ``None`` where there is none of that name."""
        try:
            answer = self._service.call("describe_workteam", {"WorkteamName": name}, accept=_require_arn)
        except ServiceError as error:
            if is_missing_team(error):
                return None
            raise
        return _workteam(answer["Workteam"], name)

    def tags(self, arn: str) -> dict[str, str] | None:
        """Read all tags of a team, page by page; ``None`` where they are not found."""
        try:
            pages = list(self._service.pages("list_tags", {"ResourceArn": arn}))
        except ServiceError as error:
            if is_missing_team(error):
                return None
            raise
        shown = [tag for page in pages for tag in page.get("Tags") or []]
        return {tag["Key"]: tag.get("Value") or "" for tag in shown if tag and tag.get("Key")}

    def create(self, name: str, wanted: Properties, claim: Mapping[str, str]) -> None:
        """Create a team with its tags."""
        workforce = {} if wanted.workforce_name is None else {"WorkforceName": wanted.workforce_name}
        self._service.call(
            "create_workteam",
            {"WorkteamName": name, **workforce, **wanted.request, "Tags": _tag_list({**wanted.tags, **claim})},
            patience=dependency_patience,
        )

    def update(self, name: str, changes: Mapping[str, Any], before_again: Callable[[], object]) -> Settings | None:
        """Change settings in place; returns them as the service then shows them, if it does."""
        answer = self._service.call(
            "update_workteam",
            {"WorkteamName": name, **changes},
            patience=dependency_patience,
            before_again=before_again,
        )
        shown = answer.get("Workteam")
        return settings_of(shown) if shown else None

    def delete(
        self, name: str, *, patience: Callable[[ServiceError], float], before_again: Callable[[], object]
    ) -> None:
        """Delete a team.

        Raises
        ------
        ServiceError
            Also, with the code ``Unsuccessful``, where the service answers that it did not delete the team.
        """
        self._service.call(
            "delete_workteam",
            {"WorkteamName": name},
            patience=patience,
            before_again=before_again,
            accept=_require_success,
        )

    def add_tags(self, arn: str, tags: Mapping[str, str], before_again: Callable[[], object]) -> None:
        """Add or overwrite tags."""
        self._service.call("add_tags", {"ResourceArn": arn, "Tags": _tag_list(tags)}, before_again=before_again)

    def remove_tags(self, arn: str, keys: list[str], before_again: Callable[[], object]) -> None:
        """Remove tags by their keys."""
        self._service.call("delete_tags", {"ResourceArn": arn, "TagKeys": keys}, before_again=before_again)

    def labeling_jobs(self, arn: str) -> list[str]:
        """Name labeling jobs that a team is used by."""
        from workteam_provider.workteam.labeling_jobs import labeling_jobs  # compiled only where it is needed

        return labeling_jobs(self._service, arn)


def _hide(text: str, event: Event) -> str:
    from workteam_provider.workteam.shown import hide_values  # compiled only where it is needed

    return hide_values(text, event)


def _require_arn(answer: Mapping[str, Any]) -> None:
    if not (answer.get("Workteam") or {}).get("WorkteamArn"):
        words = "the service showed the work team without its ARN"
        raise ServiceError("DescribeWorkteam", "IncompleteAnswer", words, shown=words, broken=True)


def _workteam(shown: Mapping[str, Any], name: str) -> Workteam:
    return Workteam(
        name=shown.get("WorkteamName") or name,
        arn=shown["WorkteamArn"],
        workforce_arn=shown.get("WorkforceArn") or "",
        sub_domain=shown.get("SubDomain") or "",
        settings=settings_of(shown),
    )


def _require_success(answer: Mapping[str, Any]) -> None:
    if not answer.get("Success"):
        words = "the service answered Success=false"
        raise ServiceError("DeleteWorkteam", "Unsuccessful", words, shown=words, refused=True)


def _tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
