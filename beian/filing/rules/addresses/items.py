"""The two items that hold an address as text."""

CERTIFICATE_ADDRESS, DETAIL = "subject.certificate.address", "subject.address.detail"
