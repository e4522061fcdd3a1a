from beian.editions.urls import patterns as editions
from beian.evidence.urls import patterns as evidence
from beian.exchange.urls import patterns as exchange
from beian.notices.urls import patterns as notices
from beian.pages.disposal.urls import patterns as disposal
from beian.pages.node_urls import patterns as pages
from beian.pages.openings import patterns as openings
from beian.pages.oversight import patterns as oversight
from beian.papers.urls import patterns as papers
from beian.people.urls import patterns as people
from provider.applications.urls import patterns as applications
from provider.counter.appointments.urls import patterns as appointments
from provider.counter.revisits.urls import patterns as revisits
from provider.counter.urls import patterns as counter
from provider.hosting.urls import patterns as hosting
from provider.organisation.urls import patterns as organisation

app_name = "provider"
urlpatterns = [
    *people,
    *oversight,
    *pages,
    *disposal,
    *openings,
    *notices,
    *evidence,
    *papers,
    *applications,
    *counter,
    *appointments,
    *revisits,
    *hosting,
    *organisation,
    *exchange,
    *editions,
]
