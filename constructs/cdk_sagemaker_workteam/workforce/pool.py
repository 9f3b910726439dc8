"""The user pool of a workforce, created or given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from aws_cdk import CfnResource
from aws_cdk import aws_cognito as cognito

from .client import as_client

if TYPE_CHECKING:
    from aws_cdk import RemovalPolicy
    from constructs import Construct


def make_pool(scope: Construct, domain_prefix: str, removal_policy: RemovalPolicy) -> cognito.UserPool:
    """Create a user pool with a domain and without self sign-up."""
    pool = cognito.UserPool(
        scope,
        "UserPool",
        self_sign_up_enabled=False,
        sign_in_aliases=cognito.SignInAliases(username=True, email=True),
        sign_in_case_sensitive=False,
        password_policy=cognito.PasswordPolicy(
            min_length=12, require_lowercase=True, require_uppercase=True, require_digits=True, require_symbols=True
        ),
        mfa=cognito.Mfa.REQUIRED,
        mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
        account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
        removal_policy=removal_policy,
    )
    pool.add_domain("Domain", cognito_domain=cognito.CognitoDomainOptions(domain_prefix=domain_prefix))
    return pool


def pool_construct(scope: Construct, given: Any) -> cognito.IUserPool:
    """Return the L2 construct of a user pool that is given as L2, L1 or id."""
    if hasattr(given, "user_pool_id") and not isinstance(given, CfnResource):
        return cast("cognito.IUserPool", given)
    user_pool_id = given.ref if isinstance(given, CfnResource) else given
    return cognito.UserPool.from_user_pool_id(scope, "GivenUserPool", user_pool_id)


def client_construct(scope: Construct, given: Any) -> cognito.IUserPoolClient:
    """Return the L2 construct of an app client that is given as L2, L1 or id."""
    if isinstance(given, cognito.CfnUserPoolClient):
        return as_client(scope, "UserPoolClient", given)
    if isinstance(given, str):
        return cognito.UserPoolClient.from_user_pool_client_id(scope, "UserPoolClient", given)
    return cast("cognito.IUserPoolClient", given)
