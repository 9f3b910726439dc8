"""The watch: a schedule on which the function looks for changes made outside CloudFormation."""
