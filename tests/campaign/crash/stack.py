"""CloudFormation's side of a run, with what a stack's owner does where an update's rollback has failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.cloudformation import Stack

if TYPE_CHECKING:
    from support.cloudformation import _Run


class OwnedStack(Stack):
    """A stack whose failed rollback can be continued, as the console offers it."""

    _unfinished: _Run | None = None

    def continue_rollback(self) -> None:
        """Try the rollback of the last update again."""
        assert self.status == "UPDATE_ROLLBACK_FAILED", self.status
        assert self._unfinished is not None
        self.status = self._roll_back_update(self._unfinished)

    def _roll_back_update(self, run: _Run) -> str:
        self._unfinished = run
        return super()._roll_back_update(run)
