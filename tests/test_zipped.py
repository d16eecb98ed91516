"""Pages travel compressed; files travel as they are."""

import gzip

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from csbackoffice.middleware import ZippedPagesMiddleware
from tests.factories import make_employee, make_user

pytestmark = pytest.mark.django_db
ASKS = {"accept-encoding": "gzip"}


def test_a_page_is_compressed_for_a_browser_that_asks_for_it():
    client = Client()
    client.force_login(make_user(make_employee()))
    plain, zipped = client.get(reverse("desk")), client.get(reverse("desk"), headers=ASKS)

    assert "Content-Encoding" not in plain.headers and zipped.headers["Content-Encoding"] == "gzip"
    assert len(zipped.content) * 3 < len(plain.content)
    assert b"</html>" in gzip.decompress(zipped.content)


def test_a_workbook_keeps_its_length():
    def download(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(b"x" * 1000, content_type="application/vnd.ms-excel")

    response = ZippedPagesMiddleware(download)(RequestFactory().get("/", headers=ASKS))
    assert response.content == b"x" * 1000 and "Content-Encoding" not in response.headers
