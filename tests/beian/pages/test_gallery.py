"""Each component has a page of its own, in every state, with the line that draws it."""

import pytest
from lxml import html

from beian.pages.specimens import SPECIMENS


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda specimen: specimen.slug)
def test_a_component_is_shown_in_its_states_with_the_line_that_draws_it(browser, specimen):
    answer = browser.get(f"/gallery/{specimen.slug}/?layout=owner")
    tree = html.fromstring(answer.content)
    assert answer.status_code == 200
    assert [line.text_content() for line in tree.xpath("//code")] == [text for _label, text in specimen.states]
    bodies = tree.xpath("//div[@class='specimen-body']")
    assert len(bodies) == len(specimen.states)
    assert bodies[0].text_content().strip() or bodies[0].xpath(".//*")


def test_the_gallery_leads_to_every_component(browser):
    tree = html.fromstring(browser.get("/gallery/").content)
    found = {link for link in tree.xpath("//main//a/@href") if link.startswith("/gallery/")}
    assert {f"/gallery/{specimen.slug}/" for specimen in SPECIMENS} <= found


def test_a_component_that_does_not_exist_is_404(browser):
    assert browser.get("/gallery/nothing/").status_code == 404
