"""What the database has recorded, written as Parquet (导出快照): statements in two times, by month of recording."""
