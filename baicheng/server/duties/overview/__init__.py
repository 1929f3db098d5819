"""How the tasks of a programme stand in a year (总览统计): whose they are, counted, the worst told with reasons."""
