"""Tables that leave the house: as a workbook, on paper, as plain values, on a slip.

A room describes *what* it says in a `Table` or a `Slip`; how that looks in each form is decided here, once.
"""

from guyub.foundation.core.exports.answers import Kind as FileKind
from guyub.foundation.core.exports.answers import download
from guyub.foundation.core.exports.excel import xlsx
from guyub.foundation.core.exports.files import tables_file
from guyub.foundation.core.exports.paper import pdf
from guyub.foundation.core.exports.plain import csv
from guyub.foundation.core.exports.posters import Poster, poster_pdf
from guyub.foundation.core.exports.slips import Slip, slip_pdf
from guyub.foundation.core.exports.tables import Cell, Column, Kind, Table, cell_text

__all__ = [
    "Cell",
    "Column",
    "FileKind",
    "Kind",
    "Poster",
    "Slip",
    "Table",
    "cell_text",
    "csv",
    "download",
    "pdf",
    "poster_pdf",
    "slip_pdf",
    "tables_file",
    "xlsx",
]
