"""Subjects and their relations (机构): names, identifiers and relations by date."""
