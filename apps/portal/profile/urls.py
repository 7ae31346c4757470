from django.urls import URLPattern, path

from apps.portal.profile import identities, profile, review, team

urlpatterns: list[URLPattern] = [
    path("team/", team.team, name="team"),
    path("team/members/<int:user_id>/", team.member, name="team_member"),
    path("team/invitations/<int:invitation_id>/", team.offer, name="team_invitation"),
    path("profile/", profile.profile, name="profile"),
    path("profile/<str:part>/", profile.part, name="profile_part"),
    path("profile/requests/<int:request_id>/", profile.change_request, name="change_request"),
    path("profile/files/<int:proof_id>/", profile.proof, name="proof"),
    path("time-zone/", profile.time_zone, name="time_zone"),
    path("annual-review/", review.annual_review, name="annual_review"),
    path("identities/", identities.identities, name="identities"),
]
