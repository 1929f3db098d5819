"""What the commands do: read files, write results, say on the error stream what happened."""
