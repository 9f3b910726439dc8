"""The portal's sign-in: its addresses in a Cognito app client, as CloudFormation custom resources."""
