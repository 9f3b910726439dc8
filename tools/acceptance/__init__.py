"""What the end-to-end tests do on the local cloud, on an AWS account: `make acceptance`."""
