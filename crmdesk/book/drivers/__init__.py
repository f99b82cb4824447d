"""The board of the eleven drivers: what crosses the rooms to count them."""
