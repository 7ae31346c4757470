from django.urls import URLPattern, path

from apps.portal.profile import team

urlpatterns: list[URLPattern] = [
    path("team/", team.team, name="team"),
    path("team/members/<int:user_id>/", team.member, name="team_member"),
    path("team/invitations/<int:invitation_id>/", team.offer, name="team_invitation"),
]
