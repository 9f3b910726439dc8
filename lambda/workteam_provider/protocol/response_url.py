"""Where an answer may go: CloudFormation's own bucket of the Region, and hosts that were named for it."""

from __future__ import annotations

import ipaddress
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from workteam_provider.protocol import clock
from workteam_provider.protocol.errors import ResponseUrlError

if TYPE_CHECKING:
    from collections.abc import Mapping

_DNS_SUFFIXES: Final = {
    "cn-": "amazonaws.com.cn",
    "eusc-": "amazonaws.eu",
    "us-iso-": "c2s.ic.gov",
    "us-isob-": "sc2s.sgov.gov",
    "eu-isoe-": "cloud.adc-e.uk",
    "us-isof-": "csp.hci.ic.gov",
    "eu-isof-": "csp.hci.ic.gov",
}
"""By how a Region's name begins; elsewhere it is ``amazonaws.com``. A test compares it with botocore's partitions."""

_STACK: Final = re.compile(r"arn:[^:/|]*:cloudformation:[^:/|]*:[^:/|]*:stack/[^/|]*/[\w-]+", re.ASCII)


def require_deliverable(url: str, stack_id: str, region: str, extra_hosts: str) -> None:
    """Refuse every URL that is not of CloudFormation's response bucket or an extra host, and every expired one.

    Parameters
    ----------
    url : str
        The event's ``ResponseURL``.
    stack_id : str
        The event's ``StackId``: the only stack that the URL's path may name.
    region : str
        The Region that the function runs in; empty where unknown, and then only extra hosts pass.
    extra_hosts : str
        Comma-separated ``host`` or ``host:port``; over http too where the host is loopback.

    Raises
    ------
    ResponseUrlError
        Without the URL in its text, since whoever reads it can forge the answer.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise ResponseUrlError("is not a URL") from None
    if not host:
        raise ResponseUrlError("names no host")
    if parts.username is not None or parts.password is not None:
        raise ResponseUrlError("carries user information")
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise ResponseUrlError("holds characters that no URL has")
    if parts.netloc.lower() not in extra_hosts.lower().replace(" ", "").split(","):
        _require_bucket(parts, host, port, region)
    elif parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(host)):
        raise ResponseUrlError("is neither https nor http to a loopback host")
    _require_own_stack(parts.path, stack_id)
    if _has_expired(parse_qs(parts.query, keep_blank_values=True)):
        raise ResponseUrlError("has expired")


def _require_bucket(parts: SplitResult, host: str, port: int | None, region: str) -> None:
    bucket = f"cloudformation-custom-resource-response-{region.replace('-', '')}"
    suffix = next((dns for start, dns in _DNS_SUFFIXES.items() if region.startswith(start)), "amazonaws.com")
    of_region = rf"{re.escape(bucket)}\.s3((-|\.|\.dualstack\.){re.escape(region)})?\.{re.escape(suffix)}"
    if not region or parts.scheme != "https" or port is not None or not re.fullmatch(of_region, host):
        raise ResponseUrlError("is not https on CloudFormation's response bucket of this Region")


def _require_own_stack(path: str, stack_id: str) -> None:
    """Refuse a path that names another stack: the object there is the answer to somebody else's event."""
    if not {".", ".."}.isdisjoint(path.split("/")):
        raise ResponseUrlError("has a path that a client shortens")
    if any(named != stack_id for named in _STACK.findall(unquote(path))):
        raise ResponseUrlError("names another stack than the event")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _has_expired(query: Mapping[str, list[str]]) -> bool:
    try:
        if "X-Amz-Date" in query:
            signed = datetime.strptime(query["X-Amz-Date"][0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            expires = signed + timedelta(seconds=int(query["X-Amz-Expires"][0]))
        elif "Expires" in query:
            expires = datetime.fromtimestamp(int(query["Expires"][0]), UTC)
        else:
            return False
    except (KeyError, ValueError, OverflowError, OSError):
        raise ResponseUrlError("carries a time of expiry that can't be read") from None
    return clock.utc() >= expires
