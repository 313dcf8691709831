"""Arithmetic on claims."""
