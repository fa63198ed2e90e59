"""pyHanko signing and verifying a PDF that says what a summary says.

The text stands in a stream of the PDF, signed with Ed25519 as ours is, by a certificate
that the verifier is told to trust.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from io import BytesIO

from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore
from serving import serve

_key = Ed25519PrivateKey.generate()
_trusted: list[Certificate] = []


def sign(text: str) -> str:
    """Give a signed PDF with a text in it."""
    written = PdfFileWriter()
    stream = written.add_object(generic.StreamObject(stream_data=text.encode()))
    box = generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842)))
    written.insert_page(PageObject(contents=stream, media_box=box))
    unsigned = BytesIO()
    written.write(unsigned)
    form = Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
    signer = signers.SimpleSigner(
        signing_cert=_certificate(),
        signing_key=PrivateKeyInfo.load(_key.private_bytes(*form)),
        cert_registry=SimpleCertificateStore(),
    )
    meta = signers.PdfSignatureMetadata(field_name="Signature")
    signed = signers.sign_pdf(IncrementalPdfFileWriter(unsigned), meta, signer=signer)
    return b64encode(signed.getvalue()).decode()


def _certificate() -> Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A. Producer")])
    day = timedelta(days=1)
    usage = dict.fromkeys(
        (
            *("key_encipherment", "data_encipherment", "key_agreement"),
            *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
        ),
        False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - day)
        .not_valid_after(datetime.now(UTC) + day)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, **usage),
            critical=True,
        )
        .sign(_key, None)
    )
    found = Certificate.load(made.public_bytes(Encoding.DER))
    _trusted[:] = [found]
    return found


def verify(pdf: str) -> bool:
    """Tell whether a PDF is whole and signed by the one who is trusted."""
    reader = PdfFileReader(BytesIO(b64decode(pdf)))
    context = ValidationContext(trust_roots=_trusted)
    return bool(
        validate_pdf_signature(reader.embedded_signatures[0], context).bottom_line
    )


if __name__ == "__main__":
    serve(sign=sign, verify=verify)
