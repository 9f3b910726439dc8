"""A peer: the handler behind CDK's ``AwsCustomResource``, by the Node.js that Lambda runs it with."""
