"""The trash of clients: what lies there, back again, or away for ever where the law allows."""
