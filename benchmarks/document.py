"""CPU time of a certificate's PDF: typeset, sealed, checked. Run from the repository: python -m benchmarks.document.

Warm, the median of RUNS, each of another name and code as in a batch. The last line is one JSON object.
"""

from __future__ import annotations

import hashlib
import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from quizapp import create_app
from quizapp.certificates import document
from quizapp.certificates.bundle import bundle
from quizapp.certificates.models import Certificate
from quizapp.core import currency
from quizapp.credentials import seal
from quizapp.credentials.signers import Signer

RUNS = 50
BATCH = 100
WANTED_MS = 60
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
NAMES = ("Pam Practitioner", "Tāne Māhūta", "김민지", "प्रिया शर्मा", "عائشة بنت محمد")
CREDENTIAL = json.dumps({"credential": ["a claim of a signed credential"] * 120})


def certificate(number: int) -> Certificate:
    """A certificate that rests on 30 questions, 45 facts and 60 sources; in no database."""
    parts = (("questions", 30), ("facts", 45), ("sources", 60))
    manifest = {part: [{"id": f"{part}-{place:04}", "revision": 3} for place in range(count)] for part, count in parts}
    return Certificate(
        code=f"{number:028}",
        number=f"2026-{number:06}",
        name=f"{NAMES[number % len(NAMES)]} {number}",
        title="Exosome practitioner",
        score=Fraction(29),
        possible=Fraction(30),
        issued_at=NOW,
        expires_on=(NOW + timedelta(days=365)).date(),
        cpd_hours=Decimal(3),
        jurisdictions=["NZ", "AU"],
        manifest=manifest,
        manifest_digest=hashlib.sha256(currency.canonical(manifest)).hexdigest(),
        revoked_at=None,
    )


def signer() -> Signer:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Vesicle")])
    building = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    building = building.serial_number(1).not_valid_before(NOW).not_valid_after(NOW + timedelta(days=3650))
    return Signer(key, building.sign(key, hashes.SHA256()))


def median_ms(act: Callable[[int], object], runs: int = RUNS) -> float:
    """CPU milliseconds of this process, all its threads, per call."""
    taken = []
    for run in range(runs):
        began = time.process_time()
        act(run)
        taken.append(1000 * (time.process_time() - began))
    return round(statistics.median(taken), 1)


def resident_mb() -> int:
    """Memory in use now, where the system tells (Linux)."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS")), 0)


def figures() -> dict[str, float | bool]:
    by = signer()
    credential = document.Attachment("credential.json", CREDENTIAL, "application/json", "The signed credential")

    def typeset(number: int) -> bytes:
        return document.pdf(certificate(number), attachments=[credential])

    def whole(number: int) -> bytes:
        return document.pdf(certificate(number), attachments=[credential], signer=by, at=NOW)

    for number in range(10):  # warm
        whole(number)
    plain, sealed = typeset(1), whole(1)
    made = {
        "typeset_ms": median_ms(lambda run: typeset(100 + run)),
        "seal_ms": median_ms(lambda _: seal.seal(plain, by, NOW)),
        "whole_ms": median_ms(lambda run: whole(1000 + run)),
        "check_ms": median_ms(lambda _: seal.check(sealed, [by.certificate])),
        "bytes": len(sealed),
    }
    with TemporaryDirectory() as folder:
        before, began = resident_mb(), time.process_time()
        bundle(Path(folder) / "all.zip", ((f"{number}.pdf", whole(number)) for number in range(2000, 2000 + BATCH)))
        per_document = 1000 * (time.process_time() - began) / BATCH
        made |= {"batch_ms_each": round(per_document, 1), "batch_grew_mb": resident_mb() - before}
    return made | {"wanted_ms": WANTED_MS, "fast_enough": made["whole_ms"] <= WANTED_MS}


def main() -> None:
    with TemporaryDirectory() as instance:
        settings = {"SECRET_KEY": "bench", "BASE_URL": "https://vesicle.example", "DATABASE_URL": "sqlite://"}
        with create_app(settings, Path(instance)).app_context():
            found = figures()
    for name, value in found.items():
        print(f"{name:<16}{value:>10}")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
