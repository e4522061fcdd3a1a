from beian.people.urls import patterns as people

app_name = "provider"
urlpatterns = [
    *people,
]
