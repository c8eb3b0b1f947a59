"""Addresses of posts beside those that every kind of object has."""

from django.urls import path

from virta.engagement.views import (
    approving,
    asking,
    calendar,
    cards,
    hand,
    lengths,
    links,
    media,
    outside,
    posts,
    preview,
    queue,
    readying,
)

app_name = "engagement"

W = "w/<slug:workspace>/"
ONE = f"{W}posts/<slug:record_key>/"

urlpatterns = [
    path("approve/<str:approval_token>/", outside.approve, name="outside"),
    path("approve/<str:approval_token>/<int:picture>/", outside.picture, name="outside_picture"),
    path(f"{W}approve/", approving.queue, name="approvals"),
    path(f"{W}links/", links.rule, name="links"),
    path(f"{W}pause/", posts.pause, name="pause"),
    path(f"{W}posts/by-hand/", hand.due, name="hand"),
    path(f"{W}posts/by-hand/<slug:hand_key>/", hand.one, name="hand_one"),
    path(f"{W}posts/by-hand/<slug:hand_key>/done/", hand.done, name="hand_done"),
    path(f"{W}posts/by-hand/<slug:hand_key>/could-not/", hand.could_not, name="hand_could_not"),
    path(f"{W}posts/by-hand/<slug:hand_key>/media/<int:place>/", hand.file, name="hand_file"),
    path(f"{W}posts/calendar/", calendar.calendar, name="calendar"),
    path(f"{W}posts/drafts/", readying.drafts, name="drafts"),
    path(f"{W}posts/lengths/", lengths.lengths, name="lengths"),
    path(f"{W}posts/preview/", preview.preview, name="preview"),
    path(f"{W}posts/queue/", queue.queue, name="queue"),
    path(f"{W}posts/queue/remove/", queue.remove, name="queue_remove"),
    path(f"{ONE}move/", calendar.move, name="move"),
    path(f"{ONE}media/", media.add, name="media_add"),
    path(f"{ONE}media/<slug:media_key>/", media.show, name="media"),
    path(f"{ONE}media/<slug:media_key>/change/", media.change, name="media_change"),
    path(f"{ONE}card/<slug:card_key>/", cards.change, name="card"),
    path(f"{ONE}card/<slug:card_key>/picture/", cards.picture, name="card_picture"),
    path(f"{ONE}next-free/", queue.take, name="next_free"),
    path(f"{ONE}plan/", posts.plan_found, name="plan_found"),
    path(f"{ONE}schedule/", posts.schedule, name="schedule"),
    path(f"{ONE}take-back/", posts.take_back, name="take_back"),
    path(f"{ONE}approve/", approving.approve, name="approve"),
    path(f"{ONE}approve/outside/", asking.ask_outside, name="ask_outside"),
    path(f"{ONE}approve/outside/withdraw/", asking.withdraw_link, name="withdraw_link"),
    path(f"{ONE}send-again/", posts.send_again, name="send_again"),
    path(f"{ONE}is-out/", posts.is_out, name="is_out"),
    path(f"{ONE}is-not-out/", posts.is_not_out, name="is_not_out"),
]
