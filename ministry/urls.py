from beian.people.urls import patterns as people

app_name = "ministry"
urlpatterns = [
    *people,
]
