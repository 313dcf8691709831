"""The library on disk and its search."""
