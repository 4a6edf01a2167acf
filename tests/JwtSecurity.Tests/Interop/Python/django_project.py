"""A Django project in one file: SimpleJWT's three views, and one view that wants an access token. Prints its address, and serves until its input ends.

Started with the secret it shares and the algorithm: django_project.py SECRET HS256. It has one user, ada, with the password lovelace.
"""
import os
import sys
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.conf import settings

settings.configure(
    SECRET_KEY="for Django's own purposes",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "rest_framework", "rest_framework_simplejwt"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    USE_TZ=True,
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTAuthentication"],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    },
    SIMPLE_JWT={"SIGNING_KEY": sys.argv[1], "ALGORITHM": sys.argv[2], "ROTATE_REFRESH_TOKENS": True},
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
@permission_classes([IsAdminUser])
def staff(request):
    return Response({})


urlpatterns = [
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
User.objects.create_user("ada", password="lovelace")

with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet) as server:
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
