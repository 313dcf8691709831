"""The web app and the command line: wiring and words, no logic."""
