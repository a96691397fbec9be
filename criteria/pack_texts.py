"""The optional files of a pack: guides to practices, the glossary, and what the sources ask."""

from dataclasses import dataclass
from pathlib import Path

from criteria.faults import Fault
from criteria.guide_schema import GlossaryEntry, GuideFile, SourcesFile
from criteria.validating import validated
from criteria.yaml import Document, read_yaml

GUIDES = "practices"
GLOSSARY, SOURCES = "glossary.yaml", "sources.yaml"
TEXTS = (GLOSSARY, SOURCES)


@dataclass(frozen=True, slots=True)
class PackTexts:
    """What was read: guide files by the id of their criterion, each with its document; None where refused."""

    guides: dict[str, tuple[GuideFile | None, Document]]
    glossary: GlossaryEntry | None
    sources: tuple[SourcesFile | None, Document] | None
    documents: tuple[Document, ...]
    faults: tuple[Fault, ...]


def read_texts(folder: Path) -> PackTexts:
    """Read every optional file that there is."""
    guides: dict[str, tuple[GuideFile | None, Document]] = {}
    documents: list[Document] = []
    faults: list[Fault] = []
    for path in sorted((folder / GUIDES).glob("*.yaml")):
        document = read_yaml(path, f"{folder.name}/{GUIDES}/{path.name}")
        file, found = validated(document, GuideFile)
        guides[path.stem] = file, document
        documents.append(document)
        faults += found
    glossary: GlossaryEntry | None = None
    sources: tuple[SourcesFile | None, Document] | None = None
    if (folder / GLOSSARY).is_file():
        document = read_yaml(folder / GLOSSARY, f"{folder.name}/{GLOSSARY}")
        glossary, found = validated(document, GlossaryEntry)
        documents.append(document)
        faults += found
    if (folder / SOURCES).is_file():
        document = read_yaml(folder / SOURCES, f"{folder.name}/{SOURCES}")
        rows, found = validated(document, SourcesFile)
        sources = rows, document
        documents.append(document)
        faults += found
    return PackTexts(guides, glossary, sources, tuple(documents), tuple(faults))
