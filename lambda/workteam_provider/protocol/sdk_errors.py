"""What the SDK raised, as the error that is decided by: what it had for an effect, and whether it may pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as BotoConnectionError

from workteam_provider.protocol.errors import ServiceError

if TYPE_CHECKING:
    from collections.abc import Callable

# what botocore's standard retry mode repeats; a test compares the two
_THROTTLED: Final = frozenset(
    {
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottledException",
        "TooManyRequestsException",
        "ProvisionedThroughputExceededException",
        "TransactionInProgressException",
        "RequestLimitExceeded",
        "BandwidthLimitExceeded",
        "LimitExceededException",
        "RequestThrottled",
        "SlowDown",
        "PriorRequestNotComplete",
        "EC2ThrottledException",
    }
)
_BROKEN: Final = frozenset({"RequestTimeout", "RequestTimeoutException"})


def service_error(operation: str, cause: ClientError | BotoCoreError, hide: Callable[[str], str]) -> ServiceError:
    """Tell what a call of the SDK failed with; ``hide`` takes out of its words what may not be shown."""
    if isinstance(cause, BotoCoreError):
        words, sent = str(cause), isinstance(cause, (HTTPClientError, BotoConnectionError))
        return ServiceError(operation, type(cause).__name__, words, shown=hide(words), refused=not sent, broken=sent)
    details, metadata = cause.response.get("Error", {}), cause.response.get("ResponseMetadata", {})
    code, words = str(details.get("Code", "Unknown")), str(details.get("Message", ""))
    status = int(metadata.get("HTTPStatusCode", 500))
    return ServiceError(
        operation,
        code,
        words,
        shown=hide(words),
        request_id=str(metadata.get("RequestId", "")),
        refused=400 <= status < 500 and code not in _BROKEN,
        broken=status >= 500 or code in _BROKEN,
        throttled=code in _THROTTLED,
    )
