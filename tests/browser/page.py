"""Opens pages in headless Chromium through its driver and uses them as a reader would.

    page.py PICTURES KIND:LANGUAGE:PAGE...

PICTURES is a folder for screenshots, or empty. Only the standard library is used.
"""

import base64
import json
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
ENTER, TAB, LEFT, RIGHT = "\ue007", "\ue004", "\ue012", "\ue014"


class Browser:
    """A session of the driver."""

    def __init__(self, profile):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.at = f"http://127.0.0.1:{port}"
        self.driver = subprocess.Popen(
            ["chromedriver", f"--port={port}", "--log-level=SEVERE"], stdout=subprocess.DEVNULL
        )
        for _ in range(100):
            try:
                self.call("GET", "/status")
                break
            except OSError:
                time.sleep(0.1)
        options = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", "--window-size=1100,1400", f"--user-data-dir={profile}",
        ]
        wanted = {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": options},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }
        made = self.call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self.session = f"/session/{made['sessionId']}"

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.at + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {error.read().decode()[:400]}") from error

    def post(self, path, **body):
        return self.call("POST", self.session + path, body)

    def js(self, script, *arguments):
        return self.post("/execute/sync", script=script, args=list(arguments))

    def find(self, css):
        return self.post("/element", using="css selector", value=css)

    def keys(self, element, text):
        self.post(f"/element/{element[ELEMENT]}/value", text=text)

    def cdp(self, command, **params):
        return self.post("/goog/cdp/execute", cmd=command, params=params)

    def log(self, kind):
        return self.post("/se/log", type=kind)

    def close(self):
        try:
            self.call("DELETE", self.session)
        finally:
            self.driver.terminate()


def expect(holds, what):
    if not holds:
        raise AssertionError(what)


def requests(browser):
    """What the page asked for, by address."""
    for entry in browser.log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            yield message["params"]["request"]["url"]


def opens(browser, page, language):
    """No error, no request, one title, no id twice, a name for each figure."""
    url = page.resolve().as_uri()
    # What the browser shows first asks for pages of its own.
    browser.post("/url", url="about:blank")
    time.sleep(0.5)
    browser.log("browser")
    browser.log("performance")
    browser.post("/url", url=url)
    asked = [address for address in requests(browser) if not address.startswith("data:")]
    expect(asked == [url], f"the page asked for {asked}")
    lang = browser.js("return document.documentElement.lang")
    expect(lang == {"en": "en", "zh": "zh-CN"}[language], f"the page says it is in {lang}")
    twice = browser.js(
        "const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);"
        "return ids.filter((id, at) => ids.indexOf(id) !== at)"
    )
    expect(not twice, f"ids that stand twice: {twice}")
    nameless = browser.js(
        "return [...document.querySelectorAll('figure svg')].filter((s) => !s.getAttribute('aria-label')).length"
    )
    expect(nameless == 0, f"{nameless} figures have no name")
    wide = browser.js("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
    expect(wide <= 0, f"the page is {wide} pixels too wide")
    dead = browser.js(
        "return [...document.querySelectorAll('nav a')].map((a) => a.hash.slice(1)).filter((id) => !document.getElementById(id))"
    )
    expect(not dead, f"links to nothing: {dead}")


def is_translated(browser):
    """Sections, heads of tables and buttons of a Chinese page hold Chinese."""
    english = browser.js(
        "return [...document.querySelectorAll('h2, nav a, thead th, .copy, summary, .controls label, caption')]"
        ".map((e) => e.textContent.trim()).filter((t) => /[A-Za-z]{4,}/.test(t) && !/[\\u4e00-\\u9fff]/.test(t))"
    )
    allowed = re.compile(r"^(SHA-256.*|[a-z_.]+|P\d+.*)$")
    english = [text for text in english if not allowed.match(text)]
    expect(not english, f"not in Chinese: {english[:10]}")


def sorts(browser):
    """A column is sorted by keyboard, up and then down."""
    column = browser.js(
        "const table = [...document.querySelectorAll('table')].find((t) => t.checkVisibility() && t.tBodies[0].rows.length > 1 && t.querySelector('th.number .sort'));"
        "const head = table.querySelector('th.number'); head.querySelector('.sort').id = 'sorted-here';"
        "return [...head.parentNode.children].indexOf(head)"
    )
    read = (
        "const table = document.getElementById('sorted-here').closest('table');"
        f"return [document.getElementById('sorted-here').closest('th').getAttribute('aria-sort'),"
        f" [...table.tBodies[0].rows].map((r) => r.cells[{column}].dataset.value).filter((v) => v !== '').map(Number)]"
    )
    button = browser.find("#sorted-here")
    for way, down in (("ascending", False), ("descending", True)):
        browser.keys(button, ENTER)
        said, values = browser.js(read)
        expect(said == way, f"a column says it is sorted {said}, not {way}")
        expect(values == sorted(values, reverse=down), f"a column sorted {way} reads {values}")


def copies(browser):
    """A table can be copied."""
    browser.cdp("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    browser.js("[...document.querySelectorAll('button.copy')].find((b) => b.checkVisibility()).id = 'copied-here'")
    browser.keys(browser.find("#copied-here"), ENTER)
    time.sleep(0.3)
    said = browser.js("return [document.getElementById('copied-here').textContent, document.body.dataset.copied]")
    expect(said[0] == said[1], f"after copying the button says {said[0]!r}")


def shows_values(browser):
    """A figure tells its values by keyboard and opens its table."""
    figure = browser.find("figure svg:has(.spot)")
    browser.js("arguments[0].focus()", figure)
    browser.keys(figure, RIGHT)
    first = browser.js("const t = document.getElementById('tip'); return t.hidden ? '' : t.textContent")
    browser.keys(figure, RIGHT)
    second = browser.js("return document.getElementById('tip').textContent")
    expect(first and second and first != second, f"the figure tells {first!r}, then {second!r}")
    browser.keys(browser.find("details.behind summary"), ENTER)
    time.sleep(0.3)
    rows = browser.js("return document.querySelectorAll('details.behind[open] tbody tr').length")
    expect(rows > 0, "the table behind a figure is empty")


def moves_the_map(browser):
    """Year, metric and view change the map, by keyboard."""
    read = "return [document.getElementById('map-date').textContent, [...document.querySelectorAll('.tile')].map((t) => t.getAttribute('aria-label')).join('|')]"
    before = browser.js(read)
    browser.keys(browser.find("#map-year"), LEFT)
    after = browser.js(read)
    expect(before[0] != after[0] and before[1] != after[1], f"the slider leaves the map at {after[0]}")
    views = browser.js("return [...document.getElementById('map-view').options].map((o) => o.value)")
    expect(len(views) >= 3, f"the map shows {views}: base, variant and difference are expected")
    browser.js("document.getElementById('map-view').focus()")
    browser.keys(browser.find("#map-view"), "\ue013" * 3)
    level = browser.js(read)
    expect(level[1] != after[1], "another view leaves the map as it is")
    metrics = browser.js("return document.getElementById('map-metric').options.length")
    expect(metrics > 50, f"the map knows {metrics} metrics")
    undrawn = browser.js(
        "const m = document.getElementById('map-metric'); const bad = [];"
        "for (const o of m.options) { m.value = o.value; m.dispatchEvent(new Event('change'));"
        " if (!document.querySelector('.tile') || /NaN|undefined|null|Infinity/.test(document.getElementById('map-tiles').textContent)) bad.push(o.value); }"
        "return bad"
    )
    expect(not undrawn, f"metrics that the map cannot draw: {undrawn}")


def prints(browser):
    """The page prints on A4."""
    pdf = base64.b64decode(browser.post("/print", page={"width": 21.0, "height": 29.7}, background=True))
    expect(pdf.startswith(b"%PDF") and len(pdf) > 20_000, "the page does not print")


def pictures(browser, folder, name):
    """The whole page in both colour schemes."""
    for scheme in ("light", "dark"):
        browser.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        size = browser.cdp("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 16000), "scale": 1}
        shot = browser.cdp("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
        (folder / f"{name}_{scheme}.png").write_bytes(base64.b64decode(shot["data"]))


def main():
    kept, *pages = sys.argv[1:]
    folder = pathlib.Path(kept) if kept else None
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(profile)
        try:
            for given in pages:
                kind, language, path = given.split(":", 2)
                opens(browser, pathlib.Path(path), language)
                if folder:
                    pictures(browser, folder, f"{kind}_{language}")
                checks = [sorts, copies, shows_values, prints]
                if language == "zh":
                    checks.append(is_translated)
                if kind == "comparison":
                    checks.append(moves_the_map)
                for check in checks:
                    check(browser)
                errors = [e["message"] for e in browser.log("browser") if e["level"] == "SEVERE"]
                expect(not errors, f"the console says {errors}")
                more = [a for a in requests(browser) if not a.startswith(("data:", "file:"))]
                expect(not more, f"the page asked for {more}")
                print(f"{kind} ({language}): opened, used and printed")
        except AssertionError as error:
            print(f"FAILED: {given}: {error}", file=sys.stderr)
            sys.exit(1)
        finally:
            browser.close()


main()
