"""The look in a real browser: readable, reachable by keyboard, whole at twice the size, within the frame of a phone."""

from __future__ import annotations

from typing import Any

import pytest

from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations.models import Organization
from tests.e2e.conftest import expect
from tests.factories_members import make_member

PAGES = {
    "style guide": "/gaya/",
    "whole screen": "/gaya/layar-penuh/",
    "sheet": "/gaya/lembar/",
    "slip": "/gaya/struk/",
    "home": "/p/sekar/",
    "help": "/bantuan/",
    "choice": "/pilih/",
}
SMALLEST_LETTERS = """() => {
  const small = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !element.checkVisibility()) continue;
    if (element.closest('.sr, .money, svg.qr, script, style, option')) continue;
    let size = parseFloat(getComputedStyle(element).fontSize);
    const svg = element.closest('svg.chart');
    if (svg) size *= svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    if (size < 15.9) small.push(element.textContent.trim().slice(0, 40) + ' ' + size);
  }
  return small;
}"""
CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary"
SMALL_TARGETS = """(controls) => [...document.querySelectorAll(controls)]
  .filter(e => e.checkVisibility() && !e.closest('p, .skip') && !(e.matches('input') && e.closest('label')))
  .map(e => [e, e.getBoundingClientRect()])
  .filter(([e, box]) => box.height < 47.5 || box.width < 47.5)
  .map(([e, box]) => e.outerHTML.slice(0, 100) + ' ' + Math.floor(box.width) + '×' + Math.floor(box.height))"""
UNREACHED = """(controls) => [...document.querySelectorAll(controls)]
  .filter(e => e.checkVisibility() && !e.disabled && e.dataset.tabbed !== 'yes')
  .filter(e => !(e.type === 'radio' && document.querySelector(`input[name="${e.name}"][data-tabbed]`)))
  .map(e => e.outerHTML.slice(0, 120))"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("size", ["phone", "laptop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_have_no_barrier_that_axe_can_find(name, scheme, size, open_page, officer, check_axe):
    page = open_page(PAGES[name], size=size, who=officer, color_scheme=scheme)
    check_axe(page)


@pytest.mark.parametrize("size", ["phone", "laptop"])
def test_error_pages_have_no_barrier_that_axe_can_find(size, open_page, officer, check_axe):
    page = open_page("/p/nowhere/", size=size, who=officer, expect=404)
    expect(page.get_by_role("heading", level=1)).to_have_text("Halaman ini tidak ada")
    expect(page.get_by_role("link", name="Ke beranda")).to_be_visible()
    check_axe(page)


@pytest.mark.parametrize("contrast", ["no-preference", "more"])
def test_high_contrast_keeps_every_word_readable(contrast, open_page, officer, check_axe):
    check_axe(open_page("/gaya/", who=officer, contrast=contrast))


@pytest.mark.parametrize("name", PAGES)
def test_letters_are_at_least_16_pixels_and_targets_48(name, open_page, officer):
    page = open_page(PAGES[name], who=officer)
    assert page.evaluate(SMALLEST_LETTERS) == []
    assert page.evaluate(SMALL_TARGETS, CONTROLS) == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_sticks_out_of_a_phone_even_at_200_percent(name, open_page, officer):
    assert open_page(PAGES[name], who=officer).evaluate(OVERFLOW) == 0
    half = {"viewport": {"width": 180, "height": 320}, "device_scale_factor": 2}  # what 200 % zoom makes of 360×640
    assert open_page(PAGES[name], who=officer, **half).evaluate(OVERFLOW) == 0


@pytest.mark.parametrize("name", PAGES)
def test_the_tab_key_reaches_everything_and_shows_where_it_is(name, open_page, officer):
    page = open_page(PAGES[name], who=officer)
    page.locator(".skip, .sheet-bar a").first.focus()
    while mark_focus(page):
        page.keyboard.press("Tab")
    assert page.evaluate(UNREACHED, CONTROLS) == []


def mark_focus(page: Any) -> bool:
    """Note the focused element; return False once the page has been walked through."""
    return page.evaluate(
        """() => {
          const here = document.activeElement;
          if (here === document.body || here.dataset.tabbed) return false;
          here.dataset.tabbed = 'yes';
          const style = getComputedStyle(here.matches('.pick input') ? here.closest('label') : here);
          if (style.outlineStyle === 'none' && style.boxShadow === 'none') here.dataset.tabbed = 'unseen';
          return true;
        }"""
    )


def test_everything_works_without_javascript(open_page, officer):
    page = open_page("/gaya/", who=officer, java_script_enabled=False)
    expect(page.locator("input[name=weight]")).to_be_visible()
    expect(page.locator("input[name=count]")).to_be_visible()
    expect(page.locator("[data-print]").first).to_be_hidden()
    page.locator("summary").first.click()
    expect(page.get_by_role("link", name="Paguyuban saya")).to_be_visible()


def test_keypad_writes_a_weight_with_one_comma(open_page, officer):
    page = open_page("/gaya/", who=officer)
    weight, keys = page.locator("input[name=weight]"), page.locator(".keys")
    weight.fill("")
    for key in ["3", ",", "2", ",", "0"]:
        keys.get_by_role("button", name=key, exact=True).click()
    expect(weight).to_have_value("3,20")
    keys.get_by_role("button", name="Hapus").click()
    expect(weight).to_have_value("3,2")


def test_a_weighing_screen_is_seen_whole_on_the_smallest_phone(open_page, officer):
    page = open_page("/gaya/layar-penuh/", who=officer)
    page.locator(".keys").wait_for()
    assert page.evaluate("document.documentElement.scrollHeight") == 640
    bar, keys = page.locator(".bar").bounding_box(), page.locator(".keys").bounding_box()
    assert keys["y"] + keys["height"] <= bar["y"], "the whole keypad stands above the button"


def test_the_amount_follows_weight_and_kind(open_page, officer):
    page = open_page("/gaya/layar-penuh/", who=officer)
    total = page.locator(".total-line output")
    page.locator("input[name=weight]").fill("3,2")
    expect(total).to_have_text("Rp5.440")
    page.get_by_role("radio", name="Jelantah").check()
    expect(total).to_have_text("Rp9.600")
    expect(page.locator(".with-unit .unit").first).to_have_text("l")
    page.locator("input[name=weight]").fill("12x")
    expect(total).to_be_hidden()


def test_a_list_follows_the_typing_and_the_page_stays(open_page, officer):
    org = Organization.objects.get(slug="sekar")
    with tenant(org.pk):
        for name in ("Sutinah", "Sri Wahyuni", "Kasinem"):
            make_member(org, name)
    page = open_page("/p/sekar/anggota/", who=officer)
    page.evaluate("window.stayed = true")
    page.get_by_role("searchbox").press_sequentially("wahyu")
    page.get_by_text("Kasinem").wait_for(state="detached")
    expect(page.locator("#members").get_by_text("Sri Wahyuni")).to_be_visible()
    assert page.evaluate("window.stayed && document.activeElement.type") == "search"
    assert "q=wahyu" in page.url


def test_stepper_stays_between_its_limits(open_page, officer):
    page = open_page("/gaya/", who=officer)
    count = page.locator("input[name=count]")
    for _press in range(4):
        page.get_by_role("button", name="Kurangi satu").click()
    expect(count).to_have_value("0")
    page.get_by_role("button", name="Tambah satu").click()
    expect(count).to_have_value("1")


def test_table_sorts_by_value_not_by_text(open_page, officer):
    page = open_page("/gaya/", size="laptop", who=officer)
    table = page.locator("table", has_text="Uraian")
    table.get_by_role("button", name="Masuk").click()
    table.get_by_role("button", name="Masuk").click()
    assert table.locator("thead th", has_text="Masuk").get_attribute("aria-sort") == "descending"
    expect(table.locator("tbody tr").first).to_contain_text("Rp412.500")


def test_language_follows_the_button_and_stays(open_page, officer):
    page = open_page("/bantuan/", who=officer)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Help")
    page.goto("/bantuan/")
    assert page.locator("html").get_attribute("lang") == "en"


def test_menu_closes_with_escape_and_gives_the_focus_back(open_page, officer):
    page = open_page("/p/sekar/", who=officer)
    page.locator("details.menu summary").click()
    expect(page.get_by_role("link", name="Paguyuban saya")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Paguyuban saya")).to_be_hidden()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
