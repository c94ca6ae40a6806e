"""Building blocks of every screen, as template tags. They are builtins: no `load` needed.

How each looks, in every state, is on the page `/gaya/`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django import template
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guyub.foundation.core import money, quantities, words
from guyub.foundation.core import qr as codes
from guyub.web import charts, components
from guyub.web.icons import names

register = template.Library()

SIZES = {"": "icon", "s": "icon icon-s", "m": "icon icon-m", "l": "icon icon-l"}
GROUNDS = {"turmeric": "note", "leaf": "note note-leaf", "chilli": "note note-chilli", "indigo": "note note-indigo"}


LIVE = (
    ' hx-get="{0}" hx-trigger="input changed delay:300ms" hx-target="{1}" hx-select="{1}" hx-swap="outerHTML"'
    ' hx-sync="this:replace" hx-push-url="true"'
)
SHARE = (
    '<a class="btn btn-quiet no-print" href="https://wa.me/?text={}" rel="noopener"'
    ' data-share-text="{}" data-share-url="{}">{}{}</a>'
)
TOTAL = (
    '<p class="spread total-line" data-total data-quantity="{0}" data-kind="{1}" hidden>'
    '<span class="muted">{2}</span><output class="num lead" for="{0}"></output></p>'
)
PRINT = '<button type="button" class="btn btn-quiet js-only no-print" data-print>{}{}</button>'


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """Draw an object: `{% icon "scale" %}`, sizes `s`, (none), `m`, `l`. A word stands beside it, or give `label`."""
    known = name if name in names() else "box"
    said = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="{}" {} focusable="false"><use href="{}#{}"></use></svg>',
        SIZES.get(size, f"icon {size}"),
        said,
        static("web/icons.svg"),
        known,
    )


# --- forms ---------------------------------------------------------------------------------------------------------


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField, **options: Any) -> dict[str, Any]:
    """Draw a label, a hint, the errors and the input: `{% field form.weight unit="kg" keypad=True %}`.

    Options: `label`, `hint`, `unit`, `keypad` (big decimal keys), `stepper` (− and +), `tiles` (radio buttons as
    picture tiles: the widget's options carry `data-icon`).
    """
    return components.describe_field(bound, options)


@register.simple_tag
def form_errors(form: BaseForm) -> SafeString | str:
    """List what must be put right, with links to the inputs. Nothing is drawn while all is well."""
    if not form.errors:
        return ""
    content = render_to_string("web/parts/form_errors.html", {"items": components.summarise_errors(form)})
    return SafeString(content)


@register.simple_tag
def client_id(form: BaseForm) -> SafeString:
    """Draw the hidden inputs of a form, among them the `client_id` that makes a second press harmless."""
    return components.join(SafeString(bound) for bound in form.hidden_fields())


@register.simple_tag
def live_total(quantity: BoundField, kind: BoundField) -> SafeString:
    """Say what the quantity comes to while she types: `{% live_total form.weight form.kind %}`.

    Needs JavaScript, and `prices` on the picture radios; the amount that counts is worked out on the server.
    """
    return format_html(TOTAL, quantity.auto_id, kind.html_name, _("This comes to"))


# --- words and boxes -----------------------------------------------------------------------------------------------


@register.simple_block_tag(end_name="endnote")
def note(content: str, ground: str = "turmeric", icon_name: str = "info") -> SafeString:
    """Draw a box that asks for a look: `{% note "leaf" "check" %}<p>Cocok.</p>{% endnote %}`."""
    return format_html('<div class="{}">{}<div>{}</div></div>', GROUNDS[ground], icon(icon_name), content)


@register.simple_tag
def chip(ground: str, icon_name: str, text: str) -> SafeString:
    """Draw a state as a word with its icon: `{% chip "leaf" "check" text %}`."""
    return format_html('<span class="chip chip-{}">{}{}</span>', ground, icon(icon_name, "s"), text)


@register.inclusion_tag("web/parts/empty.html")
def empty_state(icon: str, title: str, text: str = "", url: str = "", label: str = "") -> dict[str, Any]:
    """Say what will stand here, and how the first one comes."""
    return {"icon": icon, "title": title, "text": text, "url": url, "label": label}


@register.simple_tag
def person(name: str, about: str = "", url: str = "") -> SafeString:
    """Draw a person: initials, name, and what tells her from others of that name."""
    words = format_html("<b>{}</b>", name)
    if url:
        words = format_html('<b><a href="{}">{}</a></b>', url, name)
    more = format_html("<small>{}</small>", about) if about else ""
    return format_html(
        '<div class="person"><span class="face" aria-hidden="true">{}</span><div>{}{}</div></div>',
        components.initials(name),
        words,
        more,
    )


@register.simple_tag
def tile(url: str, icon_name: str, title: str, about: str = "", *, now: bool = False) -> SafeString:
    """Draw one way to go, as a picture with its word; `now=True` for the one thing of this moment."""
    return format_html(
        '<a class="tile{}" href="{}">{}<span>{}{}</span></a>',
        " tile-now" if now else "",
        url,
        icon(icon_name, "m"),
        title,
        format_html("<small>{}</small>", about) if about else "",
    )


@register.simple_tag
def steps(current: int, total: int) -> SafeString:
    """Show how far a flow is: `{% steps 2 4 %}`."""
    states = ["done" if step < current else "now" if step == current else "" for step in range(1, total + 1)]
    marks = format_html_join("", '<li class="{}"></li>', [[state] for state in states])
    said = _("Step %(current)s of %(total)s") % {"current": current, "total": total}
    return format_html('<div class="steps"><ol aria-hidden="true">{}</ol><span>{}</span></div>', marks, said)


@register.simple_tag
def tabs(items: Sequence[Sequence[Any]], label: str = "") -> SafeString:
    """Draw neighbouring pages: `items` are (url, word, is this one)."""
    links = format_html_join(
        "",
        '<a href="{}"{}>{}</a>',
        [(url, SafeString(' aria-current="page"') if here else "", word) for url, word, here in items],
    )
    return format_html('<nav class="tabs" aria-label="{}">{}</nav>', label or _("Pages"), links)


@register.simple_tag
def readback(rows: Sequence[Sequence[Any]]) -> SafeString:
    """Read back before saving: `rows` are (word, value) or (word, value, "total")."""
    marked = [("total" if len(row) > 2 else "", row[0], row[1]) for row in rows]
    lines = format_html_join("", '<dt class="{0}">{1}</dt><dd class="{0}">{2}</dd>', marked)
    return format_html('<dl class="readback">{}</dl>', lines)


@register.simple_tag
def amount(value: int, *, spoken: bool = True) -> SafeString:
    """Draw a big amount, with the same in words below."""
    said = format_html('<span class="words">{}</span>', in_words(value)) if spoken else ""
    return format_html('<div class="sum"><b>{}</b>{}</div>', rupiah(value), said)


@register.simple_tag
def banknotes(value: int) -> SafeString:
    """Draw the banknotes and coins that make an amount, the fewest that do."""
    notes = [
        (components.draw_banknote(one), components.count_text(one, count)) for one, count in words.banknotes(value)
    ]
    return format_html('<ul class="notes">{}</ul>', format_html_join("", "<li>{}<span>{}</span></li>", notes))


# --- figures -------------------------------------------------------------------------------------------------------


@register.filter
def rupiah(value: int | None) -> str:
    """Write an amount: `Rp12.500`."""
    return "" if value is None else money.rupiah(value)


@register.filter
def in_words(value: int | None) -> str:
    """Write an amount as words: `dua belas ribu lima ratus rupiah`."""
    return "" if value is None else f"{words.in_words(value)} rupiah"


@register.filter
def quantity(value: int | None, unit: str) -> str:
    """Write a weight, volume or number of pieces: `{{ grams|quantity:"g" }}` gives `3,20 kg`."""
    return "" if value is None else quantities.quantity_text(value, quantities.Unit(unit))


@register.inclusion_tag("web/parts/data_table.html")
def data_table(table: Any) -> dict[str, Any]:
    """Draw a `core.exports.Table`: sortable on a laptop, a stack of cards on a phone."""
    columns = [{"title": c.title, "right": c.is_number} for c in table.columns]
    return {
        "caption": table.title,
        "columns": columns,
        "rows": components.table_rows(table.columns, table.rows),
        "totals": components.table_rows(table.columns, [table.totals])[0] if table.totals else None,
        "notes": table.notes,
    }


@register.simple_tag
def chart(chart: Any) -> SafeString:
    """Draw a `core.charts.Chart` as SVG, with its sentence and the same figures as a table."""
    return charts.draw(chart)


@register.inclusion_tag("web/parts/pager.html")
def pager(page: Any) -> dict[str, Any]:
    """Draw the way to the rows before and after; `page.previous` and `page.next` are addresses, or empty."""
    return {"previous": getattr(page, "previous", ""), "next": getattr(page, "next", "")}


@register.simple_tag
def qr(text: str, label: str = "") -> SafeString:
    """Draw a QR code as SVG."""
    return codes.svg(text, label=label or _("QR code"))


# --- doing something with a page -----------------------------------------------------------------------------------


@register.simple_tag
def search_box(url: str, value: str = "", label: str = "", name: str = "q", target: str = "") -> SafeString:
    """Draw a search line; with `target="#list"` the list follows while she types."""
    label = label or _("Search")
    live = format_html(LIVE, url, target) if target else ""
    return format_html(
        '<form class="search" role="search" action="{}"><input class="input" type="search" name="{}" value="{}"'
        ' aria-label="{}" placeholder="{}" autocomplete="off"{}><button class="btn btn-quiet">{}{}</button></form>',
        url,
        name,
        value or "",
        label,
        label,
        live,
        icon("search", "s"),
        _("Search"),
    )


@register.simple_tag
def print_button(label: str = "") -> SafeString:
    """Draw the button that prints this page; without JavaScript the browser's own menu does it."""
    return format_html(PRINT, icon("print", "s"), label or _("Print"))


@register.simple_tag
def share(text: str, url: str = "", label: str = "") -> SafeString:
    """Draw the ways to pass a text on: the phone's own sharing when it has one, else WhatsApp by a link."""
    whole = f"{text} {url}".strip()
    return format_html(SHARE, quote(whole), text, url, icon("share", "s"), label or _("Share"))


# --- the frame of a page -------------------------------------------------------------------------------------------


@register.simple_block_tag
def way_back(content: str) -> SafeString | str:
    """Draw the way back, if the page names one."""
    url = content.strip()
    if not url:
        return ""
    return format_html('<a class="btn-in back" href="{}" rel="up">{}{}</a>', SafeString(url), icon("back"), _("Back"))


@register.simple_block_tag
def wide_area(content: str) -> SafeString | str:
    """Give tables the whole width of a laptop, if the page has any."""
    return format_html('<div class="wide-area stack">{}</div>', content) if content.strip() else ""


@register.simple_block_tag
def bottom_bar(content: str) -> SafeString | str:
    """Hold the one primary action at the bottom edge, if the page has one."""
    if not content.strip():
        return ""
    return format_html('<div class="bar" role="region" aria-label="{}"><div>{}</div></div>', _("Next step"), content)
