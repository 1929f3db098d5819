"""The views of the pages: each reads the request, makes one call, answers."""
