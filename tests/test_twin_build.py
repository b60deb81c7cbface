"""`autopilot twin build`: an installed Arduino library becomes a runtime, shown with the source of the crate laid out as one."""

import os
import pathlib
import shutil

from program import FIXTURES, ProgramTest

GOOD = (FIXTURES / "sketches" / "good.ino").read_text(encoding="utf-8")


def crate() -> pathlib.Path:
    cache = os.environ.get("AUTOPILOT_CACHE") or pathlib.Path(
        os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache", "autopilot"
    )
    return pathlib.Path(cache) / "tflm/vendor/tfmicro/submodules/tensorflow"


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
    (library / "library.properties").write_text("name=Arduino_TensorFlowLite\nversion=2.2.0\nincludes=TensorFlowLite.h\n")


class InstalledLibrary(ProgramTest):
    def where(self) -> dict:
        return {"AUTOPILOT_CACHE": str(self.folder / "cache")}

    def test_it_is_compiled_and_sketches_run_on_its_own_code(self):
        lay_out(crate(), self.folder / "library")
        answer = self.expect(0, "twin", "build", "--library", "library", environment=self.where(), timeout=1500)
        self.assertEqual(answer.stdout.strip(), "arduino_tensorflowlite-2.2.0")
        again = self.expect(0, "twin", "build", "--library", "library", "--id", "mine", environment=self.where())
        self.assertIn("compiled before", again.stderr)

        # The header with all operators lies elsewhere in that source, and its resolver is another class.
        mine = GOOD.replace("tensorflow/lite/micro/all_ops_resolver.h", "tensorflow/lite/micro/kernels/all_ops_resolver.h")
        mine = mine.replace("tflite::AllOpsResolver resolver;", "tflite::ops::micro::AllOpsResolver resolver;")
        for text, status, verdict, cause in (
            (mine, 0, "pass", None),
            (mine.replace("Serial.println(kNames[best]);", ""), 1, "reject", "never_reports"),
            (mine.replace("float sum = r + g + b;", "float sum = 255.0f;"), 1, "reject", "input_scaling"),
            (mine.replace("constexpr int kArenaSize = 8 * 1024;", "constexpr int kArenaSize = 1100;"), 1, "reject",
             "allocation_failed"),
            (GOOD, 1, "reject", "profile_mismatch"),
        ):
            (self.folder / "sketch.ino").write_text(text, encoding="utf-8")
            judged = self.expect_json(status, "verify", "app.toml", "sketch.ino", "--profile", "mine", "--json",
                                      environment=self.where(), timeout=300)
            self.assertEqual((judged["verdict"], judged.get("root_cause") or None), (verdict, cause), judged)

    def test_what_is_no_such_library_is_refused(self):
        (self.folder / "empty").mkdir()
        self.expect_refusal("twin", "build", "--library", "empty", says=["library.properties"], environment=self.where())
        self.expect_refusal(
            "twin", "build", "--library", "nowhere", says=["nowhere", "library.properties"], environment=self.where()
        )
