"""The last days by which a task orders something (完成时限)."""
