"""Records as documents to read."""
