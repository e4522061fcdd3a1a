from beian.editions.urls import patterns as editions
from beian.evidence.urls import patterns as evidence
from beian.exchange.urls import patterns as exchange
from beian.notices.urls import patterns as notices
from beian.people.urls import patterns as people
from province.cases.urls import patterns as cases
from province.register.urls import patterns as register
from province.rules.urls import patterns as rules

app_name = "province"
urlpatterns = [
    *people,
    *cases,
    *register,
    *rules,
    *evidence,
    *notices,
    *exchange,
    *editions,
]
