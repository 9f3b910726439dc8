"""A browser without a window, for pages of the local cloud: it follows redirects, keeps cookies and fills forms.

It sends what browsers send about where a request comes from, so the cloud's door treats it as one.
"""

from __future__ import annotations

import base64
import hmac
import re
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlencode, urljoin, urlsplit

import urllib3

_LOOPBACK: Final = "127.0.0.1"
_REDIRECTS: Final = 10
_SILENT: Final = frozenset({"style", "script", "title"})


@dataclass(slots=True)
class Form:
    """A form of a page; ``fields`` has the values that it came with."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Page:
    """What a browser shows.

    Attributes
    ----------
    url
        Where it is, after redirects.
    status
        Of HTTP.
    source
        The HTML, or whatever else came.
    text
        What can be read on it.
    forms, links
        Its forms, and where links lead by their text.
    """

    url: str
    status: int
    source: str
    text: str = ""
    forms: list[Form] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)


class BrowserError(Exception):
    """A page isn't as it has to be to go on; the message shows it."""

    def __init__(self, expected: str, page: Page) -> None:
        super().__init__(f"expected {expected} at {page.url}, found {page.status}: {page.text or page.source[:400]}")
        self.page = page


class Browser:
    """A browser with its cookies. Every host name leads to 127.0.0.1, as those under ``localhost`` do in browsers.

    Attributes
    ----------
    page
        The page that it shows.
    visited
        Every address that it asked for, in order.
    given
        Every ``Set-Cookie`` header that it was sent, in order.
    """

    def __init__(self) -> None:
        self._cookies: dict[str, dict[str, str]] = {}
        self._pools: dict[int, urllib3.HTTPConnectionPool] = {}
        self.visited: list[str] = []
        self.given: list[str] = []
        self.page = Page("", 0, "")

    def open(self, url: str) -> Page:
        """Open an address that somebody typed in."""
        return self._go("GET", url, None, "none")

    def follow(self, text: str) -> Page:
        """Follow the link with this text.

        Raises
        ------
        BrowserError
            There is none.
        """
        if text not in self.page.links:
            raise BrowserError(f"a link {text!r}", self.page)
        target = urljoin(self.page.url, self.page.links[text])
        return self._go("GET", target, None, _site(self.page.url, target))

    def submit(self, **values: str) -> Page:
        """Fill these fields of the page's first form, and send it.

        Raises
        ------
        BrowserError
            There is no form, or it has no such field.
        """
        form = self.page.forms[0] if self.page.forms else Form("")
        if not form.fields or not values.keys() <= form.fields.keys():
            raise BrowserError(f"a form with {', '.join(values)}", self.page)
        target = urljoin(self.page.url, form.action)
        return self._go("POST", target, urlencode(form.fields | values), _site(self.page.url, target))

    def asks_for(self, name: str) -> bool:
        """Tell whether the page's first form has a field of this name."""
        return bool(self.page.forms) and name in self.page.forms[0].fields

    def _go(self, method: str, url: str, body: str | None, site: str) -> Page:
        for _ in range(_REDIRECTS):
            parts = urlsplit(url)
            if parts.scheme != "http" or parts.port is None:
                self.page = Page(url, 0, "", "an address outside of this machine, which isn't opened")
                return self.page
            answer = self._send(method, url, body, site)
            location = answer.headers.get("Location")
            if answer.status not in (301, 302, 303, 307, 308) or location is None:
                self.page = _read(url, answer.status, answer.data.decode("utf-8", "replace"))
                return self.page
            target = urljoin(url, location)
            site = "cross-site" if _site(url, target) == "cross-site" else site
            method, url, body = "GET", target, None
        raise BrowserError(f"fewer than {_REDIRECTS} redirects", self.page)

    def _send(self, method: str, url: str, body: str | None, site: str) -> urllib3.BaseHTTPResponse:
        parts = urlsplit(url)
        self.visited.append(url)
        headers = {
            "Host": parts.netloc,
            "Sec-Fetch-Mode": "navigate",
            "Sec-Fetch-Dest": "document",
            "Sec-Fetch-Site": site,
        }
        if body is not None:
            headers |= {"Origin": _origin(self.page.url), "Content-Type": "application/x-www-form-urlencoded"}
        cookies = self._cookies.setdefault(parts.hostname or "", {})
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        port = parts.port or 80
        pool = self._pools.setdefault(port, urllib3.HTTPConnectionPool(_LOOPBACK, port, timeout=60, retries=False))
        path = parts.path or "/"
        answer = pool.request(
            method, f"{path}?{parts.query}" if parts.query else path, body=body, headers=headers, redirect=False
        )
        for cookie in answer.headers.getlist("Set-Cookie"):
            self.given.append(cookie)
            name, _, value = cookie.partition(";")[0].partition("=")
            gone = re.search(r"max-age=0\b", cookie, re.IGNORECASE)
            if gone:
                cookies.pop(name, None)
            else:
                cookies[name] = value
        return answer


class Authenticator:
    """An authenticator app, which keeps a key for each name that signs in."""

    def __init__(self) -> None:
        self._keys: dict[str, bytes] = {}

    def add(self, username: str, key: str) -> None:
        """Keep a key, in Base32, as the page that sets the app up shows it."""
        self._keys[username] = base64.b32decode(key)

    def code(self, username: str) -> str:
        """Return the six digits that hold now, by RFC 6238; of no use where there is no key."""
        step = int(time.time() // 30).to_bytes(8, "big")
        digest = hmac.digest(self._keys.get(username, b""), step, "sha1")
        at = digest[-1] & 15
        number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
        return f"{number % 10**6:06}"


PHONE: Final = Authenticator()
"""The one that is used where no other is given."""


def sign_in(
    portal: str, username: str, password: str, new_password: str | None = None, authenticator: Authenticator = PHONE
) -> Browser:
    """Sign a worker in at a labeling portal, and return the browser, which shows the worker's own page.

    Parameters
    ----------
    portal
        Its local address, such as ``http://abc.labeling.eu-west-1.localhost:4567``.
    username, password
        As the invitation has them, or the password that was chosen since.
    new_password
        What to choose where Cognito asks for another password, as it does at the first sign-in.
    authenticator
        What gives the codes where the user pool requires them. It is set up at the first sign-in.

    Raises
    ------
    BrowserError
        The worker isn't let in; the message shows the page that says so.
    """
    browser = Browser()
    browser.open(portal)
    browser.submit(username=username, password=password)
    if new_password is not None and browser.asks_for("new_password"):
        browser.submit(new_password=new_password, confirm_password=new_password)
    if browser.asks_for("mfa_token"):
        if key := re.search("<code>([A-Z2-7]+)</code>", browser.page.source):
            authenticator.add(username, key[1])
        browser.submit(code=authenticator.code(username))
    if _origin(browser.page.url) != _origin(portal) or browser.page.status != 200:
        raise BrowserError("the worker's own page", browser.page)
    return browser


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _site(before: str, after: str) -> str:
    return "same-origin" if _origin(before) == _origin(after) else "cross-site"


def _read(url: str, status: int, source: str) -> Page:
    page = Page(url, status, source)
    if source.lstrip().startswith("<"):
        reader = _Reader(page)
        reader.feed(source)
        reader.close()
        page.text = " ".join(reader.words)
    return page


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._silent = 0
        self._link: str | None = None
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._silent += tag in _SILENT
        if tag == "form":
            self._page.forms.append(Form(given.get("action", "")))
        elif tag == "input" and self._page.forms and "name" in given:
            self._page.forms[-1].fields[given["name"]] = given.get("value", "")
        elif tag == "a":
            self._link = given.get("href", "")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT
        if tag == "a":
            self._link = None

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if not text or self._silent:
            return
        self.words.append(text)
        if self._link is not None:
            self._page.links[text] = self._link
