"""Calls of an AWS API: one try at a time, each bounded, repeated while what failed may pass."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from workteam_provider.protocol import clock
from workteam_provider.protocol.errors import ServiceError
from workteam_provider.protocol.retry import pauses, retry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from workteam_provider.protocol.deadline import Deadline

FRESH_ROLE_SECONDS: Final = 45.0
"""How long after an event's start a denial may be due to a role, or a right of it, that was just made.

That takes 7 to 12 seconds, sometimes more than 30. A right just added may be unknown although others of the role work.
"""

THROTTLED_SECONDS: Final = 240.0
"""How long a call is repeated that the service has no room for."""

BROKEN_SECONDS: Final = 60.0
"""How long a call is repeated that ends in an error of the service or of the network."""

LONGEST_CALL_SECONDS: Final = 30.0

_LONGEST_THROTTLED_PAUSE_SECONDS: Final = 20.0

_DENIED: Final = ("AccessDenied", "AccessDeniedException", "UnrecognizedClientException", "InvalidClientTokenId")


def is_denied(error: ServiceError) -> bool:
    """Whether the role lacks the right, or isn't known yet."""
    return error.code in _DENIED


class Service:
    """One AWS API as one event calls it.

    Parameters
    ----------
    client
        A client of botocore's that tries each call once.
    deadline : Deadline
        No call is made after it.
    hide
        Takes out of the service's words what may not be shown.
    """

    def __init__(self, client: object, deadline: Deadline, hide: Callable[[str], str] = str) -> None:
        self._client: Final = client
        self._deadline: Final = deadline
        self._hide: Final = hide
        self._started: Final = clock.now()
        # one growth for all calls of the event: where many are throttled, all get through sooner if each asks less
        self._throttled_pauses: Final = pauses(longest=_LONGEST_THROTTLED_PAUSE_SECONDS)

    def call(
        self,
        method: str,
        request: Mapping[str, Any],
        *,
        patience: Callable[[ServiceError], float] = lambda _: 0.0,
        before_again: Callable[[], object] | None = None,
        accept: Callable[[Mapping[str, Any]], object] = lambda _: None,
    ) -> dict[str, Any]:
        """Make a call, again while it is throttled, denied to a fresh role, or broken on the way.

        Parameters
        ----------
        patience
            For how many seconds the call is repeated where it ends with any other error; 0 for not at all.
        before_again
            Called before every try but the first; what it raises ends the repetition.
        accept
            Looks at the answer, and raises `ServiceError` for one that says no.

        Raises
        ------
        ServiceError
            The last error; its ``refused`` holds for all tries.
        OutOfTimeError
            The time for work is over.
        """
        role_is_known_in = FRESH_ROLE_SECONDS - (clock.now() - self._started)

        def longest(error: ServiceError) -> float:
            if is_denied(error):
                return role_is_known_in
            if error.throttled:
                return THROTTLED_SECONDS
            return BROKEN_SECONDS if error.broken else patience(error)

        def attempt() -> dict[str, Any]:
            answer = self._attempt(method, request)
            accept(answer)
            return answer

        return retry(
            attempt,
            patience=longest,
            deadline=self._deadline,
            before_again=before_again,
            throttled_pauses=self._throttled_pauses,
        )

    def pages(self, method: str, request: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Make a call for every page of its answer."""
        token: dict[str, str] = {}
        while True:
            page = self.call(method, {**request, **token})
            yield page
            if not page.get("NextToken"):
                return
            token = {"NextToken": page["NextToken"]}

    def _attempt(self, method: str, request: Mapping[str, Any]) -> dict[str, Any]:
        self._deadline.require_open()
        call = functools.partial(getattr(self._client, method), **request)
        outcome = clock.run_bounded(call, min(LONGEST_CALL_SECONDS, self._deadline.remaining))
        operation = "".join(word.capitalize() for word in method.split("_"))
        if not outcome.done:
            self._deadline.require_open()
            words = f"no whole answer within {LONGEST_CALL_SECONDS:.0f} seconds"
            raise ServiceError(operation, "NoWholeAnswer", words, shown=words, broken=True)
        try:
            answer: dict[str, Any] = outcome.result()
        except (ClientError, BotoCoreError) as cause:
            from workteam_provider.protocol.sdk_errors import service_error  # compiled only where it is needed

            raise service_error(operation, cause, self._hide) from None
        return answer
