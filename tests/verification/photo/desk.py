"""A page with the desk camera and nothing else, which says what was handed over."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from PIL import Image

from beian.pages.forms import PageForm
from beian.people.access import placeless

_PAGE = """{% extends "layout/staff.html" %}{% load static i18n pages %}{% block title %}拍照{% endblock %}
{% block head %}<link rel="stylesheet" href="{% static 'provider/counter/camera.css' %}">{% endblock %}
{% block scripts %}<script src="{% static 'provider/counter/camera.js' %}" defer></script>{% endblock %}
{% block content %}{% if told %}<p id="told">{{ told }}</p>{% endif %}
<form method="post" enctype="multipart/form-data" novalidate>{% csrf_token %}{% field form.photo %}
{% include "verification/photo/camera.html" with input=form.photo.id_for_label %}
<p><img id="preview" alt="预览" hidden></p><button class="btn btn-primary">上传照片</button></form>{% endblock %}"""


class Photo(PageForm):
    photo = forms.FileField(label="照片", widget=forms.FileInput(attrs={"data-preview": "preview"}))


@placeless
def desk(request: HttpRequest) -> HttpResponse:
    told = ""
    if request.method == "POST":
        upload = request.FILES["photo"]
        with Image.open(upload) as image:
            told = f"{upload.name} {image.format} {image.width}x{image.height}"
    page = engines["django"].from_string(_PAGE)
    return HttpResponse(page.render({"form": Photo(), "told": told}, request))


urlpatterns = [
    path("", include("beian.pages.urls")),
    path("query/", include("ministry.public.urls")),
    path("desk/", desk, name="desk"),
]
