"""One new value for a field of many clients: seen before it is done, and taken back after."""
