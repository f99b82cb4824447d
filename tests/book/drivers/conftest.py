from tests.differentiate.conftest import ledger  # noqa: F401
