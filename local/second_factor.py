"""The hosted UI's second factor, which ministack leaves out: codes of an authenticator app.

Where a user pool requires it, the app is set up at the first sign-in.
"""

from __future__ import annotations

import base64
import html
import secrets
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from local.cognito import Answer

_SOFTWARE_TOKEN: Final = "SOFTWARE_TOKEN_MFA"  # noqa: S105


class SecondFactor:
    """What comes between a password that is right and the way back to the app.

    Parameters
    ----------
    cognito
        ministack's module, whose functions for the two are put right.
    """

    def __init__(self, cognito: Any) -> None:
        self._cognito = cognito
        self._let_in = cognito._issue_auth_code_redirect
        self._submit = cognito.handle_login_submit
        self._waiting: dict[str, tuple[str, tuple[Any, ...]]] = {}
        cognito._issue_auth_code_redirect = self._after_password
        cognito.handle_login_submit = self._submitted

    def _after_password(self, client: str, pool: str, redirect: str, scope: str, username: str, *others: Any) -> Answer:
        arguments = client, pool, redirect, scope, username, *others
        found = self._cognito._get_pool_unscoped(pool)
        enrolled = _SOFTWARE_TOKEN in found["_users"][username].get("_mfa_enabled", [])
        required = found.get("MfaConfiguration", "OFF")
        by_app = (found.get("SoftwareTokenMfaConfiguration") or {}).get("Enabled")
        if not by_app or required == "OFF" or (required == "OPTIONAL" and not enrolled):
            answer: Answer = self._let_in(*arguments)
            return answer
        secret = "" if enrolled else base64.b32encode(secrets.token_bytes(20)).decode()
        token = secrets.token_urlsafe(24)
        self._waiting[token] = secret, arguments
        return self._page(token, secret)

    def _submitted(self, method: str, path: str, headers: dict[str, str], body: bytes, query: Any) -> Answer:
        form = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
        if "mfa_token" not in form:
            answer: Answer = self._submit(method, path, headers, body, query)
            return answer
        waiting = self._waiting.get(form["mfa_token"])
        if waiting is None:
            refused: Answer = self._cognito._oauth2_error("invalid_request", "Session has expired. Sign in again.")
            return refused
        secret, arguments = waiting
        user = self._cognito._get_pool_unscoped(arguments[1])["_users"][arguments[4]]
        if not self._cognito._totp_matches(secret or user.get("_totp_secret", ""), form.get("code", "")):
            return self._page(form["mfa_token"], secret, "The code is wrong.")
        del self._waiting[form["mfa_token"]]
        if secret:
            user["_totp_secret"] = secret
            user.setdefault("_mfa_enabled", []).append(_SOFTWARE_TOKEN)
        let_in: Answer = self._let_in(*arguments)
        return let_in

    def _page(self, token: str, secret: str, error: str = "") -> Answer:
        told = f'<div class="error">{error}</div>' if error else ""
        setting_up = f"<p>Add this key to your authenticator app:</p><p><code>{secret}</code></p><br>" if secret else ""
        form = f"""{told}{setting_up}
<form method="POST" action="/login">
<input type="hidden" name="mfa_token" value="{html.escape(token)}">
<label for="code">Code of the authenticator app</label>
<input type="text" id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required autofocus>
<button type="submit">Sign in</button>
</form>"""
        title = "Set up an authenticator app" if secret else "Enter the code"
        page: str = self._cognito._page_shell(title, title, form)
        return 200, {"Content-Type": "text/html; charset=utf-8"}, page.encode()
