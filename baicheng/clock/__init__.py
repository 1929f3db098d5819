"""All date arithmetic of the project (时限): dates and cycles as official documents state them."""
