"""What an invitation says, as Cognito takes it from a CustomMessage trigger. Nothing here is AWS's but the limits.

Cognito itself puts the user name and the temporary password in, for the two placeholders that it names in the event.
"""

from __future__ import annotations

import html
import re
from typing import Final, NamedTuple

LONGEST_SUBJECT: Final = 140
LONGEST_MAIL: Final = 20_000
LONGEST_SMS: Final = 140

SUBJECT: Final = "{organization}: your account for labeling work"

MAIL: Final = """\
<p>Hello,</p>
<p>{organization} invites you to its labeling work. This is your account:</p>
<p>Sign in at: <a href="{portal_url}">{portal_url}</a><br>
User name: <b>{username}</b><br>
Temporary password: <b>{####}</b></p>
<p>When you sign in for the first time, you choose a password of your own. Please do so soon: the temporary one
expires after some days.</p>
<p>Then you see the work that is waiting for you. Where there is none yet, come back later: the address stays the
same.</p>
<p>Questions? Ask {contact}.</p>
"""

_LINK: Final = 'Sign in at: <a href="{portal_url}">{portal_url}</a><br>\n'
_QUESTIONS: Final = "<p>Questions? Ask {contact}.</p>\n"
_NO_PORTAL: Final = "the address that you will be told"
_SMS: Final = (
    "{organization}: sign in at {portal_url} as {username}, temporary password {####}",
    "Sign in at {portal_url} as {username}, temporary password {####}",
    "Your user name is {username}, your temporary password {####}",
)


class Invitation(NamedTuple):
    """The three texts of a CustomMessage trigger's response."""

    subject: str
    mail: str
    sms: str


def render(
    *,
    organization: str,
    portal_url: str = "",
    contact: str = "",
    subject: str = "",
    template: str = "",
    username: str = "{username}",
    code: str = "{####}",
) -> Invitation:
    """Write an invitation.

    Subject and template may hold ``{organization}``, ``{portal_url}`` and ``{contact}``, the template also
    ``{username}`` and ``{####}``; all else stays as it is. A template whose text Cognito would refuse, since it lacks
    the user name or the password or is too long, gives way to the default one: an invitation that goes out is better.

    Parameters
    ----------
    organization
        Who invites, as plain text.
    portal_url
        Where to sign in; empty where that is not known, and then the default text doesn't speak of it.
    contact
        Whom to ask, as plain text: a mail address, for one.
    subject, template
        The mail's subject as plain text, at most 140 characters, and its text as HTML, at most 20,000 characters, both
        counted as they are sent. Default: `SUBJECT` and `MAIL`.
    username, code
        What Cognito replaces by the user name and the temporary password: ``usernameParameter`` and ``codeParameter``
        of the event.
    """
    plain = {
        "{organization}": organization,
        "{portal_url}": portal_url or _NO_PORTAL,
        "{contact}": contact or organization,
        "{username}": username,
        "{####}": code,
    }
    escaped = {name: html.escape(value) for name, value in plain.items()}
    default = MAIL if portal_url else MAIL.replace(_LINK, "")
    default = default if contact else default.replace(_QUESTIONS, "")
    mail = _filled(template or default, escaped)
    if not _is_taken(mail, username, code, LONGEST_MAIL):
        mail = _filled(default, escaped)
    sms = [_filled(text, plain) for text in (_SMS if portal_url else _SMS[2:])]
    return Invitation(
        " ".join(_filled(subject or SUBJECT, plain).split())[:LONGEST_SUBJECT],
        mail,
        next((text for text in sms if _is_taken(text, username, code, LONGEST_SMS)), f"{username} {code}"),
    )


def _filled(text: str, values: dict[str, str]) -> str:
    """Fill all placeholders in at once, so that what a value holds is not taken for one."""
    return re.sub("|".join(map(re.escape, values)), lambda found: values[found[0]], text)


def _is_taken(text: str, username: str, code: str, longest: int) -> bool:
    return username in text and code in text and len(text) <= longest
