"""How hard a passphrase is to guess: a rough count of its possibilities, said in words."""

from __future__ import annotations

from math import log2

from crmdesk.i18n import tr

_SETS = ((str.islower, 26), (str.isupper, 26), (str.isdigit, 10))
_WORD_BITS = 13  # one of some 8,000 words
_COMMON = {"password", "passwort", "123456", "12345678", "111111", "qwerty", "888888", "abc123", "iloveyou"}


def strength_bits(passphrase: str) -> float:
    """Length × log2 of the signs in use, words of a sentence at most 13 bits each; repeated signs count little."""
    if passphrase.lower() in _COMMON or not passphrase:
        return 0.0
    size = sum(count for is_in, count in _SETS if any(is_in(char) for char in passphrase if char.isascii()))
    if any(not char.isalnum() and char.isascii() for char in passphrase):
        size += 33
    if any(not char.isascii() for char in passphrase):
        size += 3500
    distinct = len(set(passphrase))
    bits = min(len(passphrase), distinct * 2) * log2(max(size, 2))
    words = len(passphrase.split())
    return min(bits, words * _WORD_BITS) if words > 1 else bits


def strength_words(passphrase: str) -> str:
    """The hint under the field."""
    bits = strength_bits(passphrase)
    if not passphrase:
        return tr("A sentence of four or more words is easy to keep and hard to guess.")
    if bits < 36:
        return tr("Weak: quickly guessed. Add words.")
    return tr("Fair: one more word makes it strong.") if bits < 50 else tr("Strong.")
