"""Contacts: mobile, office phone, mail, emergency phone (P09 附件3二(十), P10 一2)."""

from beian.filing.rules.contacts.emergency_differs import emergency_differs
from beian.filing.rules.contacts.emergency_number import emergency_number
from beian.filing.rules.contacts.mail_address import mail_address
from beian.filing.rules.contacts.mobile_number import mobile_number
from beian.filing.rules.contacts.mobile_plausible import mobile_plausible
from beian.filing.rules.contacts.phone_not_fake import phone_not_fake
from beian.filing.rules.contacts.phone_number import phone_number
from beian.filing.rules.contacts.phone_plausible import phone_plausible

# The order counts: the first rejection ends an item's list.
RULES = (
    mobile_number,
    mobile_plausible,
    phone_not_fake,
    phone_number,
    phone_plausible,
    mail_address,
    emergency_number,
    emergency_differs,
)
