"""Whose certificates are trusted: Amazon's own authorities first, and all of the machine's where those don't suffice.

To load all is the slowest part of an answer: a fifth of the processor's time from a cold start to the first answer.
"""

from __future__ import annotations

import base64
import functools
import re
import ssl
from pathlib import Path
from typing import Final

_CERTIFICATE: Final = "-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----"


@functools.cache
def amazons() -> ssl.SSLContext | None:
    """Trust those of the machine's authorities that bear Amazon's name; ``None`` where none can be read."""
    try:
        found = [pem[0] for pem in re.finditer(_CERTIFICATE, _machine()) if b"Amazon" in base64.b64decode(pem[1])]
        return ssl.create_default_context(cadata="\n".join(found)) if found else None
    except (OSError, ValueError):
        return None


@functools.cache
def everyones() -> ssl.SSLContext:
    """Trust all of the machine's authorities."""
    return ssl.create_default_context()


def _machine() -> str:
    file = ssl.get_default_verify_paths().cafile
    return Path(file).read_text(errors="replace") if file else ""
