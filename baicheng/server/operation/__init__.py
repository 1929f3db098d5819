"""What keeps an installation running: backups, its health, its figures, its log (运行维护)."""
