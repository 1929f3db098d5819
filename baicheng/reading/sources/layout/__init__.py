"""Fixed pages (版式文件): from placed characters and ruling lines to lines of text, columns and tables."""
