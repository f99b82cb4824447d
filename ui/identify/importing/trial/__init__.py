"""The fourth page: the import itself, tried and rolled back, with what a person must see before it is kept."""
