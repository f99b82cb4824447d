"""The tab of the eleven drivers: a card each, and one driver in full."""
