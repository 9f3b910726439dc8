"""The labeling portals' real addresses, and where a browser on this machine finds them.

A real portal is at ``https://<sub>.labeling.<region>.sagemaker.aws``. The local cloud plays its DNS and TLS: it is at
``http://<sub>.labeling.<region>.localhost:<port of SageMaker>``, a name that browsers take to 127.0.0.1 by themselves.
"""

from __future__ import annotations

import re
from typing import Final

_REAL: Final = re.compile(r"https://([a-z0-9-]+\.labeling\.[a-z0-9-]+)\.sagemaker\.aws")
_LOCAL: Final = re.compile(r"(?P<portal>[a-z0-9-]+\.labeling\.[a-z0-9-]+)\.localhost")

ANY_PORTAL: Final = "portal.localhost"
"""Leads to the portal of whatever workforce there is."""

MAILS: Final = "mail.localhost"
"""Shows the mails that were sent."""


def local_address(url: str, port: int) -> str:
    """Return where a browser finds an address: a portal's is local, every other stays as it is.

    Parameters
    ----------
    url
        Such as ``https://abc.labeling.eu-west-1.sagemaker.aws/logout``.
    port
        Of SageMaker.
    """
    real = _REAL.match(url)
    if real is None or url[real.end() :][:1] not in ("", "/", "?", "#"):
        return url
    return f"http://{real[1]}.localhost:{port}{url[real.end() :]}"


def portals_in(text: str) -> list[str]:
    """Return the real addresses of portals, without a path, that a text has, each once."""
    return list(dict.fromkeys(match[0] for match in _REAL.finditer(text)))


def real_host(host: str) -> str | None:
    """Return the real host of the portal that is locally at ``host``; None if no portal can be there."""
    match = _LOCAL.fullmatch(host)
    return f"{match['portal']}.sagemaker.aws" if match else None
