"""The certificate of a member, and its QR code."""

import re

from django.urls import reverse
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from apps.portal.certificate import qr_code
from apps.standing.models import Standing
from tests.portal.members import member_of
from tests.portal.pages import page_text


class TestCertificate:
    def test_the_certificate_names_the_business_and_its_code_leads_to_the_proof(self, portal, ada, settings):
        settings.SITE = {**settings.SITE, "url": "https://known-shipper.example"}
        shipper = member_of(ada, months=5)
        page = page_text(portal, reverse("portal:certificate", args=[shipper.pk]))
        assert f"https://known-shipper.example/verify/?ksn={shipper.ksn}" in page
        assert shipper.name in page
        assert f"QR code of the page that shows the present standing of number {shipper.ksn}." in page
        assert "style=" not in page.split("<main", 1)[1].split("</main", 1)[0]
        assert reverse("portal:certificate", args=[shipper.pk]) in page_text(portal)

    def test_who_is_promised_none_is_sent_back_and_told(self, portal, ada):
        shipper = member_of(ada, months=0)
        address = reverse("portal:certificate", args=[shipper.pk])
        assert address not in page_text(portal)
        answer = portal.get(address, follow=True)
        assert answer.redirect_chain == [(reverse("portal:shipper", args=[shipper.pk]), 302)]
        assert "Yours has none at present." in answer.content.decode()

    def test_a_suspended_member_has_none(self, portal, ada):
        shipper = member_of(ada, months=5)
        Standing.objects.filter(shipper=shipper).update(status="suspended")
        assert portal.get(reverse("portal:certificate", args=[shipper.pk])).status_code == 302

    def test_the_code_equals_that_of_the_library(self):
        code = qr_code("https://known-shipper.example/verify/?ksn=KS1")
        assert code.path.count("M") == sum(map(sum, code_matrix("https://known-shipper.example/verify/?ksn=KS1")))
        assert all(0 <= int(x) < code.size for x in re.findall(r"M(\d+) ", code.path))


def code_matrix(text: str) -> list[list[bool]]:
    code = QRCode(error_correction=ERROR_CORRECT_M)
    code.add_data(text)
    return code.get_matrix()
