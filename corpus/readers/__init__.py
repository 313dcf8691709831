"""One reader a format; each renders a file to the same plain text."""
