"""The function that serves the work teams of a stack."""
