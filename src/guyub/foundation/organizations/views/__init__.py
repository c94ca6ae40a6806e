"""Pages about the association."""
