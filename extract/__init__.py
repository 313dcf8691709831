"""The spaCy pipeline that finds operations, places and figures."""
