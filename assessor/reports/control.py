"""Document control: what a command asks for, then what a file says, then what the brand has as default."""

from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path

from assessor.answers.fields import Fields
from assessor.brands.brand import DEFAULT, KIND_TITLES, Brand
from assessor.brands.reading import MAX_CLASS, MAX_LINE, lines_of
from assessor.languages import Wording
from assessor.reports.document.control import ControlView, DocumentStatus
from criteria.faults import Fault, InvalidInput
from criteria.yaml import read_yaml

MAX_VERSION = 20
STATUSES: tuple[DocumentStatus, ...] = ("draft", "final")


class ControlInvalid(InvalidInput):
    """Document control that was refused."""


@dataclass(frozen=True, slots=True)
class Control:
    """What somebody said about a document; whatever nobody said is empty.

    >>> Control(version="1.2").over(Control(version="1.0", approved_by="Quality board")).approved_by
    'Quality board'
    """

    version: str = ""
    status: DocumentStatus | None = None
    prepared_by: str = ""
    approved_by: str = ""
    approved_on: date | None = None
    distribution: tuple[str, ...] = ()
    confidentiality: str = ""

    def over(self, other: "Control") -> "Control":
        """This one, with what it leaves empty taken from another; an approval is taken whole or not."""
        said = {f.name: value for f in fields(self) if (value := getattr(self, f.name))}
        if self.approved_by or self.approved_on:
            said |= {"approved_by": self.approved_by, "approved_on": self.approved_on}
        return replace(other, **said)


def control_of(brand: Brand) -> Control:
    """What a brand's documents say where nobody said anything else."""
    return Control(
        prepared_by=brand.prepared_by,
        distribution=brand.distribution,
        confidentiality=brand.confidentiality,
    )


def read_control(path: Path) -> Control:
    """The document control of a YAML file (docs/brand.md). Raises ControlInvalid with every fault."""
    document = read_yaml(path)
    faults = list(document.faults)
    if not isinstance(document.value, dict):
        raise ControlInvalid(faults or [Fault(document.file, "", "no keys", "keys, as in docs/brand.md")])
    head = Fields(document.where, (), "", document.value, faults)
    status = head.code("status", STATUSES, default="")
    control = Control(
        version=head.text("version", most=MAX_VERSION),
        status="draft" if status == "draft" else "final" if status else None,
        prepared_by=head.text("prepared_by", most=MAX_LINE),
        approved_by=head.text("approved_by", most=MAX_LINE),
        approved_on=head.day("approved_on"),
        distribution=lines_of(head, "distribution", document),
        confidentiality=head.text("confidentiality", most=MAX_CLASS),
    )
    head.close()
    faults += _unapproved(control, document.file)
    if faults:
        raise ControlInvalid(faults)
    return control


def checked(control: Control, submitted: bool) -> Control:
    """The control itself. Raises ControlInvalid where it claims more than the answers can carry."""
    faults = _unapproved(control, "document control")
    for key, most in (("version", MAX_VERSION), ("approved_by", MAX_LINE), ("confidentiality", MAX_CLASS)):
        if len(getattr(control, key)) > most:
            found = f"{len(getattr(control, key))} characters"
            faults.append(Fault("document control", key, found, f"at most {most}"))
    if control.status == "final" and not submitted:
        faults.append(Fault("document control", "status", "'final'", "draft, as the answers are a draft"))
    if control.approved_by and not submitted:
        faults.append(
            Fault(
                "document control",
                "approved_by",
                repr(control.approved_by),
                "nothing, as the answers are a draft",
            )
        )
    if faults:
        raise ControlInvalid(faults)
    return control


def _unapproved(control: Control, where: str) -> list[Fault]:
    """An approval has a name and a day, and is not of a day to come."""
    faults = []
    if bool(control.approved_by) != bool(control.approved_on):
        missing = "approved_on" if control.approved_by else "approved_by"
        faults.append(Fault(where, missing, "nothing", "approved_by and approved_on together"))
    if control.approved_on and control.approved_on > date.today():
        faults.append(Fault(where, "approved_on", str(control.approved_on), "a day that is not to come"))
    return faults


def control_view(control: Control, say: Wording, *, submitted: bool, brand: Brand = DEFAULT) -> ControlView:
    """The document control as it is printed, in one language. Raises ControlInvalid as `checked` does."""
    said = checked(control.over(control_of(brand)), submitted)
    draft = said.status == "draft" or not submitted
    return ControlView(
        status="draft" if draft else "final",
        status_title=say("Draft") if draft else say("Final"),
        version=said.version,
        issued_by=brand.name,
        issuer_kind=say(KIND_TITLES[brand.kind]) if brand.name else "",
        prepared_by=said.prepared_by,
        approved_by=said.approved_by,
        approved_on=said.approved_on.isoformat() if said.approved_on else "",
        approved_on_shown=say.date(said.approved_on) if said.approved_on else "",
        distribution=said.distribution,
        confidentiality=said.confidentiality,
    )
