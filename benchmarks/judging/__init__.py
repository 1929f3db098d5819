"""What benchmarks/rules.py measures: rules, made-up facts, and the same answers by others."""
