"""XHTML: read by the rules of XML where a server says that it is, as browsers do."""

import pytest

from .conftest import read

HEAD = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title>{}</head><body>{}</body></html>'
XHTML = "application/xhtml+xml"


@pytest.mark.parametrize(
    ("head", "body", "main"),
    [
        ('<script src="x.js"/>', "<p>words</p>", "words"),
        ('<script src="x.js"/>', "<p>words</p><script>1 &lt; 2</script><p>more</p>", "words\nmore"),
        ("<style/>", "<div/><p/><a/><iframe/><textarea/><p>words</p>", "words"),
        ("<title/>", "<p>words</p>", "words"),
        ("", "<p><![CDATA[words a < b & c]]></p>", "words a < b & c"),
        ("", "<script>//<![CDATA[\nif (a</script>b) x();\n//]]></script><p>words</p>", "words"),
        ("", "<?php echo 1 > 2 ?><p>words</p>", "words"),
        ("", "<h:p xmlns:h='http://www.w3.org/1999/xhtml'>words</h:p><h:p>more</h:p>", "words\nmore"),
        ("", "<p>words &nbsp;more</p>", "words more"),
    ],
)
def test_xhtml_is_read_whole(head: str, body: str, main: str) -> None:
    assert read(HEAD.format(head, body), content_type=XHTML).main == main


def test_declarations_in_the_document_type_are_no_text() -> None:
    page = '<?xml version="1.0"?><!DOCTYPE html [ <!ENTITY a "b"> ]><html><body><p>words</p></body></html>'
    assert read(page, content_type=XHTML).main == "words"


@pytest.mark.parametrize("content_type", ["application/xml", "text/xml; charset=utf-8", ""])
def test_xml_that_is_a_page_is_read_as_xml(content_type: str) -> None:
    assert (
        read(HEAD.format('<script src="x.js"/>', "<p>words</p>"), content_type=content_type).main == "words"
    )


def test_html_is_read_as_html_whatever_it_declares() -> None:
    page = HEAD.format('<script src="x.js"/>', "<p>unseen</p><script>1</script><p>words</p>")
    assert read(page, content_type="text/html").main == "words"


def test_script_that_would_take_the_whole_page_ends_where_it_says() -> None:
    assert read(HEAD.format('<script src="x.js"/>', "<p>words</p>"), content_type="text/html").main == "words"
