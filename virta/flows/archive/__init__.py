"""A whole workspace as one file: documented JSON in a zip, brought in again identically.

`writing` makes the archive, `reading` brings one in. Only `manifest.json` holds the short name,
the time of export and the installation; everything else is the same, byte for byte, for the same
content. docs/archive.md describes every file.
"""

FORMAT = "virta-workspace/1"

NOT_IN = {
    "engagement.mediafile": "stands under media/",
    "engagement.attachment": "stands in attachments.json",
    "engagement.lookup": "looked up anew where the workspace comes to",
    "engagement.connection": "credentials are secrets, and belong to the installation",
    "engagement.pause": "belongs to the queue of this installation",
    "engagement.delivery": "what is out stands in outcomes.json; the queue stays here",
    "engagement.approval": "stands in approvals.json",
    "engagement.approvallink": "links and codes are secrets, and belong to the installation",
    "engagement.linkrule": "tags of links are set anew where the workspace comes to",
    "engagement.queuetime": "free times of the queue are set anew where the workspace comes to",
    "listening.source": "addresses and tokens of sources are set anew where the workspace comes to",
    "listening.mention": "what others wrote stays where it was collected",
    "listening.hit": "belongs to the mentions of this installation",
    "listening.tally": "belongs to the mentions of this installation",
    "listening.alarm": "belongs to the mentions of this installation",
    "listening.alarmsettings": "set anew where the workspace comes to",
    "listening.call": "belongs to the mentions of this installation",
    "listening.digest": "everybody chooses for themselves what they are sent",
    "listening.gap": "belongs to the mentions of this installation",
    "listening.hourly": "belongs to the mentions of this installation",
    "listening.ranking": "belongs to the mentions of this installation",
    "listening.surplus": "belongs to the mentions of this installation",
    "listening.surpluspost": "belongs to the mentions of this installation",
    "listening.sourcefile": "what others wrote stays where it was collected",
    "listening.gauge": "belongs to the mentions of this installation",
    "listening.intake": "belongs to the mentions of this installation",
    "listening.insightmention": "belongs to the mentions of this installation",
    "people.invitation": "links are secrets, and belong to the installation",
    "people.auditevent": "the log of this installation",
    "people.letter": "letters on their way are not sent twice",
    "people.membership": "stands in people.json",
    "ownership.watchfeed": "addresses are secrets, and belong to the installation",
    "records.revision": "stands in history.json",
    "records.unsaved": "what somebody is writing belongs to the form here",
    "records.comment": "stands in comments.json",
    "records.batch": "the log of imports",
    "records.notice": "what somebody was told here",
    "records.quiethours": "everybody sets their own anew where the workspace comes to",
    "records.noticesetting": "stands in people.json",
    "activities.planfeed": "secret addresses belong to the installation",
    "assessment.reading": "made again from the evidence",
    "assessment.upload": "evidence bundles stand in bundles.json; the rest is the log of imports",
    "assessment.round": "stands in rounds.json",
    "assessment.effortrow": "stands in effort.json",
    "assessment.observation": "stands in rounds.json",
    "assessment.samplecount": "stands in rounds.json",
}
"""Tables of a workspace that are no kinds of objects, and where they stand instead."""
