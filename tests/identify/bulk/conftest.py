from tests.clients import statements

__all__ = ["statements"]
