"""The file of an e-mail: a draft for Outlook, and no header of anybody else's."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from genai_guide.report.email_draft import Attachment, render_email
from tests.report.records import HOSTILE

ANNA = ("Anna Kim", "anna@platform.example")
HEADERS = (
    "x\r\nBcc: evil@evil.example",
    "x\n\nbody",
    "x\u2028Bcc: evil@evil.example\x0b\x0c\x85y",
    "=?utf-8?q?x=0D=0ABcc:_evil@evil.example?=",
    "한국 영화 – ภาพยนตร์ " * 20,  # noqa: RUF001
    "a" * 2000,
    '"quoted" <evil@evil.example>, b@c.example; d',
    *HOSTILE,
)


def parsed(content: bytes) -> EmailMessage:
    """Read the file as an e-mail program does."""
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_it_is_an_unsent_draft_to_the_contact() -> None:
    """With whom it goes to and what is said, and without a date or an id."""
    message = parsed(render_email("Subject", "Grüße\n", ANNA, "legal@studio.example"))
    assert message["To"] == "Anna Kim <anna@platform.example>"
    assert message["Cc"] == "legal@studio.example"
    assert message["Subject"] == "Subject"
    assert message["X-Unsent"] == "1"
    assert not {"date", "message-id", "from"} & {key.lower() for key in message}
    assert message.get_content().splitlines() == ["Grüße"]


@pytest.mark.parametrize("text", HEADERS)
def test_no_text_begins_a_header_of_its_own(text: str) -> None:
    """A title and a name stay one line each, whatever they hold."""
    content = render_email(text, text, (text, ANNA[1]), "", ())
    message = parsed(content)
    names = [key.lower() for key in message]
    assert sorted(names) == [
        "content-transfer-encoding",
        "content-type",
        "mime-version",
        "subject",
        "to",
        "x-unsent",
    ]
    (to,) = message["To"].addresses
    assert to.addr_spec == ANNA[1]
    # The title is there, in one line.
    assert message["Subject"].split()[0][:1] == text.split(maxsplit=1)[0][:1]
    assert content.isascii()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@",
        "@b.example",
        "a b@c.example",
        "a@b.example, c@d.example",
        "a@b.example\r\nBcc: c@d.example",
        "=?utf-8?q?a=0D=0ABcc:_x?=@b.example",
        "한@플랫폼.example",
        "<a@b.example>",
        '"@b',
    ],
)
def test_without_a_valid_address_the_line_stays_empty(address: str) -> None:
    """The person fills it in; the file is written all the same."""
    message = parsed(render_email("Subject", "Text", ("Anna", address), address))
    assert message["To"] == ""
    assert message["Cc"] is None
    assert "Bcc" not in message


def test_an_international_domain_is_written_in_ascii() -> None:
    """As every mail program takes it."""
    message = parsed(render_email("S", "T", ("", "anna@bücher.example")))
    assert message["To"] == "anna@xn--bcher-kva.example"


def test_attachments_come_out_as_they_went_in() -> None:
    """Byte for byte, with their names; the same message gives the same file."""
    files = (
        Attachment("a.toml", "application/toml", b"\xef\xbb\xbfa = 1\r\n\x00"),
        Attachment("a.pdf", "application/pdf", b"%PDF\n\r\xff"),
    )
    content = render_email("S", "T", ANNA, attachments=files)
    attached = list(parsed(content).iter_attachments())
    for file, part in zip(files, attached, strict=True):
        assert part.get_content() == file.content
        assert part.get_filename() == file.name
        assert part.get_content_type() == file.media_type
    assert content == render_email("S", "T", ANNA, attachments=files)
