"""The faces of a register's list (视图): what the filters let through as a board, a calendar or a Gantt chart."""
