"""How much of the assets few clients hold: the Lorenz curve of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import Connection, func, select

from crmdesk.differentiate.cube import current_on
from crmdesk.differentiate.scores import Floats, Ints
from crmdesk.differentiate.tables import classification
from crmdesk.identify.tables import client
from crmdesk.store.ids import id_array

#: Points of a drawn curve: half a pixel each, whatever the number of clients.
_DRAWN = 800


@dataclass(frozen=True)
class Concentration:
    """Assets in cents, the largest first, and their running sum; negative and unknown ones count as nothing."""

    assets: Ints
    running: Ints

    @property
    def clients(self) -> int:
        return len(self.running)

    @property
    def total(self) -> int:
        return int(self.running[-1]) if self.clients else 0

    def count(self, share: float) -> int:
        """How many clients the top ``share`` (0 … 1) are: at least one, halves up."""
        return min(self.clients, max(1, int(share * self.clients + 0.5))) if self.clients else 0

    def whole(self, share: float) -> float:
        """The share that whole clients are: of twelve clients the top 2 % are one, 8.3 %."""
        return self.count(share) / self.clients if self.clients and share > 0 else 0.0

    def held(self, share: float) -> float:
        """The share of the assets that the top ``share`` of the clients hold, 0 … 1."""
        return int(self.running[self.count(share) - 1]) / self.total if self.total and share > 0 else 0.0

    def curve(self) -> tuple[Floats, Floats]:
        """Shares of clients and of assets from (0, 0) to (1, 1), the richest clients first."""
        if not self.total:
            return np.array([0.0, 1.0]), np.array([0.0, 1.0])
        at = np.unique(np.linspace(1, self.clients, min(_DRAWN, self.clients)).astype(np.int64))
        shares = self.running[at - 1] / self.total
        return np.append(0.0, at / self.clients), np.append(0.0, shares)

    @property
    def gini(self) -> float:
        """Gini coefficient: 0 = all hold the same, near 1 = one holds everything."""
        if not self.total:
            return 0.0
        # The running sums of a million rich clients add up beyond whole numbers of 64 bits.
        mean_below = (float(self.running.sum(dtype=np.float64)) - self.total / 2) / (self.clients * self.total)
        return 2 * mean_below - 1


def concentration(connection: Connection, day: date, *, manager: str | None = None) -> Concentration:
    """Of every client classified on a day: the assets the tiers look at."""
    c = classification.c
    query = select(func.coalesce(c.assets, 0)).where(*current_on(connection, day))
    if manager is not None:
        query = query.where(c.client_id.in_(select(client.c.id).where(client.c.manager == manager)))
    found = np.frombuffer(id_array(connection, query), dtype=np.int64)
    return of_assets(found)


def of_assets(assets: Ints) -> Concentration:
    """The same of amounts in cents."""
    found = np.sort(np.maximum(assets, 0))[::-1]
    return Concentration(found, np.cumsum(found))


def top_clients(connection: Connection, day: date, count: int, *, manager: str | None = None) -> list[int]:
    """Ids of the clients with the most assets on a day, the richest first."""
    c = classification.c
    query = select(c.client_id).where(*current_on(connection, day)).order_by(c.assets.desc(), c.client_id).limit(count)
    if manager is not None:
        query = query.where(c.client_id.in_(select(client.c.id).where(client.c.manager == manager)))
    return list(id_array(connection, query))
