"""One rule for client text: what is stored, and how it enters each output without being interpreted."""

from __future__ import annotations

import unicodedata

_KEPT_CONTROLS = {"\n", "\t"}


def clean(text: str) -> str:
    """Text as it is stored: NFC, no control or bidirectional-override characters, no lone surrogates."""
    text = unicodedata.normalize("NFC", text)
    if text.isprintable():  # nearly every text: no control, format or surrogate character in it
        return text.strip()
    kept = []
    for char in text:
        category = unicodedata.category(char)
        if category in ("Cc", "Cs") and char not in _KEPT_CONTROLS:
            continue
        if category == "Cf" and char not in "\u200c\u200d":
            continue
        kept.append(char)
    return "".join(kept).strip()


def half_width(text: str) -> str:
    """Full-width letters, digits and signs in their ASCII form (NFKC), for numbers and codes only."""
    return unicodedata.normalize("NFKC", text)


def for_spreadsheet(text: str) -> str:
    """Text that Excel and WPS show and never run: a leading ``= + - @`` gets an apostrophe (§9.5)."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def like_pattern(text: str) -> str:
    """A LIKE pattern (escape ``\\``) that finds the text literally, anywhere."""
    for sign in ("\\", "%", "_"):
        text = text.replace(sign, "\\" + sign)
    return f"%{text}%"
