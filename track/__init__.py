"""The history of an operation, a theme or a measure across quarters."""
