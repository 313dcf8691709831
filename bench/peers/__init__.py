"""Other projects on the same input, each in an environment of its own."""
