"""What is known of an organisation, as a reader reads it."""

from dataclasses import dataclass
from fractions import Fraction

from assessor.languages import Language, wording
from assessor.models import Organisation
from assessor.organisations.choices import industry_in_full, place_in_full
from criteria.exact import exact


@dataclass(frozen=True, slots=True)
class SiteView:
    """A site, with its part of the whole in per cent where every site has a share."""

    name: str
    share: str


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """An organisation with its codes in words; what is not known is empty."""

    name: str
    industry: str
    place: str
    employees: str
    scope: str
    sites: tuple[SiteView, ...]


def shown(row: Organisation, language: Language) -> OrganisationView:
    """An organisation in the language of a reader."""
    return OrganisationView(
        name=row.name,
        industry=industry_in_full(row.industry, language),
        place=place_in_full(row.country, language),
        employees=wording(language).count(row.employees) if row.employees is not None else "",
        scope=row.scope,
        sites=_sites(row),
    )


def _sites(row: Organisation) -> tuple[SiteView, ...]:
    shares = [exact(site["share"]) if site["share"] else None for site in row.sites]
    known = [share for share in shares if share is not None]
    whole = sum(known, Fraction(0)) if len(known) == len(shares) else Fraction(0)
    return tuple(
        SiteView(site["name"], f"{float(100 * share / whole):.3g}%" if share is not None and whole else "")
        for site, share in zip(row.sites, shares, strict=True)
    )
