"""A document and its text are the same thing."""

import pytest
from hypothesis import given

from crmdesk.differentiate import rulebooks
from crmdesk.errors import CrmError
from tests.differentiate.rulebooks.documents import ANY_DOCUMENT, whole


@given(ANY_DOCUMENT)
def test_text_says_the_document(document):
    text = rulebooks.text_of(document)
    assert rulebooks.document_of(text) == document
    assert rulebooks.text_of(rulebooks.document_of(text)) == text


@pytest.mark.parametrize("name", rulebooks.rulebook_names())
def test_shipped_documents_survive_their_text(name):
    document = whole(name)
    again = rulebooks.document_of(rulebooks.text_of(document))
    assert again == document
    assert rulebooks.parse(again) == rulebooks.load(name)


def test_what_is_no_text_of_a_rulebook_is_refused():
    with pytest.raises(CrmError, match="not the text of a rulebook"):
        rulebooks.document_of("a = = 1")


def test_a_value_no_document_can_hold_is_a_fault_of_the_program():
    with pytest.raises(TypeError):
        rulebooks.text_of({"a": object()})
