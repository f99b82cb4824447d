"""Record matching that knows no client: columns, keys, comparisons in, pairs with weights out."""
