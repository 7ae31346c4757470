from django.apps import AppConfig


class AllegationsConfig(AppConfig):
    name = "apps.allegations"
    verbose_name = "Tips of the public"
