from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Every form of the site is drawn by the same USWDS templates, found in `templates/forms/`."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"
