"""What is seen, taken away: the same rows as CSV, workbook or Parquet, with what one must know of them."""
