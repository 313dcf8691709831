"""Five demonstration reports, restated in our own words, and the script that builds them."""
