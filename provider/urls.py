from beian.editions.urls import patterns as editions
from beian.evidence.urls import patterns as evidence
from beian.exchange.urls import patterns as exchange
from beian.notices.urls import patterns as notices
from beian.people.urls import patterns as people
from provider.applications.urls import patterns as applications
from provider.counter.urls import patterns as counter
from provider.hosting.urls import patterns as hosting

app_name = "provider"
urlpatterns = [
    *people,
    *notices,
    *evidence,
    *applications,
    *counter,
    *hosting,
    *exchange,
    *editions,
]
