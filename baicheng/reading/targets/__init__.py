"""The quantified goals of a task (目标值)."""
