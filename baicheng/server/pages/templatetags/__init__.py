"""The tags of overviews (总览) and of My work (我的待办)."""
