"""Pages that are put together from all other apps (综合页面): My work, a record, its moves, reports."""
