"""Pictures of the real window, drawn offscreen: the command ``screenshot`` and the README's pictures."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from crmdesk.errors import CrmError
from crmdesk.i18n import Language, set_language, tr
from crmdesk.settings import Settings, load_settings

if TYPE_CHECKING:
    from crmdesk.store.store import Store
    from ui.framework.theme import ThemeName
    from ui.main_window import MainWindow

#: Tabs of the client page, as the command names them.
CLIENT_TABS = ("record", "value", "timeline", "plan")
#: The second to fourth page of an import.
IMPORT_PAGES = ("import-recognized", "import-mapping", "import-trial")
#: Before the name of a tab of that room.
_ROOM_TAB = "differentiate-"
_PATIENCE_MS, _QUIET_MS = 60_000, 250


def screenshot(
    store: Store | None,
    target: Path,
    *,
    page: str,
    client_no: str = "",
    language: Language = "zh",
    theme: str = "light",
    size: tuple[int, int] = (1440, 900),
) -> None:
    """Draw a page into a PNG once every job is done. The store stays open.

    ``store`` may be None for the page ``welcome``. Raises ``CrmError`` for an unknown client or page.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from shiboken6 import delete

    from ui.app import collecting, make_application
    from ui.framework.theme import theme as tokens
    from ui.main_window import MainWindow

    set_language(language)
    settings = Settings(language=language, theme=theme, user_name=load_settings().user_name)
    application = make_application(settings)
    if tokens.name != theme:
        tokens.use(cast("ThemeName", theme))
    window = MainWindow(settings)
    window.resize(*size)
    window.show()
    if store is not None:
        window.show_store(store)
        _go(window, store, page, client_no)
        wait_until_idle(window)
        window.grab()  # what is painted asks for its rows
        wait_until_idle(window)
    application.processEvents()
    picture = window.grab()
    window.leave_store()
    window.close()
    collecting(application).stop()
    delete(window)  # one left over would be styled again with every theme, which costs seconds
    if not picture.save(str(target)):
        raise CrmError(tr("The picture could not be written to {path}.", path=target))


def _go(window: MainWindow, store: Store, page: str, client_no: str) -> None:
    from ui.rooms import BESIDE, ROOMS

    workplace = window.workplace
    assert workplace is not None
    if page in IMPORT_PAGES:
        _go_through_import(window, IMPORT_PAGES.index(page) + 1)
    elif page in CLIENT_TABS:
        workplace.open_client(_client_id(store, client_no), tab=page)
    elif page.startswith(_ROOM_TAB):
        _go_to_tab(window, page.removeprefix(_ROOM_TAB))
    elif page in (*(room.name for room in (*ROOMS, *BESIDE)), "settings"):
        workplace.go(page)
    else:
        raise CrmError(tr("There is no page {name}.", name=page))


def _go_to_tab(window: MainWindow, tab: str) -> None:
    from ui.differentiate.room_page import DifferentiatePage

    assert window.workplace is not None
    window.workplace.go(DifferentiatePage.name)
    page = window.workplace.page()
    assert isinstance(page, DifferentiatePage)
    page.show_tab(tab)


def _go_through_import(window: MainWindow, step: int) -> None:
    """The import of the sample that ships, up to a page before anything is written."""
    from ui.identify.importing.import_page import ImportPage

    assert window.workplace is not None
    window.workplace.go("import")
    page = window.workplace.page()
    assert isinstance(page, ImportPage)
    page.show_sample()
    for _page in range(step):
        wait_until_idle(window)
        page.go_on()


def _client_id(store: Store, client_no: str) -> int:
    from crmdesk.identify.clients import client_id_by_no

    if not client_no:
        raise CrmError(tr("Say which client: --client NUMBER."))
    with store.read() as connection:
        return client_id_by_no(connection, client_no)


def wait_until_idle(window: MainWindow) -> None:
    """Run the event loop until nothing has been under way for a while.

    Painting asks for rows and short pauses on purpose ask for details, so that one idle moment is not the end.
    """
    from PySide6.QtCore import QDeadlineTimer, QElapsedTimer, QEventLoop
    from PySide6.QtWidgets import QApplication

    deadline, quiet = QDeadlineTimer(_PATIENCE_MS), QElapsedTimer()
    quiet.start()
    while quiet.elapsed() < _QUIET_MS and not deadline.hasExpired():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        QApplication.sendPostedEvents()
        session = window.session
        if session is not None and not session.runner.is_idle:
            quiet.restart()


def command(options: Namespace) -> int:
    """``crmdesk screenshot``."""
    if options.page == "welcome":
        _draw(None, options)
        return 0
    from crmdesk.commands.session import opened

    with opened(options) as store:
        _draw(store, options)
    return 0


def _draw(store: Store | None, options: Namespace) -> None:
    screenshot(
        store,
        options.output,
        page=options.page,
        client_no=options.client or "",
        language=options.lang,
        theme=options.theme,
        size=options.size,
    )
