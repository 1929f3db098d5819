"""Snapshots, runs of rules and their results (考核): what was known, how it was judged, and what it came to."""
