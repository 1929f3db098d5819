"""The tags of ledgers (台账)."""
