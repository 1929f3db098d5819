"""The words of official documents that all steps of reading know: numbers of clauses, labels, units (用语)."""
