"""One run: its id, the names of what it makes, and the file that a killed run leaves."""

from __future__ import annotations

import json
import re
import secrets
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from local.cdk import Cdk
from local.stacks import Stack
from tools.acceptance.target import STATE

if TYPE_CHECKING:
    from tools.acceptance.target import Target

TAG: Final = "acceptance-run"
_STACK: Final = re.compile(r"Acceptance-([0-9a-f]{8})")
_OTHERS: Final = re.compile(r"acceptance-([0-9a-f]{8})(-.*)?")


class Unexpected(Exception):  # noqa: N818 - what a run finds, not an error of its own
    """Something is otherwise than it must be."""


def expect(holds: object, what: str, found: object = "") -> None:
    """Go on if something holds.

    Raises
    ------
    Unexpected
        It doesn't; with what was expected and what was found.
    """
    if not holds:
        raise Unexpected(f"expected {what}" + (f", found {found!r}" if found != "" else ""))


@dataclass(slots=True)
class Run:
    """What the steps of one run share.

    Attributes
    ----------
    joined
        The workforce that was there before, as DescribeWorkforce shows it; None where the run makes its own.
    context
        What the app was deployed with last.
    answers
        What the probes were answered, by their ids.
    """

    target: Target
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    joined: dict[str, Any] | None = None
    context: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the names of everything but the stack begin with."""
        return f"acceptance-{self.id}"

    @property
    def stack(self) -> Stack:
        """The one stack that the run deploys."""
        return Stack(self.target, f"Acceptance-{self.id}")

    @property
    def cdk(self) -> Cdk:
        """The CDK CLI with the run's app."""
        return Cdk(self.target, self.target.folder / "cdk.log", app=_app(), limit=1200)

    def deploy(self, **changed: str) -> None:
        """Deploy with what was changed so far and now; an empty value takes one back."""
        self.context |= changed
        given = {name: value for name, value in self.context.items() if value}
        self.cdk.deploy(self.stack.name, {"run": self.id, **given})

    def client(self, service: str) -> Any:
        """Return a boto3 client."""
        return self.target.client(service)

    def resource(self, kind: str) -> str:
        """Return the physical id of the stack's only resource of a type."""
        shown = self.client("cloudformation").describe_stack_resources(StackName=self.stack.name)["StackResources"]
        (found,) = [one["PhysicalResourceId"] for one in shown if one["ResourceType"] == kind]
        return str(found)

    def write(self) -> None:
        """Leave a file that tells what is to be cleaned up, should this process be killed."""
        STATE.mkdir(parents=True, exist_ok=True)
        content = {"run": self.id, "account": self.target.account, "region": self.target.region}
        (STATE / f"{self.id}.json").write_text(json.dumps(content) + "\n", encoding="utf-8")

    def forget(self) -> None:
        """Remove that file."""
        (STATE / f"{self.id}.json").unlink(missing_ok=True)


def left_over(target: Target) -> set[str]:
    """Return the ids of killed runs in an account and Region, as far as their files are there."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in STATE.glob("*.json")]
    here = (target.account, target.region)
    return {one["run"] for one in found if (one["account"], one["region"]) == here}


def id_in(name: str) -> str | None:
    """Return the id of the run that a name belongs to; None if it is none's."""
    found = _STACK.fullmatch(name) or _OTHERS.fullmatch(name)
    return found[1] if found else None


def _app() -> str:
    return f"{sys.executable} {Path(__file__).with_name('app.py')}"
