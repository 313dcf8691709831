"""From a file to a document, its passages and its identity."""
