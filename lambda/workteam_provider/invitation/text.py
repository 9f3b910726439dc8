"""The texts of an invitation, as a CustomMessage trigger returns them to Cognito, within Cognito's limits.

Cognito itself fills in the user name and the temporary password, for the two placeholders that it names in the event.
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
<p>{organization} has invited you to do labeling work. This is your account:</p>
<p>Sign in at: <a href="{portal_url}">{portal_url}</a><br>
User name: <b>{username}</b><br>
Temporary password: <b>{####}</b></p>
<p>The first time you sign in, you choose your own password. Please do so soon: the temporary one expires after a
few days.</p>
<p>You then see the work that is waiting for you. If there is none yet, come back later: the address stays the
same.</p>
<p>Questions? Ask {contact}.</p>
"""

_LINK: Final = 'Sign in at: <a href="{portal_url}">{portal_url}</a><br>\n'
_QUESTIONS: Final = "<p>Questions? Ask {contact}.</p>\n"
_NO_PORTAL: Final = "the address that you will be given"
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

    In the subject and the template, ``{organization}``, ``{portal_url}`` and ``{contact}`` are replaced; in the
    template, ``{username}`` and ``{####}`` too. Everything else stays as it is. If Cognito would refuse the resulting
    text, because it lacks the user name or the password or is too long, the default is sent instead of no invitation.

    Parameters
    ----------
    organization
        The name of the organization that invites, as plain text.
    portal_url
        The URL to sign in at. If it is empty, the default text leaves it out.
    contact
        Whom workers can ask, as plain text, such as an email address.
    subject, template
        The email's subject as plain text, at most 140 characters, and its body as HTML, at most 20,000 characters, both
        counted after replacement. Default: `SUBJECT` and `MAIL`.
    username, code
        The placeholders that Cognito replaces by the user name and the temporary password: ``usernameParameter`` and
        ``codeParameter`` of the event.
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
    """Replace all placeholders in one pass, so that placeholders within values are not replaced."""
    return re.sub("|".join(map(re.escape, values)), lambda found: values[found[0]], text)


def _is_taken(text: str, username: str, code: str, longest: int) -> bool:
    return username in text and code in text and len(text) <= longest
