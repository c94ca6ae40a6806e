"""A list of members as offices really keep them: every kind of dirt, in fixed shares, the same on every machine."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, field
from datetime import date, timedelta

import xlsxwriter

_FIRST = """
    Sutinah Tumirah Kasinem Tukinem Juminah Suwarti Sumarni Rasinah Wartini Karsinah Darsini Tarsiyem Sri Siti Nur
    Eni Yuli Rina Dewi Endang Titin Wiwin Ani Lilis Yanti Ratna Partini Poniyem Saminah Turinah Warsem Kartini
"""
_SECOND = """
    Rahayu Khotimah Aminah Wahyuni Lestari Astuti Handayani Purwanti Maryati Susanti Fatimah Nuraeni Rochmah Mulyani
    Suryati Puspita Ningsih Utami Haryati Kurniasih Setyowati Indah Rohayati Widiastuti
"""
_THIRD = "Ayu Indri Putri Dwi Tri Kus Eka Wati Ika Retno Sari Asih Mega Rini"
FIRST, SECOND, THIRD = _FIRST.split(), _SECOND.split(), _THIRD.split()
VILLAGES = {
    "Cihonje": ["Cihonje", "CIHONJE", "Desa Cihonje"],
    "Gumelar": ["Gumelar", "gumelar "],
    "Paningkaban": ["Paningkaban"],
    "Tlaga": ["Tlaga", "Tlaga", "Tlaga", "Tiaga"],
    "Karangkemojing": ["Karangkemojing", "Karang Kemojing", "karang kemojing"],
    "Kedungurang": ["Kedungurang", "Kedung urang"],
    "Samudra": ["Samudra", "Samudera"],
    "Samudra Kulon": ["Samudra Kulon", "Samudera Kulon"],
}
HAMLETS = ["Karangpucung", "Cihonje Lor", "Dukuh Tengah", "Gumelar Kulon", "Kalisalak", "Windusari"]


@dataclass
class Dirty:
    """The file, and how many rows of each kind were put into it."""

    rows: list[list[object]] = field(default_factory=list)
    people: int = 0  # rows that name somebody who stands nowhere earlier in the file
    twice: int = 0  # rows that repeat an earlier one
    nameless: int = 0
    bad_phones: int = 0
    bad_dates: int = 0
    unsure_villages: int = 0  # "Tiaga"
    titled: int = 0
    bad_niks: int = 0

    def xlsx(self) -> bytes:
        """The rows below two merged heading rows and a title, as a trade office would write it."""
        buffer = io.BytesIO()
        book = xlsxwriter.Workbook(buffer, {"in_memory": True})
        sheet = book.add_worksheet("Data Anggota")
        sheet.merge_range(0, 0, 0, 10, "DATA ANGGOTA PAGUYUBAN")
        for column, heading in enumerate(["No.", "Nama", "NIK", "Tgl Lahir", "No. HP"]):
            sheet.merge_range(2, column, 3, column, heading)
        sheet.merge_range(2, 5, 2, 8, "Alamat")
        for column, heading in enumerate(["Dusun/Grumbul", "RT", "RW", "Desa"], start=5):
            sheet.write(3, column, heading)
        sheet.merge_range(2, 9, 3, 9, "Status")
        sheet.merge_range(2, 10, 3, 10, "Tgl Masuk")
        for index, row in enumerate(self.rows, start=4):
            for column, value in enumerate(row):
                if value != "":
                    sheet.write(index, column, value)
        book.close()
        return buffer.getvalue()


def dirty_members(count: int = 2000, seed: int = 20231231) -> Dirty:
    """Build `count` rows. Names of the first rows never repeat, apart from those repeated on purpose."""
    chance = random.Random(seed)
    dirty = Dirty()
    names = [f"{a} {c} {b}" for a in FIRST for b in SECOND for c in THIRD]
    chance.shuffle(names)
    for index in range(count):
        if index % 100 == 99:
            dirty.rows.append([index + 1, "", "", "", "", "Karangpucung", 1, 2, "Cihonje", "", ""])
            dirty.nameless += 1
        elif index % 50 == 49:
            repeated = list(dirty.rows[index - 20])
            repeated[1] = f"{repeated[1]}  ".upper()
            dirty.rows.append(repeated)
            dirty.twice += 1
        else:
            dirty.rows.append(_person(dirty, chance, index, names[index]))
            dirty.people += 1
    return dirty


def _person(dirty: Dirty, chance: random.Random, index: int, name: str) -> list[object]:
    if index % 11 == 3:
        name = f"Bu {name}"
        dirty.titled += 1
    if index % 7 == 2:
        name = f" {name}   "
    village = chance.choice(list(VILLAGES))
    spelling = chance.choice(VILLAGES[village])
    dirty.unsure_villages += spelling == "Tiaga"
    return [
        index + 1,
        name,
        _nik(dirty, index),
        _birth(dirty, chance, index),
        _phone(dirty, index),
        chance.choice(HAMLETS),
        chance.randint(1, 6),
        f"{chance.randint(1, 8):03d}",
        spelling,
        chance.choice(["Purna PMI", "keluarga PMI", "mantan TKW", ""]),
        ["1/2/21", "01-02-2021", "1 Feb 2021", 44228][index % 4],
    ]


def _nik(dirty: Dirty, index: int) -> object:
    if index % 9 == 4:
        dirty.bad_niks += 1
        return f"33029901{index % 10_000_000:07d}"  # fifteen digits
    if index % 9 == 5:
        dirty.bad_niks += 1
        return 3.30215e15  # what is left of a number in a narrow column
    return f"330299{41 + index % 28:02d}0175{index % 10_000:04d}"


def _birth(dirty: Dirty, chance: random.Random, index: int) -> object:
    if index % 97 == 13:
        dirty.bad_dates += 1
        return "31/02/1975"
    day = date(1955, 1, 1) + timedelta(days=chance.randint(0, 16_000))
    forms = [f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}", (day - date(1899, 12, 30)).days, f"Banyumas, {day:%d-%m-%Y}"]
    return forms[index % 4]


def _phone(dirty: Dirty, index: int) -> object:
    if index % 89 == 17:
        dirty.bad_phones += 1
        return "0812"
    tail = f"{index:04d}"
    forms = [f"0812-3400-{tail}", f"+62 812 3400 {tail}", int(f"628123400{tail}"), int(f"8123400{tail}"), ""]
    return forms[index % 5]
