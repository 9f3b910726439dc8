"""What Lambda hands over beside an event; for type checkers alone, so never imported."""

from __future__ import annotations

from typing import Protocol


class Context(Protocol):
    """The part of Lambda's context object that is used."""

    aws_request_id: str
    invoked_function_arn: str

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda stops the function."""
