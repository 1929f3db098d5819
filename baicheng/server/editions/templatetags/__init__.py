"""What pages say of packs."""
