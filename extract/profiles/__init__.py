"""A force's places, plan and vocabulary, as data."""
