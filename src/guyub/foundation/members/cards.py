"""The membership card: a code that only this installation can make, and eight cards on a sheet of A4."""

from __future__ import annotations

import base64
import hmac
import io
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from guyub.foundation.core import qr, sealing
from guyub.foundation.core.errors import NotHere
from guyub.foundation.core.exports import look
from guyub.foundation.core.exports.type import BOLD, PLAIN, load, printable
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.models import Organization

_MARK = 16  # hex signs of the keyed hash: 64 bits
_WIDTH, _HEIGHT = 85.6 * mm, 54 * mm  # a bank card, so that it fits a purse and a laminating pouch
PER_SHEET = 8


def code_of(member: Member) -> str:
    """Return the code on her card. It holds no name, and a new card makes the old one useless."""
    packed = base64.urlsafe_b64encode(member.pk.bytes + member.card_version.to_bytes(2, "big")).decode().rstrip("=")
    return packed + _mark(packed)


def member_of(code: str) -> Member:
    """Return the member whose valid card this is, or raise `NotHere`: forged, replaced and foreign look the same."""
    packed, mark = code[:-_MARK], code[-_MARK:]
    if len(packed) != 24 or not hmac.compare_digest(mark.encode(), _mark(packed).encode()):
        raise NotHere
    raw = base64.urlsafe_b64decode(packed)
    member = Member.get(UUID(bytes=raw[:16]))
    if member.card_version != int.from_bytes(raw[16:], "big"):
        raise NotHere
    return member


def address_of(org: Organization, member: Member) -> str:
    """Return the address in the QR code."""
    return f"{settings.BASE_URL}{reverse('members:scan', args=[org.slug, code_of(member)])}"


def sheet_pdf(org: Organization, members: Sequence[Member]) -> bytes:
    """Return cards as a PDF, eight on a sheet, with lines to cut along."""
    load()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setTitle(_("Membership cards"))
    canvas.setAuthor(org.name)
    left, bottom = (A4[0] - 2 * _WIDTH) / 2, (A4[1] - 4 * _HEIGHT) / 2
    for place, member in enumerate(members):
        on_sheet = place % PER_SHEET
        if place and on_sheet == 0:
            canvas.showPage()
        column, row = on_sheet % 2, 3 - on_sheet // 2
        _draw(canvas, org, member, left + column * _WIDTH, bottom + row * _HEIGHT)
    canvas.save()
    return buffer.getvalue()


def _draw(canvas: Any, org: Organization, member: Member, x: float, y: float) -> None:
    canvas.setStrokeColor(HexColor(look.LINE))
    canvas.setLineWidth(0.5)
    canvas.rect(x, y, _WIDTH, _HEIGHT)
    canvas.setFillColor(HexColor(look.SOGAN_DEEP))
    canvas.rect(x, y + _HEIGHT - 11 * mm, _WIDTH, 11 * mm, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#ffffff"))
    _fitted(canvas, org.name, (BOLD, 10), (x + 4 * mm, y + _HEIGHT - 7 * mm), _WIDTH - 8 * mm)
    canvas.setFillColor(HexColor(look.INK))
    room = _WIDTH - 40 * mm
    _fitted(canvas, member.name, (BOLD, 13), (x + 4 * mm, y + 31 * mm), room)
    if member.nickname:
        _fitted(canvas, member.nickname, (PLAIN, 10), (x + 4 * mm, y + 26 * mm), room)
    canvas.setFillColor(HexColor(look.INK_2))
    _fitted(canvas, _("Member number"), (PLAIN, 8), (x + 4 * mm, y + 15 * mm), room)
    canvas.setFillColor(HexColor(look.INK))
    _fitted(canvas, str(member.number), (BOLD, 20), (x + 4 * mm, y + 6 * mm), room)
    _draw_code(canvas, address_of(org, member), x + _WIDTH - 36 * mm, y + 4 * mm, 33 * mm)


def _fitted(canvas: Any, text: str, style: tuple[str, float], where: tuple[float, float], room: float) -> None:
    """Write a line, smaller if it is long."""
    text, (font, size) = printable(text), style
    wide = canvas.stringWidth(text, font, size)
    canvas.setFont(font, size if wide <= room else max(5, size * room / wide))
    canvas.drawString(*where, text)


def _draw_code(canvas: Any, text: str, x: float, y: float, side: float) -> None:
    runs, size = qr.runs(text)
    square = side / size
    canvas.setFillColor(HexColor("#000000"))
    path = canvas.beginPath()
    for column, row, length in runs:
        path.rect(x + column * square, y + side - (row + 1) * square, length * square, square)
    canvas.drawPath(path, stroke=0, fill=1)


def _mark(packed: str) -> str:
    return sealing.fingerprint(packed, purpose="members.card")[:_MARK]
