"""The settings that every installation shares. The modules beside this one hold the differences."""

import socket

import environ
from django.urls import reverse_lazy
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _lazy

from apps.core import logs
from config.engines import local_folder
from config.settings.rate_limits import *  # noqa: F403
from config.settings.schedule import *  # noqa: F403
from config.settings.static_files import *  # noqa: F403
from config.settings.static_files import BASE_DIR, STORAGES

env = environ.Env()
LOCAL_DIR = local_folder()

DEBUG = False
# How many proxies of one's own a request passes, each of which adds to X-Forwarded-For.
TRUSTED_PROXIES: int | None = env.int("TRUSTED_PROXIES", default=0)
ALLOWED_HOSTS: list[str] = []

INSTALLED_APPS = [
    "apps.desk.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    # For its widget templates: the form renderer finds templates by TEMPLATES.
    "django.forms",
    "django_countries",  # for the names of countries in each language
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "oauth2_provider",
    "pghistory",
    "pgtrigger",
    "rest_framework",
    "apps.core",
    "apps.accounts",
    "apps.events",
    "apps.audit",
    "apps.notices",
    "apps.work",
    "apps.jobs",
    "apps.guidance",
    "apps.policy",
    "apps.staff",
    "apps.tariff",
    "apps.matching",
    "apps.shippers",
    "apps.screening",
    "apps.correspondence",
    "apps.ledger",
    "apps.applications",
    "apps.disputes",
    "apps.allegations",
    "apps.agencies",
    "apps.upkeep",
    "apps.validations",
    "apps.benefits",
    "apps.evaluation",
    "apps.standing",
    "apps.partners",
    "apps.seals",
    "apps.targeting",
    "apps.measures",
    "apps.portal",
    "apps.desk",
    "config.backups",
]

MIDDLEWARE = [
    "apps.core.middleware.RequestLogMiddleware",
    "apps.core.room.RoomMiddleware",
    "apps.core.bounds.BoundsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "apps.partners.middleware.CrowdMiddleware",
    "apps.partners.middleware.CommonQuestionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "apps.core.middleware.CompressedPagesMiddleware",
    "apps.core.middleware.PrivateAnswersMiddleware",
    "apps.core.middleware.UnnamedMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.language.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.accounts.middleware.StaffMfaMiddleware",
    "apps.accounts.middleware.FactorAgainMiddleware",
    "apps.accounts.middleware.HistoryMiddleware",
    "apps.accounts.devices.DeviceMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["apps.core.templatetags.components"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.core.context_processors.site",
                "apps.portal.context_processors.inbox",
                "apps.portal.survey.offer",
            ],
        },
    },
]
FORM_RENDERER = "apps.core.forms.Renderer"

# The seconds after which the database ends a statement of a request, well before nginx gives a request up, and one of a
# task, after which the broker would give the task to another worker. 0 is no limit. Commands have none.
STATEMENT_SECONDS = env.float("STATEMENT_SECONDS", default=30)
TASK_STATEMENT_SECONDS = env.float("TASK_STATEMENT_SECONDS", default=3600)
# The seconds for which a request waits for the cache (`apps/core/brief_cache.py`).
CACHE_SECONDS = env.float("CACHE_SECONDS", default=0.04)
# Whether the site is ready only while its role in the database may do no more than it must (docs/adr/0041).
DATABASE_ROLE_CHECKED = False

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("portal:home")
LOGOUT_REDIRECT_URL = reverse_lazy("portal:landing")

ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# One address for each person; a new one takes the old one's place once it is proved.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# The address can't be changed on the page that asks for the code: allauth does so only where there is a new account,
# which would tell that there is one.
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_ADAPTER = "apps.accounts.adapter.AccountAdapter"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "apps.accounts.forms.SignInForm",
    "signup": "apps.accounts.forms.SignUpForm",
    "add_email": "apps.accounts.forms.NewAddressForm",
    "confirm_email_verification_code": "apps.accounts.forms.ProofForm",
    "reset_password": "apps.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "apps.accounts.forms.NewPasswordByLinkForm",
    "change_password": "apps.accounts.forms.NewPasswordForm",
    "set_password": "apps.accounts.forms.FirstPasswordForm",
    "reauthenticate": "apps.accounts.forms.ConfirmByPasswordForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "apps.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "apps.accounts.forms.RenamePasskeyForm",
    "login_webauthn": "apps.accounts.forms.SignInPasskeyForm",
    "authenticate_webauthn": "apps.accounts.forms.SecondStepPasskeyForm",
    "reauthenticate_webauthn": "apps.accounts.forms.ConfirmPasskeyForm",
}
MFA_ADAPTER = "apps.accounts.adapter.MfaAdapter"
MFA_TOTP_ISSUER = "Known Shipper"
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Sign in anew each working day; what is grave (factors, e-mail, password) asks for the password once more.
SESSION_ENGINE = "apps.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _lazy("English")), ("es", _lazy("Spanish")), ("zh-hans", _lazy("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
# The formats that Django lacks for a language.
FORMAT_MODULE_PATH = ["config.formats"]
# Days of the program are days in New York, where CBP's e-commerce centre keeps its calendar (design, section 4).
TIME_ZONE = "America/New_York"
USE_TZ = True

MEDIA_ROOT = LOCAL_DIR / "media"
# Where files are kept instead, on an S3 API: s3://BUCKET/PREFIX.
FILES_URL = env.str("FILES_URL", default="")
if FILES_URL:
    STORAGES = STORAGES | {"default": {"BACKEND": "apps.core.s3.S3Files", "OPTIONS": {"url": FILES_URL}}}
# Who sends this token reads the measures of the running program; "" lets nobody.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
# The folder in which the seals of days are published: better one that the database's administrators can't write to.
SEALS_FOLDER = env.str("SEALS_FOLDER", default="") or str(LOCAL_DIR / "seals")
# The folder of the files of archived months, or s3://BUCKET/PREFIX, from which figures of past periods are computed; ""
# lets them be refused.
ARCHIVES_FOLDER = env.str("ARCHIVES_FOLDER", default="")

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "apps.core.bad_requests.form_expired"

CELERY_TASK_DEFAULT_QUEUE = "normal"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A message is only a wake-up call, which no request waits for (`apps/core/wake_ups.py`): a lost one is not sent again.
CELERY_TASK_PUBLISH_RETRY = False
# Celery would close the connection to the database after each task. A new one costs more than most tasks, and seconds
# while the server that is named first is away.
CELERY_DB_REUSE_MAX = 10**9
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    # A broker whose host lost its power says nothing, and a worker that waits for messages says nothing either.
    "socket_keepalive": True,
    "socket_keepalive_options": {socket.TCP_KEEPIDLE: 5, socket.TCP_KEEPINTVL: 2, socket.TCP_KEEPCNT: 3},
    "visibility_timeout": 3600,
    # A worker takes from its queues in the order in which they are given to it: urgent first.
    "queue_order_strategy": "priority",
}
CELERY_WORKER_CONCURRENCY = 2
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(LOCAL_DIR / "celerybeat-schedule")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["apps.partners.authentication.PartnerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["apps.partners.authentication.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["apps.partners.renderers.JsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["apps.partners.parsers.JsonParser"],
    "DEFAULT_SCHEMA_CLASS": "apps.partners.document.operations.OperationSchema",
    "EXCEPTION_HANDLER": "apps.partners.problems.exception_handler",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Known Shipper API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENFORCE_NON_BLANK_FIELDS": True,
    # The choices have no words beyond themselves.
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # Choices stay where they are used. The library's own step gives them names that change with every new field.
    "POSTPROCESSING_HOOKS": ["apps.partners.document.completion.complete"],
}
OAUTH2_PROVIDER_APPLICATION_MODEL = "oauth2_provider.Application"
OAUTH2_PROVIDER = {
    # A server that knows client credentials alone: any other grant is unsupported before a user or a client is read.
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",
    "OAUTH2_VALIDATOR_CLASS": "apps.partners.clients.ClientValidator",
    "SCOPES_BACKEND_CLASS": "apps.partners.scopes.Scopes",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    "OAUTH2_GRANT_TYPES_SUPPORTED": ["client_credentials"],
    "OAUTH2_RESPONSE_TYPES_SUPPORTED": [],
    # The whole of RFC 9700 (OAuth 2.0 security); above all, of a token only its digest is kept.
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
}
# Whether webhooks may lead to this very machine, without TLS: only tests and the demonstration have it so.
WEBHOOK_LOOPBACK = False
# How long an act of staff whose notice leaves with it can be undone before it is done; 0 does every act at once.
DESK_UNDO_SECONDS = env.int("DESK_UNDO_SECONDS", default=120)
# The cost of an hour of an officer in dollars, by which the desk says what exams cost, and the source of the number.
# Without a number of your own it is the basic pay of a journeyman CBP officer: 74,441 dollars a year for grade 12, step
# 1 (Office of Personnel Management, Salary Table 2025-GS), by the 2,087 hours of a year.
OFFICER_HOUR_COST = env.float("OFFICER_HOUR_COST", default=35.67)
OFFICER_HOUR_SOURCE = env.str("OFFICER_HOUR_SOURCE", default="")
PARTNER_QUESTIONS_PER_MINUTE = env.int("PARTNER_QUESTIONS_PER_MINUTE", default=60_000)

# Largest file that a seller may attach, and the types taken, by content.
EVIDENCE_MAX_BYTES = 10 * 1024 * 1024
# A ClamAV daemon that looks at every file first: "host:port" or the path of its socket. None unless it is named.
CLAMAV_URL = env.str("CLAMAV_URL", default="")
# Largest file of shipments that a seller may send, unpacked.
HISTORY_UPLOAD_MAX_BYTES = 100 * 1024 * 1024
# Largest import of a partner, as it is sent (a day of a large carrier, compressed), and when it is decoded. One part of
# it is no larger than any request.
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", default=2 * 1024**3)
IMPORT_MAX_DECODED_BYTES = env.int("IMPORT_MAX_DECODED_BYTES", default=20 * 1024**3)
# The bytes and files that a business may send in a day, in all places together. A whole application with a scan of 2 MB
# for each of its files has some 100 MB, and a busy month of shipments 100 MB; who needs more has a day after.
UPLOAD_BYTES_PER_DAY = env.int("UPLOAD_BYTES_PER_DAY", default=1024 * 1024 * 1024)
UPLOAD_FILES_PER_DAY = env.int("UPLOAD_FILES_PER_DAY", default=500)
DATA_UPLOAD_MAX_MEMORY_SIZE = 50 * 1024 * 1024
# A form that a program sends: its client id and secret, and a token.
PROGRAM_FORM_MAX_BYTES = 16 * 1024
# A form with the evidence of one criterion, all of it at once.
REQUEST_MAX_BYTES = 21 * EVIDENCE_MAX_BYTES
DATA_UPLOAD_MAX_NUMBER_FILES = 40
# The threads of a web process (`config/asgi.py`), and the seconds for which a body on its way may rest: as Apache's
# mod_reqtimeout has it, which the slowest telephone keeps.
WEB_THREADS = env.int("WEB_THREADS", default=8)
BODY_SECONDS = env.float("BODY_SECONDS", default=20)
FILE_UPLOAD_HANDLERS = [
    "apps.core.bad_requests.WholeRequest",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Who runs this installation. The defaults say that it is a demonstration; it never claims to be a government's.
SITE = {
    "name": env.str("SITE_NAME", default="Known Shipper"),
    "banner": env.str("SITE_BANNER", default="") or _lazy("This is a demonstration. It is not a government website."),
    "contact": env.str("SITE_CONTACT", default="help@known-shipper.example"),
    "help_desk": env.str("SITE_HELP_DESK", default="") or _lazy("Help desk for sellers"),
    "help_hours": env.str("SITE_HELP_HOURS", default="") or _lazy("Monday to Friday, 9 a.m. to 5 p.m. in New York"),
    # The operator of the site, and the addresses of the operator's own notice of privacy and terms, if there are any.
    "operator": env.str("SITE_OPERATOR", default=""),
    "privacy": env.str("SITE_PRIVACY", default=""),
    "user_terms": env.str("SITE_TERMS", default=""),
    # Where a government takes real reports of violations: the form for tips leads there first. Empty on a site that is
    # itself the place for them.
    "reports": env.str("SITE_REPORTS", default="https://eallegations.cbp.gov/"),
    "url": env.str("SITE_URL", default="http://localhost:8000"),
    # The address of the terms of use of the API, and the name of a licence, if there are any.
    "terms": env.str("SITE_API_TERMS", default=""),
    "licence": env.str("SITE_API_LICENCE", default=""),
}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Known Shipper <no-reply@known-shipper.example>")

# The path of a function that names the members whose stories the first page tells: those of a simulated program alone.
PORTRAITS = ""

# Demo pages (/demo/) exist only where this is true; config.settings.production never sets it.
DEMO = False

LOGGING = logs.configure(json=False)
