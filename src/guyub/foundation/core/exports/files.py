"""Tables as a file of the kind that an address asks for: a workbook or paper, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse

from guyub.foundation.core.errors import NotHere
from guyub.foundation.core.exports.answers import download
from guyub.foundation.core.exports.excel import xlsx
from guyub.foundation.core.exports.paper import pdf
from guyub.foundation.core.exports.tables import Table


def tables_file(
    kind: str,
    tables: Sequence[Table],
    title: str,
    *,
    org_name: str,
    made_at: datetime,
    name: str = "",
    **paper: Any,
) -> HttpResponse:
    """Return tables as `xlsx` or `pdf` (`paper`: what `pdf` wants beside them); no other kind is here.

    `name`: of the file, if not the title.
    """
    if kind == "xlsx":
        return download(xlsx(tables, title=title, org_name=org_name, made_at=made_at), name or title, "xlsx")
    if kind != "pdf":
        raise NotHere
    content = pdf(tables, title=title, org_name=org_name, made_at=made_at, **paper)
    return download(content, name or title, "pdf", inline=True)
