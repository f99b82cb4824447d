"""``make run``: the program on the demo store; without a display, the main job of the day offscreen."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from crmdesk.errors import CrmError
from crmdesk.i18n import Language, tr
from crmdesk.resources import resource_path
from ui.welcome.demo_form import DEMO_PASSPHRASE

if TYPE_CHECKING:
    from crmdesk.store.store import Store

PAGES = ("today", "clients", "record", "value", "timeline", "plan", "import", "differentiate", "interact", "plans")


def has_display() -> bool:
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return os.environ.get("QT_QPA_PLATFORM") != "offscreen"
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def require_display() -> None:
    """Raise ``CrmError`` where Qt would end the process: a Linux session without a screen."""
    if not has_display() and os.environ.get("QT_QPA_PLATFORM") != "offscreen":
        raise CrmError(tr("There is no display for the window. The commands work without one: --help."))


def demo_store() -> Path:
    """The demo store, made on the first call."""
    from platformdirs import user_data_path

    from crmdesk.demo import Branch, make_tour
    from crmdesk.store.opening import create_store

    path = user_data_path("crmdesk", appauthor=False) / "demo.crm"
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    print(tr("Making the demo branch …"), flush=True)  # noqa: T201
    partial = path.with_name("demo.part")
    for left in path.parent.glob("demo.part*"):
        left.unlink()
    store = create_store(partial, DEMO_PASSPHRASE)
    make_tour(store, Branch())
    store.close()
    for left in path.parent.glob("demo.part*"):
        left.rename(left.with_name(left.name.replace("demo.part", "demo.crm", 1)))
    return path


def run_demo() -> int:
    if has_display():
        from ui.app import run

        print(tr("The passphrase of the demo store is: {passphrase}", passphrase=DEMO_PASSPHRASE))  # noqa: T201
        return run(demo_store(), passphrase=DEMO_PASSPHRASE)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    folder = Path("out").resolve()
    folder.mkdir(exist_ok=True)
    main_job(demo_store(), folder)
    print(tr("No display: the screenshots and the plan are in {path}", path=folder))  # noqa: T201
    return 0


def main_job(path: Path, folder: Path) -> None:
    """Import an export, classify, log a contact, print the plan, and draw every page."""
    from crmdesk.store.opening import open_store

    store = open_store(path, DEMO_PASSPHRASE)
    try:
        client_no = _work(store, folder)
        _draw(store, client_no, folder)
    finally:
        store.close()


def _work(store: Store, folder: Path) -> str:
    """The day's work on the store without a window; returns the number of the client it was about."""
    from crmdesk.customize.printing import print_plans
    from crmdesk.differentiate.queries import data_date
    from crmdesk.differentiate.runs import classify
    from crmdesk.identify.importing import import_files
    from crmdesk.interact.contacts import log_contact
    from crmdesk.interact.signals import signals_by_day

    imported = import_files(store, [resource_path("demo", "counter_export.csv")])
    with store.read() as connection:
        as_of = data_date(connection)
        assert as_of is not None
        signals = signals_by_day(connection)
        client_id, client_no = _somebody(connection)
    counted = classify(store, as_of=as_of, signals=signals)
    log_contact(store, client_id, channel="01", outcome="10", note=tr("Went through the plan; meets again next month."))
    plans = print_plans(store, [client_id], folder, language="zh", copy="client")
    for file in imported.files:
        print(f"{file.file}: {file.read} = {file.created} + {file.updated} + {file.unchanged} + {file.rejected}")  # noqa: T201
    print(counted.tiers, counted.stages, *plans, sep="\n")  # noqa: T201
    return client_no


def _somebody(connection: Any) -> tuple[int, str]:
    """A gold client with a need, so that the plan has something to say."""
    from crmdesk.book.client_list import ClientFilter, client_ids, client_rows
    from crmdesk.interact.needs import active_needs

    for client_id in client_ids(connection, ClientFilter.of("tier", "gold"), sort="assets", descending=True):
        if active_needs(connection, client_id):
            return client_id, client_rows(connection, [client_id])[0].client_no
    raise LookupError("the demo branch has no gold client with a need")


def _draw(store: Store, client_no: str, folder: Path) -> None:
    from ui.screenshot import screenshot

    for page in PAGES:
        for language, theme in (("zh", "light"), ("zh", "dark"), ("en", "light"), ("en", "dark")):
            target = folder / f"{page}-{language}-{theme}.png"
            screenshot(store, target, page=page, client_no=client_no, language=cast("Language", language), theme=theme)
