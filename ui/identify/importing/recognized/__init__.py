"""The second page: what was recognized, table by table, and how to read it otherwise."""
