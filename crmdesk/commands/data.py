"""Commands that fill and classify a store: init, import, classify, demo."""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from dataclasses import asdict

from crmdesk.codes import code_words
from crmdesk.commands.session import opened, passphrase, print_json, progress_line, store_path
from crmdesk.i18n import tr
from crmdesk.store.opening import create_store


def init(options: Namespace) -> int:
    path = store_path(options)
    create_store(path, passphrase(options), profile=options.profile).close()
    print(tr("{path} is ready.", path=path))
    return 0


def import_(options: Namespace) -> int:
    from crmdesk.identify.importing import KINDS, import_files, save_rejects
    from crmdesk.interact.importing import CONTACTS

    started = time.perf_counter()
    with opened(options) as store:
        result = import_files(
            store,
            options.files,
            recipe=options.recipe,
            kind=options.kind,
            dry_run=options.dry_run,
            progress=progress_line(),
            kinds=(*KINDS, CONTACTS),
        )
    if options.rejects is not None:
        save_rejects(result, options.rejects)
    counts = ("file", "recipe", "kind", "read", "created", "updated", "unchanged", "rejected")
    files = [{name: getattr(file, name) for name in counts} for file in result.files]
    if options.json:
        return print_json({"batch": result.batch, "files": files})
    line = "{file}  {kind}: {read} = {created} + {updated} + {unchanged} + {rejected}"
    print(tr("file: read = created + updated + unchanged + rejected"))
    for file, counted in zip(result.files, files, strict=True):
        print(line.format(**counted))
        for problem in file.problems[:10]:
            print(f"    {problem}")
    if options.dry_run:
        print(tr("Nothing was written."))
    print(effort(started))
    return 0


def classify(options: Namespace) -> int:
    from crmdesk.differentiate.runs import classify as run_classification
    from crmdesk.interact.signals import contact_signals

    started = time.perf_counter()
    with opened(options) as store:
        with store.read() as connection:
            signals = contact_signals(connection, options.as_of)
        result = run_classification(
            store,
            as_of=options.as_of,
            from_month=options.from_month,
            rulebook=options.rulebook,
            signals=signals,
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


def effort(started: float) -> str:
    """Seconds since ``started`` (``time.perf_counter``) and, where the system tells, peak memory."""
    seconds = f"{time.perf_counter() - started:.1f}"
    if sys.platform == "win32":
        return tr("{seconds} s", seconds=seconds)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return tr("{seconds} s, {memory} MiB at most", seconds=seconds, memory=f"{peak:.0f}")
