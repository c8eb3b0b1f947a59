"""Addresses for the browser's look at the components."""

from django.contrib import messages
from django.shortcuts import render
from django.urls import path

from virta.kit.gallery import sample
from virta.urls import urlpatterns as every_page


def gallery(request):
    messages.success(request, "The round is open. 24 invitations are on their way.")
    return render(request, "gallery.html", sample())


urlpatterns = [path("components/", gallery), *every_page]
