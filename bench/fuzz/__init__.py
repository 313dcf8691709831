"""Readers under hostile input: changed files, read again and again, with nothing but errors."""
