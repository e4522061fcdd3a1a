from beian.notices.urls import patterns as notices
from beian.people.urls import patterns as people

app_name = "ministry"
urlpatterns = [
    *people,
    *notices,
]
