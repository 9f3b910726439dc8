"""Errors that the emulated service answers with."""

from __future__ import annotations


class ServiceError(Exception):
    """An error answer of the service.

    Parameters
    ----------
    code
        The error code, such as ``ValidationException``.
    message
        The text that follows it.
    status
        The HTTP status; the service's JSON protocol uses 400 for every error of the caller.
    """

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


def invalid(message: str) -> ServiceError:
    """Return a ``ValidationException``."""
    return ServiceError("ValidationException", message)
