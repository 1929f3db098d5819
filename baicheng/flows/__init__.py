"""Flows and duties (流程与职责): which moves a record allows, what they open, who owes what by when."""
