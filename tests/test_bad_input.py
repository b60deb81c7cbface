"""Bad input ends with status 2, and says file, line, cause and cure."""

import os
import socket
import subprocess
import threading
import unittest
import zipfile

from program import BINARY, ProgramTest


class Arguments(ProgramTest):
    def test_an_unknown_command_is_a_usage_error(self):
        self.expect_refusal("rnu", "app.toml", says=["rnu"])

    def test_an_unknown_option_is_a_usage_error(self):
        self.expect_refusal("run", "app.toml", "--stagse", "sg", says=["--stagse", "did you mean --stages"])

    def test_a_command_is_required(self):
        self.expect_refusal(says=["needs a command", "run, experiment, verify, repair, inspect"])
        self.expect_refusal("journal", says=["autopilot journal needs a command", "ls, show"])

    def test_a_limit_that_is_no_number_above_zero_is_refused_in_words(self):
        for value in ("0", "-3", "many"):
            said = self.expect_refusal("run", "app.toml", "--max-tokens", value, says=["--max-tokens", "above 0"])
            self.assertLess(len(said), 200)

    def test_a_provider_that_is_not_known_is_answered_with_the_known_ones(self):
        self.expect_refusal("run", "app.toml", "--provider", "opanai", says=["opanai", "local, reference.*openai"])

    def test_options_that_contradict_each_other_are_refused(self):
        for arguments, says in (
            (["--resume", "last", "--seed", "3"], "--seed cannot be given with --resume"),
            (["--resume", "last", "--replay", "replies.jsonl"], "--replay cannot be given with --resume"),
            (["app.toml", "--replay", "replies.jsonl", "--provider", "openai"], "--provider would ask nobody"),
            (["app.toml", "--stages", "train", "--provider", "reference"], "nothing to train"),
        ):
            self.expect_refusal("run", *arguments, says=[says, "cure: "])
        (self.folder / "x.py").write_text("", encoding="utf-8")
        self.expect_refusal("verify", "app.toml", "x.py", "--stage", "mc", "--operation", "clean", says=["--operation"])

    def test_a_keras_model_alone_has_to_be_converted_first(self):
        self.edit("app.toml", 'tflite = "model.tflite"\n', "")
        says = [r"app\.toml:\d", "keras alone", "add mc"]
        self.expect_refusal("run", "app.toml", "--stages", "sg", "--provider", "reference", says=says)

    def test_time_that_has_passed_ends_a_run_that_asks_nobody(self):
        answer = self.expect(5, "run", "app.toml", "--provider", "reference", "--max-seconds", "0.01")
        self.assertIn("of 0.01 seconds are spent", answer.stderr)

    def test_a_folder_that_is_gone_is_said(self):
        gone = self.folder / "gone"
        gone.mkdir()
        command = f"cd {gone} && rmdir {gone} && exec {BINARY} journal ls"
        answer = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
        self.assertEqual(answer.returncode, 2)
        self.assertIn("the current folder is gone", answer.stderr)

    def test_a_run_that_is_not_there_cannot_be_resumed(self):
        self.expect_refusal("run", "--resume", "last", says=[r"journal\.sqlite", "--out"])

    def test_an_unknown_stage_is_named_with_the_known_ones(self):
        self.expect_refusal("run", "app.toml", "--stages", "dp,sketch", says=["sketch", "dp.*mc.*sg"])

    def test_help_names_the_commands_on_stdout(self):
        answer = self.expect(0, "--help")
        for command in ("run", "verify", "inspect", "journal", "doctor", "model"):
            self.assertIn(command, answer.stdout)


class ApplicationFile(ProgramTest):
    def test_a_missing_file_is_named(self):
        self.expect_refusal("inspect", "nowhere.toml", says=["nowhere.toml"])
        self.expect_refusal("run", "nowhere.toml", says=["nowhere.toml"])
        (self.folder / "sketch.ino").write_text("void setup() {}\nvoid loop() {}\n", encoding="utf-8")
        self.expect_refusal("verify", "nowhere.toml", "sketch.ino", says=["nowhere.toml"])

    def test_an_unknown_key_is_answered_with_the_nearest_known_one(self):
        line = self.edit("app.toml", "features =", "featurs =")
        self.expect_refusal("inspect", "app.toml", says=[rf"app\.toml:{line}\b", "featurs", r"did you mean.*features"])

    def test_an_unknown_section_is_answered_with_the_nearest_known_one(self):
        line = self.edit("app.toml", "[target]", "[traget]")
        self.expect_refusal("inspect", "app.toml", says=[rf"app\.toml:{line}\b", "traget", r"did you mean.*target"])

    def test_toml_that_does_not_parse_is_shown_with_its_line(self):
        line = self.edit("app.toml", 'board = "nano33ble"', 'board = "nano33ble')
        self.expect_refusal("inspect", "app.toml", says=[rf"app\.toml:{line}\b"])

    def test_a_value_of_the_wrong_type_is_refused(self):
        line = self.edit("app.toml", 'files = ["colours.csv"]', "files = 3")
        self.expect_refusal("inspect", "app.toml", says=[rf"app\.toml:{line}\b", "files"])

    def test_an_unknown_board_is_named(self):
        self.edit("app.toml", 'board = "nano33ble"', 'board = "nano33bel"')
        self.expect_refusal("inspect", "app.toml", says=["nano33bel", "nano33ble"])

    def test_an_unknown_sensor_is_named(self):
        self.edit("app.toml", 'part = "APDS9960"', 'part = "APDS9961"')
        self.expect_refusal("inspect", "app.toml", says=["APDS9961", "APDS9960"])

    def test_a_channel_that_the_sensor_lacks_is_named(self):
        self.edit("app.toml", 'Red = "r/(r+g+b)"', 'Red = "red/(r+g+b)"')
        self.expect_refusal("inspect", "app.toml", says=["red"])


class Data(ProgramTest):
    def test_a_missing_data_file_is_named(self):
        (self.folder / "colours.csv").unlink()
        self.expect_refusal("inspect", "app.toml", says=[r"colours\.csv"])

    def write_into_line_10(self, cell: str) -> None:
        """Puts another value into the first column of the data."""
        path = self.folder / "colours.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        lines[9] = cell + "," + ",".join(lines[9].split(",")[1:])
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def test_a_file_that_is_named_twice_is_refused(self):
        line = self.edit("app.toml", 'files = ["colours.csv"]', 'files = ["colours.csv", "./colours.csv"]')
        self.expect_refusal("inspect", "app.toml", says=[rf"app\.toml:{line}", "names .*colours.csv twice", "cure: "])

    def test_a_number_that_no_network_takes_is_shown_with_its_line(self):
        self.write_into_line_10("1e200")
        self.expect_refusal("inspect", "app.toml", says=[r"colours\.csv:10\b", "1e200", "Red", "float32"])

    def test_a_ragged_row_is_shown_with_its_line(self):
        path = self.folder / "colours.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        lines[6] = ",".join(lines[6].split(",")[1:])
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.expect_refusal("inspect", "app.toml", says=[r"colours\.csv:7\b", "3", "4"])

    def test_a_cell_that_is_no_number_is_shown_with_its_line(self):
        self.write_into_line_10("much")
        self.expect_refusal("inspect", "app.toml", says=[r"colours\.csv:10\b", "much", "Red"])

    def test_a_column_that_the_data_lacks_is_named(self):
        self.edit("app.toml", '"Red", "Green", "Blue"]', '"Red", "Green", "Bleu"]')
        self.edit("app.toml", "Blue = ", "Bleu = ")
        self.expect_refusal("inspect", "app.toml", says=["Bleu", "Blue"])

    def test_a_column_without_a_value_is_named(self):
        path = self.folder / "colours.csv"
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        emptied = [",".join([red, "", *rest]) for red, _, *rest in (row.split(",") for row in rows)]
        path.write_text("\n".join([head, *emptied]) + "\n", encoding="utf-8")
        for command in (["inspect", "app.toml"], ["run", "app.toml", "--stages", "dp", "--provider", "reference"]):
            answer = self.expect(2, *command)
            self.assertRegex(answer.stderr, r"colours\.csv")
            self.assertRegex(answer.stderr, 'no row has a value in the column "Green"')
            self.assertIn("cure", answer.stderr)

    def test_a_class_that_the_labels_lack_is_named(self):
        path = self.folder / "colours.csv"
        path.write_text(path.read_text(encoding="utf-8") + "0.3,0.3,0.4,Cloud\n", encoding="utf-8")
        self.expect_refusal("inspect", "app.toml", says=["Cloud"])

    def test_an_empty_data_file_is_refused(self):
        (self.folder / "colours.csv").write_text("Red,Green,Blue,Thing\n", encoding="utf-8")
        self.expect_refusal("inspect", "app.toml", says=[r"colours\.csv"])


class Model(ProgramTest):
    def test_a_truncated_model_is_refused(self):
        path = self.folder / "model.tflite"
        path.write_bytes(path.read_bytes()[:500])
        self.expect_refusal("inspect", "model.tflite", says=[r"model\.tflite", "cure"])
        self.expect_refusal("inspect", "app.toml", says=[r"model\.tflite"])

    def test_bytes_that_are_no_model_are_refused(self):
        (self.folder / "model.tflite").write_bytes(bytes(range(256)) * 8)
        self.expect_refusal("inspect", "model.tflite", says=[r"model\.tflite"])

    def test_a_missing_model_is_named(self):
        (self.folder / "model.tflite").unlink()
        self.expect_refusal("inspect", "app.toml", says=[r"model\.tflite"])

    def test_labels_that_contradict_the_outputs_are_refused_before_anything_is_asked(self):
        self.edit("app.toml", '"Leaf", "Sky"]', '"Leaf", "Sky", "Night"]')
        for command in (["inspect", "app.toml"], ["run", "app.toml", "--stages", "sg", "--provider", "reference"]):
            answer = self.expect(2, *command)
            self.assertRegex(answer.stderr, r"labels")
            self.assertRegex(answer.stderr, r"\b3\b")
            self.assertRegex(answer.stderr, r"\b4\b")
            self.assertIn("cure", answer.stderr)
            self.assertEqual(list(self.folder.rglob("*.ino")), [])

    def test_features_that_contradict_the_inputs_are_refused(self):
        self.edit("app.toml", 'features = ["Red", "Green", "Blue"]', 'features = ["Red", "Green"]')
        self.edit("app.toml", ', Blue = "b/(r+g+b)" }', " }")
        self.expect_refusal("inspect", "app.toml", says=["features", r"\b3\b", r"\b2\b"])

    def test_types_that_contradict_the_application_are_refused(self):
        self.edit("app.toml", 'io = "float32"', 'io = "int8"')
        self.expect_refusal("inspect", "app.toml", says=["int8", "float32", "cure"])


class KerasModel(ProgramTest):
    """The same for a model that is still to be converted."""

    def setUp(self) -> None:
        super().setUp()
        self.edit("app.toml", 'tflite = "model.tflite"\n', "")

    def test_labels_that_contradict_the_outputs_are_refused_and_nothing_is_left(self):
        self.edit("app.toml", '"Leaf", "Sky"]', '"Leaf", "Sky", "Night"]')
        self.expect_refusal("run", "app.toml", "--provider", "reference", says=["labels", r"\b3\b", r"\b4\b", "cure"])

    def test_a_keras_file_that_describes_no_model_is_refused(self):
        with zipfile.ZipFile(self.folder / "model.keras", "w") as archive:
            archive.writestr("metadata.json", "{}")
            archive.writestr("config.json", "null")
            archive.writestr("model.weights.h5", "")
        self.expect_refusal("inspect", "app.toml", says=[r"model\.keras", "is not a Keras model that can be loaded", "cure"])
        (self.folder / "model.keras").write_bytes(b"hello this is no keras file")
        self.expect_refusal("inspect", "app.toml", says=[r"model\.keras", "neither a zip archive nor HDF5"])

    def test_bytes_that_are_no_model_are_refused_and_nothing_is_left(self):
        (self.folder / "model.keras").write_bytes(b"PK\x03\x04" + bytes(500))
        self.expect_refusal("run", "app.toml", "--provider", "reference", says=[r"model\.keras", "cure"])


class ModelHeader(ProgramTest):
    def test_an_array_that_breaks_off_is_refused(self):
        self.edit("app.toml", 'tflite = "model.tflite"', 'header = "model.h"')
        (self.folder / "model.h").write_text("const unsigned char model[] = { 0x1c, 0x00, ", encoding="utf-8")
        self.expect_refusal("inspect", "app.toml", says=[r"model\.h", "cure"])
        (self.folder / "model.h").write_text("const unsigned char model[] = { 0x1c, 0x00 };\n", encoding="utf-8")
        self.expect_refusal("inspect", "app.toml", says=[r"model\.h", "cure"])


class Surroundings(ProgramTest):
    """What is wrong around the program: status 3, or 2 where the user named it."""

    def test_a_port_where_something_else_listens_is_said(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            thread = threading.Thread(target=self.answer_as_something_else, args=(listener,))
            thread.start()
            port = listener.getsockname()[1]
            with (self.folder / "app.toml").open("a", encoding="utf-8") as file:
                file.write(f'\n[provider]\nname = "own"\nmodel = "m"\nbase_url = "http://127.0.0.1:{port}/v1"\n')
            answer = self.autopilot("run", "app.toml", "--stages", "sg")
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
        self.assertIn(answer.returncode, (2, 3), answer.stderr)
        self.assertRegex(answer.stderr, "no chat completion")
        self.assertRegex(answer.stderr, "cure: .*base URL")

    @staticmethod
    def answer_as_something_else(listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello")

    @unittest.skipUnless(os.geteuid() == 0, "mounting a small file system takes root, as the sandbox inside does")
    def test_a_disk_that_is_full_is_said_and_what_was_begun_can_go_on(self):
        small = self.folder / "small"
        small.mkdir()
        arguments = "run app.toml --stages dp,sg --provider reference --out small"
        inside = f"mount -t tmpfs -o size=96k none small && {BINARY} {arguments}; status=$?; ls -A small >seen; exit $status"
        answer = subprocess.run(
            ["unshare", "-m", "sh", "-c", inside],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        self.assertEqual(answer.returncode, 3, answer.stderr)
        self.assertRegex(answer.stderr, "(?i)no space left|disk is full|full")
        self.assertRegex(answer.stderr, "cure: .*free (some )?disk space")
        self.assertNotRegex((self.folder / "seen").read_text(encoding="utf-8"), r"\.part\b")


class SketchFile(ProgramTest):
    def test_a_missing_sketch_is_named(self):
        self.expect_refusal("verify", "app.toml", "nowhere.ino", says=[r"nowhere\.ino"])

    def test_a_batch_line_that_is_no_case_is_shown_with_its_line(self):
        lines = '{"id": "a", "text": "void setup() {}"}\n{"id": "b"}\n'
        (self.folder / "cases.jsonl").write_text(lines, encoding="utf-8")
        self.expect_refusal("verify", "app.toml", "--batch", "cases.jsonl", says=[r"cases\.jsonl:2\b"])

    def test_a_missing_recording_is_named(self):
        answer = self.expect(2, "run", "app.toml", "--replay", "nowhere.jsonl")
        self.assertIn("nowhere.jsonl", answer.stderr)

    def test_a_recording_that_is_no_json_is_shown_with_its_line(self):
        (self.folder / "replies.jsonl").write_text(
            '{"stage": "sg", "step": "features", "attempt": 1, "text": "x"}\n{oops\n', encoding="utf-8"
        )
        answer = self.expect(2, "run", "app.toml", "--replay", "replies.jsonl")
        self.assertRegex(answer.stderr, r"replies\.jsonl:2\b")
