"""Files of records for the drivers, as kinds of import."""

from __future__ import annotations

from crmdesk.differentiate.drivers.importing.agreements import CONCESSIONS, CONTRACTS
from crmdesk.differentiate.drivers.importing.costs import COSTS
from crmdesk.differentiate.drivers.importing.lists import HANDOVERS, OVERDUE
from crmdesk.differentiate.drivers.importing.opportunities import OPPORTUNITIES
from crmdesk.identify.importing.kinds import Kind

RECORDS: tuple[Kind, ...] = (OPPORTUNITIES, COSTS, CONCESSIONS, CONTRACTS, OVERDUE, HANDOVERS)
