"""From the text as a file holds it to the text as it was written (清理)."""
