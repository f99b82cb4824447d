"""Files of other systems as sheets of text cells. Knows no client and no store. See README.md."""
