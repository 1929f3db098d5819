"""Ledgers in and out of Excel (台账导入导出): forms to fill in, columns matched, faults by cell, all or nothing."""
