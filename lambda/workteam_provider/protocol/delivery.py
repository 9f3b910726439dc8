"""Delivery of the answer: a PUT to the pre-signed URL, again while that may help."""

from __future__ import annotations

import contextlib
import functools
import logging
from typing import TYPE_CHECKING, Final

import urllib3
from botocore.httpsession import ProxyConfiguration
from botocore.utils import get_environ_proxies

from workteam_provider.protocol import clock, trust
from workteam_provider.protocol.errors import DeliveryError
from workteam_provider.protocol.log import log_event
from workteam_provider.protocol.retry import pauses

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

_LONGEST_TRY_SECONDS: Final = 10.0
_RESERVE_SECONDS: Final = 0.3
_REFUSALS_TAKEN: Final = 2
_PASSING_STATUSES: Final = frozenset({408, 425, 429})


def put(url: str, body: bytes, timeout: float) -> int:
    """Make one PUT request; returns the status of its answer.

    Where Amazon's authorities don't vouch for the other end, all of the machine's are asked: it may be a proxy.
    """
    amazons = trust.amazons()
    if amazons is not None:
        with contextlib.suppress(urllib3.exceptions.SSLError, urllib3.exceptions.ProxyError):
            return _put(url, body, timeout, amazons)
    return _put(url, body, timeout, trust.everyones())


def deliver(url: str, body: bytes, *, end_of_function: float, put: Callable[[str, bytes, float], int] = put) -> None:
    """Put the body to the URL until it is taken, shortly before Lambda stops the function at the latest.

    Raises
    ------
    DeliveryError
        The URL was refused twice, or time ran out.
    """
    try:
        _deliver(url, body, end_of_function - _RESERVE_SECONDS, put)
    except DeliveryError as error:
        log_event("the answer could not be delivered", level=logging.ERROR, outcome=str(error))
        raise


def _deliver(url: str, body: bytes, until: float, put: Callable[[str, bytes, float], int]) -> None:
    refusals, last = 0, "no try was made"
    for pause in pauses(first=0.5):
        remaining = until - clock.now()
        if remaining <= 0:
            raise DeliveryError(last)
        seconds = min(remaining, _LONGEST_TRY_SECONDS)
        try:
            status = clock.run_bounded(functools.partial(put, url, body, seconds), seconds).result()
        except Exception as error:  # noqa: BLE001
            last = type(error).__name__
        else:
            if 200 <= status < 300:
                return
            last = f"status {status}"
            refusals += status < 500 and status not in _PASSING_STATUSES
        if refusals == _REFUSALS_TAKEN:
            raise DeliveryError(last)
        log_event("delivering the answer again", level=logging.WARNING, outcome=last)
        clock.sleep(min(pause, max(0.0, until - clock.now())))


def _put(url: str, body: bytes, timeout: float, context: ssl.SSLContext) -> int:
    with _pool(url, context) as pool:
        response = pool.request(
            "PUT", url, body=body, timeout=urllib3.Timeout(total=timeout), retries=False, preload_content=False
        )
        response.close()
    return response.status


def _pool(url: str, context: ssl.SSLContext) -> urllib3.PoolManager:
    """Go by the proxy of the environment where there is one, as the SDK does."""
    proxies = ProxyConfiguration(get_environ_proxies(url))
    proxy = proxies.proxy_url_for(url)
    if not proxy:
        return urllib3.PoolManager(ssl_context=context)
    return urllib3.ProxyManager(proxy, proxy_headers=proxies.proxy_headers_for(proxy), ssl_context=context)
