"""The tags of overviews (总览)."""
