"""The rooms of the rail, in order. A room is one line here and a page class; a room without a page has no line."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from crmdesk.i18n import Words
from ui.framework.page import Desk, Page


@dataclass(frozen=True)
class Room:
    """``page`` is ``module:class``, imported when the room is first entered.

    ``beside`` names the room of the rail that a page reached from it lights up.
    """

    name: str
    title: Words
    icon: str
    page: str
    beside: str = ""

    def make(self, desk: Desk) -> Page:
        module, _colon, name = self.page.partition(":")
        page = getattr(import_module(module), name)(desk)
        assert isinstance(page, Page)
        return page


ROOMS: tuple[Room, ...] = (
    Room("today", Words("今日", "Today"), "calendar-check", "ui.today.today_page:TodayPage"),
    Room("clients", Words("客户", "Clients"), "users", "ui.identify.clients_page:ClientsPage"),
    Room("differentiate", Words("区分", "Differentiate"), "layers", "ui.differentiate.room_page:DifferentiatePage"),
    Room("interact", Words("互动", "Interact"), "phone", "ui.interact.interact_page:InteractPage"),
    Room("plans", Words("计划", "Plans"), "file-text", "ui.customize.plans_room_page:PlansRoomPage"),
)

#: The page that ``Navigator.open_client`` shows; it belongs to the room of clients.
CLIENT_PAGE = Room("client", Words("客户", "Client"), "user-round", "ui.identify.client_page:ClientPage")

#: Pages reached from a room, not from the rail.
BESIDE: tuple[Room, ...] = (
    Room("import", Words("导入", "Import"), "file-up", "ui.identify.importing.import_page:ImportPage", "clients"),
    Room(
        *("quality", Words("资料质量", "Data quality"), "shield-check"),
        *("ui.identify.quality.board_page:BoardPage", "clients"),
    ),
    Room(
        *("duplicates", Words("疑似重复", "Possible duplicates"), "users"),
        *("ui.identify.matching.queue_page:QueuePage", "clients"),
    ),
    Room("trash", Words("回收站", "Trash"), "trash-2", "ui.identify.trash.trash_page:TrashPage", "clients"),
)

#: At the foot of the rail.
SETTINGS = Room("settings", Words("设置", "Settings"), "settings", "ui.settings.settings_page:SettingsPage")


def rail_room(name: str) -> str:
    """The room of the rail that a page belongs to."""
    return next((room.beside for room in BESIDE if room.name == name), name)
