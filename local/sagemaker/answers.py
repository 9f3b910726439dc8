"""What the service was asked, and what it answers: a table, of which the emulator takes its errors.

``answers.json`` has, by question, the emulator's own answer, AWS's, and when AWS was asked. AWS's counts where there is
one. `make acceptance` asks, and writes; names stand in braces.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from local.sagemaker.errors import ServiceError

TABLE: Final = Path(__file__).with_name("answers.json")
_ERROR: Final = re.compile(r"(?P<code>[A-Z]\w+): (?P<message>.+)", re.DOTALL)


@lru_cache(maxsize=1)
def table() -> dict[str, dict[str, str | None]]:
    """Return the table by question: ``emulator``, ``aws``, ``asked``."""
    read: dict[str, dict[str, str | None]] = json.loads(TABLE.read_text(encoding="utf-8"))
    return read


def answer_to(question: str) -> str:
    """Return AWS's answer if it was asked, else the emulator's own."""
    entry = table()[question]
    return str(entry["aws"] or entry["emulator"])


def refuse(question: str, **names: str) -> None:
    """Raise the error that the answer is; nothing where the service accepts it.

    Raises
    ------
    ServiceError
        With the names put in.
    """
    if error := _error(answer_to(question), names):
        raise error


def error_for(question: str, **names: str) -> ServiceError:
    """Return the error that the answer is, the emulator's own if AWS answers by none."""
    return _error(answer_to(question), names) or _error(str(table()[question]["emulator"]), names) or _unknown(question)


def _error(answer: str, names: dict[str, str]) -> ServiceError | None:
    found = _ERROR.fullmatch(answer)
    if found is None:
        return None
    message = re.sub(r"\{(\w+)\}", lambda name: names.get(name[1], name[0]), found["message"])
    return ServiceError(found["code"], message)


def _unknown(question: str) -> ServiceError:
    return ServiceError("InternalFailure", f"there is no error for {question}", 500)
