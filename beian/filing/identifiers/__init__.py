"""Identifiers: certificates, phones, mail, domains, addresses. Each check returns the normal form or raises Invalid with a reason.

Checks are strict; what a form may put right for its user beforehand (full width, spaces, letter case) is `fold`.
"""

from beian.filing.identifiers.addresses import address, ip_range, is_address, public_address
from beian.filing.identifiers.certificates import KINDS as CERTIFICATE_KINDS
from beian.filing.identifiers.certificates import number as certificate_number
from beian.filing.identifiers.certificates import orgcode, resident_id, uscc
from beian.filing.identifiers.contacts import email, mobile, phone, phone_or_mobile
from beian.filing.identifiers.domains import ascii_host, domain_key, home_url, hostname, registrable_domain
from beian.filing.identifiers.masks import mask_address, mask_email, mask_mobile, mask_name, mask_number
from beian.filing.identifiers.reasons import REASONS, Invalid
from beian.filing.identifiers.text import clean_text, fold, halfwidth

__all__ = [
    "CERTIFICATE_KINDS",
    "REASONS",
    "Invalid",
    "address",
    "ascii_host",
    "certificate_number",
    "clean_text",
    "domain_key",
    "email",
    "fold",
    "halfwidth",
    "home_url",
    "hostname",
    "ip_range",
    "is_address",
    "mask_address",
    "mask_email",
    "mask_mobile",
    "mask_name",
    "mask_number",
    "mobile",
    "orgcode",
    "phone",
    "phone_or_mobile",
    "public_address",
    "registrable_domain",
    "resident_id",
    "uscc",
]
