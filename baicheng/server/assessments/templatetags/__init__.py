"""The filters of results (结果)."""
