"""What only the rows of a file can tell and the store cannot: what they leave empty, and whom they do not name."""

from __future__ import annotations

from dataclasses import dataclass, field

#: Rows remembered as samples of something.
SAMPLES = 10


@dataclass
class SourceCount:
    """Clients of a source: known before the import, and of those the ones that its client files name."""

    known: int = 0
    named: int = 0
    added: int = 0


@dataclass
class Watch:
    """``without_phone``: clients with a mobile here whose rows have none in a column for it; of them some ids."""

    clients_before: int = 0
    with_phone: int = 0
    without_phone: int = 0
    phone_samples: list[int] = field(default_factory=list)
    sources: dict[str, SourceCount] = field(default_factory=dict)

    def phones(self, known: int, missing: list[int]) -> None:
        self.with_phone += known
        self.without_phone += len(missing)
        self.phone_samples += missing[: SAMPLES - len(self.phone_samples)]
