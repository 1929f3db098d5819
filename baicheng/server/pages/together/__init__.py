"""Several records of a ledger handled together (批量办理): each goes the way that it would go by itself."""
