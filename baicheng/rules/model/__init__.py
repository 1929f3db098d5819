"""What stands in a file of rules: the shapes of facts (事实) and of the four kinds of rules."""
