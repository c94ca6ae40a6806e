"""The way of a file: upload, columns, answers, import, undo."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from guyub.foundation.core import clock
from guyub.foundation.core.dates import moment_text
from guyub.foundation.core.errors import BadInput
from guyub.foundation.core.exports import download, xlsx
from guyub.foundation.core.phones import phone_text
from guyub.foundation.members import actions, places
from guyub.foundation.members.choices import Answer, BatchStatus, Verdict
from guyub.foundation.members.forms import ConfirmForm, UploadForm
from guyub.foundation.members.importing import columns
from guyub.foundation.members.importing.sentences import FIELD_NAMES, problem_text
from guyub.foundation.members.models import ImportBatch, ImportRow
from guyub.foundation.members.permissions import MembersPermission as Permission
from guyub.foundation.members.queries import imports
from guyub.foundation.members.views.flow import act_or_show, dated_facts, facts, press
from guyub.foundation.organizations.access import RoomRequest, room

GROUNDS = {
    Verdict.NEW: ("leaf", "plus"),
    Verdict.SAME: ("indigo", "check"),
    Verdict.UPDATE: ("turmeric", "edit"),
    Verdict.DUPLICATE: ("turmeric", "people"),
    Verdict.QUESTION: ("turmeric", "help"),
    Verdict.BAD: ("chilli", "danger"),
}


@room(Permission.IMPORT)
def upload(request: RoomRequest) -> HttpResponse:
    """Choose a file; below, those that came before."""
    form = UploadForm(request.POST or None, request.FILES or None)

    def act(data: dict[str, Any]) -> str:
        file = data["file"]
        if file.size > settings.UPLOAD_LIMIT_BYTES:
            raise BadInput(_("This file is too large."), field="file")
        came_before = ImportBatch.objects.filter(client_id=data["client_id"]).exists()
        batch = actions.start_import(**dated_facts(request, data), file_name=file.name, content=file.read())
        if batch.client_id != data["client_id"] and not came_before:
            messages.info(request, _("This file was uploaded before. Here it is."))
        return _batch_url(request, batch.pk)

    zone = request.org.time_zone
    earlier = [
        (
            batch.file_name,
            f"{moment_text(batch.recorded_at, zone)}, {batch.get_status_display()}",
            _batch_url(request, batch.pk),
        )
        for batch in ImportBatch.objects.order_by("-recorded_at")[:20]
    ]
    return act_or_show(request, form, act, template="members/import_upload.html", context={"earlier": earlier})


@room(Permission.IMPORT)
def preview(request: RoomRequest, batch_id: UUID) -> HttpResponse:
    """What would become of the file; nothing is a member yet."""
    batch = ImportBatch.get(batch_id)
    summary = imports.summary_of(batch=batch)
    verdict = request.GET.get("verdict", "")
    after = request.GET.get("after", "")
    found = imports.rows_of(batch=batch, verdict=verdict, after=int(after) if after.isdecimal() else 0)
    url = _batch_url(request, batch.pk)
    previewed = batch.status == BatchStatus.PREVIEWED
    context = {
        "batch": batch,
        "previewed": previewed,
        "committed": batch.status == BatchStatus.COMMITTED,
        "undone": batch.status == BatchStatus.UNDONE,
        "summary": summary,
        "counts": [_count(url, count, verdict) for count in summary.counts],
        "verdict": verdict,
        "may_fill": verdict in {Verdict.UPDATE, Verdict.DUPLICATE},
        "may_create": verdict in {Verdict.DUPLICATE, Verdict.QUESTION, Verdict.UPDATE},
        "lines": [_line(row) for row in found[:50]],
        "next": f"{url}?verdict={verdict}&after={found[49].row_number}" if len(found) > 50 else "",
        "villages": imports.villages_to_explain(batch=batch) if previewed else [],
        "choices": _village_choices(request, batch) if previewed else [],
        "form": ConfirmForm(),
    }
    return render(request, "members/import_preview.html", context)


def _count(url: str, count: imports.VerdictCount, chosen: str) -> dict[str, Any]:
    ground, icon = GROUNDS[count.verdict]
    return {
        "word": count.verdict.label,
        "rows": count.rows,
        "open": count.open,
        "ground": ground,
        "icon": icon,
        "url": f"{url}?verdict={count.verdict.value}",
        "here": count.verdict == chosen,
    }


def _line(row: ImportRow) -> dict[str, Any]:
    ground, icon = GROUNDS[Verdict(row.verdict)]
    about = [
        row.read.get("hamlet", ""),
        places.village_name(row.read.get("village_code", "")),
        phone_text(row.read.get("phone", "")),
    ]
    return {
        "id": row.pk,
        "number": row.row_number,
        "name": row.read.get("name", "–"),
        "about": ", ".join(filter(None, about)),
        "problems": [problem_text(problem) for problem in row.problems if problem["code"] != "nik_not_kept"],
        "ground": ground,
        "icon": icon,
        "word": row.get_verdict_display(),
        "answer": Answer(row.answer).label if row.answer else "",
        "may_decide": row.verdict not in {Verdict.BAD, Verdict.SAME},
        "may_fill": row.match_id is not None and row.verdict != Verdict.SAME,
    }


def _village_choices(request: RoomRequest, batch: ImportBatch) -> list[dict[str, Any]]:
    """Return for each spelling the villages that it may mean, the likeliest chosen."""
    known = places.villages_of(request.org)
    choices = []
    for number, text in enumerate(imports.villages_to_explain(batch=batch)):
        found = places.find_village(request.org, text)
        choices.append({"field": f"v{number}", "text": text, "chosen": found.code if found else "", "villages": known})
    return choices


@room(Permission.IMPORT)
def mapping(request: RoomRequest, batch_id: UUID) -> HttpResponse:
    """Which column is what."""
    batch = ImportBatch.get(batch_id)
    form = ConfirmForm(request.POST or None)
    secret = columns.secret_columns(batch.headings)

    def act(_data: dict[str, Any]) -> str:
        chosen = {str(n): request.POST.get(f"c{n}", "") for n in range(len(batch.headings)) if n not in secret}
        actions.change_mapping(**facts(request), batch_id=batch.pk, mapping=chosen)
        return _batch_url(request, batch.pk)

    first = ImportRow.objects.filter(batch=batch).order_by("row_number").first()
    cells = first.raw.get("cells", []) if first else []
    typed = {str(n): request.POST.get(f"c{n}", batch.mapping.get(str(n), "")) for n in range(len(batch.headings))}
    context = {
        "batch": batch,
        "columns": [
            {
                "field": f"c{n}",
                "heading": heading or _("Column %(n)s") % {"n": n + 1},
                "sample": cells[n] if n < len(cells) else "",
                "chosen": typed[str(n)],
                "secret": n in secret,
            }
            for n, heading in enumerate(batch.headings)
            if heading or n not in secret
        ],
        "fields": [(field, FIELD_NAMES[field]) for field in columns.FIELDS],
    }
    return act_or_show(request, form, act, template="members/import_mapping.html", context=context)


@room(Permission.IMPORT)
@require_POST
def villages(request: RoomRequest, batch_id: UUID) -> HttpResponse:
    """One answer for each spelling of a village."""
    batch = ImportBatch.get(batch_id)
    said = {
        text: request.POST.get(f"v{number}", "")
        for number, text in enumerate(imports.villages_to_explain(batch=batch))
        if f"v{number}" in request.POST
    }
    return press(
        request,
        lambda: actions.explain_villages(**facts(request), batch_id=batch.pk, villages=said),
        _batch_url(request, batch.pk),
        gettext_lazy("The villages are understood."),
    )


@room(Permission.IMPORT)
@require_POST
def answer(request: RoomRequest, batch_id: UUID) -> HttpResponse:
    """A decision about one row, or about all of a verdict."""
    verdict, row = request.POST.get("verdict", ""), request.POST.get("row", "")
    try:
        row_ids = [UUID(row)] if row else None
    except ValueError:
        row_ids = []
    return press(
        request,
        lambda: actions.answer_rows(
            **facts(request), batch_id=batch_id, row_ids=row_ids, verdict=verdict, answer=request.POST.get("answer", "")
        ),
        f"{_batch_url(request, batch_id)}?verdict={verdict}"
        if verdict in Verdict.values
        else _batch_url(request, batch_id),
    )


@room(Permission.IMPORT)
@require_POST
def commit(request: RoomRequest, batch_id: UUID) -> HttpResponse:
    """The rows become members."""
    return press(
        request,
        lambda: actions.commit_import(**facts(request), batch_id=batch_id, happened_at=clock.now()),
        _batch_url(request, batch_id),
        gettext_lazy("The members are imported. You can still undo this."),
    )


@room(Permission.IMPORT)
@require_POST
def undo(request: RoomRequest, batch_id: UUID) -> HttpResponse:
    """The import is taken back."""

    def act() -> None:
        taken, kept = actions.undo_import(**facts(request), batch_id=batch_id)
        messages.success(request, _("%(n)s rows were taken back.") % {"n": taken})
        if kept:
            messages.warning(request, _("%(n)s members stay: they were used or edited since the import.") % {"n": kept})

    return press(request, act, _batch_url(request, batch_id))


@room(Permission.IMPORT)
@require_POST
def discard(request: RoomRequest, batch_id: UUID) -> HttpResponse:
    """The file is thrown away."""
    return press(
        request,
        lambda: actions.discard_import(**facts(request), batch_id=batch_id),
        reverse("members:import", args=[request.org.slug]),
        gettext_lazy("The file was thrown away."),
    )


@room(Permission.IMPORT)
def rest(request: RoomRequest, batch_id: UUID) -> HttpResponse:
    """The rows that became no member, with the reason, to be put right and uploaded again."""
    batch = ImportBatch.get(batch_id)
    table = imports.left_over(batch=batch)
    content = xlsx([table], title=_("Rows to put right"), org_name=request.org.name, made_at=clock.now())
    return download(content, _("Rows to put right"), "xlsx")


def _batch_url(request: RoomRequest, batch_id: UUID) -> str:
    return reverse("members:import-preview", args=[request.org.slug, batch_id])
