"""Preferences survive damage; long work can be stopped."""

import pytest

from crmdesk.errors import Cancelled
from crmdesk.progress import Progress
from crmdesk.settings import Settings, load_settings, save_settings, settings_file


def test_preferences_are_kept():
    save_settings(Settings(language="en", theme="dark", last_store="/x/库.crm", lock_minutes=3))
    assert load_settings().last_store == "/x/库.crm"
    assert load_settings().lock_minutes == 3


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"theme": "dark", "unknown": 1}', "null"])
def test_damaged_preferences_are_defaults(damage):
    save_settings(Settings())
    settings_file().write_text(damage, "utf-8")
    assert load_settings().language == "zh"


def test_a_missing_file_is_defaults():
    assert load_settings() == Settings()


def test_progress_reports_until_it_is_stopped():
    seen = []
    progress = Progress(lambda *step: seen.append(step))
    progress.at(1, 2, "half")
    progress.cancel()
    assert progress.is_cancelled
    with pytest.raises(Cancelled):
        progress.at(2, 2, "done")
    assert seen == [(1, 2, "half")]
