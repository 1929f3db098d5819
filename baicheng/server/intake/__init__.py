"""From a read document to issued tasks, targets and duties, with review (导入与审核)."""
