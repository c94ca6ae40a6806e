"""What leaves the room on paper or as a file: receipts of one amount, tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from guyub.foundation.core import clock, exports
from guyub.foundation.core.exports import Table, download, slip_pdf
from guyub.foundation.organizations.access import RoomRequest
from guyub.livelihoods.wastebank.outputs.debts import Receipt


def show_receipt(
    request: RoomRequest, paper: Receipt, *, back: str, file: str, template: str = "debt_receipt", **more: Any
) -> HttpResponse:
    """Draw a receipt. `template`: one that adds to the plain one, with what it wants to know in `more`."""
    context = {"paper": paper, "message": paper.message(request.org), "back": back, "file": file, **more}
    return render(request, f"wastebank/{template}.html", context)


def receipt_file(request: RoomRequest, paper: Receipt, *, number: object = None) -> HttpResponse:
    """Return a receipt as a PDF 58 mm wide, named after its code, or after its `number`."""
    name = f"{paper.title} {paper.code if number is None else number}"
    return download(slip_pdf(paper.slip(request.org)), name, "pdf", inline=True)


def tables_file(
    request: RoomRequest,
    kind: str,
    tables: Sequence[Table],
    title: str,
    *,
    made_at: datetime | None = None,
    **paper: Any,
) -> HttpResponse:
    """Return tables as a workbook or on paper (`paper`: what `pdf` wants beside them); no other kind is here."""
    return exports.tables_file(kind, tables, title, org_name=request.org.name, made_at=made_at or clock.now(), **paper)
