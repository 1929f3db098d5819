"""From a checked rule to one readable SQL statement (编译)."""
