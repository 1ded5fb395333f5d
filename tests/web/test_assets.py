"""Stylesheets, scripts and drawings: lasting addresses, sent compressed to who takes it so."""

import gzip
import re

import pytest


@pytest.fixture
def addresses(client):
    page = client.get("/sign-in").text
    return re.findall(r'(?:href|src)="(/static/[^"#]+)', page)


@pytest.fixture
def get(client):
    """Return a way to get an address; whatever file is behind it is closed."""

    def closed(address, **headers):
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        with client.get(address, headers=sent) as response:
            response.get_data()
            return response

    return closed


def test_every_address_of_a_page_lasts(get, addresses):
    assert any(".css" in address for address in addresses)
    for address in addresses:
        assert "immutable" in get(address).headers["Cache-Control"]


def test_text_is_sent_compressed_to_who_takes_it_and_is_the_same(get, addresses):
    for address in addresses:
        plain, small = get(address), get(address, Accept_Encoding="gzip, br")
        assert "Content-Encoding" not in plain.headers
        assert small.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(small.data) == plain.data
        assert "Accept-Encoding" in plain.headers["Vary"]
        assert "Accept-Encoding" in small.headers["Vary"]
        assert int(small.headers["Content-Length"]) == len(small.data)


def test_what_has_not_changed_is_not_sent_again(get, addresses):
    drawing = next(address for address in addresses if ".svg" in address)
    first = get(drawing, Accept_Encoding="gzip")
    again = get(drawing, Accept_Encoding="gzip", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")


def test_a_stylesheet_of_another_version_is_not_kept(client):
    response = client.get("/static/app.000000000000.css")
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")


def test_a_page_is_not_compressed(client):
    assert "Content-Encoding" not in client.get("/sign-in", headers={"Accept-Encoding": "gzip"}).headers
