"""The third page: which column fills which field, what its codes mean, and the recipe that keeps both."""
