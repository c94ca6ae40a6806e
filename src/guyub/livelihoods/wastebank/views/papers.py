"""Receipts of one amount: on the screen, and as a slip 58 mm wide."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from guyub.foundation.core.exports import download, slip_pdf
from guyub.foundation.organizations.access import RoomRequest
from guyub.livelihoods.wastebank.outputs_debts import Receipt


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
