"""What a field of a record becomes for matching: numbers that compare in sets, and the levels of two of them."""
