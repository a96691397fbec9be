"""Small PDFs for tests: a statement of result with its data attached, signed."""

import json
from dataclasses import replace
from functools import lru_cache
from hashlib import md5
from html import escape
from io import BytesIO
from typing import Any

import pikepdf
import weasyprint

from assessor.languages import Language, wording
from assessor.reports.document import ReportDocument
from assessor.reports.exchange import to_json
from assessor.signing.attachment import NAME
from assessor.signing.keyfiles import KeyMaterial
from assessor.signing.printed import RATED
from assessor.signing.sealing import sign
from assessor.signing.signer import Signer, _of
from assessor.signing.trust import Trust
from tests.assessor.signing import authorities
from tests.pdf.documents import full

# A page is laid out, not a tree: what is compared stands in subject, basis, level and certificate.
FEW = {"dimensions": (), "gates": (), "profiles": (), "stages": (), "components": (), "findings": ()}


def document(language: Language = "en", **changes: Any) -> ReportDocument:
    """A certified result, without the tree of criteria."""
    return replace(full(language), **FEW, **changes)


def page(of: ReportDocument, more: str = "") -> str:
    """The statement of a result as HTML, in the wording of the report's own templates."""
    say = wording(of.basis.language)
    result = say(
        RATED,
        number=of.level.number,
        title=of.level.title,
        total=of.total.shown,
        points=of.basis.points.shown,
    )
    certificate = of.certificate
    rows = [
        ("Organisation", of.subject.name),
        ("Assessed on", of.basis.assessed_on_shown),
        ("Benchmark edition", of.standing.edition),
        ("Certificate number", certificate.number),
        ("Decided on", certificate.decided_on_shown),
        ("Effective from", certificate.effective_on_shown),
        ("Expires on", certificate.expires_on_shown),
    ]
    cells = "".join(f"<tr><th>{say(label)}</th><td>{escape(value)}</td></tr>" for label, value in rows)
    return (
        f'<html lang="{of.basis.language}"><head><title>T</title></head><body>'
        f"<h1>{escape(of.subject.name)}</h1>"
        f"<p>{escape(result)}</p><table>{cells}</table>{more}</body></html>"
    )


@lru_cache(maxsize=64)
def printed(html: str) -> bytes:
    """A PDF/UA of the page."""
    return weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")


def attached(pdf: bytes, data: bytes, name: str = NAME, relationship: str = "/Data", **saving: Any) -> bytes:
    """The PDF with a file attached, as PDF/A-3 has it."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        stream = pikepdf.Stream(opened, data)
        stream.Type = pikepdf.Name.EmbeddedFile
        stream.Subtype = pikepdf.Name("/application/json")
        digest = pikepdf.String(md5(data, usedforsecurity=False).digest())
        stream.Params = pikepdf.Dictionary(Size=len(data), CheckSum=digest)
        held = opened.make_indirect(stream)
        specification = opened.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Filespec,
                F=name,
                UF=name,
                AFRelationship=pikepdf.Name(relationship),
                EF=pikepdf.Dictionary(F=held, UF=held),
            )
        )
        associated = list(opened.Root.get("/AF", []))
        opened.Root.AF = pikepdf.Array([*associated, specification])
        opened.Root.Names = pikepdf.Dictionary(
            EmbeddedFiles=pikepdf.Dictionary(Names=pikepdf.Array([name, specification]))
        )
        out = BytesIO()
        opened.save(out, static_id=True, **saving)
    return out.getvalue()


def data(of: ReportDocument, **changes: Any) -> bytes:
    """The attachment; `changes` are made in its JSON, by path with double underscores."""
    told = json.loads(to_json(of))
    for path, value in changes.items():
        *steps, last = path.split("__")
        place = told
        for step in steps:
            place = place[step]
        place[last] = value
    return json.dumps(told, ensure_ascii=False).encode()


@lru_cache(maxsize=8)
def paper(language: Language = "en") -> bytes:
    """A finished, unsigned document."""
    of = document(language)
    return attached(printed(page(of)), data(of))


def key(of: authorities.Identity) -> Signer:
    """A signer of a test's identity."""
    return _of("test", KeyMaterial(of.key, of.certificate, tuple(of.chain)))


@lru_cache(maxsize=8)
def signed(language: Language = "en") -> bytes:
    """The document, signed by an authority that tests trust."""
    return sign(paper(language), key(authorities.signer()), reason="Statement of result")


def trust(*revocations: Any) -> Trust:
    """What tests trust."""
    return Trust((authorities.root().certificate,), revocations)
