"""Uses the page as a person does, in headless Chromium: page.py ADDRESS PICTURE [SCREENSHOTS].

Exits with 1 and says what went wrong. The server has small models of lenet (five classes), word2vec,
rnnlm, attention, rntn and nic.
"""

import base64
import pathlib
import shutil
import sys

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright

PARTS = ["photographs", "words", "writing", "translation", "sentences", "sound", "runs", "catalog"]
DROP = """([id, name, bytes]) => {
  const data = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([data], name, { type: "image/png" }));
  document.getElementById(id).dispatchEvent(
    new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""


class Visit:
    """A page with everything that it complains of."""

    def __init__(self, browser, address, language, width, height):
        self.problems = []
        self.address = address
        self.context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": height}, locale=language, reduced_motion="reduce")
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("console", self.note_console)
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        self.page.on("request", self.note_request)

    def note_console(self, message):
        if message.type in ("error", "warning"):
            self.problems.append(f"console: {message.text}")

    def note_request(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.problems.append(f"asks another host: {request.url}")

    def open(self, part):
        self.page.goto(f"{self.address}/#{part}")
        expect(self.page.locator(f"#{part}")).to_be_visible()
        self.page.wait_for_load_state("networkidle")


def photographs(page: Page, picture: pathlib.Path):
    page.locator("#photo-model").select_option("lenet")
    page.evaluate(DROP, ["photo-drop", picture.name, base64.b64encode(picture.read_bytes()).decode()])
    expect(page.locator("#photo-classes li")).to_have_count(5)
    expect(page.locator("#photo-status")).not_to_have_class("status bad")
    page.locator("#photo-classes button").first.click()
    expect(page.locator("#photo-overlay")).to_be_visible()
    page.wait_for_function("document.getElementById('photo-overlay').naturalWidth === 28")


def similar_pictures(page: Page):
    """Beside the classes: the pictures of the training that are most like the dropped one."""
    pictures = page.locator("#photo-similar-list li")
    expect(pictures).to_have_count(6)
    expect(pictures.first.locator("figcaption")).to_contain_text("middle")
    expect(page.locator("#photo-similar-status")).to_contain_text("85")
    page.locator("#photo-similar-list").scroll_into_view_if_needed()
    page.wait_for_function("""() => [...document.querySelectorAll("#photo-similar-list img")]
      .every((image) => image.naturalWidth === 160 && image.alt.includes(":"))""")


def captions(page: Page, per_word: str):
    """A captioner writes in both of its languages; where it looked it cannot tell here."""
    page.locator("#photo-model").select_option("nic")
    expect(page.locator("#photo-caption")).to_contain_text("(en)")
    expect(page.locator("#photo-others h3")).to_contain_text("(ja)")
    for place in ["#photo-classes", "#photo-others"]:
        expect(page.locator(f"{place} li").first).to_contain_text(per_word)
    expect(page.locator("#photo-classes button")).to_have_count(0)
    expect(page.locator("#photo-locate")).to_be_disabled()
    expect(page.locator("#photo-similar")).to_be_hidden()


def words(page: Page):
    page.fill("#nearest-words", "cat")
    page.press("#nearest-words", "Enter")
    expect(page.locator("#words-found li").first).to_contain_text("cat")
    for name, word in [("a", "cat"), ("b", "dog"), ("c", "house")]:
        page.fill(f"#analogy-{name}", word)
    page.locator("#analogy-form button").click()
    expect(page.locator("#words-status")).not_to_have_class("status bad")
    page.fill("#nearest-words", "<b>nothing</b>")
    page.press("#nearest-words", "Enter")
    expect(page.locator("#words-status")).to_contain_text("<b>nothing</b>")


def writing(page: Page):
    page.fill("#writing-prompt", "the ")
    page.fill("#writing-length", "40")
    page.locator("#writing-form button").first.click()
    expect(page.locator("#writing-stop")).to_be_disabled()
    text = page.locator("#writing-text").inner_text()
    assert len(text) > 30 and text.startswith("the "), text
    page.fill("#writing-length", "2000")
    page.locator("#writing-form button").first.click()
    page.locator("#writing-stop").click()
    expect(page.locator("#writing-stop")).to_be_disabled()


def translation(page: Page):
    page.fill("#translation-input", "the cat sees")
    page.locator("#translation-form button").click()
    expect(page.locator("#translation-alignment thead th")).to_have_text(["the", "cat", "sees"])
    assert page.locator("#translation-alignment svg").count() >= 3


def sentences(page: Page):
    page.fill("#sentence-input", "a good film")
    page.locator("#sentence-form button").click()
    expect(page.locator("#sentence-classes li")).to_have_count(5)
    page.wait_for_function("document.querySelector('#sentence-tree img')?.naturalWidth > 50")


def runs(page: Page):
    for name in ["lenet", "rnnlm"]:
        page.locator(f"#runs-list input[value={name}]").check()
    page.select_option("#runs-metric", "loss")
    expect(page.locator("#runs-chart path").first).to_be_visible()
    assert page.locator("#runs-chart path").count() >= 2


def catalog(page: Page):
    count = len(page.request.get("/api/systems").json()["systems"])
    expect(page.locator("#catalog-list li")).to_have_count(count)
    page.fill("#catalog-filter", "1943")
    expect(page.locator("#catalog-list li")).to_have_count(1)


def keyboard(visit: Visit):
    """Everything can be reached without a mouse, in the order of the page."""
    page = visit.page
    # A fresh start: the address of a part would begin there.
    page.goto("about:blank")
    page.goto(visit.address)
    expect(page.locator("#photographs")).to_be_visible()
    seen = []
    for _ in range(14):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("""() => {
          const place = document.activeElement;
          return place.id || place.dataset?.language || place.hash || place.form?.id || place.tagName;
        }"""))
    wanted = ["#main", "en", "ja", "#photographs", "#catalog", "photo-file", "photo-model"]
    places = [seen.index(name) if name in seen else -1 for name in wanted]
    assert -1 not in places and places == sorted(places), f"keyboard: {seen}"
    page.locator("nav a[href='#runs']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#runs")).to_be_visible()
    visit.page.wait_for_load_state("networkidle")
    assert page.evaluate("document.activeElement.id") == "main", "the focus stays behind"


def check_part(visit: Visit, part, screenshots, name):
    page = visit.page
    for violation in Axe().run(page).response["violations"]:
        if violation["impact"] in ("serious", "critical"):
            places = [node["html"][:120] for node in violation["nodes"]]
            visit.problems.append(f"{part}: {violation['id']}: {violation['help']}: {places}")
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        visit.problems.append(f"{part}: is {wide} pixels wider than the screen")
    if screenshots:
        page.screenshot(path=screenshots / f"{name}-{part}.png", full_page=True)


def main():
    address, picture = sys.argv[1].rstrip("/"), pathlib.Path(sys.argv[2])
    screenshots = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
    program = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])))
    problems = []
    uses = {"words": words, "writing": writing, "translation": translation, "sentences": sentences,
            "runs": runs, "catalog": catalog}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, language, width, height in [
                ("wide", "en-US", 1280, 900), ("narrow", "ja-JP", 390, 844)]:
            visit = Visit(browser, address, language, width, height)
            for part in PARTS:
                visit.open(part)
                if part == "photographs":
                    photographs(visit.page, picture)
                    similar_pictures(visit.page)
                    check_part(visit, part, screenshots, name)
                    captions(visit.page, "per word" if name == "wide" else "1 語あたり")
                    part = "captions"
                elif part in uses:
                    uses[part](visit.page)
                check_part(visit, part, screenshots, name)
            # The browser itself tells of the answer 404 to a word that no model knows.
            visit.problems = [text for text in visit.problems if "404 (Not Found)" not in text]
            keyboard(visit)
            title = visit.page.locator("#runs-title")
            expect(title).to_have_text("Runs" if name == "wide" else "学習")
            visit.page.locator("[data-language=ja]" if name == "wide" else "[data-language=en]").click()
            expect(title).to_have_text("学習" if name == "wide" else "Runs")
            visit.page.reload()
            expect(title).to_have_text("学習" if name == "wide" else "Runs")
            problems += [f"{name}: {text}" for text in visit.problems]
            visit.context.close()
        browser.close()
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


main()
