"""Mobile numbers and mail addresses: which channel they are for, how they are found again, and how they look when masked."""

from beian.notices.templates import MAIL, SMS
from beian.people import keys
from beian.people.signin import mobile_digest


def channel_of(address: str) -> str:
    return MAIL if "@" in address else SMS


def normal(address: str) -> str:
    """The form that is compared: no spaces; a mail address in small letters."""
    return "".join(address.split()).lower()


def digest_of(address: str) -> bytes:
    """Keyed digest of the current node; a mobile number's is the same as its account's."""
    address = normal(address)
    return keys.digest("mail", address) if "@" in address else mobile_digest(address)


def masked(address: str) -> str:
    """138****8000, z***@example.cn: enough to recognise one's own, too little to learn another's."""
    address = normal(address)
    if "@" in address:
        name, _at, host = address.partition("@")
        return f"{name[:1]}***@{host}"
    return f"{address[:3]}****{address[-4:]}" if len(address) >= 11 else "****"
