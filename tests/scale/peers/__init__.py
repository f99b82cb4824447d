"""Other programs that match records, each in a process of its own that gets the same CSV and returns pairs."""
