"""What a PDF says of itself, so that archives (PDF/A-3a) and screen readers (PDF/UA-1) take it as theirs."""

from dataclasses import replace
from hashlib import md5
from xml.sax.saxutils import escape

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from assessor.printing.booklet import Attachment, Booklet
from assessor.printing.fonts import printable

PRODUCER = "Assessor"
# PDF/UA has no place in PDF/A's own schemas: the identifier needs a description of itself beside it.
_EXTENSION = """<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def describe(pdf: Pdf, booklet: Booklet) -> None:
    """Metadata, language, title in the window, and files within: all that concerns the file as a whole."""
    booklet = replace(booklet, title=printable(booklet.title), subject=printable(booklet.subject))
    root = pdf.Root
    packet = Stream(pdf, _packet(booklet).encode())
    packet.Type, packet.Subtype = Name.Metadata, Name.XML
    root.Metadata = pdf.make_indirect(packet)
    root.Lang = String(booklet.language)
    root.MarkInfo = Dictionary(Marked=True)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    _inform(pdf, booklet)
    if booklet.attachments:
        _attach(pdf, booklet)


def _inform(pdf: Pdf, booklet: Booklet) -> None:
    """The older place of the same particulars: where it is there, it must say the same."""
    moment = _moment(booklet.written_on)
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary(
            Title=String(booklet.title),
            Subject=String(booklet.subject),
            Creator=String(PRODUCER),
            Producer=String(PRODUCER),
            CreationDate=String(moment),
            ModDate=String(moment),
        )
    )


def _packet(booklet: Booklet) -> str:
    title, subject, language = (escape(s) for s in (booklet.title, booklet.subject, booklet.language))
    moment = f"{booklet.written_on}T00:00:00Z"
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool>
<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdf:Producer>{PRODUCER}</pdf:Producer></rdf:Description>
{_EXTENSION}
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def _moment(day: str) -> str:
    """A date as PDF writes it: midnight of that day, everywhere the same."""
    return f"D:{day.replace('-', '')}000000Z"


def _attach(pdf: Pdf, booklet: Booklet) -> None:
    files = sorted(booklet.attachments, key=lambda attachment: attachment.name)
    specifications = [_specification(pdf, file, booklet.written_on) for file in files]
    names: list[Object] = []
    for file, specification in zip(files, specifications, strict=True):
        names += [String(file.name), specification]
    if Name.Names not in pdf.Root:
        pdf.Root.Names = Dictionary()
    pdf.Root.Names.EmbeddedFiles = pdf.make_indirect(Dictionary(Names=Array(names)))
    pdf.Root.AF = Array(specifications)


def _specification(pdf: Pdf, file: Attachment, day: str) -> Object:
    content = Stream(pdf, file.content)
    content.Type = Name.EmbeddedFile
    content.Subtype = Name("/" + file.media_type)
    content.Params = Dictionary(
        Size=len(file.content),
        ModDate=String(_moment(day)),
        CheckSum=String(md5(file.content, usedforsecurity=False).digest()),
    )
    stream = pdf.make_indirect(content)
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(file.name),
            UF=String(file.name),
            Desc=String(file.description),
            AFRelationship=Name("/" + file.relationship),
            EF=Dictionary(F=stream, UF=stream),
        )
    )
