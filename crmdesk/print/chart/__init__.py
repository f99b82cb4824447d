"""Charts of paper: vector, at final size, without frame or legend; labels stand at the data."""
