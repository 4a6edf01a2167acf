"""A Django project in one file: SimpleJWT's three views, and views that want an access token. Prints its address, and serves until its input ends.

Started with the settings of SimpleJWT, as JSON, and the user it has: django_project.py '{"SIGNING_KEY": "..."}' ada lovelace.
"""
import json
import os
import sys
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.conf import settings

SIMPLE_JWT = json.loads(sys.argv[1])

settings.configure(
    SECRET_KEY="for Django's own purposes",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "rest_framework", "rest_framework_simplejwt"]
    + ["rest_framework_simplejwt.token_blacklist"] * SIMPLE_JWT.get("BLACKLIST_AFTER_ROTATION", False),
    # Those of "startproject" that need no session.
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    USE_TZ=True,
    # One header more from Django 4 on.
    SECURE_CROSS_ORIGIN_OPENER_POLICY=None,
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTAuthentication"],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    },
    SIMPLE_JWT=SIMPLE_JWT,
)

import django

django.setup()

from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import path
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import IsAdminUser
from rest_framework.response import Response
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView, TokenVerifyView


@api_view()
def me(request):
    return Response({"username": request.user.username, "claims": request.auth.payload})


@api_view()
def students(request):
    return Response([
        {"id": 1, "name": "Ayesha", "roll": 101, "city": "Lahore"},
        {"id": 2, "name": "Bilal", "roll": 102, "city": "Karachi"},
        {"id": 3, "name": "Zoë", "roll": 103, "city": "Paris"},
    ])


@api_view()
@permission_classes([IsAdminUser])
def staff(request):
    return Response({})


urlpatterns = [
    path("getJWTToken/", TokenObtainPairView.as_view()),
    path("refreshJWTToken/", TokenRefreshView.as_view()),
    path("verifyJWTToken/", TokenVerifyView.as_view()),
    path("stuAPI/", students),
    path("api/token/", TokenObtainPairView.as_view()),
    path("api/token/refresh/", TokenRefreshView.as_view()),
    path("api/token/verify/", TokenVerifyView.as_view()),
    path("api/me/", me),
    path("api/staff/", staff),
]


def end_with_input():
    """Whoever started this may end without stopping it."""
    sys.stdin.read()
    os._exit(0)


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


Thread(target=end_with_input, daemon=True).start()
call_command("migrate", run_syncdb=True, verbosity=0)
User.objects.create_user(sys.argv[2], password=sys.argv[3])

with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet) as server:
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
