"""Template tags and filters that every page has."""
