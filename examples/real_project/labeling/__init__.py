"""The app's stages and stacks."""
