"""Installed packs, their versions, and the installation's local values (版本)."""
