from beian.editions.urls import patterns as editions
from beian.evidence.urls import patterns as evidence
from beian.exchange.urls import patterns as exchange
from beian.notices.urls import patterns as notices
from beian.pages.node_urls import patterns as pages
from beian.pages.oversight import patterns as oversight
from beian.people.urls import patterns as people
from provider.applications.urls import patterns as applications
from provider.counter.urls import patterns as counter
from provider.hosting.urls import patterns as hosting

app_name = "provider"
urlpatterns = [
    *people,
    *oversight,
    *pages,
    *notices,
    *evidence,
    *applications,
    *counter,
    *hosting,
    *exchange,
    *editions,
]
