"""Registers, records, parties, parts and attachments; flows at work (台账)."""
