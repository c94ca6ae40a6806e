"""The building blocks say what they should, and escape what they are given."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.template import Context, Template

from guyub.foundation.core.exports import Column, Table
from guyub.foundation.core.fields import RupiahField
from guyub.foundation.core.forms import ActionForm
from guyub.foundation.core.pictures import PictureRadios


def draw(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


class Sample(ActionForm):
    name = forms.CharField(label="Nama", help_text="Seperti di KTP.")
    amount = RupiahField(label="Jumlah", minimum=1000)
    kind = forms.ChoiceField(
        label="Jenis",
        choices=[("1", "Kardus"), ("2", "Botol")],
        widget=PictureRadios(pictures={"1": "cardboard"}, about={"1": "Rp1.700/kg"}),
    )
    note = forms.CharField(label="Catatan", required=False)


CLIENT_ID = "0190a000-0000-7000-8000-00000000dead"


def test_a_field_ties_hint_and_error_to_its_input():
    form = Sample({"client_id": CLIENT_ID, "amount": "5", "kind": "1"})
    drawn = draw("{% field form.name %}", form=form)
    assert '<label for="id_name">Nama</label>' in drawn
    assert 'id="id_name_hint">Seperti di KTP.' in drawn
    assert 'id="id_name_error"' in drawn
    assert 'aria-describedby="id_name_hint id_name_error"' in drawn
    assert 'aria-invalid="true"' in drawn


def test_a_quiet_field_has_no_error_and_says_when_it_may_be_empty():
    drawn = draw("{% field form.note %}", form=Sample())
    assert "(boleh kosong)" in drawn
    assert "aria-invalid" not in drawn
    assert "_error" not in drawn


def test_errors_are_listed_with_links_in_the_order_of_the_form():
    form = Sample({"client_id": CLIENT_ID, "amount": "5", "kind": ""})
    drawn = draw("{% form_errors form %}", form=form)
    assert drawn.index('href="#id_name"') < drawn.index('href="#id_amount"') < drawn.index('href="#id_kind_0"')
    assert 'role="alert"' in drawn
    assert "Belum ada yang tersimpan." in drawn


def test_no_errors_draw_nothing():
    assert draw("{% form_errors form %}", form=Sample()) == ""


def test_client_id_is_hidden_in_the_form():
    drawn = draw("{% client_id form %}", form=Sample({"client_id": CLIENT_ID}))
    assert f'<input type="hidden" name="client_id" value="{CLIENT_ID}"' in drawn


def test_picture_tiles_are_radio_buttons_with_object_word_and_price():
    drawn = draw("{% field form.kind %}", form=Sample(initial={"kind": "1"}))
    assert drawn.count('type="radio"') == 2
    assert '#cardboard"' in drawn
    assert "<small>Rp1.700/kg</small>" in drawn
    assert "<legend>Jenis</legend>" in drawn
    assert 'class="pick"' in drawn
    assert drawn.count("checked") == 1


def test_a_form_drawn_whole_has_every_part():
    drawn = draw("{{ form }}", form=Sample({"client_id": CLIENT_ID}))
    assert drawn.count('class="field') == 4
    assert 'class="summary"' in drawn
    assert 'name="client_id"' in drawn


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ 12500|rupiah }}", "Rp12.500"),
        ("{{ 12500|in_words }}", "dua belas ribu lima ratus rupiah"),
        ('{{ 3200|quantity:"g" }}', "3,20 kg"),
        ("{{ nothing|rupiah }}", ""),
    ],
)
def test_figures(source, text):
    assert draw(source, nothing=None) == text


def test_banknotes_are_the_fewest_that_make_the_amount():
    drawn = draw("{% banknotes 188700 %}")
    assert [
        word for word in ("1 × Rp100.000", "1 × Rp50.000", "1 × Rp20.000", "1 × Rp10.000") if word not in drawn
    ] == []
    assert drawn.count("<li>") == 9


def test_a_note_an_icon_and_a_chip():
    assert "#check" in draw('{% note "leaf" "check" %}<p>Cocok</p>{% endnote %}')
    assert "<div><p>Cocok</p></div>" in draw('{% note "leaf" "check" %}<p>Cocok</p>{% endnote %}')
    assert 'aria-hidden="true"' in draw('{% icon "scale" %}')
    assert 'role="img" aria-label="Timbangan"' in draw('{% icon "scale" label="Timbangan" %}')
    assert "Lunas" in draw('{% chip "leaf" "check" "Lunas" %}')


def test_an_object_that_is_not_drawn_becomes_a_box():
    assert "#box" in draw("{% icon name %}", name="<script>")


def test_words_of_people_are_escaped():
    drawn = draw("{% person name about %}{% tile '#' 'scale' name about %}{% share name %}", name="<b>Sri", about="<i>")
    assert "<b>Sri" not in drawn.replace("<b>&lt;b&gt;Sri", "")
    assert "<i>" not in drawn
    assert "%3Cb%3ESri" in drawn


def test_a_table_is_ready_for_a_phone_and_for_sorting():
    table = Table(
        "Kas",
        [Column("Tanggal", "date"), Column("Masuk", "rupiah")],
        [[date(2022, 3, 6), 12_500], [date(2022, 3, 20), None]],
        totals=["Jumlah", 12_500],
        notes=["Cocok."],
    )
    drawn = draw("{% data_table table %}", table=table)
    assert 'data-label="Masuk" class="num" data-sort="12500">Rp12.500' in drawn
    assert 'data-sort="2022-03-06">6 Mar 2022' in drawn
    assert "<tfoot>" in drawn
    assert "Cocok." in drawn


def test_search_follows_the_typing_only_where_a_list_is_named():
    assert "hx-get" not in draw('{% search_box "/x/" %}')
    assert 'hx-target="#list"' in draw('{% search_box "/x/" "" "Cari" target="#list" %}')
