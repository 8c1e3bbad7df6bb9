"""The package over the sample pages: tables, types, errors, streams. `python -m unittest discover -s python/tests`."""

import contextlib
import gc
import importlib.metadata
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
import warnings
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import rejoinder
from rejoinder._options import _FLAGS, _VALUES
from rejoinder._trouble import parse_messages

THREADS = Path(__file__).resolve().parents[2] / "data" / "threads"
PAGE = THREADS / "lynx" / "bread-machine.txt"
# What the program prints itself has no place here; `strict` and tables are arguments of their own.
TEXTS = {"subject", "body", "stance_evidence"}
ELSEWHERE = {"strict", "help", "quiet", "out", "table", "format", "raw", "excel"}


def run(*arguments):
    return subprocess.run([rejoinder.binary(), *map(str, arguments)], capture_output=True, check=False)


def rows(table):
    """Rows as NDJSON has them: times as text, to the minute where no second is told."""
    return [{name: plain(value) for name, value in row.items()} for row in table.to_pylist()]


def plain(value):
    return value.isoformat().removesuffix(":00") if hasattr(value, "isoformat") else value


def n_children():
    """Processes that this one started and did not wait for."""
    task = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    return len(task.read_text().split()) if task.exists() else 0


class Broken(unittest.TestCase):
    """A folder with a good page, a table that is none of comments, and one that is missing."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "page.txt").write_bytes(PAGE.read_bytes())
        (self.folder / "prices.csv").write_text("item,price\ntram,12\n")
        (self.folder / "empty").mkdir()
        (self.folder / "plain.txt").write_text("Nothing of a discussion stands here.\n")


class Tables(unittest.TestCase):
    def test_tables_are_those_of_ndjson(self):
        tables = rejoinder.analyze(THREADS)
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(run("analyze", THREADS, "--format", "ndjson", "-o", folder).returncode, 0)
            self.assertEqual({path.stem for path in Path(folder).glob("*.ndjson")}, set(tables))
            for name, table in tables.items():
                text = (Path(folder) / f"{name}.ndjson").read_text(encoding="utf-8")
                theirs = [json.loads(line) for line in text.split("\n") if line]
                self.assertEqual(rows(table), theirs, name)
        self.assertGreater(tables["comments"].num_rows, 150)

    def test_columns_are_typed(self):
        comments = rejoinder.analyze(PAGE, tables="comments")["comments"]
        types = {field.name: field.type for field in comments.schema}
        self.assertEqual(types["depth"], pa.int64())
        self.assertEqual(types["uid"], pa.uint64())
        self.assertEqual(types["certainty"], pa.float64())
        self.assertEqual(types["parent_certain"], pa.bool_())
        self.assertEqual(types["posted_at"], pa.timestamp("us"))
        self.assertEqual(types["body"], pa.string())
        self.assertGreater(comments["parent"].null_count, 0)

    def test_only_the_tables_that_are_asked_for(self):
        self.assertEqual(set(rejoinder.analyze(PAGE, tables=["threads", "edges"])), {"threads", "edges"})
        self.assertEqual(set(rejoinder.analyze([PAGE], tables="levels")), {"levels"})

    def test_tables_outlive_their_files(self):
        table = rejoinder.analyze(THREADS, tables="comments")["comments"]
        gc.collect()
        self.assertEqual(sum(len(body or "") > 0 for body in table["body"].to_pylist()) > 100, True)

    def test_jobs_change_nothing(self):
        one = rejoinder.analyze(THREADS, jobs=1)
        self.assertEqual(one, rejoinder.analyze(THREADS, jobs=3))

    def test_schema_says_what_columns_mean(self):
        schemas = rejoinder.schema()
        tables = rejoinder.analyze(PAGE)
        self.assertEqual(set(schemas), set(tables))
        for name, table in tables.items():
            self.assertEqual(schemas[name], table.schema, name)
            self.assertTrue(all(field.metadata[b"description"] for field in schemas[name]), name)
        self.assertEqual(schemas["comments"].field("depth").metadata[b"unit"], b"edges")


class OptionsTest(unittest.TestCase):
    def test_every_option_of_the_command_line_is_there(self):
        said = run("analyze", "--help").stdout.decode()
        flags = set(re.findall(r"^ +(?:-\w, )?--([a-z-]+)", said, re.MULTILINE))
        ours = {flag.removeprefix("--") for flag in (_FLAGS | _VALUES).values()}
        self.assertEqual(flags - ELSEWHERE, ours)
        self.assertEqual(set(rejoinder.Options.__annotations__), set(_FLAGS | _VALUES))

    def test_options_do_what_they_say(self):
        def comments(**options):
            return rejoinder.analyze(PAGE, tables="comments", **options)["comments"]

        whole = comments()
        self.assertEqual(set(whole.column_names) - set(comments(no_text=True).column_names), TEXTS)
        self.assertEqual(comments(no_stance=True)["stance"].null_count, whole.num_rows)
        self.assertLess(comments(threshold=3).num_rows, whole.num_rows)
        self.assertGreater(comments(target="bread").num_columns, whole.num_columns)
        self.assertEqual(comments(no_text=False, jobs=None), whole)

    def test_maps_and_lists(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "talk.csv"
            path.write_text("id,parent,user\n1,,ann\n2,1,nobody\n3,1,ghost\n")
            names = {"comment": "id", "author": "user"}
            comments = rejoinder.analyze(path, tables="comments", map=names, anonymous_names=["nobody", "ghost"])
        self.assertEqual(comments["comments"]["anonymous"].to_pylist(), [False, True, True])

    def test_pseudonyms(self):
        with tempfile.TemporaryDirectory() as folder:
            key = Path(folder) / "key"
            key.write_bytes(bytes(range(32)))
            names = set(rejoinder.analyze(PAGE, tables="authors")["authors"]["author"].to_pylist())
            other = set(rejoinder.analyze(PAGE, tables="authors", pseudonymise=key)["authors"]["author"].to_pylist())
        self.assertEqual(names & other, {"Anonymous Coward"})

    def test_options_that_are_not_there(self):
        with self.assertRaisesRegex(TypeError, "did you mean `threshold`"):
            rejoinder.analyze(PAGE, treshold=2)


class Errors(Broken):
    def test_a_wrong_option_has_its_exit_code(self):
        for wrong in [{"tables": "nope"}, {"anonymous": "nope"}, {"dialect": "no/such"}]:
            with self.subTest(wrong), self.assertRaises(rejoinder.RejoinderError) as caught:
                rejoinder.analyze(PAGE, **wrong)
            self.assertIn(caught.exception.exit_code, (2, 64))
            self.assertTrue(caught.exception.messages)

    def test_what_cannot_be_read_warns_and_the_rest_is_there(self):
        paths = [self.folder / "page.txt", self.folder / "prices.csv", self.folder / "missing.txt"]
        with self.assertWarns(rejoinder.RejoinderWarning) as caught:
            tables = rejoinder.analyze(paths)
        self.assertGreater(tables["comments"].num_rows, 5)
        errors = [message for message in caught.warning.messages if message.severity == "error"]
        self.assertEqual({Path(message.path).name for message in errors}, {"prices.csv", "missing.txt"})
        self.assertEqual({(message.line, message.column) for message in errors}, {(1, 1), (None, None)})
        self.assertIn("--map", next(message.help for message in errors if message.help))
        self.assertEqual(caught.warning.exit_code, 2)

    def test_a_broken_folder_gives_what_is_in_it(self):
        (self.folder / "site.html").write_text("<!doctype html><html><body>Nothing read yet.</body></html>")
        (self.folder / "bytes.txt").write_bytes(bytes(range(256)) * 40)
        (self.folder / "none.txt").write_bytes(b"")
        with self.assertWarns(rejoinder.RejoinderWarning) as caught:
            tables = rejoinder.analyze(self.folder)
        alone = rejoinder.analyze(self.folder / "page.txt")
        self.assertEqual(tables["comments"], alone["comments"])
        self.assertEqual(caught.warning.exit_code, 2)
        located = [message for message in caught.warning.messages if message.path]
        self.assertTrue(all(message.severity in ("error", "warning") for message in located))
        unread = {Path(message.path).name for message in located if message.severity == "error"}
        self.assertEqual(unread, {"bytes.txt"})
        codes = set(tables["diagnostics"]["code"].to_pylist())
        self.assertLessEqual({"no-comments", "empty-document"}, codes)

    def test_strict_raises_instead(self):
        with self.assertRaises(rejoinder.RejoinderError) as caught:
            rejoinder.analyze([PAGE, self.folder / "missing.txt"], strict=True)
        self.assertEqual(caught.exception.exit_code, 2)
        self.assertIn("missing.txt: cannot be read: ", str(caught.exception))

    def test_strict_raises_on_warnings_about_pages(self):
        with self.assertRaises(rejoinder.RejoinderError) as caught:
            rejoinder.analyze(THREADS, strict=True)
        self.assertEqual(caught.exception.exit_code, 1)
        self.assertEqual({message.code for message in caught.exception.messages}, {"tree-lost"})

    def test_nothing_read_is_an_error(self):
        with self.assertRaises(rejoinder.RejoinderError) as caught:
            rejoinder.analyze(self.folder / "missing.txt")
        self.assertEqual(caught.exception.exit_code, 2)

    def test_no_comment_warns_and_gives_empty_tables(self):
        with self.assertWarns(rejoinder.RejoinderWarning) as caught:
            tables = rejoinder.analyze(self.folder / "plain.txt")
        self.assertEqual((caught.warning.exit_code, tables["comments"].num_rows), (3, 0))

    def test_good_pages_are_silent(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            rejoinder.analyze(THREADS, tables="threads")

    def test_a_missing_program_is_named(self):
        before = os.environ.get("REJOINDER")
        os.environ["REJOINDER"] = str(self.folder / "missing")
        try:
            with self.assertRaisesRegex(FileNotFoundError, "missing"):
                rejoinder.analyze(PAGE)
        finally:
            os.environ.pop("REJOINDER") if before is None else os.environ.update(REJOINDER=before)

    def test_messages_are_taken_apart(self):
        said = "a b.txt:3:14: warning: expected x, but found `y` [some-code]\nrejoinder: no table\n  help: try\n"
        first, second = parse_messages(said)
        self.assertEqual(first, ("expected x, but found `y`", "warning", "a b.txt", 3, 14, "some-code", None))
        self.assertEqual(str(first), said.splitlines()[0])
        self.assertEqual((second.text, second.path, second.help), ("no table", None, "try"))


class Streams(Broken):
    def setUp(self):
        super().setUp()
        self.before = n_children()
        self.addCleanup(lambda: self.assertEqual(n_children(), self.before, "a process was left"))

    def test_a_stream_is_the_table(self):
        for table in ["comments", "authors", "model"]:
            with self.subTest(table):
                streamed = rejoinder.stream(THREADS, table).read_all()
                self.assertEqual(streamed, rejoinder.analyze(THREADS, tables=table)[table])

    def test_batches_have_the_schema(self):
        reader = rejoinder.stream(THREADS, "comments", no_text=True)
        whole = rejoinder.schema()["comments"]
        self.assertEqual([field for field in reader.schema], [field for field in whole if field.name not in TEXTS])
        words = sum(pc.sum(batch["words"]).as_py() for batch in reader)
        self.assertGreater(words, 1_000)

    def test_a_dropped_reader_ends_the_program(self):
        endless = self.long_table()
        reader = rejoinder.stream(endless, "comments")
        self.assertGreater(next(reader).num_rows, 0)
        self.assertEqual(n_children(), self.before + (1 if sys.platform == "linux" else 0))
        del reader
        gc.collect()
        self.assertEqual(n_children(), self.before)

    def test_a_reader_that_nobody_reads_ends_the_program(self):
        rejoinder.stream(self.long_table(), "comments")
        gc.collect()
        self.assertEqual(n_children(), self.before)

    def test_a_generator_that_is_closed_ends_the_program(self):
        def bodies():
            for batch in rejoinder.stream(self.long_table(), "comments"):
                yield from batch["author"].to_pylist()

        generator = bodies()
        self.assertEqual(next(generator), "ann")
        generator.close()
        gc.collect()
        self.assertEqual(n_children(), self.before)

    def test_an_interpreter_that_exits_leaves_nothing(self):
        code = (
            "import rejoinder, sys; r = rejoinder.stream(sys.argv[1]); next(r); import builtins; builtins.kept = r;"
            "print('batch')"
        )
        path = os.pathsep.join(filter(None, sys.path))
        environment = {**os.environ, "PYTHONPATH": path}
        command = [sys.executable, "-c", code, str(self.long_table())]
        ended = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False)
        self.assertEqual((ended.returncode, ended.stdout.split(), ended.stderr), (0, [b"batch"], b""))

    def test_a_wrong_table_is_an_error_at_once(self):
        with self.assertRaises(rejoinder.RejoinderError) as caught:
            rejoinder.stream(PAGE, "nope")
        self.assertEqual(caught.exception.exit_code, 64)
        self.assertIn("there is no table `nope`", str(caught.exception))

    def test_what_cannot_be_read_warns_behind_the_last_batch(self):
        reader = rejoinder.stream([PAGE, self.folder / "missing.txt"])
        with self.assertWarns(rejoinder.RejoinderWarning):
            self.assertGreater(reader.read_all().num_rows, 5)

    def test_strict_raises_from_the_reader(self):
        reader = rejoinder.stream([PAGE, self.folder / "missing.txt"], strict=True)
        with self.assertRaises(rejoinder.RejoinderError) as caught:
            reader.read_all()
        self.assertEqual(caught.exception.exit_code, 2)

    def long_table(self):
        """Threads enough that the program is not done when the first batch is there."""
        path = self.folder / "long.csv"
        with path.open("w") as out:
            out.write("thread,comment,parent,author\n")
            for thread in range(4_000):
                out.writelines(f"{thread},{n},{n - 1 or ''},ann\n" for n in range(1, 31))
        return path


class Packaging(unittest.TestCase):
    def test_the_program_is_of_the_packages_version(self):
        manifest = (THREADS.parents[1] / "Cargo.toml").read_text()
        version = re.search(r'^version = "(.+)"', manifest, re.MULTILINE)[1]
        self.assertEqual(run("--version").stdout.decode().split(), ["rejoinder", version])
        try:
            self.assertEqual(importlib.metadata.version("rejoinder"), version)
        except importlib.metadata.PackageNotFoundError:
            self.assertEqual(rejoinder.__version__, "0+unknown")

    def test_the_example_of_the_readme_runs(self):
        root = THREADS.parents[1]
        example = (root / "README.md").read_text(encoding="utf-8").split("## In Python")[1].split("```python\n")[1]
        before = Path.cwd()
        os.chdir(root)
        try:
            with contextlib.redirect_stdout(io.StringIO()) as said:
                exec(compile(example.split("```")[0], "README.md", "exec"), {})
        finally:
            os.chdir(before)
        self.assertIn("score_mean", said.getvalue())
        self.assertIn("comments more", said.getvalue())

    def test_annotations_are_shipped(self):
        self.assertTrue((Path(rejoinder.__file__).parent / "py.typed").is_file())


if __name__ == "__main__":
    unittest.main()
