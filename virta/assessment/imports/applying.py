"""Imports become rows, whole or not at all, and can be undone whole."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from virta.assessment.bank import load
from virta.assessment.imports import answers, timesheets
from virta.assessment.models import (
    Allocation,
    Answer,
    Comment,
    EffortRow,
    Group,
    Respondent,
    Round,
    Upload,
)
from virta.balance.framework import Factor
from virta.kit.problems import Problem

AT_A_TIME = 500


@transaction.atomic
def apply_answers(upload: Upload, preview: answers.Preview, now: datetime) -> int:
    """Add every respondent of the preview to the upload's round. Returns how many.

    Refuses when the upload has been applied, or the round closed, since the preview was made.
    """
    round = Round.objects.select_for_update().get(pk=upload.round_id)
    if round.state == Round.State.CLOSED:
        raise Problem(
            _("The round has been closed and takes no more answers. Make a new round for them.")
        )
    take(upload, now, len(preview.respondents))
    groups = {group.key: group for group in Group.objects.filter(round=round)}
    respondents = Respondent.objects.bulk_create(
        [
            Respondent(
                round=round,
                group=groups[one.group],
                source=Respondent.Source.IMPORT,
                language=round.language,
                load=one.load,
                started_at=now,
                finished_at=now,
                upload=upload,
            )
            for one in preview.respondents
        ],
        batch_size=AT_A_TIME,
    )
    write_parts(round, upload, list(zip(respondents, preview.respondents, strict=True)))
    return len(respondents)


def write_parts(
    round: Round,
    upload: Upload,
    pairs: Iterable[tuple[Respondent, answers.ImportedRespondent]],
) -> None:
    bank = load(round.bank_version)
    factor_of = {one.id: one.factor for one in bank.statements()}
    pairs = list(pairs)
    Answer.objects.bulk_create(
        [
            Answer(respondent=who, statement=statement, factor=factor_of[statement], level=level)
            for who, one in pairs
            for statement, level in one.levels.items()
        ],
        batch_size=AT_A_TIME,
    )
    Allocation.objects.bulk_create(
        [
            Allocation(respondent=who, factor=factor, percent=percent)
            for who, one in pairs
            for factor, percent in of_hundred(one.hours).items()
        ],
        batch_size=AT_A_TIME,
    )
    Comment.objects.bulk_create(
        [
            Comment(round=round, respondent=who, factor=factor, text=text, upload=upload)
            for who, one in pairs
            for factor, text in one.comments.items()
        ],
        batch_size=AT_A_TIME,
    )


def of_hundred(hours: dict[Factor, Decimal]) -> dict[Factor, Decimal]:
    """The same split rescaled to sum to 100."""
    total = sum(hours.values(), Decimal(0))
    return {factor: round_2(100 * one / total) for factor, one in hours.items()} if total else {}


def round_2(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"))


@transaction.atomic
def apply_time_sheet(upload: Upload, preview: timesheets.Preview, now: datetime) -> int:
    """Add the hours of the preview to the workspace. Returns how many rows."""
    take(upload, now, len(preview.hours))
    EffortRow.objects.bulk_create(
        [
            EffortRow(
                workspace_id=upload.workspace_id,
                week=one.week,
                factor=one.factor,
                hours=round_2(one.hours),
                upload=upload,
            )
            for one in preview.hours
        ],
        batch_size=AT_A_TIME,
    )
    return len(preview.hours)


def take(upload: Upload, now: datetime, rows: int) -> None:
    """Mark an upload as applied, once; of two people who say yes together one is told."""
    waiting = Upload.objects.filter(pk=upload.pk, applied_at__isnull=True)
    if not waiting.update(applied_at=now, undone_at=None, rows=rows):
        raise Problem(_("This file has been imported already. Undo that import to do it again."))


@transaction.atomic
def undo(upload: Upload, now: datetime) -> None:
    """Take away all that an import brought. The file itself stays, to be looked at again."""
    if upload.round and upload.round.state == Round.State.CLOSED:
        raise Problem(
            _("The round is closed, and its answers belong together now. They cannot be undone.")
        )
    applied = Upload.objects.filter(pk=upload.pk, applied_at__isnull=False)
    if not applied.update(applied_at=None, undone_at=now, rows=0):
        raise Problem(_("This import has been undone already."))
    Comment.objects.filter(upload=upload).delete()
    Respondent.objects.filter(upload=upload).delete()
    EffortRow.objects.filter(upload=upload).delete()
