"""One file per driver: how it is counted over the months, and which clients are behind it."""
