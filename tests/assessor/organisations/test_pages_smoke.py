from flask import Flask
from assessor.models import Tenant
from tests.assessor.cast import browser_of, members


def test_every_page(web: Flask, company: Tenant) -> None:
    people = members(company)
    owner = browser_of(web, people["owner"])
    for address in ("", "/edit", "/members", "/members/invite", "/activity", "/export", "/delete", "/leave"):
        assert owner.get(f"/organisation{address}").status_code == 200, address
    for address in ("/organisations/new", "/organisations/choose"):
        assert owner.get(address).status_code == 200, address
