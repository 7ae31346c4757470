"""The addresses of sellers and of the public. Everything about one business stands below its own address."""

from django.urls import URLPattern, URLResolver, include, path

from apps.portal import (
    benefits,
    certificate,
    common_control,
    declared_parcels,
    eligibility,
    exam_requests,
    first_page,
    inbox,
    partners,
    plans,
    policy,
    questions,
    seals,
    site_pages,
    survey,
    tips,
    visits,
)
from apps.portal.applications import evidence, overview, sections, signatures, start, submission, tariff_codes
from apps.portal.changes import pages as change
from apps.portal.changes import restriction
from apps.portal.dashboard import happenings, home, record, tier
from apps.portal.disputes import disclosures
from apps.portal.disputes import violations as violation
from apps.portal.guidance import checks as guidance_checks
from apps.portal.guidance import costs as guidance_costs
from apps.portal.guidance import pages as guidance
from apps.portal.history import shipments, uploads, violations
from apps.portal.performance import catalog, report
from apps.portal.performance import catalog as performance_catalog
from apps.portal.performance import editions as performance_editions
from apps.portal.performance import pages as performance
from apps.portal.performance import register as performance_register
from apps.portal.performance import report as performance_report
from apps.portal.performance import studies as performance_studies
from apps.portal.performance import subscriptions as performance_subscriptions
from apps.portal.profile import account, annual_review, identities, parts, team, withdrawal

app_name = "portal"

application_urls: list[URLPattern] = [
    path("", start.apply, name="apply"),
    path("<int:application_id>/", overview.application, name="application"),
    path("<int:application_id>/withdraw/", overview.withdraw, name="apply_withdraw"),
    path("<int:application_id>/review/", submission.review, name="apply_review"),
    path("<int:application_id>/signer/", signatures.signer, name="apply_signer"),
    path("<int:application_id>/reply/", submission.reply, name="apply_reply"),
    path("<int:application_id>/appeal/", submission.appeal, name="apply_appeal"),
    path("<int:application_id>/codes/", tariff_codes.search, name="hs_search"),
    path("<int:application_id>/copy/", start.copy, name="apply_copy"),
    path("<int:application_id>/files/<int:evidence_id>/", evidence.evidence, name="apply_evidence"),
    path("<int:application_id>/pages/<str:page>/", sections.page, name="apply_page"),
    path("<int:application_id>/sections/<str:key>/", sections.section, name="apply_section"),
    path("<int:application_id>/sections/<str:key>/files/", evidence.files, name="apply_files"),
]

history_urls: list[URLPattern] = [
    path("shipments/", shipments.shipments, name="shipments"),
    path("shipments/export.csv", violations.shipments_csv, name="shipments_csv"),
    path("shipments/export.xlsx", violations.shipments_xlsx, name="shipments_xlsx"),
    path("shipments/<int:parcel_id>/", shipments.shipment, name="shipment"),
    path("shipments/<int:parcel_id>/proof.json", seals.parcel_proof, name="parcel_proof"),
    path("violations/", violations.violations, name="violations"),
    path("violations/export.csv", violations.violations_csv, name="violations_csv"),
    path("violations/export.xlsx", violations.violations_xlsx, name="violations_xlsx"),
    path("uploads/", uploads.uploads, name="uploads"),
    path("uploads/template.csv", uploads.template, name="uploads_template"),
    path("uploads/<int:upload_id>/", uploads.upload, name="upload"),
    path("uploads/<int:upload_id>/columns/", uploads.columns, name="upload_columns"),
    path("uploads/<int:upload_id>/rejected.csv", uploads.rejects, name="upload_rejects"),
    path("uploads/<int:upload_id>/take-back/", uploads.take_back, name="upload_take_back"),
]

dispute_urls: list[URLPattern] = [
    path("violations/disclose/", disclosures.disclose, name="disclose"),
    path("disclosures/<int:disclosure_id>/", disclosures.disclosure, name="disclosure"),
    path("disclosures/<int:disclosure_id>/files/<int:disclosure_file_id>/", disclosures.file, name="disclosure_file"),
    path("violations/<int:case_id>/", violation.violation, name="violation"),
    path("violations/<int:case_id>/answer/", violation.answer, name="answer"),
    path("violations/<int:case_id>/answers/<int:dispute_id>/", violation.answer_change, name="answered"),
    path("violations/<int:case_id>/files/<int:dispute_file_id>/", violation.file, name="dispute_file"),
    path("shipments/<int:parcel_id>/disown/", disclosures.disown, name="disown"),
    path("shipping-parties/", disclosures.shipping_parties, name="shipping_parties"),
    path("declared/", declared_parcels.parcels, name="declared"),
    path("declared/<int:assessment_id>/", declared_parcels.parcel, name="declared_parcel"),
]

due_process_urls: list[URLPattern] = [
    path("changes/", change.changes, name="changes"),
    path("changes/<int:change_id>/", change.change, name="change"),
    path("changes/<int:change_id>/add/", change.add, name="change_add"),
    path("changes/<int:change_id>/more-time/", change.more_time, name="change_more_time"),
    path("changes/<int:change_id>/appeal/", change.appeal, name="change_appeal"),
    path("changes/files/<int:response_file_id>/", change.file, name="response_file"),
    path("calls/<int:call_id>/", change.call, name="call"),
    path("appeals/files/<int:appeal_file_id>/", change.appeal_file, name="appeal_file"),
    path("plans/<int:plan_id>/", plans.plan, name="plan"),
    path("plans/<int:plan_id>/items/<int:item_id>/", plans.item, name="plan_item"),
    path("plans/files/<int:plan_file_id>/", plans.file, name="plan_file"),
    path("control/<int:control_id>/", common_control.control, name="control"),
    path("control/<int:control_id>/alone/", common_control.alone, name="control_alone"),
    path("control/files/<int:control_file_id>/", common_control.file, name="control_file"),
    path("restriction/", restriction.restriction, name="restriction"),
    path("visits/<int:visit_id>/", visits.visit, name="visit"),
    path("visits/<int:visit_id>/actions/<int:finding_id>/", visits.action, name="visit_action"),
    path("visits/files/<int:visit_file_id>/", visits.file, name="visit_file"),
    path("exam-requests/", exam_requests.exam_requests, name="exam_requests"),
]

profile_urls: list[URLPattern] = [
    path("team/", team.team, name="team"),
    path("team/members/<int:user_id>/", team.member, name="team_member"),
    path("team/invitations/<int:invitation_id>/", team.invitation_change, name="team_invitation"),
    path("profile/", parts.profile, name="profile"),
    path("profile/<str:part>/", parts.part, name="profile_part"),
    path("profile/requests/<int:request_id>/", parts.change_request, name="change_request"),
    path("profile/files/<int:proof_id>/", parts.proof, name="proof"),
    path("time-zone/", parts.time_zone, name="time_zone"),
    path("call-contact/", account.call_contact, name="call_contact"),
    path("annual-review/", annual_review.annual_review, name="annual_review"),
    path("identities/", identities.identities, name="identities"),
    path("identities/<int:link_id>/", identities.linked_history, name="linked_history"),
    path("leave/", withdrawal.leave, name="leave"),
]

partner_urls: list[URLPattern] = [
    path("partners/", partners.consents, name="consents"),
    path("looks/", partners.looks, name="looks"),
    path("looks/<str:day>/<int:partner_id>/", partners.day, name="looks_of_day"),
    path("corrections/", partners.corrections, name="corrections"),
]

question_urls: list[URLPattern] = [
    path("questions/", questions.questions, name="questions"),
    path("questions/<int:thread_id>/", questions.question, name="question"),
    path("files/<int:attachment_id>/", questions.attachment, name="attachment"),
]

business_urls: list[URLPattern] = [
    path("", home.shipper_page, name="shipper"),
    path("news/", home.news, name="news"),
    path("record/", record.record, name="record"),
    path("record.csv", record.record_csv, name="record_csv"),
    path("tier/", tier.tier, name="tier"),
    path("happened/", happenings.happenings, name="happenings"),
    path("benefits/", benefits.benefits, name="benefits"),
    path("certificate/", certificate.certificate, name="certificate"),
    *history_urls,
    *dispute_urls,
    *due_process_urls,
    *profile_urls,
    *partner_urls,
    *question_urls,
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", first_page.landing, name="landing"),
    path("verify/", site_pages.verify, name="verify"),
    path("policy/", policy.policies, name="policy"),
    path("policy/<int:version>/", policy.version, name="policy_version"),
    path("policy/drafts/<int:version>/", policy.draft, name="policy_draft"),
    path("policy/drafts/<int:version>/comment/", policy.comment, name="policy_comment"),
    path("eligibility/", eligibility.eligibility, name="eligibility"),
    path("eligibility/answer/", eligibility.eligibility_answer, name="eligibility_answer"),
    path("guidance/", guidance.index, name="guidance"),
    path("guidance/search/", guidance.search, name="guidance_search"),
    path("guidance/costs/", guidance_costs.costs, name="guidance_costs"),
    path("guidance/answers/<slug:decision>/", guidance.decision, name="guidance_decision"),
    path("guidance/checks/<slug:check>/", guidance_checks.check, name="guidance_check"),
    path("guidance/checks/<slug:check>/evidence/", guidance_checks.evidence, name="guidance_evidence"),
    path("guidance/<slug:subject>/", guidance.page, name="guidance_page"),
    path("performance/", performance.index, name="performance"),
    path("performance/calendar/", performance.calendar, name="performance_calendar"),
    path("performance/schema.json", catalog.schema, name="performance_schema"),
    path("performance/editions/<slug:code>/", performance_editions.edition, name="performance_edition"),
    path("performance/editions/<slug:code>.json", catalog.edition_json, name="performance_json"),
    path("performance/editions/<slug:code>.csv", catalog.edition_csv, name="performance_csv"),
    path("performance/editions/<slug:code>/ports.csv", catalog.ports_csv, name="performance_ports_csv"),
    path("performance/guidance/", performance_studies.guidance, name="performance_guidance"),
    path("performance/membership/", performance_studies.membership, name="performance_membership"),
    path("performance/promises/", report.promises, name="performance_promises"),
    path("performance/reasons/", performance_register.register, name="performance_reasons"),
    path("performance/reasons.json", performance_register.register_json, name="performance_reasons_json"),
    path("performance/reasons.csv", performance_register.register_csv, name="performance_reasons_csv"),
    path("performance/reasons/schema.json", performance_register.register_schema, name="performance_reasons_schema"),
    path(
        "performance/reasons/<str:day>.json",
        performance_register.register_json,
        name="performance_reasons_day_json",
    ),
    path("performance/reasons/<str:day>.csv", performance_register.register_csv, name="performance_reasons_day_csv"),
    path("performance/reports/<int:year>/", performance_report.report, name="performance_report"),
    # `core.middleware.UNNAMED` names these addresses, as those of tips.
    path("performance/subscribe/", performance_subscriptions.subscribe, name="subscribe"),
    path("performance/subscribe/<str:token>/", performance_subscriptions.confirm, name="subscription_confirm"),
    path("performance/subscribe/<str:token>/end/", performance_subscriptions.end, name="subscription_end"),
    path("performance/membership.csv", catalog.membership_csv, name="performance_membership_csv"),
    path("performance/<slug:measure>.csv", catalog.measure_csv, name="performance_measure_csv"),
    path("performance/<slug:measure>/", performance.measure, name="performance_measure"),
    path("data.json", performance_catalog.catalog, name="data_json"),
    # `core.middleware.UNNAMED` names these addresses: nothing is kept of who sends to them.
    path("allegations/new/", tips.new, name="tip_new"),
    path("allegations/status/", tips.status, name="tip_status"),
    path("seals/", seals.seals, name="seals"),
    path("seals/keys.json", seals.seal_keys, name="seal_keys"),
    path("seals/parcel_proof.py", seals.program, name="seal_program"),
    path("seals/<str:day>.json", seals.seal_file, name="seal_file"),
    path("seals/<str:day>/", seals.seal, name="seal"),
    path("privacy/", site_pages.privacy, name="privacy"),
    path("terms/", site_pages.terms, name="terms"),
    path("help/", site_pages.help_page, name="help"),
    path("accessibility/", site_pages.accessibility, name="accessibility"),
    path("robots.txt", site_pages.robots, name="robots"),
    path("sitemap.xml", guidance.sitemap, name="sitemap"),
    path(".well-known/security.txt", site_pages.security, name="security"),
    path("account/", account.account, name="account"),
    path("account/sessions/", account.sessions, name="sessions"),
    path("invitations/<str:token>/", team.invitation, name="invitation"),
    path("survey/", survey.survey, name="survey"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read_all, name="inbox_read"),
    path("inbox/<int:message_id>/", inbox.message, name="message"),
    path("apply/", include(application_urls)),
    path("home/", home.home, name="home"),
    path("home/businesses/", team.businesses, name="businesses"),
    path("home/waiting/<int:waiting_id>/", account.waiting_change, name="waiting_change"),
    path("home/<int:shipper_id>/", include(business_urls)),
]
