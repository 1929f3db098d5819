"""The values of a record: from what was typed to what is stored (记录校验)."""
