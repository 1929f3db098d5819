"""The directory and its people from one Excel file (名录导入): how an installation begins."""
