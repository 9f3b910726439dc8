"""The mails that Cognito sent, as ministack keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import urllib3


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail.

    Attributes
    ----------
    sent
        Seconds since the epoch.
    sender, recipients, subject
        As in its header.
    text, html
        Its body, of which one is empty.
    kind
        What it was sent for, such as ``CognitoInvitationMessage``.
    account
        Whose it is.
    """

    sent: float
    sender: str
    recipients: list[str]
    subject: str
    text: str
    html: str
    kind: str
    account: str

    @property
    def body(self) -> str:
        """Its body, of whichever kind."""
        return self.html or self.text


class Mails:
    """All mails, of all accounts.

    Parameters
    ----------
    endpoint
        Where ministack answers; None for no mails.
    """

    def __init__(self, endpoint: str | None) -> None:
        self._endpoint = endpoint
        self._http = urllib3.PoolManager(timeout=urllib3.Timeout(connect=5, read=10), retries=False)

    def all(self) -> list[Mail]:
        """Return the mails, the first one first.

        Raises
        ------
        ValueError
            They can't be asked for.
        """
        if self._endpoint is None:
            return []
        try:
            answer = self._http.request("GET", f"{self._endpoint}/_ministack/ses/messages")
            accounts: dict[str, list[dict[str, Any]]] = answer.json()["messages"]
        except urllib3.exceptions.HTTPError as error:
            raise ValueError(f"the mails can't be asked for: {error}") from error
        mails = [_mail(account, sent) for account, all_sent in accounts.items() for sent in all_sent]
        return sorted(mails, key=lambda mail: mail.sent)


def _mail(account: str, sent: dict[str, Any]) -> Mail:
    return Mail(
        sent=sent["Timestamp"],
        sender=sent["Source"],
        recipients=sent["To"],
        subject=sent["Subject"],
        text=sent["BodyText"] or "",
        html=sent["BodyHtml"] or "",
        kind=sent["Type"],
        account=account,
    )
