"""The board of data quality and its call sheet."""
