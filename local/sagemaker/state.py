"""What one account has in one Region: a workforce and its work teams."""

from __future__ import annotations

import copy
import hashlib
import time
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal

from botocore.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterable

WorkforceKind = Literal["cognito", "oidc", "any"]
WorkforceStatus = Literal["Initializing", "Updating", "Deleting", "Failed", "Active"]

DEFAULT_ACCOUNT: Final = "000000000000"
DEFAULT_REGION: Final = "us-east-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An account in a Region."""

    account: str = DEFAULT_ACCOUNT
    region: str = DEFAULT_REGION

    def arn(self, resource: str) -> str:
        """Return the ARN of one of its SageMaker resources."""
        return f"arn:{_partition(self.region)}:sagemaker:{self.region}:{self.account}:{resource}"

    def sub_domain(self, name: str, number: int = 0) -> str:
        """Return the host of a workforce's labeling portal; ``number`` tells how many workforces were there before."""
        earlier = f"/{number}" if number else ""
        digest = hashlib.sha256(f"{self.account}/{self.region}/{name}{earlier}".encode()).digest()
        label = "".join(chr(ord("a") + byte % 26) for byte in digest[:10])
        return f"{label}.labeling.{self.region}.sagemaker.aws"


@lru_cache(maxsize=64)
def _partition(region: str) -> str:
    return Session().get_partition_for_region(region)


@dataclass(slots=True)
class Workforce:
    """A private workforce; ``kind`` tells whose members it can hold.

    Until ``until``, by the clock of who asks, it is in its ``phase``; from then on it is Active, Failed or gone.
    """

    place: Place
    name: str
    kind: WorkforceKind = "any"
    cognito: dict[str, str] | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    """What UpdateWorkforce can change, in the API's shape."""
    tags: dict[str, str] = field(default_factory=dict)
    number: int = 0
    phase: WorkforceStatus = "Active"
    until: float = 0
    failure: str | None = None
    created: float = field(default_factory=time.time)
    updated: float = field(init=False)

    def __post_init__(self) -> None:
        self.updated = self.created

    @property
    def arn(self) -> str:
        """Its ARN."""
        return self.place.arn(f"workforce/private-crowd/{self.name}")

    @property
    def sub_domain(self) -> str:
        """The host of its labeling portal."""
        return self.place.sub_domain(self.name, self.number)

    def status(self, now: float) -> WorkforceStatus:
        """Return its status at a moment; Deleting for one that is gone by then."""
        if now < self.until or self.phase == "Deleting":
            return self.phase
        return "Failed" if self.failure else "Active"

    def is_gone(self, now: float) -> bool:
        """Tell whether its deletion has come to its end."""
        return self.phase == "Deleting" and now >= self.until

    def described(self, now: float) -> dict[str, Any]:
        """Return it in the API's shape."""
        shown: dict[str, Any] = {
            "WorkforceName": self.name,
            "WorkforceArn": self.arn,
            "SubDomain": self.sub_domain,
            "CreateDate": self.created,
            "LastUpdatedDate": self.updated,
            "Status": self.status(now),
            "SourceIpConfig": {"Cidrs": ["0.0.0.0/0"]},
            "IpAddressType": "ipv4",
            **self.settings,
        }
        if shown["Status"] == "Failed" and self.failure:
            shown["FailureReason"] = self.failure
        if self.cognito:
            shown["CognitoConfig"] = dict(self.cognito)
        if "OidcConfig" in shown:
            shown["OidcConfig"] = {key: value for key, value in shown["OidcConfig"].items() if key != "ClientSecret"}
        return shown


@dataclass(slots=True)
class Workteam:
    """A work team; ``settings`` are the members of CreateWorkteam that can be changed, in the API's shape."""

    place: Place
    name: str
    workforce: Workforce
    settings: dict[str, Any]
    tags: dict[str, str]
    created: float = field(default_factory=time.time, compare=False)
    updated: float = field(init=False, compare=False)

    def __post_init__(self) -> None:
        self.updated = self.created

    @property
    def arn(self) -> str:
        """Its ARN, the name's case kept."""
        return self.place.arn(f"workteam/private-crowd/{self.name}")

    def has_any_of(self, groups: Iterable[str]) -> bool:
        """Tell whether one of these Cognito groups is on it."""
        members = [member.get("CognitoMemberDefinition", {}) for member in self.settings["MemberDefinitions"]]
        return not {member.get("UserGroup") for member in members}.isdisjoint(groups)

    def described(self) -> dict[str, Any]:
        """Return it in the API's shape."""
        return {
            "WorkteamName": self.name,
            "WorkteamArn": self.arn,
            "WorkforceArn": self.workforce.arn,
            "SubDomain": self.workforce.sub_domain,
            "CreateDate": self.created,
            "LastUpdatedDate": self.updated,
            **self.settings,
        }


@dataclass(slots=True)
class Inventory:
    """Everything in one place; ``teams`` is by the ``key`` of their names."""

    place: Place
    case_insensitive: bool = False
    workforce: Workforce | None = None
    workforces_made: int = 0
    teams: dict[str, Workteam] = field(default_factory=dict)
    flows: dict[str, dict[str, Any]] = field(default_factory=dict)
    task_uis: dict[str, dict[str, Any]] = field(default_factory=dict)
    past: list[tuple[float, dict[str, Workteam]]] = field(default_factory=list)
    """Copies of ``teams``, each with the moment until which they were so."""

    def key(self, name: str) -> str:
        """Return what is equal for the names, or the ARNs, of one team."""
        return name.casefold() if self.case_insensitive else name

    def by_arn(self, arn: str) -> Workteam | None:
        """Return the team with this ARN, if it is here."""
        return next((team for team in self.teams.values() if self.key(team.arn) == self.key(arn)), None)

    def settle(self, workforce: Workforce) -> Workforce:
        """Make a workforce the one that is here, with a portal whose host none before it had."""
        workforce.number = self.workforces_made
        self.workforces_made += 1
        self.workforce = workforce
        return workforce

    def remember(self, now: float, seconds: float) -> None:
        """Keep what is here, for so many seconds, before it changes."""
        kept = [version for version in self.past if version[0] > now - seconds]
        unchanged = bool(kept) and kept[-1][1] == self.teams
        before = kept.pop()[1] if unchanged else copy.deepcopy(self.teams)
        self.past = [*kept, (now, before)]

    def as_of(self, moment: float) -> Inventory:
        """Return what was here at a moment."""
        teams = next((teams for until, teams in self.past if until > moment), self.teams)
        return Inventory(
            self.place, self.case_insensitive, self.workforce, self.workforces_made, teams, self.flows, self.task_uis
        )
