import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from apps.core.statement_limits import statements_limit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

application = get_wsgi_application()
statements_limit(settings.STATEMENT_SECONDS)
