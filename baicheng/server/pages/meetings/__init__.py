"""The page of a meeting (会议页面): what was due since the last one, who reports, what is decided."""
