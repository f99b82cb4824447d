"""What a user prefers on this computer: never client data, never a passphrase."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path


@dataclass
class Settings:
    language: str = "zh"
    theme: str = "light"
    last_store: str = ""
    user_name: str = ""
    lock_minutes: int = 10


def settings_file() -> Path:
    """``CRMDESK_CONFIG_DIR`` overrides the platform's place, for tests and portable use."""
    folder = os.environ.get("CRMDESK_CONFIG_DIR")
    if folder:
        return Path(folder) / "settings.json"
    from platformdirs import user_config_path

    return user_config_path("crmdesk", appauthor=False) / "settings.json"


def load_settings() -> Settings:
    """Saved preferences; a missing or damaged file means the defaults."""
    try:
        raw = json.loads(settings_file().read_text("utf-8"))
    except (OSError, ValueError):
        return Settings()
    known = {field.name for field in fields(Settings)}
    return Settings(**{k: v for k, v in raw.items() if k in known}) if isinstance(raw, dict) else Settings()


def save_settings(settings: Settings) -> None:
    path = settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    partial.write_text(json.dumps(asdict(settings), ensure_ascii=False, indent=1), "utf-8")
    partial.replace(path)
