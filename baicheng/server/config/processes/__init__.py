"""The two kinds of process that `baicheng serve` keeps running: pages and background work (进程)."""
