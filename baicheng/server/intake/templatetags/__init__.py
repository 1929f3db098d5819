"""Template tags of the pages of imports (导入)."""
