from tests.clients import add_client, statements

__all__ = ["add_client", "statements"]
