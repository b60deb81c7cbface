"""`autopilot twin build`: an installed Arduino library becomes a runtime: the crate's source, laid out as one."""

import os
import pathlib
import shutil
import subprocess
import tempfile

from program import BINARY, FIXTURES, ProgramTest

GOOD = (FIXTURES / "sketches" / "good.ino").read_text(encoding="utf-8")
# The header with all operators lies elsewhere in that source, and its resolver is another class.
FOR_IT = GOOD.replace("lite/micro/all_ops_resolver.h", "lite/micro/kernels/all_ops_resolver.h").replace(
    "tflite::AllOpsResolver resolver;", "tflite::ops::micro::AllOpsResolver resolver;"
)
LARGE = "constexpr int kArenaSize = 255 * 1024;"


def crate() -> pathlib.Path:
    cache = os.environ.get("AUTOPILOT_CACHE") or pathlib.Path(
        os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache", "autopilot"
    )
    return pathlib.Path(cache) / "tflm/vendor/tfmicro/submodules/tensorflow"


def adds(operator: str) -> str:
    return f"resolver.AddBuiltin(tflite::BuiltinOperator_{operator}, tflite::ops::micro::Register_{operator}());"


def headers_only(_: str, names: list[str]) -> list[str]:
    return [name for name in names if "." in name and not name.endswith(".h")]


def lay_out(tensorflow: pathlib.Path, library: pathlib.Path) -> None:
    """As the Arduino export does it: everything below src, .cpp for .cc, the log on Serial."""
    source, lite = library / "src", tensorflow / "tensorflow/lite"
    downloads = lite / "micro/tools/make/downloads"

    def copy(file: pathlib.Path) -> None:
        to = source / file.relative_to(tensorflow)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, to.with_suffix(".cpp") if file.suffix == ".cc" else to)

    for folder in (".", "c", "core/api", "kernels", "kernels/internal", "kernels/internal/optimized",
                   "kernels/internal/reference", "kernels/internal/reference/integer_ops", "micro", "micro/kernels",
                   "micro/memory_planner", "schema"):
        for header in (lite / folder).glob("*.h"):
            copy(header)
    for folder in ("micro", "micro/kernels", "micro/memory_planner"):
        for file in (lite / folder).glob("*.cc"):
            if not file.name.endswith("_test.cc") and file.name not in ("debug_log.cc", "test_helpers.cc"):
                copy(file)
    for name in ("c/common.c", "core/api/error_reporter.cc", "core/api/flatbuffer_conversions.cc",
                 "core/api/op_resolver.cc", "core/api/tensor_utils.cc", "kernels/internal/quantization_util.cc",
                 "kernels/kernel_util.cc"):
        copy(lite / name)
    copy(tensorflow / "tensorflow/core/public/version.h")
    shutil.copytree(downloads / "flatbuffers/include/flatbuffers", source / "flatbuffers")
    for name in ("fixedpoint", "internal"):
        shutil.copytree(downloads / "gemmlowp" / name, source / name, ignore=headers_only)
    shutil.copytree(downloads / "ruy/ruy", source / "ruy", ignore=headers_only)
    (source / "utility.h").write_text("#include <utility>\n")  # Asked for by flatbuffers, where ARDUINO is defined.
    (source / "TensorFlowLite.h").write_text("#pragma once\n")
    (source / "tensorflow/lite/micro/debug_log.cpp").write_text(
        '#include "tensorflow/lite/micro/debug_log.h"\n#include <Arduino.h>\n'
        'extern "C" void DebugLog(const char* s) { Serial.print(s); }\n'
    )
    (library / "library.properties").write_text(
        "name=Arduino_TensorFlowLite\nversion=2.2.0\nincludes=TensorFlowLite.h\n"
    )


class InstalledLibrary(ProgramTest):
    """Compiled once, for all tests: that takes a minute."""

    @classmethod
    def setUpClass(cls) -> None:
        holder = tempfile.TemporaryDirectory(prefix="autopilot-library-")
        cls.addClassCleanup(holder.cleanup)
        cls.place = pathlib.Path(holder.name)
        cls.library = cls.place / "library"
        lay_out(crate(), cls.library)
        cls.built = subprocess.run(
            [BINARY, "twin", "build", "--library", cls.library, "--id", "mine"],
            env={**os.environ, **cls.where()}, capture_output=True, text=True, timeout=800, check=False,
        )  # fmt: skip

    @classmethod
    def where(cls) -> dict[str, str]:
        return {"AUTOPILOT_CACHE": str(cls.place / "cache")}

    def runtimes(self) -> list[pathlib.Path]:
        return [path for path in (self.place / "cache/libraries").iterdir() if path.is_dir()]

    def judge(self, status: int, *edits: tuple[str, str], options: tuple[str, ...] = ()) -> dict:
        text = FOR_IT
        for old, new in edits:
            self.assertEqual(text.count(old), 1, old)
            text = text.replace(old, new)
        (self.folder / "sketch.ino").write_text(text, encoding="utf-8")
        return self.expect_json(status, "verify", "app.toml", "sketch.ino", "--profile", "mine", "--json", *options,
                                environment=self.where(), timeout=400)  # fmt: skip

    def test_it_is_compiled_once(self):
        self.assertEqual((self.built.returncode, self.built.stdout), (0, "mine\n"), self.built.stderr)
        self.assertNotIn("will not be measured", self.built.stderr)
        self.assertNotIn("left out", self.built.stderr)
        again = self.expect(0, "twin", "build", "--library", self.library, environment=self.where(), timeout=60)
        self.assertEqual(again.stdout, "arduino_tensorflowlite-2.2.0\n")
        self.assertIn("compiled before", again.stderr)
        self.assertEqual(len(self.runtimes()), 1)

    def test_a_right_sketch_passes_and_its_memory_is_measured(self):
        small = self.judge(0)
        self.assertEqual((small["verdict"], small["metrics"]["accuracy"]), ("pass", 1))
        self.assertEqual((small["metrics"]["arena_declared"], small["metrics"].get("arena_used")), (8 * 1024, None))
        large = self.judge(0, ("kArenaSize = 8 * 1024", "kArenaSize = 16 * 1024"))
        self.assertEqual(large["metrics"]["ram"] - small["metrics"]["ram"], 8 * 1024)
        # All its operators are there, and a resolver that takes two leaves the others out.
        two = self.judge(
            0,
            ("kernels/all_ops_resolver.h>",
             "micro_mutable_op_resolver.h>\n#include <tensorflow/lite/micro/kernels/micro_ops.h>"),
            ("tflite::ops::micro::AllOpsResolver resolver;", "tflite::MicroMutableOpResolver<2> resolver;"),
            ("Serial.begin(9600);", "Serial.begin(9600);\n  " + adds("FULLY_CONNECTED") + adds("SOFTMAX")),
        )  # fmt: skip
        self.assertLess(two["metrics"]["flash"], small["metrics"]["flash"] - 20_000)

    def test_faults_have_their_causes(self):
        for cause, *edits in (
            ("never_reports", ("Serial.println(kNames[best]);", "")),
            ("input_scaling", ("float sum = r + g + b;", "float sum = 255.0f;")),
            ("arena_too_small", ("kArenaSize = 8 * 1024", "kArenaSize = 600")),
            ("operator_missing", ("kernels/all_ops_resolver.h", "micro_mutable_op_resolver.h"),
             ("tflite::ops::micro::AllOpsResolver resolver;", "tflite::MicroMutableOpResolver<2> resolver;")),
            ("crash_memory", ("  static tflite::MicroInterpreter the", "  tflite::MicroInterpreter the")),
            ("crash_memory", ("uint8_t arena[kArenaSize];", "uint8_t arena[1024];")),
            ("ram_overflow", ("constexpr int kArenaSize = 8 * 1024;", LARGE)),
            ("link_error", ("const int kNameCount = 3;", "const int kNameCount = 3;\nvoid nobody();"),
             ("  int best = 0;", "  int best = 0;\n  nobody();")),
            ("profile_mismatch", ("kernels/all_ops_resolver.h", "all_ops_resolver.h")),
        ):  # fmt: skip
            judged = self.judge(1, *edits)
            self.assertEqual((judged["verdict"], judged["root_cause"]), ("reject", cause), judged)

    def test_where_the_board_cannot_be_linked_for_size_is_certain_or_unknown(self):
        said = self.runtimes()[0] / "unlinkable"
        said.write_text("the library does not compile for the board: error: no such register", encoding="utf-8")
        self.addCleanup(said.write_text, "")
        small = self.judge(0, options=("--no-cache",))
        self.assertEqual((small["verdict"], small["metrics"].get("flash")), ("pass", None))
        large = self.judge(4, ("constexpr int kArenaSize = 8 * 1024;", LARGE), options=("--no-cache",))
        self.assertEqual(large["verdict"], "inconclusive")
        self.assertIn(("resources/unmeasured", "warning"), [(f["rule"], f["severity"]) for f in large["findings"]])

    def test_a_runtime_of_another_installation_is_not_used(self):
        stamp = self.runtimes()[0] / "installation"
        kept = stamp.read_text(encoding="utf-8")
        stamp.write_text("another\n", encoding="utf-8")
        self.addCleanup(stamp.write_text, kept)
        (self.folder / "sketch.ino").write_text(FOR_IT, encoding="utf-8")
        answer = self.expect(3, "verify", "app.toml", "sketch.ino", "--profile", "mine", "--no-cache",
                             environment=self.where())  # fmt: skip
        self.assertIn("autopilot twin build", answer.stderr)

    def test_a_file_that_does_not_compile_is_named(self):
        broken = self.place / "broken"
        shutil.copytree(self.library, broken)
        self.addCleanup(shutil.rmtree, broken)
        with (broken / "src/tensorflow/lite/c/common.c").open("a", encoding="utf-8") as file:
            file.write("int broken(\n")
        self.expect_refusal("twin", "build", "--library", broken, "--id", "broken",
                            says=["common.c", "does not compile for the twin", "error: expected"],
                            environment=self.where())  # fmt: skip
        self.assertFalse((self.place / "cache/libraries/broken.toml").exists())


class NoSuchLibrary(ProgramTest):
    def refuse(self, *says: str, options: tuple[str, ...] = ()) -> None:
        with tempfile.TemporaryDirectory(prefix="autopilot-library-") as cache:
            self.expect_refusal("twin", "build", "--library", "library", *options, says=list(says),
                                environment={"AUTOPILOT_CACHE": cache})  # fmt: skip

    def put(self, name: str, text: str) -> None:
        path = self.folder / "library" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def test_what_is_missing_is_said(self):
        self.refuse("library/library.properties", "no library.properties")
        self.put("library.properties", "version=1.0.0\n")
        self.refuse("no name=")
        self.put("library.properties", "name=Small\nversion=1.0.0\nincludes=TensorFlowLite.h\n")
        self.refuse("no folder src")
        self.put("src/TensorFlowLite.h", "")
        self.put("src/other.cpp", "")
        self.refuse("no src/tensorflow/lite/micro/micro_interpreter.h", "TensorFlow Lite Micro library")
        (self.folder / "library/src/other.cpp").unlink()
        self.put("src/tensorflow/lite/micro/micro_interpreter.h", "")
        self.put("src/cortex-m4/libtensorflowlite.a", "")
        self.refuse("precompiled for the board", "comes as source")

    def test_an_id_is_a_name_of_its_own(self):
        self.put("library.properties", "name=Small\nversion=1.0.0\nincludes=TensorFlowLite.h\n")
        self.put("src/TensorFlowLite.h", "")
        self.put("src/tensorflow/lite/micro/micro_interpreter.h", "")
        self.put("src/tensorflow/lite/micro/micro_interpreter.cpp", "")
        self.refuse("is no id", options=("--id", "../mine"))
        self.refuse("profile of the installation", options=("--id", "tflm-now"))
