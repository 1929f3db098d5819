"""What offices make public of their programmes (发布): circulars, rankings, lists, and the public pages."""
