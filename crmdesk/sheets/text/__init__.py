"""Files of plain text: encoding, separator, rows."""
