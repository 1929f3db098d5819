"""The tags of overviews (总览), of My work (我的待办) and of successions (职责承接)."""
