"""Keeping property values out of what others say about them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

HIDDEN: Final = "<hidden>"

_SHORT: Final = 4
_LONGEST_VALUE: Final = 1024
_LONGEST_READ: Final = 2**15
_LONGEST_TEXT: Final = 2048
_LEFT_IN_URLS: Final = ("", "/", "!'()*", ";,/?:@&=+$#!'()*")
"""The characters that a function of Python's, or of JavaScript's, does not quote."""


def hide(text: str, *, shown: Collection[str], property_sets: Iterable[object]) -> str:
    """Replace the values of all properties but the ``shown`` ones, in whatever spelling they come back.

    That is: as they are, escaped for JSON, Python, a URL or HTML, and in another case. A very short value is replaced
    only where it stands as a word of its own, a very long one with all that follows. At most 2048 characters are left.
    """
    text = text[:_LONGEST_READ]
    lower = text.lower()
    values = {value for properties in property_sets for value in _hidden_values(properties, shown, visible=False)}
    spellings = {spelling: value for value in values if _core(value) in lower for spelling in _spellings(value)}
    for spelling in sorted(spellings, key=len, reverse=True):
        if spelling.lower() in lower:
            pattern = re.escape(spelling)
            if len(spelling) < _SHORT:
                pattern = rf"(?<!\w){pattern}(?!\w)"
            elif len(spellings[spelling]) > _LONGEST_VALUE:
                pattern = f"{pattern}.*"
            text = re.sub(pattern, HIDDEN, text, flags=re.IGNORECASE | re.DOTALL)
    return text[:_LONGEST_TEXT]


def _core(value: str) -> str:
    """Return the longest part of a value that is the same in every spelling, in small letters."""
    return max(re.findall("[a-zA-Z0-9]+", value[:_LONGEST_VALUE]), key=len, default="").lower()


def _spellings(value: str) -> set[str]:
    import html  # only for what failed: its tables take a millisecond to load

    value = value[:_LONGEST_VALUE]
    spellings = set()
    # of ASCII, a pattern that ignores case finds every other case
    for cased in {value} if value.isascii() else {value, value.lower(), value.upper()}:
        escaped = html.escape(cased)
        encodable = cased.encode(errors="replace")
        spellings |= {
            cased,
            json.dumps(cased)[1:-1],
            json.dumps(cased, ensure_ascii=False)[1:-1],
            repr(cased)[1:-1],
            quote_plus(encodable),
            quote_plus(encodable, safe="*"),
            *(quote(encodable, safe=left) for left in _LEFT_IN_URLS),
            html.escape(cased, quote=False),
            escaped,
            escaped.replace("&#x27;", "&#39;"),
            escaped.encode("ascii", "xmlcharrefreplace").decode(),
        }
    return spellings


def _hidden_values(value: object, shown: Collection[str], *, visible: bool) -> Iterator[str]:
    match value:
        case dict():
            for key, inner in value.items():
                yield from _hidden_values(inner, shown, visible=key in shown)
        case list():
            for inner in value:
                yield from _hidden_values(inner, shown, visible=visible)
        case str() if value and not visible:
            yield value
