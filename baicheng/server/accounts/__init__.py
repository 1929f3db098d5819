"""Sign-on, roles and their scopes (账号)."""
