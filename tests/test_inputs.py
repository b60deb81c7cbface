"""Sketches that read in windows or make their input themselves: right ones in many styles pass, and each single fault
is rejected for its cause. The applications are fixtures/gesture and fixtures/sine, the sketches fixtures/sketches."""

import json
import pathlib
import shutil
import tempfile

from program import FIXTURES, ProgramTest


def directive(text: str, word: str, otherwise: str) -> str:
    """The rest of the line `// WORD ...`, of the first lines of a sketch."""
    lines = [line.removeprefix(f"// {word} ") for line in text.splitlines()[:4] if line.startswith(f"// {word} ")]
    return lines[0] if lines else otherwise


class SketchesTest(ProgramTest):
    """Judges many sketches of one application in few calls."""

    application = ""

    def setUp(self) -> None:
        holder = tempfile.TemporaryDirectory(prefix="autopilot-test-")
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name) / self.application
        shutil.copytree(FIXTURES / self.application, self.folder)

    def source(self, name: str) -> str:
        return (FIXTURES / "sketches" / self.application / f"{name}.ino").read_text(encoding="utf-8")

    def judge(self, sketches: dict[str, str], app: str) -> dict[str, dict]:
        """Verdicts by name."""
        cases = [{"id": name, "as": "sketch", "stage": "sg", "text": text} for name, text in sketches.items()]
        (self.folder / "cases.jsonl").write_text("".join(json.dumps(case) + "\n" for case in cases), encoding="utf-8")
        answer = self.expect(0, "verify", app, "--batch", "cases.jsonl", "--jobs", "2", timeout=800)
        verdicts = [json.loads(line) for line in answer.stdout.splitlines()]
        self.assertEqual([verdict["id"] for verdict in verdicts], list(sketches))
        return {verdict["id"]: verdict for verdict in verdicts}

    def expect_passes(self) -> None:
        sketches = {path.stem: path.read_text(encoding="utf-8")
                    for path in sorted((FIXTURES / "sketches" / self.application).glob("*.ino"))}
        self.assertTrue(sketches)
        for app in sorted({directive(text, "app", "app.toml") for text in sketches.values()}):
            chosen = {name: text for name, text in sketches.items() if directive(text, "app", "app.toml") == app}
            for name, verdict in self.judge(chosen, app).items():
                with self.subTest(sketch=name):
                    self.assertEqual(verdict["verdict"], "pass", json.dumps(verdict.get("findings"), indent=1))
                    self.assertGreater(verdict["metrics"]["inferences"], 0)

    def expect_causes(self, faults: list[tuple[str, str, str, list[tuple[str, str]]]], app: str = "app.toml") -> None:
        """Each fault: its name, the acceptable causes, the sketch, and the edits that bring it in."""
        sketches, causes = {}, {}
        for name, cause, base, edits in faults:
            text = self.source(base)
            for old, new in edits:
                self.assertIn(old, text, name)
                text = text.replace(old, new)
            sketches[name], causes[name] = text, cause.split()
        for name, verdict in self.judge(sketches, app).items():
            with self.subTest(fault=name):
                shown = json.dumps(verdict, indent=1)
                self.assertEqual(verdict["verdict"], "reject", shown)
                self.assertIn(verdict["root_cause"], causes[name], shown)
                first = next(finding for finding in verdict["findings"] if finding["severity"] == "error")
                self.assertTrue(first["message"] and first["next"], shown)


class GestureSketches(SketchesTest):
    application = "gesture"

    def test_every_style_passes(self):
        self.expect_passes()


class GestureFaults(SketchesTest):
    application = "gesture"

    def test_every_fault_has_its_cause(self):
        block, ring, overlap = "blocking_decimated", "timer_ring", "shift_overlap"
        self.expect_causes([
            ("g instead of mg", "input_scaling", block, [(" * 1000.0f", "")]),
            ("metres a second squared", "input_scaling", ring, [("1000 * ", "9.80665f * ")]),
            ("normalised otherwise", "input_scaling", overlap,
             [("x * 1000", "(x + 4) / 8"), ("y * 1000", "(y + 4) / 8"), ("z * 1000", "(z + 4) / 8")]),
            ("one axis turned", "input_scaling", ring, [("= 1000 * x", "= -1000 * x")]),
            ("axes exchanged", "input_order", block,
             [("= x * 1000.0f", "= tmp * 1000.0f"), ("= y * 1000.0f", "= x * 1000.0f"), ("= tmp *", "= y *")]),
            ("newest first", "input_order", ring, [("ring[(head + i) % ROWS]", "ring[(head + ROWS - 1 - i) % ROWS]")]),
            ("axis by axis", "input_order", block,
             [("[3 * rows]", "[rows]"), ("[3 * rows + 1]", "[kWindow + rows]"), ("[3 * rows + 2]", "[2 * kWindow + rows]")]),
            ("ring as it lies", "input_order input_rate_or_window", ring, [("ring[(head + i) % ROWS]", "ring[i]")]),
            ("every sample", "input_rate_or_window", block, [("++skipped < 5", "++skipped < 1")]),
            ("ten a second", "input_rate_or_window", ring, [("PERIOD = 40", "PERIOD = 100")]),
            ("without waiting", "input_rate_or_window", overlap, [("  delay(40);\n", "")]),
            ("half a window", "input_rate_or_window", block, [("rows < kWindow", "rows < kWindow / 2")]),
            ("a pause in the window", "input_rate_or_window", overlap,
             [("  filled = N_ROWS - STRIDE;", "  filled = N_ROWS - STRIDE;\n  delay(1500);")]),
            ("one reading for all rows", "input_rate_or_window", block,
             [("    if (!IMU.accelerationAvailable()) continue;\n    IMU.readAcceleration(x, y, z);\n",
               "    static float kx, ky, kz;\n    if (rows == 0) IMU.readAcceleration(kx, ky, kz);\n"
               "    x = kx; y = ky; z = kz;\n    delay(8);\n")]),
            ("tensor never filled", "constant_input", ring, [("*to++ = from[a];", "(void)from;")]),
            ("filled once", "sensor_read_once", block, [("  int rows = 0;", "  static int rows = 0;")]),
            ("never read", "no_sensor_read", block, [("IMU.readAcceleration(x, y, z);", "x = y = z = 0.5;")]),
            ("whole g", "integer_division input_scaling", ring, [("1000 * x", "1000 * (int)x"), ("1000 * y", "1000 * (int)y"),
                                                                  ("1000 * z", "1000 * (int)z")]),
            ("the sensor not started", "sensor_not_started", block, [("!IMU.begin()", "false")]),
            ("labels exchanged", "label_order", block, [('"circle", "wave", "still"', '"wave", "circle", "still"')]),
            ("smallest score", "argmax_error", overlap,
             [('    for (int i = 0; i < 3; i++) {\n      Serial.print(labels[i] + ": " + String(output->data.f[i], 3) + '
               '(i < 2 ? ", " : "\\n"));\n    }\n',
               "    int worst = 0;\n    for (int i = 1; i < 3; i++) if (output->data.f[i] < output->data.f[worst]) worst = i;\n"
               "    Serial.println(labels[worst]);\n")]),
            ("reported before inferring", "stale_result", block,
             [("  if (interpreter->Invoke() != kTfLiteOk) {", "  static int told = 0;\n  const int before = told;\n  if (interpreter->Invoke() != kTfLiteOk) {"),
              ("  Serial.println(kLabels[best]);", "  told = best;\n  Serial.println(kLabels[before]);")]),
            ("float read as bytes", "output_type", block, [("out->data.f[i] > out->data.f[best]", "out->data.uint8[i] > out->data.uint8[best]")]),
            ("clear answers held back", "threshold_error", block,
             [("  Serial.println(kLabels[best]);", "  if (out->data.f[best] > 0.998f) Serial.println(kLabels[best]);")]),
            ("nothing printed", "never_reports", ring, [('  Serial.print("now: ");\n  Serial.println(names[best]);\n', "")]),
            ("no name printed", "unreadable_report", block, [("Serial.println(kLabels[best]);", 'Serial.println("done");')]),
            ("no inference", "no_inference", block, [("interpreter->Invoke() != kTfLiteOk", "false")]),
        ])

    def test_quantisation_counts(self):
        self.expect_causes([
            ("not quantised", "input_quantisation", "quantised",
             [("long q = lroundf(value / input->params.scale) + input->params.zero_point;", "long q = lroundf(value);")]),
            ("no zero point", "input_quantisation", "quantised", [(" + input->params.zero_point;", ";")]),
            ("g instead of mg", "input_scaling constant_input", "quantised", [(" * 1000)", ")")]),
            ("int8 read as uint8", "output_type", "quantised",
             [("output->data.int8[i] > output->data.int8[best]", "output->data.uint8[i] > output->data.uint8[best]")]),
        ], "app_int8.toml")


class SineSketches(SketchesTest):
    application = "sine"

    def test_every_style_passes(self):
        self.expect_passes()


class SineFaults(SketchesTest):
    application = "sine"

    def test_every_fault_has_its_cause(self):
        plain, plotter, line = "plain", "plotter", "labelled_line"
        value = "interpreter->output(0)->data.f[0]"
        self.expect_causes([
            ("x stands still", "constant_input", plain, [("  x += 0.1;\n", "")]),
            ("steps divided in integers", "constant_input integer_division", plotter, [("2 * PI * step / kSteps", "2 * PI * (step / (kSteps + 1))")]),
            ("degrees", "input_out_of_range", plain, [("x += 0.1", "x += 5"), ("TWO_PI", "360")]),
            ("beyond the range", "input_out_of_range", plain, [("TWO_PI", "4 * TWO_PI")]),
            ("normalised x", "input_scaling", plotter, [("2 * PI * step / kSteps", "(float)step / kSteps")]),
            ("prints x", "wrong_value_reported", plain, [(f"Serial.println({value})", "Serial.println(x)")]),
            ("prints the true sine", "wrong_value_reported", plain, [(f"Serial.println({value})", "Serial.println(sin(x), 4)")]),
            ("prints another function", "wrong_value_reported", plain, [(f"Serial.println({value})", "Serial.println(cos(x) * 100)")]),
            ("prints a brightness", "wrong_value_reported output_quantisation", plain, [(f"Serial.println({value})", f"Serial.println((int)(({value} + 1) * 127))")]),
            ("float read as int8", "output_type", plain, [(value, "interpreter->output(0)->data.int8[0]")]),
            ("float read as uint8", "output_type", plain, [(value, "interpreter->output(0)->data.uint8[0]")]),
            ("the result before", "stale_result", plain,
             [("  interpreter->Invoke();\n", f"  float before = {value};\n  interpreter->Invoke();\n"), (f"Serial.println({value})", "Serial.println(before, 5)")]),
            ("no number", "unreadable_report", plain, [(f"Serial.println({value})", 'Serial.println("predicted")')]),
            ("silent", "never_reports", plain, [(f"  Serial.println({value});\n", "")]),
            ("no inference", "no_inference", line, [("nn->Invoke() == kTfLiteOk", "true")]),
            ("arena too small", "arena_too_small", plain, [("arena[4096]", "arena[400]")]),
        ])

    def test_quantisation_counts(self):
        self.expect_causes([
            ("x not quantised", "input_quantisation", "quantised", [("x / in->params.scale + in->params.zero_point", "x")]),
            ("no zero point", "input_quantisation", "quantised", [("x / in->params.scale + in->params.zero_point", "x / in->params.scale")]),
            ("raw y", "output_quantisation", "quantised", [("(y_quantised - out->params.zero_point) * out->params.scale", "y_quantised")]),
            ("y without zero point", "output_quantisation", "quantised", [("(y_quantised - out->params.zero_point) * out->params.scale", "y_quantised * out->params.scale")]),
            ("y read as uint8", "output_type", "quantised", [("int8_t y_quantised = out->data.int8[0]", "int y_quantised = out->data.uint8[0]")]),
            ("y read as float", "output_type", "quantised", [("int8_t y_quantised = out->data.int8[0];\n", ""), ("(y_quantised - out->params.zero_point) * out->params.scale", "out->data.f[0]")]),
        ], "app_int8.toml")
