from django.urls import path

from apps.portal.history import exports, shipments, uploads, violations

urlpatterns = [
    path("shipments/", shipments.shipments, name="shipments"),
    path("shipments/export.csv", exports.shipments_csv, name="shipments_csv"),
    path("shipments/export.xlsx", exports.shipments_xlsx, name="shipments_xlsx"),
    path("shipments/<int:parcel_id>/", shipments.shipment, name="shipment"),
    path("violations/", violations.violations, name="violations"),
    path("violations/export.csv", exports.violations_csv, name="violations_csv"),
    path("violations/export.xlsx", exports.violations_xlsx, name="violations_xlsx"),
    path("uploads/", uploads.uploads, name="uploads"),
    path("uploads/template.csv", uploads.template, name="uploads_template"),
    path("uploads/<int:upload_id>/", uploads.upload, name="upload"),
    path("uploads/<int:upload_id>/columns/", uploads.columns, name="upload_columns"),
    path("uploads/<int:upload_id>/rejected.csv", uploads.rejects, name="upload_rejects"),
    path("uploads/<int:upload_id>/take-back/", uploads.take_back, name="upload_take_back"),
]
