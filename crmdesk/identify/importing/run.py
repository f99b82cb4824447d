"""One import under way: the open transaction and what its files share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from crmdesk import dates
from crmdesk.i18n import tr
from crmdesk.identify.importing.chunk import Chunk
from crmdesk.identify.importing.recipes import FileRecipe, Recipe
from crmdesk.identify.tables import account, region, source_key
from crmdesk.progress import Progress
from crmdesk.store.bulk import rows_by_key

#: Account and client numbers remembered between chunks, so that memory stays bounded on any file.
_MOST_REMEMBERED = 300_000


class AccountId(NamedTuple):
    account_id: int
    client_id: int


@dataclass
class Run:
    """``recipe`` and ``file`` are those of the file being loaded now, as is ``data_date``, the day it speaks of."""

    connection: Connection
    actor: str
    operation_id: int
    progress: Progress
    recipe: Recipe
    file: FileRecipe
    at: datetime = field(default_factory=dates.now)
    today: date = field(default_factory=dates.local_today)
    data_date: date = field(default_factory=dates.local_today)
    touched_clients: set[int] = field(default_factory=set)
    touched_in_file: set[int] = field(default_factory=set)
    month_end_sources: dict[str, str] = field(default_factory=dict)
    _accounts: dict[tuple[str, str], AccountId] = field(default_factory=dict)
    _clients: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def source(self) -> str:
        return self.recipe.source

    def account_ids(self, numbers: Iterable[str | None]) -> dict[str | None, AccountId]:
        """Accounts of this source by number; unknown numbers are absent."""
        wanted = {number for number in numbers if number is not None}
        unknown = [number for number in wanted if (self.source, number) not in self._accounts]
        if len(self._accounts) > _MOST_REMEMBERED:
            self._accounts.clear()
            unknown = list(wanted)
        if unknown:
            keys = ((self.source, number) for number in unknown)
            found = rows_by_key(self.connection, account, ("system", "account_no"), keys, ("id", "client_id"))
            self._accounts.update({(key[0], key[1]): AccountId(*row) for key, row in found.items()})
        return {no: self._accounts[self.source, no] for no in wanted if (self.source, no) in self._accounts}

    def client_ids(self, keys: Iterable[str | None]) -> dict[str | None, int]:
        """Clients by their number in this source; unknown numbers are absent."""
        wanted = {key for key in keys if key is not None}
        unknown = [key for key in wanted if (self.source, key) not in self._clients]
        if len(self._clients) > _MOST_REMEMBERED:
            self._clients.clear()
            unknown = list(wanted)
        if unknown:
            pairs = ((self.source, key) for key in unknown)
            found = rows_by_key(self.connection, source_key, ("source", "key"), pairs, ("client_id",))
            self._clients.update({(key[0], key[1]): row[0] for key, row in found.items()})
        return {key: self._clients[self.source, key] for key in wanted if (self.source, key) in self._clients}

    def remember_clients(self, ids: dict[str, int]) -> None:
        self._clients.update({(self.source, key): client_id for key, client_id in ids.items()})

    def region_texts(self, codes: Sequence[str | None]) -> list[str | None]:
        """The names of this source's regions; an unknown code stands for itself."""
        keys = ((self.source, code) for code in set(codes) if code is not None)
        found = rows_by_key(self.connection, region, ("source", "code"), keys, ("name", "area"))
        texts = {key[1]: ", ".join(filter(None, row)) for key, row in found.items()}
        return [texts.get(code, code) if code is not None else None for code in codes]

    def with_accounts(self, chunk: Chunk, name: str = "account_no") -> tuple[Chunk, list[AccountId]]:
        """The rows whose account is known, and those accounts; the others are rejected."""
        known = self.account_ids(chunk.column(name))
        numbers = chunk.column(name)
        if any(number not in known for number in numbers):
            chunk = chunk.without(name, lambda at: _unknown_account(numbers[at], known))
            numbers = chunk.column(name)
        return chunk, [known[number] for number in numbers]

    def with_clients(self, chunk: Chunk) -> tuple[Chunk, list[int]]:
        """The rows whose client is known, and those clients; the others are rejected."""
        keys: Sequence[Any] = chunk.column("client_no")
        known = self.client_ids(keys)
        if any(key not in known for key in keys):
            chunk = chunk.without("client_no", lambda at: _unknown_client(keys[at], known))
        return chunk, [known[key] for key in chunk.column("client_no")]


def _unknown_account(number: str | None, known: dict[str | None, AccountId]) -> str | None:
    if number in known:
        return None
    if number is None:
        return tr("The account number is missing.")
    return tr("Account {number} is not in the store. Import the accounts first.", number=number)


def _unknown_client(key: str | None, known: dict[str | None, int]) -> str | None:
    if key in known:
        return None
    if key is None:
        return tr("The client number is missing.")
    return tr("Client {number} is not in the store. Import the clients first.", number=key)
