"""The live view and the report of an experiment, as somebody with a browser sees them: headless Chromium, driven by Playwright."""

import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import unittest

from playwright.sync_api import Page, Route, expect, sync_playwright
from program import BINARY, ProgramTest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
SMALL = {"width": 390, "height": 844}
LARGE = {"width": 1400, "height": 900}
# Also on a machine that is busy with something else.
expect.set_options(timeout=30_000)
HOSTILE = "<img src=x onerror=\"document.title='broken into'\"><script>document.title='broken into'</script>"


def recorded(run: str, attempt: int, verdict: str, **more: object) -> dict:
    """One recorded attempt, as `journal import` reads it."""
    return {
        "run": run, "model": "model-a", "prompt": "SG1", "step": f"sg_sketch_code_gen_attempt#{attempt}", "attempt": attempt,
        "verdict": verdict, "error": "" if verdict == "pass" else "a.ino:3:1: error: 'TFLM' was not declared in this scope",
        "reply": f"```cpp\nvoid setup() {{}}\nint tries = {attempt};\nvoid loop() {{}}\n```", "prompt_tokens": 100,
        "completion_tokens": 20, "latency_ms": 1500.0, "run_status": "success" if verdict == "pass" else "failed", **more,
    }  # fmt: skip


class ServeTest(ProgramTest):
    """A workspace with recorded runs, and `autopilot serve` on it."""

    def setUp(self) -> None:
        super().setUp()
        self.add([recorded("run-failed", n, "fail") for n in (1, 2, 3)] + [recorded("run-passed", 1, "pass", model="model-b")])

    def add(self, attempts: list[dict]) -> None:
        path = self.folder / "more.jsonl"
        path.write_text("".join(json.dumps(one) + "\n" for one in attempts), encoding="utf-8")
        self.expect(0, "journal", "import", path)

    def serve(self, *arguments: str, environment: dict[str, str] | None = None) -> str:
        """Starts the server on a free port; returns its address."""
        self.server = subprocess.Popen(
            [BINARY, "serve", "--port", "0", *arguments],
            cwd=self.folder,
            env={**os.environ, **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(self.stop)
        address = self.server.stdout.readline().strip()
        if not address:
            self.fail(self.server.stderr.read())
        return address

    def stop(self, how: int = signal.SIGTERM) -> tuple[int, str]:
        """Ends the server; its exit status and all that it said."""
        if self.server.poll() is None:
            self.server.send_signal(how)
        said = "".join(self.server.communicate(timeout=30))
        return self.server.returncode, said

    def get(self, address: str, path: str, **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection(address.removeprefix("http://").strip("/"), timeout=30)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text


class Server(ServeTest):
    def test_ends_cleanly_at_either_signal(self) -> None:
        for how in (signal.SIGINT, signal.SIGTERM):
            address = self.serve()
            self.assertEqual(self.get(address, "/api/runs")[0], 200)
            status, said = self.stop(how)
            self.assertEqual(status, 0)
            self.assertNotIn("error", said)

    def test_other_addresses_need_a_token_which_nothing_prints(self) -> None:
        self.expect_refusal("serve", "--host", "0.0.0.0", says=["can be reached from other machines", "AUTOPILOT_SERVE_TOKEN"])
        self.assertNotIn("tooshort", self.expect_refusal("serve", "--token", "tooshort", says=["too short"]))
        token = "4711-secret-words-4711"
        address = self.serve(environment={"AUTOPILOT_SERVE_TOKEN": token})
        self.assertEqual(self.get(address, "/api/runs")[0], 401)
        self.assertEqual(self.get(address, "/api/runs", Authorization="Bearer wrong")[0], 401)
        self.assertEqual(self.get(address, "/api/runs", Authorization=f"Bearer {token}")[0], 200)
        self.assertNotIn(token, self.stop()[1])

    def test_names_of_others_and_paths_outside_are_refused(self) -> None:
        address = self.serve()
        self.assertEqual(self.get(address, "/api/runs", Host="rebound.example.org")[0], 421)
        for path in ("/../journal.sqlite", "/..%2f..%2fetc/passwd", "//etc/passwd", "/report/style.css", "/.autopilot/journal.sqlite"):
            self.assertEqual(self.get(address, path)[0], 404, path)

    def test_a_folder_that_is_not_there_is_refused_and_not_made(self) -> None:
        self.expect_refusal("serve", "--out", "tpyo", "--port", "0", says=["there is no workspace here", "tpyo", "--out"])
        self.assertFalse((self.folder / "tpyo").exists())

    def test_a_journal_of_a_later_version_is_refused(self) -> None:
        with sqlite3.connect(self.folder / ".autopilot" / "journal.sqlite") as database:
            database.execute("PRAGMA user_version = 99")
        database.close()
        answer = self.expect(2, "serve", "--port", "0")
        self.assertIn("format version 99", answer.stderr)

    def test_a_taken_port_is_said(self) -> None:
        port = re.search(r":(\d+)/", self.serve()).group(1)
        answer = self.expect(3, "serve", "--port", port)
        self.assertIn("cannot listen", answer.stderr)


@unittest.skipUnless(CHROMIUM, "there is no Chromium (tools/setup installs it)")
class Browser(ServeTest):
    @classmethod
    def setUpClass(cls) -> None:
        cls.playwright = sync_playwright().start()
        cls.addClassCleanup(cls.playwright.stop)
        # Chromium's own sandbox does not work for root and in containers; the pages come from this machine.
        cls.browser = cls.playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        cls.addClassCleanup(cls.browser.close)

    def open(self, address: str, viewport: dict = LARGE, scheme: str = "light") -> Page:
        context = self.browser.new_context(viewport=viewport, color_scheme=scheme)
        self.addCleanup(context.close)
        page = context.new_page()
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", lambda message: self.problems.append(message.text) if message.type == "error" else None)
        self.requests: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(address, wait_until="commit")
        return page

    def expect_no_problem(self, page: Page) -> None:
        self.assertEqual(self.problems, [])
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        self.assertLessEqual(wider, 0, "the page is wider than its window")

    def test_open_filter_and_drill_down(self) -> None:
        page = self.open(self.serve())
        expect(page.get_by_role("heading", name="Overview")).to_be_visible()
        page.get_by_role("navigation", name="Views").get_by_role("link", name="Attempts").click()
        expect(page.get_by_role("status").filter(has_text="4 attempts")).to_be_visible()
        page.get_by_label("Verdict").select_option("reject")
        expect(page.get_by_role("status").filter(has_text="3 attempts")).to_be_visible()
        page.get_by_label("Model", exact=True).select_option("model-b")
        expect(page.get_by_text("No such attempt.")).to_be_visible()
        page.get_by_label("Model", exact=True).select_option("model-a")
        page.get_by_label("The study's category").select_option(index=1)
        expect(page.get_by_role("status").filter(has_text="3 attempts")).to_be_visible()
        self.assertIn("verdict=reject", page.url)
        self.assertIn("category=", page.url)
        page.get_by_role("link", name="run-failed").first.click()
        expect(page.get_by_role("heading", name=re.compile("reject"))).to_be_visible()
        last = page.locator("details.attempt").nth(2)
        last.locator("summary").first.click()
        expect(last.get_by_text("Difference from attempt 2")).to_be_visible()
        expect(last.locator(".diff .added")).to_have_text(re.compile(r"\+int tries = 3;"))
        expect(last.get_by_text("was not declared in this scope").first).to_be_visible()
        page.reload()
        expect(page.locator("details.attempt")).to_have_count(3)
        self.expect_no_problem(page)

    def test_follows_a_run_and_keeps_what_is_unfolded(self) -> None:
        address = self.serve()
        page = self.open(address + "#/runs/run-failed")
        first = page.locator("details.attempt").first
        first.locator("summary").first.click()
        expect(first.locator(".body .meta").first).to_be_visible()
        self.add([recorded("run-failed", 4, "fail", error="x.ino:9: error: expected ';' before '}' token")])
        expect(page.locator("details.attempt")).to_have_count(4)
        expect(first.locator(".body .meta").first).to_be_visible()
        # What is paused stays as it is.
        page.get_by_role("button", name="Pause").click()
        self.add([recorded("run-failed", 5, "fail")])
        expect(page.get_by_role("status").filter(has_text="paused")).to_be_visible()
        page.get_by_role("button", name="Go on").click()
        expect(page.locator("details.attempt")).to_have_count(5)
        self.stop()
        expect(page.get_by_text("no answer from autopilot serve")).to_be_visible()

    def test_waits_for_the_first_run(self) -> None:
        workspace = self.folder / "new"
        workspace.mkdir()
        page = self.open(self.serve("--out", "new"))
        expect(page.get_by_role("heading", name="Nothing to show yet")).to_be_visible()
        self.assertEqual(list(workspace.iterdir()), [])
        self.expect(0, "journal", "import", self.folder / "more.jsonl", "--out", "new")
        expect(page.get_by_role("heading", name="Overview")).to_be_visible()

    def test_a_slow_view_does_not_cover_what_somebody_went_on_to(self) -> None:
        address = self.serve()
        run = json.loads(self.get(address, "/api/attempts?limit=1")[1])["attempts"][0]
        page = self.open(address + "#/experiments")
        held: list[Route] = []
        holding = False

        def hold(route: Route) -> None:
            if holding:
                held.append(route)
            else:
                route.continue_()

        for view, asked in (
            ("#/", "**/api/counts"),
            ("#/runs", "**/api/facets"),
            ("#/attempts", "**/api/facets"),
            (f"#/runs/{run['run']}", "**/api/runs/*"),
            (f"#/attempts/{run['id']}", "**/api/attempts/*"),
        ):
            expect(page.get_by_role("heading", name="Experiments")).to_be_visible()
            page.route(asked, hold)
            holding = True
            with page.expect_request(asked):
                page.evaluate("(view) => { location.hash = view }", view)
            expect(page.get_by_text("Reading the journal")).to_be_visible()
            page.evaluate("() => { location.hash = '#/experiments' }")
            expect(page.get_by_role("heading", name="Experiments")).to_be_visible()
            holding = False
            with page.expect_response(asked):
                held.pop().continue_()
            # What comes of the answer is asked and drawn by now: the server answers this after it.
            page.evaluate("async () => { for (let i = 0; i < 20; ++i) await fetch('/api/changes').then((one) => one.json()) }")
            self.assertEqual(page.locator("main h1").all_inner_texts(), ["Experiments"], view)
            self.assertEqual(held, [])
            page.unroute(asked)
        self.expect_no_problem(page)

    def test_an_address_written_by_hand_leaves_the_page_alive(self) -> None:
        address = self.serve()
        for place in ("#/runs/%", "#/runs/%ff", "#/constructor"):
            page = self.open(address + place)
            expect(page.locator("main h1")).to_have_text("Overview" if "constructor" in place else "This cannot be shown")
            page.get_by_role("navigation", name="Views").get_by_role("link", name="Attempts").click()
            expect(page.get_by_role("status").filter(has_text="4 attempts")).to_be_visible()
            expect(page.get_by_role("status").filter(has_text="live")).to_be_visible()

    def test_an_update_that_fails_is_tried_again(self) -> None:
        page = self.open(self.serve() + "#/attempts")
        expect(page.get_by_role("status").filter(has_text="4 attempts")).to_be_visible()
        failed: list[Route] = []

        def fail_once(route: Route) -> None:
            failed.append(route)
            if len(failed) == 1:
                route.abort()
            else:
                route.continue_()

        page.route("**/api/attempts", fail_once)
        self.add([recorded("run-failed", 4, "fail")])
        expect(page.get_by_role("status").filter(has_text="5 attempts")).to_be_visible()
        self.assertGreater(len(failed), 1)

    def test_everything_is_reached_by_the_keyboard(self) -> None:
        page = self.open(self.serve() + "#/runs/run-failed")
        expect(page.locator("details.attempt")).to_have_count(3)
        page.keyboard.press("Tab")
        expect(page.get_by_text("Skip to the content")).to_be_focused()
        reached = set()
        for _ in range(40):
            page.keyboard.press("Tab")
            what = page.evaluate("document.activeElement.innerText.split('\\n')[0].trim()")
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            if what and page.evaluate("document.activeElement !== document.body"):
                self.assertNotEqual(outline, "none", f"{what}: nobody sees that it is focused")
            reached.add(what.split(" ")[0])
            if what.startswith("sketch_code_gen"):
                break
        self.assertLessEqual({"Overview", "Runs", "Attempts", "Experiments", "Pause"}, reached)
        page.keyboard.press("Enter")
        expect(page.locator("details.attempt[open] .body .meta").first).to_be_visible()

    def test_what_a_model_wrote_is_text(self) -> None:
        self.add([recorded("run-hostile", 1, "fail", model=HOSTILE, reply=HOSTILE, error=f"a.ino:1:1: error: {HOSTILE}")])
        address = self.serve()
        page = self.open(address + "#/attempts")
        expect(page.get_by_role("cell").get_by_text(HOSTILE).first).to_be_visible()
        page.goto(address + "#/runs/run-hostile")
        page.locator("details.attempt summary").first.click()
        expect(page.locator("details.attempt .body").get_by_text("onerror").first).to_be_visible()
        page.goto(address + "#/")
        expect(page.get_by_role("heading", name="Under way")).to_be_visible()
        self.assertNotIn("broken into", page.title())
        self.assertEqual(page.locator("main img").count(), 0)

    def test_signs_in_with_the_token(self) -> None:
        token = "4711-secret-words-4711"
        page = self.open(self.serve("--token", token))
        page.get_by_label("The token").fill("something else entirely")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("this is not the token")
        page.get_by_label("The token").fill(token)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Overview")).to_be_visible()
        self.assertFalse([url for url in self.requests if token in url])
        self.assertNotIn(token, page.evaluate("document.cookie + JSON.stringify(localStorage)"))

    def test_fits_small_and_large_windows_light_and_dark(self) -> None:
        address = self.serve()
        ids = json.loads(self.get(address, "/api/attempts?limit=1")[1])["attempts"]
        shots = os.environ.get("AUTOPILOT_SCREENSHOTS", "")
        for name, viewport in (("small", SMALL), ("large", LARGE)):
            for scheme in ("light", "dark"):
                page = self.open(address, viewport, scheme)
                attempt = ids[0]
                for view, heading in (
                    ("", "Overview"),
                    ("runs", "Runs"),
                    ("attempts", "Attempts"),
                    ("experiments", "Experiments"),
                    ("runs/run-failed", "run-failed"),
                    (f"attempts/{attempt['id']}", attempt["step"]),
                ):
                    page.goto(f"{address}#/{view}")
                    expect(page.locator("main h1")).to_have_text(re.compile(heading))
                    self.expect_no_problem(page)
                    if shots:
                        page.screenshot(path=pathlib.Path(shots) / f"{view.replace('/', '-')}-{name}-{scheme}.png", full_page=True)
                ink, paper = page.evaluate(
                    "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor].map("
                    "(text) => text.match(/\\d+/g).slice(0, 3).reduce((sum, n) => sum + Number(n), 0))"
                )
                self.assertGreater((paper - ink) * (1 if scheme == "light" else -1), 300)

    def test_the_report_of_an_experiment_works_alone(self) -> None:
        self.add([recorded("run-hostile", 1, "fail", reply=HOSTILE)])
        with sqlite3.connect(self.folder / ".autopilot" / "journal.sqlite") as database:
            database.execute("INSERT INTO experiments VALUES ('study', 'repeats = 1', '2026-01-01T00:00:00Z')")
            for repeat, run in enumerate(("run-failed", "run-passed", "run-hostile"), 1):
                database.execute("INSERT INTO trials VALUES ('study', 'model-a', 'guided', '', 'fruit', '', ?, ?)", (repeat, run))
        database.close()
        address = self.serve()
        status, text = self.get(address, "/experiments/study/report.html")
        self.assertEqual(status, 200)
        self.stop()
        file = self.folder / "report.html"
        file.write_text(text, encoding="utf-8")
        for viewport in (LARGE, SMALL):
            page = self.open(file.as_uri(), viewport, "dark")
            expect(page.get_by_role("heading", name="study", exact=True)).to_be_visible()
            expect(page.locator("table.heat tbody tr").first).to_be_visible()
            trials = page.locator("#trials details.trial")
            expect(trials).to_have_count(3)
            trials.nth(0).locator("summary").first.focus()
            page.keyboard.press("Enter")
            attempts = trials.nth(0).locator("details.attempt")
            expect(attempts).to_have_count(3)
            attempts.nth(1).locator("summary").first.click()
            expect(attempts.nth(1).locator(".diff .added")).to_have_text(re.compile("tries = 2"))
            trials.nth(2).locator("summary").first.click()
            trials.nth(2).locator("details.attempt summary").first.click()
            trials.nth(2).get_by_text("Reply").first.click()
            expect(trials.nth(2).get_by_text("onerror").first).to_be_visible()
            self.assertNotIn("broken into", page.title())
            self.expect_no_problem(page)
            self.assertEqual([url for url in self.requests if not url.startswith(("file:", "data:", "blob:"))], [])
            if page.evaluate("Boolean(window.echarts)"):
                expect(page.locator("#protocols .chart svg")).to_be_visible()
            self.assertGreater(len(page.pdf()), 10_000)

    def test_an_experiment_of_several_stages_counts_each_stage_once(self) -> None:
        connection = sqlite3.connect(self.folder / ".autopilot" / "journal.sqlite")
        with connection:
            connection.execute("INSERT INTO experiments VALUES ('study', '', '2026-01-01T00:00:00Z')")
            # One sketch that works but was completed by the tool, one that only builds, one that works.
            for repeat, (verdict, pieces) in enumerate((("pass", 1), ("reject", 0), ("pass", 0)), 1):
                run = f"run-{repeat}"
                connection.execute("INSERT INTO runs VALUES (?, '/a.toml', 'fruit', '{}', '{}', '', '', 'z', ?, '')", (run, verdict))
                connection.execute("INSERT INTO trials VALUES ('study', 'model-a', 'guided', '', 'fruit', '', ?, ?)", (repeat, run))
                for stage, tokens, outcome, by_tool in (("mc", 300, "pass", 0), ("sg", 500, verdict, pieces)):
                    detail = json.dumps({"verdict": {"verdict": outcome, "builds": True}})
                    connection.execute(
                        "INSERT INTO stages VALUES (?, ?, ?, 1, ?, 100, 0.5, 3, ?, 1, 1, ?)", (run, stage, outcome, tokens, detail, by_tool)
                    )
        connection.close()
        shots = os.environ.get("AUTOPILOT_SCREENSHOTS", "")
        address = self.serve()
        for size, viewport in (("small", SMALL), ("large", LARGE)):
            for scheme in ("light", "dark"):
                page = self.open(address + "#/experiments/study", viewport, scheme)
                cards = page.locator("ul.cards")
                expect(cards.get_by_text("3,000", exact=True)).to_be_visible()
                expect(cards.get_by_text("$3.00", exact=True)).to_be_visible()
                page.get_by_role("navigation", name="Parts of this report").get_by_role("link", name="Attempts to success").click()
                title, bar = page.locator("#attempts h2").bounding_box(), page.locator("header.bar, .bar").first.bounding_box()
                self.assertGreaterEqual(title["y"], bar["y"] + bar["height"], "the title is under the bar")
                page.get_by_label("Outcome").select_option("silent")
                expect(page.locator("#trials p.trial")).to_have_count(1)
                expect(page.locator("#trials p.trial .badge")).to_have_text("reject")
                self.expect_no_problem(page)
                if shots:
                    page.screenshot(path=pathlib.Path(shots) / f"experiment-{size}-{scheme}.png", full_page=True)
