"""Lists given out page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from local.sagemaker.errors import invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


def page(items: Sequence[T], request: dict[str, Any], at_most: int) -> tuple[list[T], dict[str, str]]:
    """Return one page of ``items`` and the ``NextToken`` member, which is absent after the last page.

    A page has ``MaxResults`` items, but never more than ``at_most``: the service may answer fewer than asked for.
    """
    token = request.get("NextToken", "0")
    if not token.isdecimal():
        raise invalid("Invalid NextToken.")
    end = int(token) + min(request.get("MaxResults", at_most), at_most)
    more = {"NextToken": str(end)} if end < len(items) else {}
    return list(items[int(token) : end]), more
