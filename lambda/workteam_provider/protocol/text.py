"""Text that others read: within a length, and without what would change how it is shown."""

from __future__ import annotations

from typing import Final

LONGEST_REASON: Final = 1024


def printable(text: str) -> str:
    """Replace control and formatting characters, and what UTF-8 can't hold, by blanks."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else " " for character in text)


def shorten(text: str, longest: int) -> str:
    """Cut text to ``longest`` characters in its middle: the start says what happened, the end where to look."""
    if len(text) <= longest:
        return text
    tail = min(64, longest // 4)
    return f"{text[: max(0, longest - tail - 5)]} ... {text[len(text) - tail :]}"[:longest]
