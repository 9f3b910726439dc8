"""The log: one line a decision, in Lambda's own format, with nothing in it that is not on the list."""

from __future__ import annotations

import logging
from typing import Final

from workteam_provider.contract import LOGGER
from workteam_provider.protocol.text import LONGEST_REASON, printable, shorten

LIBRARIES_LEVEL: Final = "CRITICAL"

_LOGGER: Final = logging.getLogger(LOGGER)
# Lambda's JSON format keeps the names errorType and errorMessage for the exception of a log record
_ALLOWED: Final = frozenset(
    {
        "workteamName",
        "workteamArn",
        "workforceName",
        "userPool",
        "subDomain",
        "errorClass",
        "sent",
        "tagKeys",
        "status",
        "outcome",
        "reason",
        "resource",
        "drifted",
        "healed",
    }
)


def silence_libraries() -> None:
    """Keep libraries from logging: even a warning of theirs may hold the event or the response URL."""
    for name in ("boto3", "botocore", "urllib3", "crhelper"):
        logging.getLogger(name).setLevel(LIBRARIES_LEVEL)


def log_event(message: str, *, level: int = logging.INFO, **fields: object) -> None:
    """Log one decision.

    ``message`` is fixed text; everything that varies goes into ``fields``, whose names are on the list of what may
    be logged. Lambda's JSON log format makes them members of the line and adds the request id.
    """
    unknown = fields.keys() - _ALLOWED
    if unknown:
        raise ValueError(f"not on the list of what may be logged: {', '.join(sorted(unknown))}")
    _LOGGER.log(level, message, extra={name: _loggable(value) for name, value in fields.items()})


def _loggable(value: object) -> object:
    match value:
        case str():
            return shorten(printable(value), LONGEST_REASON)
        case list():
            return [_loggable(item) for item in value]
        case _:
            return value
