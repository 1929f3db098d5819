"""Settings and root URLs (配置)."""
