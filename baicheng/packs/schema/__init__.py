"""What each file of a pack may say: one pydantic model a file, with a description on every key (模式)."""
