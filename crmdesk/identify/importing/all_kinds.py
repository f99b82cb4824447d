"""What can be imported into this room; contacts come from the room of interaction."""

from __future__ import annotations

from crmdesk.identify.importing.accounts import ACCOUNTS, HOLDERS, REGIONS, STANDING_ORDERS
from crmdesk.identify.importing.balances import BALANCES
from crmdesk.identify.importing.clients import CLIENTS
from crmdesk.identify.importing.holdings import HOLDINGS
from crmdesk.identify.importing.kinds import Kind
from crmdesk.identify.importing.movements import TRANSACTIONS

KINDS: tuple[Kind, ...] = (REGIONS, CLIENTS, HOLDERS, ACCOUNTS, STANDING_ORDERS, TRANSACTIONS, BALANCES, HOLDINGS)
