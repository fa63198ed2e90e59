"""The message to the contact as an e-mail that nobody has sent yet.

Outlook opens the file as a draft, because of `X-Unsent`. It has neither a date nor a
Message-ID: the program that sends it adds both.
"""

from __future__ import annotations

from collections.abc import Sequence
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from typing import NamedTuple

from genai_guide.text import escape


class Attachment(NamedTuple):
    """A file that goes with the message."""

    name: str
    media_type: str
    content: bytes


def render_email(
    subject: str,
    text: str,
    to: tuple[str, str],
    cc: str = "",
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """Write a message as the file of an e-mail.

    Args:
        subject: What it is about.
        text: The message.
        to: The name and the address of who gets it; the address may be empty.
        cc: The address of who gets a copy, if anybody does.
        attachments: The files that go with it.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _line(subject)
    message["To"] = _address(*to)
    if copied := _address("", cc):
        message["Cc"] = copied
    message["X-Unsent"] = "1"
    message.set_content(escape(text))
    for attachment in attachments:
        main, _, sub = attachment.media_type.partition("/")
        message.add_attachment(
            attachment.content, maintype=main, subtype=sub, filename=attachment.name
        )
    if attachments:
        # A boundary made from the content: the same message gives the same file.
        digest = sha256(b"".join(each.content for each in attachments)).hexdigest()
        message.set_boundary(f"=_{digest[:32]}")
    return message.as_bytes()


def _address(name: str, address: str) -> str | Address:
    """Return an address as a header has it; empty where it is none."""
    local, _, domain = address.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
        address = f"{local}@{domain}" if local and domain else ""
        parsed = Address(_line(name), addr_spec=address) if address.isascii() else ""
    except (ValueError, IndexError, MessageError):
        return ""
    return parsed if address else ""


def _line(text: str) -> str:
    """Return a text in one line, so that it cannot begin another header.

    What looks like an encoded word would be decoded, line breaks in it included.
    """
    return escape(" ".join(text.split())).replace("=?", "= ?")
