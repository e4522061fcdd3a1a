"""Address of the demonstration's mailbox, at every node."""

from django.urls import path

from beian.notices import views

patterns = [path("mailbox/", views.mailbox_page, name="mailbox")]
