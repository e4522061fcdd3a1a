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
from province.cases.urls import patterns as cases
from province.register.urls import patterns as register
from province.rules.urls import patterns as rules
from province.supervision.urls import patterns as supervision

app_name = "province"
urlpatterns = [
    *people,
    *oversight,
    *pages,
    *disposal,
    *openings,
    *cases,
    *register,
    *rules,
    *supervision,
    *evidence,
    *papers,
    *notices,
    *exchange,
    *editions,
]
