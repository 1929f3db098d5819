"""Official documents and their clauses (公文)."""
