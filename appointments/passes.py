"""What a citizen shows at the hall: the reference of the booking, signed, as a square that a reader reads."""

from io import BytesIO

import segno
from django.core import signing

SIGNER = signing.TimestampSigner(salt="appointments.passes")


def signed(reference: str) -> str:
    """The reference with when and by whom it was signed; nothing else is in it."""
    return SIGNER.sign(reference)


def read(text: str) -> str:
    """The reference in a signed text. Raises BadSignature for what was not signed here."""
    return SIGNER.unsign(text)


def picture(reference: str) -> bytes:
    """The signed reference as a QR code in SVG, black on white with the margin that readers need."""
    out = BytesIO()
    segno.make_qr(signed(reference), error="m").save(out, kind="svg", scale=5, light="#fff", omitsize=False)
    return out.getvalue()
