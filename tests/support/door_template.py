"""A template of what workers need to sign in and to work, in CloudFormation's own resource types."""

from __future__ import annotations

from typing import Any

RULE = {
    "MinimumLength": 12,
    "RequireLowercase": True,
    "RequireUppercase": True,
    "RequireNumbers": True,
    "RequireSymbols": True,
}


def door_template(workforce_name: str = "crowd", *, with_team: bool = True, **client: Any) -> dict[str, Any]:
    """Return the template: pool, domain, client, group, workforce and, if asked for, a team with a worker on it.

    Parameters
    ----------
    workforce_name
        Of the workforce.
    with_team
        Whether there is a team, whose only worker is invited by mail.
    client
        Properties of the app client that differ.
    """
    settings = {
        "GenerateSecret": True,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["email", "openid", "profile"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "SupportedIdentityProviders": ["COGNITO"],
        "CallbackURLs": ["https://somebody.example/back"],
    }
    pool, app_client = {"Ref": "Pool"}, {"Ref": "Client"}
    member = {"CognitoUserPool": pool, "CognitoClientId": app_client, "CognitoUserGroup": {"Ref": "Group"}}
    resources: dict[str, Any] = {
        "Pool": {
            "Type": "AWS::Cognito::UserPool",
            "Properties": {
                "UsernameAttributes": ["email"],
                "Policies": {"PasswordPolicy": RULE},
                "MfaConfiguration": "ON",
                "EnabledMfas": ["SOFTWARE_TOKEN_MFA"],
            },
        },
        "Domain": {
            "Type": "AWS::Cognito::UserPoolDomain",
            "Properties": {"UserPoolId": pool, "Domain": {"Fn::Sub": "${AWS::StackName}-labeling"}},
        },
        "Client": {
            "Type": "AWS::Cognito::UserPoolClient",
            "Properties": {"UserPoolId": pool, **settings, **client},
        },
        "Group": {
            "Type": "AWS::Cognito::UserPoolGroup",
            "Properties": {"UserPoolId": pool, "GroupName": "annotators"},
        },
        "Workforce": {
            "Type": "AWS::SageMaker::Workforce",
            "DependsOn": ["Domain"],
            "Properties": {
                "WorkforceName": workforce_name,
                "CognitoConfig": {"UserPool": pool, "ClientId": app_client},
            },
        },
    }
    if with_team:
        resources |= {
            "Team": {
                "Type": "AWS::SageMaker::Workteam",
                "DependsOn": ["Workforce"],
                "Properties": {
                    "WorkteamName": "labelers",
                    "Description": "Draws boxes around cats",
                    "MemberDefinitions": [{"CognitoMemberDefinition": member}],
                },
            },
            "Worker": {
                "Type": "AWS::Cognito::UserPoolUser",
                "DependsOn": ["Team"],
                "Properties": {
                    "UserPoolId": pool,
                    "Username": "ada@acme.example",
                    "UserAttributes": [{"Name": "email", "Value": "ada@acme.example"}],
                    "DesiredDeliveryMediums": ["EMAIL"],
                },
            },
            "OnIt": {
                "Type": "AWS::Cognito::UserPoolUserToGroupAttachment",
                "Properties": {"UserPoolId": pool, "Username": {"Ref": "Worker"}, "GroupName": {"Ref": "Group"}},
            },
        }
    outputs = {
        "PoolId": pool,
        "ClientId": app_client,
        "WorkforceArn": {"Ref": "Workforce"},
        "SubDomain": {"Fn::GetAtt": ["Workforce", "SubDomain"]},
    }
    return {"Resources": resources, "Outputs": {name: {"Value": value} for name, value in outputs.items()}}
