"""The fifth page: what the import did, as the store says."""
