"""Lists given out page by page."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any, TypeVar

from local.sagemaker.errors import invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


def page(items: Sequence[T], request: dict[str, Any], at_most: int) -> tuple[list[T], dict[str, str]]:
    """Return one page of ``items`` and the ``NextToken`` member, which is absent after the last page.

    A page has ``MaxResults`` items, but never more than ``at_most``: the service may answer fewer than asked for.
    """
    start = _start(request.get("NextToken"))
    end = start + min(request.get("MaxResults", at_most), at_most)
    more = {"NextToken": _token(end)} if end < len(items) else {}
    return list(items[start:end]), more


def _token(offset: int) -> str:
    return base64.urlsafe_b64encode(f"page:{offset}".encode()).decode()


def _start(token: str | None) -> int:
    if token is None:
        return 0
    try:
        prefix, _, offset = base64.urlsafe_b64decode(token.encode()).decode().partition(":")
        if prefix == "page":
            return int(offset)
    except (ValueError, binascii.Error):
        pass
    raise invalid("Invalid NextToken.")
