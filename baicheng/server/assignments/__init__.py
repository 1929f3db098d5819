"""What somebody must do by when (交办事项): one bearer, one clock, one outcome."""
