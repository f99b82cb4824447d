"""The first page: files, sources met before, and what was imported."""
