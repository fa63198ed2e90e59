"""What verifying a summary costs, beside its parse, `ssh-keygen`, and a signed PDF.

Every complete golden case is signed. All sides have to take what was signed and to
refuse it once a letter is another one, before any of them is measured. `ssh-keygen`
and pyHanko check the signature alone; ours also answers the same questions again, and
compares everything that the summary says with what follows.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.deciding import OURS, folders, process
from benchmarks.measuring import Row, at_least, at_most, in_turn, ratios, taken
from benchmarks.peers import Peer
from genai_guide.record.statement import SignOff
from genai_guide.signing.payload import SignedPart
from genai_guide.signing.sshsig import parse_signature
from genai_guide.signing.verification import Result
from genai_guide.storage.keys import make_key, own_key_path
from genai_guide.storage.packs import default_dir, load_pack
from genai_guide.storage.records import list_toml_files, read_record
from genai_guide.storage.summaries import load_summary
from genai_guide.workflows.sign import write_summary
from genai_guide.workflows.verify import Verifier

PAIRS = 21
TIMES = 5
EMAIL = "a@studio.example"
SIGNER = SignOff(
    name="A. Producer",
    role="Producer",
    organisation="Studio",
    email=EMAIL,
    at=datetime.now(UTC),
)
VERIFY = [*OURS, "verify"]
IMPORTS = """
import concurrent.futures.process, json
import pydantic
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from genai_guide.commands.arguments import build_parser
from genai_guide.commands import verify
from genai_guide.storage.packs import load_pack
load_pack()
"""


def run() -> Iterator[Row]:
    """Measure."""
    with somebody() as folder:
        paths = list(summaries(folder / "signed"))
        verifier = Verifier(load_pack(), datetime.now(UTC))
        yield at_most(
            "`verify` in the process, beside parsing", inside(paths, verifier), None
        )
        imports = [sys.executable, "-c", IMPORTS]
        pair = partial(process, [*VERIFY, str(paths[0])]), partial(process, imports)
        what = "`verify` as a process, beside python and its imports"
        yield at_most(what, ratios(*in_turn(PAIRS, *pair)), 1.5)
        yield from beside_ssh(paths[0], folder)
        yield from beside_pdf(paths, verifier)
        yield from folders("verify", "summaries", paths, 3)


@contextmanager
def somebody() -> Iterator[Path]:
    """Give a folder, with a key and a list of signers of its own in it."""
    before = os.environ.get("GENAI_GUIDE_CONFIG")
    with TemporaryDirectory() as name:
        os.environ["GENAI_GUIDE_CONFIG"] = str(Path(name, "config"))
        try:
            yield Path(name)
        finally:
            os.environ.pop("GENAI_GUIDE_CONFIG")
            if before is not None:
                os.environ["GENAI_GUIDE_CONFIG"] = before


def summaries(folder: Path, most: int | None = None) -> Iterator[Path]:
    """Sign the golden cases."""
    folder.mkdir()
    pack, key = load_pack(), make_key(own_key_path())
    for path in list_toml_files([default_dir() / "cases"]).files[:most]:
        record = read_record(path, pack)
        if record.assessment.complete:
            written = folder / path.name
            write_summary(written, pack, record.draft, SIGNER, key)
            yield written


def changed(path: Path) -> Path:
    """Copy a summary with one letter changed in what was signed."""
    text = path.read_text(encoding="utf-8")
    copy = path.with_suffix(".changed")
    copy.write_text(text.replace(SIGNER.name, "B. Producer"), encoding="utf-8")
    return copy


def inside(paths: list[Path], verifier: Verifier) -> list[float]:
    """Hold verifying each file against parsing it."""
    found = []
    for path in paths:
        ours_agree(path, verifier)
        text = path.read_text(encoding="utf-8")
        parse = min(taken(partial(tomllib.loads, text)) for _ in range(TIMES))
        whole = min(taken(partial(verifier.verify, path)) for _ in range(TIMES))
        found.append(whole / parse)
    return found


def ours_agree(path: Path, verifier: Verifier) -> None:
    """Make sure that we take what was signed, and nothing else."""
    good, bad = verifier.verify(path), verifier.verify(changed(path))
    if good.result is not Result.GENUINE or bad.result is not Result.CHANGED:
        msg = f"{path.name}: {good.result}, and with a letter changed {bad.result}"
        raise AssertionError(msg)


def beside_ssh(path: Path, folder: Path) -> Iterator[Row]:
    """Hold the process against `ssh-keygen -Y verify` on the same signature."""
    words = ssh_words(path, folder)
    good, bad = (signed_bytes(one) for one in (path, changed(path)))
    if not ssh_says(words, good) or ssh_says(words, bad):
        msg = "ssh-keygen does not agree"
        raise AssertionError(msg)
    ours = partial(process, [*VERIFY, str(path)])
    theirs = partial(taken, partial(ssh_says, words, good))
    found = ratios(*in_turn(PAIRS, ours, theirs))
    yield at_most("`verify` as a process, beside `ssh-keygen -Y verify`", found, None)


def signed_bytes(path: Path) -> bytes:
    """Give the bytes that the signature of a summary is over."""
    return load_summary(path).payload


def ssh_words(path: Path, folder: Path) -> list[str]:
    """Write what `ssh-keygen` needs, and give its command."""
    signers, signature = folder / "signers", folder / "signature"
    key = Path(f"{own_key_path()}.pub").read_text(encoding="utf-8")
    signers.write_text(f"{EMAIL} {key}", encoding="utf-8")
    sealed = parse_signature(
        SignedPart.STATEMENT.value, load_summary(path).signature
    ).armored(SignedPart.STATEMENT.value)
    signature.write_text(sealed, encoding="utf-8")
    program = shutil.which("ssh-keygen") or "ssh-keygen"
    words = [program, "-Y", "verify", "-f", str(signers), "-I", EMAIL]
    return [*words, "-n", SignedPart.STATEMENT.value, "-s", str(signature)]


def ssh_says(words: list[str], signed: bytes) -> bool:
    """Ask `ssh-keygen`."""
    done = subprocess.run(words, input=signed, check=False, capture_output=True)  # noqa: S603
    return done.returncode == 0


def beside_pdf(paths: list[Path], verifier: Verifier) -> Iterator[Row]:
    """Hold verifying against pyHanko verifying a PDF of the same text."""
    ours, theirs = [], []
    with Peer("pyhanko", "pyhanko_pdf") as peer:
        pdf_agrees(paths[0], peer)
        for path in paths[:PAIRS]:
            pdf, _ = peer.ask("sign", text=path.read_text(encoding="utf-8"))
            theirs.append(min(peer.ask("verify", pdf=pdf)[1] for _ in range(TIMES)))
            verify = partial(verifier.verify, path)
            ours.append(min(taken(verify) for _ in range(TIMES)))
    what = "verifying, times as fast as pyHanko a PDF of the same text"
    yield at_least(what, ratios(theirs, ours), None)


def pdf_agrees(path: Path, peer: Peer) -> None:
    """Make sure that pyHanko takes what was signed, and nothing else."""
    text = path.read_text(encoding="utf-8")
    good, _ = peer.ask("sign", text=text)
    if (
        not peer.ask("verify", pdf=good)[0]
        or peer.ask("verify", pdf=one_letter(good))[0]
    ):
        msg = "pyHanko does not agree"
        raise AssertionError(msg)


def one_letter(pdf: str) -> str:
    """Change one letter of the text in a PDF."""
    from base64 import b64decode, b64encode

    name = SIGNER.name.encode()
    return b64encode(b64decode(pdf).replace(name, b"B" + name[1:], 1)).decode()
