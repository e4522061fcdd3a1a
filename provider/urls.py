from beian.evidence.urls import patterns as evidence
from beian.exchange.urls import patterns as exchange
from beian.notices.urls import patterns as notices
from beian.people.urls import patterns as people
from provider.applications.urls import patterns as applications

app_name = "provider"
urlpatterns = [
    *people,
    *notices,
    *evidence,
    *applications,
    *exchange,
]
