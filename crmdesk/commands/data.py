"""Commands that make and classify a store: init, classify, demo."""

from __future__ import annotations

import time
from argparse import Namespace
from dataclasses import asdict

from crmdesk.codes import code_words
from crmdesk.commands.arguments import day, month, whole
from crmdesk.commands.grammar import Commands
from crmdesk.commands.session import effort, opened, passphrase, print_json, progress_line, store_path
from crmdesk.i18n import tr
from crmdesk.store.opening import create_store


def declare(commands: Commands) -> None:
    make = commands.add("init", tr("make a new, empty store"), init)
    make.add_argument("--profile", choices=("securities", "bank"), default="securities")
    runs = commands.add("classify", tr("indicators, tiers, stages and values as of a date"), classify, json=True)
    runs.add_argument("--as-of", type=day, required=True, metavar="YYYY-MM-DD")
    runs.add_argument("--from", type=month, dest="from_month", metavar="YYYY-MM")
    runs.add_argument("--all-months", action="store_true", help=tr("every month-end since the first facts"))
    runs.add_argument("--rulebook", metavar="NAME", help=tr("a shipped one for all months instead of those in force"))
    runs.add_argument("--approve", metavar="REASON", help=tr("why many clients may change tier at once"))
    branch = commands.add("demo", tr("fill an empty store with a believable branch"), demo)
    branch.add_argument("--clients", type=whole(1, 10_000_000), default=1200, metavar="N")
    branch.add_argument("--months", type=whole(1, 240), default=38, metavar="M")
    branch.add_argument("--seed", type=whole(0, 1 << 32), default=1, metavar="K")
    branch.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help=tr("last month-end when left out"))


def init(options: Namespace) -> int:
    path = store_path(options)
    create_store(path, passphrase(options), profile=options.profile).close()
    print(tr("{path} is ready.", path=path))
    return 0


def classify(options: Namespace) -> int:
    from crmdesk.differentiate.runs import classify as run_classification
    from crmdesk.interact.signals import signals_by_day

    started = time.perf_counter()
    with opened(options) as store:
        with store.read() as connection:
            signals = signals_by_day(connection)
        result = run_classification(
            store,
            as_of=options.as_of,
            from_month=options.from_month,
            all_months=options.all_months,
            rulebook=options.rulebook,
            signals=signals,
            approve=options.approve,
            progress=progress_line(),
        )
    if options.json:
        return print_json(asdict(result))
    print(
        tr(
            "{clients} clients as of {day}, rulebook {rulebook}",
            clients=result.clients,
            day=result.as_of,
            rulebook=result.rulebook,
        )
    )
    for list_name, counts in (("tier", result.tiers), ("stage", result.stages)):
        print("  ".join(f"{code_words(list_name, code)} {count:,}" for code, count in counts.items()))
    print(effort(started))
    return 0


def demo(options: Namespace) -> int:
    from crmdesk.demo import Branch, fill_store

    path = store_path(options)
    if not path.exists():
        create_store(path, passphrase(options)).close()
    started = time.perf_counter()
    branch = Branch(clients=options.clients, months=options.months, seed=options.seed, as_of=options.as_of)
    with opened(options) as store:
        fill_store(store, branch, progress=progress_line())
    print(tr("{path} holds a branch of {clients} clients.", path=path, clients=options.clients))
    print(effort(started))
    return 0
