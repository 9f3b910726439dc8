"""CloudFormation's side of a run, with rollback disabled as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.world.bucket import Bucket
from campaign.world.stack import OwnedStack
from support.cloudformation import Resource, _Run
from support.conversation import ONCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.events import Properties


class PatientBucket(Bucket):
    """A bucket in which CloudFormation finds an answer when all deliveries of the event that wait for it are over.

    What comes again after CloudFormation has gone on is a plan of its own.
    """

    def wait_for(self, url: str, timeout: float, given_up: Callable[[], bool] = lambda: False) -> bytes | None:
        self.world.run(given_up)
        return next(iter(self.stored(url)), None)


class KeptStack(OwnedStack):
    """A stack that may keep a resource whose Create failed, and later makes it again under the same logical id."""

    kept: Resource

    def create_and_keep(self, logical_id: str, properties: Properties) -> None:
        """Fail to create a resource, with rollback disabled."""
        answer = self._conversation.send("Create", logical_id, properties)
        assert answer is not None
        assert not answer.succeeded
        self._conversation.settle()
        self.kept = Resource(answer.physical_id, properties)

    def create_again(
        self, logical_id: str, properties: Properties, *, clean_up_first: bool, sibling_fails: bool
    ) -> str:
        """Create the resource again, and delete what was kept, before or afterwards."""
        run, failed = _Run(before={}), False
        for step in ("clean up", "create") if clean_up_first else ("create", "clean up"):
            if step == "create":
                failed = self._create(run, logical_id, properties, ONCE) or sibling_fails
            else:
                self._clean_up(run, [(logical_id, self.kept)])
        self.status = self._roll_back_creation(run) if failed else "CREATE_COMPLETE"
        self._conversation.settle()
        return self.status
