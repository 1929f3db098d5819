"""A made-up annual plan (年度工作方案) in three formats, to try the reader with (示例文件)."""
