"""Which stretches of a document are tasks, who bears them, and how their parts belong together (任务)."""
