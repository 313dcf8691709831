"""Scoring on annotated reports, speed and scale against peers."""
