"""History (历史): append-only events in hash chains; who, when, what from what to what, why."""
