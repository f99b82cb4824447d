"""One import under way: the open transaction and what its files share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Connection, Table, func, select

from crmdesk import dates
from crmdesk.i18n import tr
from crmdesk.identify.importing.chunk import Chunk
from crmdesk.identify.importing.equals import Equals
from crmdesk.identify.importing.recipes import FileRecipe, Recipe
from crmdesk.identify.importing.report.watch import Watch
from crmdesk.identify.importing.trust import Trusts
from crmdesk.identify.tables import FORM_TABLES, account, region, source_key
from crmdesk.identify.tables.merging import merge_client
from crmdesk.identify.tables.trash import trash
from crmdesk.progress import Progress
from crmdesk.store.bulk import rows_by_key
from crmdesk.store.history import RowChange, save_images

#: Account and client numbers remembered between chunks, so that memory stays bounded on any file.
_MOST_REMEMBERED = 300_000
_OLD_ID_LENGTH = 15


class AccountId(NamedTuple):
    account_id: int
    client_id: int


T = TypeVar("T")


class Remembered(Generic[T]):
    """What the numbers of a source stand for, kept between chunks; ``find`` asks the store for the others.

    A source of which the store ``has_none`` at first is asked nothing, as long as all that came since is remembered.
    """

    def __init__(
        self, find: Callable[[list[str]], dict[str, T]], has_none: Callable[[str], bool] = lambda _source: False
    ) -> None:
        self._find, self._has_none = find, has_none
        self._is_complete = False
        self._source = ""
        self._known: dict[str | None, T] = {}

    def of(self, source: str, numbers: Iterable[str | None]) -> dict[str | None, T]:
        """A mapping that holds all of these numbers that are known, and may hold more."""
        wanted = set(numbers) - {None}
        if source != self._source or len(self._known) > _MOST_REMEMBERED:
            self._source, self._known, self._is_complete = source, {}, self._has_none(source)
        if self._is_complete:
            return self._known
        unknown = [number for number in wanted.difference(self._known) if number is not None]
        if unknown:
            self._known.update(self._find(unknown))
        return self._known

    def add(self, source: str, found: Mapping[str, T]) -> None:
        if source == self._source:
            self._known.update(found)


@dataclass
class Run:
    """``recipe`` and ``file`` are those of the file being loaded now, as are ``data_date``, the day it speaks of, and
    ``file_id``, its row in the log. ``touched_in_file`` and ``equals`` are of that file, too. ``tops`` are the highest
    keys of the tables before the import.
    """

    connection: Connection
    actor: str
    operation_id: int
    progress: Progress
    recipe: Recipe
    file: FileRecipe
    at: datetime = field(default_factory=dates.now)
    today: date = field(default_factory=dates.local_today)
    data_date: date = field(default_factory=dates.local_today)
    batch_id: int = 0
    file_id: int = 0
    tops: Mapping[str, int] = field(default_factory=dict)
    trusts: Trusts = field(default_factory=Trusts)
    conflicts: int = 0
    watch: Watch = field(default_factory=Watch)
    touched_clients: set[int] = field(default_factory=set)
    touched_in_file: set[int] = field(default_factory=set)
    equals: Equals = field(default_factory=Equals)
    month_end_sources: dict[str, str] = field(default_factory=dict)
    _accounts: Remembered[AccountId] = field(init=False)
    _clients: Remembered[int] = field(init=False)

    def __post_init__(self) -> None:
        self._accounts = Remembered(lambda numbers: _accounts_there(self, numbers))
        self._clients = Remembered(lambda keys: _clients_there(self, keys), self._has_no_clients)

    def _has_no_clients(self, source: str) -> bool:
        return (
            self.connection.execute(select(source_key.c.id).where(source_key.c.source == source).limit(1)).first()
            is None
        )

    @property
    def source(self) -> str:
        return self.recipe.source

    @cached_property
    def has_old_ids(self) -> bool:
        """Whether any client has an ID number of 15 digits; asked once, so that most imports need not look for them."""
        number = FORM_TABLES["person"].c.id_no
        query = select(number).where(func.length(number) == _OLD_ID_LENGTH).limit(1)
        return self.connection.execute(query).first() is not None

    @cached_property
    def left_clients(self) -> tuple[Table, ...]:
        """The tables of clients that were merged or went to the trash, as far as there are any."""
        tables = (merge_client, trash)
        return tuple(one for one in tables if self.connection.execute(select(one.c.id).limit(1)).first() is not None)

    def keep(self, images: list[RowChange]) -> None:
        """Remember rows as they were and as they are now: for the history, the report, and to take the import back.

        Rows that this import added need none: taking it back removes them.
        """
        kept = [one for one in images if not isinstance(one.key, int) or one.key <= self.tops.get(one.table, one.key)]
        save_images(self.connection, self.operation_id, kept)

    def account_ids(self, numbers: Iterable[str | None]) -> dict[str | None, AccountId]:
        """Accounts of this source by number; unknown numbers are absent."""
        return self._accounts.of(self.source, numbers)

    def client_ids(self, keys: Iterable[str | None]) -> dict[str | None, int]:
        """Clients by their number in this source; unknown numbers are absent."""
        return self._clients.of(self.source, keys)

    def remember_clients(self, ids: dict[str, int]) -> None:
        self._clients.add(self.source, ids)

    def region_texts(self, codes: Sequence[str | None]) -> list[str | None]:
        """The names of this source's regions; an unknown code stands for itself."""
        keys = ((self.source, code) for code in set(codes) if code is not None)
        found = rows_by_key(self.connection, region, ("source", "code"), keys, ("name", "area"))
        texts = {key[1]: ", ".join(filter(None, row)) for key, row in found.items()}
        return [texts.get(code, code) if code is not None else None for code in codes]

    def with_accounts(self, chunk: Chunk, name: str = "account_no") -> tuple[Chunk, list[AccountId]]:
        """The rows whose account is known, and those accounts; the others are rejected."""
        numbers = chunk.column(name)
        known = self.account_ids(numbers)
        found = list(map(known.get, numbers))
        if None in found:
            chunk = chunk.without(name, lambda at: _unknown_account(numbers[at], known))
        return chunk, [one for one in found if one is not None]

    def with_clients(self, chunk: Chunk) -> tuple[Chunk, list[int]]:
        """The rows whose client is known, and those clients; the others are rejected."""
        keys: Sequence[Any] = chunk.column("client_no")
        known = self.client_ids(keys)
        found = list(map(known.get, keys))
        if None in found:
            chunk = chunk.without("client_no", lambda at: _unknown_client(keys[at], known))
        return chunk, [one for one in found if one is not None]


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


def _accounts_there(run: Run, numbers: list[str]) -> dict[str, AccountId]:
    keys = ((run.source, number) for number in numbers)
    found = rows_by_key(run.connection, account, ("system", "account_no"), keys, ("id", "client_id"))
    return {key[1]: AccountId(*row) for key, row in found.items()}


def _clients_there(run: Run, keys: list[str]) -> dict[str, int]:
    pairs = ((run.source, key) for key in keys)
    found = rows_by_key(run.connection, source_key, ("source", "key"), pairs, ("client_id",))
    return {key[1]: row[0] for key, row in found.items()}
