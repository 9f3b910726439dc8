"""What a probe asks with, and how an answer is written down: without anything that tells whose it is."""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from tools.acceptance import look
from tools.acceptance.cleaner import BY_HAND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tools.acceptance.run import Run

ACCEPTED: Final = "accepted"
_WAITS: Final = (1, 2, 5, 10, 30, 60)
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Asked:
    """One run's names, and the calls that probes make. Teams that it makes are deleted by the end of each probe."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.sagemaker: Any = run.client("sagemaker")
        ours = look.team(run)
        self.arn = ours.arn
        self.team = str(ours.described["WorkteamName"])
        self.members: list[dict[str, Any]] = ours.described["MemberDefinitions"]
        self.member: dict[str, str] = self.members[0]["CognitoMemberDefinition"]
        self.workforce = str(ours.described["WorkforceArn"]).rsplit("/", 1)[-1]
        self.unknown = {
            "pool": f"{run.target.region}_NoSuchPo0",
            "client": "0nosuchclient0nosuchclient",
            "group": f"{run.name}-nobody",
            "workforce": f"{run.name}-nowhere",
        }

    def name(self, what: str) -> str:
        """Return the name of a team that no stack has."""
        return f"{self.run.name}-{BY_HAND}-{what}"

    def team_arn(self, name: str) -> str:
        """Return the ARN that a team of this name has."""
        return f"{self.arn.rpartition('/')[0]}/{name}"

    def create(self, name: str, **others: Any) -> None:
        """Make a team of the run's groups."""
        wanted = {"Description": "A probe", "MemberDefinitions": self.members} | others
        self.sagemaker.create_workteam(WorkteamName=name, **wanted)

    @contextmanager
    def made(self, what: str, **others: Any) -> Iterator[str]:
        """Make a team for the length of a block; yields its name."""
        name = self.name(what)
        self.create(name, **others)
        try:
            yield name
        finally:
            self.delete(name)

    def with_member(self, **changed: str) -> list[dict[str, Any]]:
        """Return members of which one thing is otherwise."""
        return [{"CognitoMemberDefinition": self.member | changed}]

    def delete(self, name: str) -> None:
        """Delete a team that a probe made; nothing if it isn't there."""
        try:
            self.sagemaker.delete_workteam(WorkteamName=name)
        except ClientError as error:
            if "The work team" not in str(error):
                raise

    def answer(self, call: Callable[..., Any], **request: Any) -> str:
        """Make a call, and return its error, or that it was accepted."""
        try:
            call(**request)
        except ClientError as error:
            told = error.response["Error"]
            return self.told(f"{told['Code']}: {told['Message']}")
        return ACCEPTED

    def creating(self, what: str, **others: Any) -> str:
        """Return the answer to a CreateWorkteam, and delete what it may have made."""
        name = self.name(what)
        answer = self.answer(self.create, name=name, **others)
        if answer == ACCEPTED:
            self.delete(name)
        return answer

    def told(self, text: str) -> str:
        """Return an answer with names in braces for everything of this account."""
        text = text.replace(self.team_arn(self.name("absent")), "{arn}")
        text = re.sub(rf"{self.run.name}-{BY_HAND}[-a-z0-9]*", "{team}", text, flags=re.IGNORECASE)
        hidden = {
            **{value: name for name, value in self.unknown.items()},
            self.workforce: "workforce",
            self.team: "team",
            f"{self.run.name}-flow": "flow",
            self.member["ClientId"]: "client",
            self.member["UserPool"]: "pool",
            self.run.target.account: "account",
            self.run.target.region: "region",
        }
        return hide(text, hidden)


def hide(text: str, hidden: Mapping[str, str]) -> str:
    """Return a text with names in braces for the values that they stand for, and for ids."""
    for value in sorted(hidden, key=len, reverse=True):
        text = text.replace(value, f"{{{hidden[value]}}}")
    return _UUID.sub("{id}", text)


def soon(holds: Callable[[], bool]) -> str:
    """Return how soon something holds: ``at once`` at the first look, ``within … s``, or ``not within 60 s``."""
    began = time.monotonic()
    if holds():
        return "at once"
    while (passed := time.monotonic() - began) < _WAITS[-1]:
        time.sleep(0.5)
        if holds():
            return f"within {next(wait for wait in (*_WAITS, 120) if passed <= wait)} s"
    return f"not within {_WAITS[-1]} s"
