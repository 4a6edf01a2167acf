"""Creates and decodes tokens with the JWT libraries of Python, each called the way its users call it.

Reads one JSON object a line: {"library": ..., "do": "encode" | "decode", "algorithm": ..., "key": ..., ...}, and answers each with
{"result": ...} or {"error": "the exception", "text": "its message"}.
"""
import hmac
import json
import sys
from datetime import datetime, timedelta, timezone
from uuid import uuid4


def main():
    for line in sys.stdin:
        call = json.loads(line)
        try:
            answer = {"result": LIBRARIES[call.pop("library")][call.pop("do")](**call)}
        except Exception as error:
            answer = {"error": type(error).__name__, "text": str(error)}
        print(json.dumps(answer), flush=True)


# PyJWT

def pyjwt_encode(algorithm, key, claims, headers=None):
    import jwt
    return jwt.encode(claims, key, algorithm=algorithm, headers=headers)


def pyjwt_decode(algorithm, key, token, audience=None, issuer=None):
    import jwt
    return jwt.decode(token, key, algorithms=[algorithm], audience=audience, issuer=issuer)


# python-jose

def jose_encode(algorithm, key, claims, headers=None):
    from jose import jwt
    return jwt.encode(claims, key, algorithm=algorithm, headers=headers)


def jose_decode(algorithm, key, token, audience=None, issuer=None):
    from jose import jwt
    return jwt.decode(token, key, algorithms=[algorithm], audience=audience, issuer=issuer)


# authlib

def authlib_encode(algorithm, key, claims, headers=None):
    from authlib.jose import JsonWebToken
    return JsonWebToken([algorithm]).encode({"alg": algorithm, **(headers or {})}, claims, key).decode()


def authlib_decode(algorithm, key, token, audience=None, issuer=None):
    from authlib.jose import JsonWebToken
    options = {}
    if audience is not None:
        options["aud"] = {"essential": True, "value": audience}
    if issuer is not None:
        options["iss"] = {"essential": True, "value": issuer}
    claims = JsonWebToken([algorithm]).decode(token, key, claims_options=options)
    claims.validate()
    return dict(claims)


# fastapi-jwt: what its class puts into a payload, and the calls of its two backends.

def fastapi_jwt_payload(subject, kind, lifetime):
    now = datetime.now(timezone.utc)
    return {"subject": subject.copy(), "type": kind, "exp": now + timedelta(seconds=lifetime), "iat": now, "jti": str(uuid4())}


def fastapi_jwt_authlib_encode(algorithm, key, subject, kind, lifetime):
    import authlib.jose
    backend = authlib.jose.JsonWebToken(algorithms=[algorithm])
    return backend.encode(header={"alg": algorithm}, payload=fastapi_jwt_payload(subject, kind, lifetime), key=key).decode()


def fastapi_jwt_authlib_decode(algorithm, key, token):
    import authlib.jose
    payload = authlib.jose.JsonWebToken(algorithms=[algorithm]).decode(token, key)
    payload.validate(leeway=10)
    return dict(payload)


def fastapi_jwt_jose_encode(algorithm, key, subject, kind, lifetime):
    from jose import jwt
    return jwt.encode(fastapi_jwt_payload(subject, kind, lifetime), key, algorithm=algorithm)


def fastapi_jwt_jose_decode(algorithm, key, token):
    from jose import jwt
    return jwt.decode(token, key, algorithms=[algorithm], options={"leeway": 10})


# Flask-JWT-Extended: its claims, and the call of its decoder with what it asks of the claims afterwards.

def flask_jwt_extended_encode(algorithm, key, subject, kind, lifetime, fresh=False):
    import jwt
    now = datetime.now(timezone.utc)
    claims = {"fresh": fresh, "iat": now, "jti": str(uuid4()), "type": kind, "nbf": now, "csrf": str(uuid4()), "exp": now + timedelta(seconds=lifetime)}
    claims.update(subject)
    return jwt.encode(claims, key, algorithm)


def flask_jwt_extended_decode(algorithm, key, token, kind="access", csrf_value=None, audience=None, issuer=None):
    import jwt
    options = {"verify_aud": audience is not None}
    claims = jwt.decode(token, key, algorithms=[algorithm], audience=audience, issuer=issuer, leeway=0, options=options)
    if "sub" not in claims:
        raise ValueError("Missing claim: sub")
    if csrf_value is not None and not hmac.compare_digest(claims["csrf"], csrf_value):
        raise ValueError("CSRF double submit tokens do not match")
    if (kind == "refresh") != (claims.get("type", "access") == "refresh"):
        raise ValueError("Only refresh tokens are allowed" if kind == "refresh" else "Only non-refresh tokens are allowed")
    return claims


# SimpleJWT: its own classes, with a backend for the key.

def simplejwt(algorithm, key, verifying_key=None):
    from django.conf import settings
    if not settings.configured:
        settings.configure(SECRET_KEY="not used", INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"], USE_TZ=True)
        import django
        django.setup()
    from rest_framework_simplejwt import tokens
    from rest_framework_simplejwt.backends import TokenBackend
    tokens.Token._token_backend = TokenBackend(algorithm, key, verifying_key or "")
    return tokens


def simplejwt_encode(algorithm, key, subject, kind, lifetime):
    tokens = simplejwt(algorithm, key)
    token = {"access": tokens.AccessToken, "refresh": tokens.RefreshToken}[kind]()
    token.set_exp(lifetime=timedelta(seconds=lifetime))
    for name, value in subject.items():
        token[name] = value
    return str(token)


def simplejwt_decode(algorithm, key, token, kind="access"):
    tokens = simplejwt(algorithm, key, key)
    return {"access": tokens.AccessToken, "refresh": tokens.RefreshToken, "untyped": tokens.UntypedToken}[kind](token).payload


def simplejwt_renew(algorithm, key, token, verifying_key):
    """What its refresh view does: an access token out of a refresh token."""
    return str(simplejwt(algorithm, key, verifying_key).RefreshToken(token).access_token)


LIBRARIES = {
    "PyJWT": {"encode": pyjwt_encode, "decode": pyjwt_decode},
    "python-jose": {"encode": jose_encode, "decode": jose_decode},
    "authlib": {"encode": authlib_encode, "decode": authlib_decode},
    "fastapi-jwt with authlib": {"encode": fastapi_jwt_authlib_encode, "decode": fastapi_jwt_authlib_decode},
    "fastapi-jwt with python-jose": {"encode": fastapi_jwt_jose_encode, "decode": fastapi_jwt_jose_decode},
    "Flask-JWT-Extended": {"encode": flask_jwt_extended_encode, "decode": flask_jwt_extended_decode},
    "SimpleJWT": {"encode": simplejwt_encode, "decode": simplejwt_decode, "renew": simplejwt_renew},
}

main()
