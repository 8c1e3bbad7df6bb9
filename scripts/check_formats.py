#!/usr/bin/env python3
"""Opens what rejoinder writes with the programs that people use, and compares every value with the NDJSON.

    python3 scripts/check_formats.py --bin target/release/rejoinder [--soffice soffice] INPUT...

Every table is written as CSV, as CSV for Excel, as NDJSON, Parquet and Arrow, and as sheets of one workbook; read back by
pandas, polars, DuckDB, pyarrow, openpyxl and LibreOffice; and the data package of each folder is validated by frictionless.
A program of these that is not there is named and passed over; with --all that is a failure. Needs pandas, polars, duckdb,
pyarrow, openpyxl and frictionless (pip). Prints how many cells each program read, and exits with 1 if one of them differs.
"""

import argparse
import datetime
import json
import math
import pathlib
import shutil
import subprocess
import sys
import tempfile

FORMS = {
    "csv": ["--format", "csv"],
    "excel": ["--format", "csv", "--excel"],
    "raw": ["--format", "csv", "--raw"],
    "ndjson": ["--format", "ndjson"],
    "parquet": ["--format", "parquet"],
    "arrow": ["--format", "arrow"],
}
FIRST_DAY_OF_SHEETS = datetime.datetime(1900, 1, 1)
MAX_UNITS = 32_767


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--soffice", default="soffice")
    parser.add_argument("--all", action="store_true", help="fail where one of the programs is not there")
    parser.add_argument("--keep", help="write into this folder, and leave it")
    parser.add_argument("inputs", nargs="+")
    options = parser.parse_args()
    work = pathlib.Path(options.keep or tempfile.mkdtemp())
    for form, flags in FORMS.items():
        run(options.bin, "analyze", *options.inputs, *flags, "-o", work / form)
    run(options.bin, "export", *options.inputs, "--to", "xlsx", "-o", work / "book.xlsx")
    check = Check(work)
    full_disk(check, options)
    readers = [read_python, read_pandas, read_polars, read_duckdb, read_pyarrow, read_openpyxl, validate]
    for reader in readers:
        try:
            reader(check, work)
        except ImportError as error:
            check.missing(reader.__name__, error)
    if shutil.which(options.soffice):
        read_libreoffice(check, work, options.soffice)
    else:
        check.missing("read_libreoffice", f"no {options.soffice}")
    if not options.keep:
        shutil.rmtree(work)
    sys.exit(check.report(options.all))


def run(*command):
    done = subprocess.run([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode not in (0, 2):
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}: {done.stderr.decode(errors='replace')}")


def full_disk(check, options):
    """What cannot be written is an error, in every form."""
    for form, flags in FORMS.items():
        with open("/dev/full", "wb") as full:
            command = [options.bin, "analyze", *options.inputs, "--table", "threads", *flags, "--quiet", "-o", "-"]
            code = subprocess.run(command, stdout=full, stderr=subprocess.DEVNULL, check=False).returncode
        if code != 2:
            check.differs(f"rejoinder, {form}", "threads", 0, "exit code on a full disk", 2, code)


class Check:
    """What was expected, and what differed."""

    def __init__(self, work):
        package = json.loads((work / "ndjson" / "datapackage.json").read_text(encoding="utf-8"))
        self.types = {
            resource["name"]: {field["name"]: field["type"] for field in resource["schema"]["fields"]}
            for resource in package["resources"]
        }
        self.truth = {}
        for table, types in self.types.items():
            lines = (work / "ndjson" / f"{table}.ndjson").read_bytes().splitlines()
            self.truth[table] = [list(self.exact(json.loads(line), types)) for line in lines]
        self.n_cells, self.wrong, self.absent = {}, [], []

    @staticmethod
    def exact(row, types):
        if list(row) != list(types):
            sys.exit(f"the NDJSON has other columns than its data package: {list(row)}")
        for name, kind in types.items():
            value = row[name]
            yield datetime.datetime.fromisoformat(value) if kind == "datetime" and value is not None else value

    def table(self, program, table, rows, allow=lambda expected, found: False):
        """Compares the rows of a table, as lists of values of Python, with those expected."""
        expected = self.truth[table]
        if len(rows) != len(expected):
            self.differs(program, table, 0, "rows", len(expected), len(rows))
            return
        names = list(self.types[table])
        for number, (right, row) in enumerate(zip(expected, rows), 1):
            if len(row) != len(right):
                self.differs(program, table, number, "columns", len(right), len(row))
                continue
            for name, value, found in zip(names, right, row):
                self.n_cells[program] = self.n_cells.get(program, 0) + 1
                found = plain(found)
                if not same(value, found) and not allow(value, found):
                    self.differs(program, table, number, name, value, found)

    def differs(self, program, table, row, column, expected, found):
        self.wrong.append(f"{program}: {table}, row {row}, {column}: expected {expected!r:.200}, but found {found!r:.200}")

    def missing(self, what, why):
        self.absent.append(f"{what}: not there: {why}")

    def report(self, all_needed):
        for program, n_cells in self.n_cells.items():
            print(f"{n_cells:>9,} cells  {program}")
        for line in self.absent + self.wrong[:40]:
            print(line)
        print(f"{len(self.wrong)} differ")
        return 1 if self.wrong or (all_needed and self.absent) else 0


def plain(value):
    """A value of any library as one of Python's own."""
    if value is None or type(value).__name__ in ("NaTType", "NAType"):
        return None
    # What is missing among fractions; no table has it as a value.
    if isinstance(value, float) and math.isnan(value):
        return None
    if hasattr(value, "to_pydatetime"):
        return value.to_pydatetime()
    return value.item() if hasattr(value, "item") else value


def same(expected, found):
    """Equal, and of the same type."""
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, float):
        return isinstance(found, float) and expected == found
    return type(expected) is type(found) and expected == found


def guarded(expected, found):
    """Text with the apostrophes in it that keep spreadsheets from running it."""
    return isinstance(expected, str) and isinstance(found, str) and n_read(expected, found) == len(expected)


def n_read(expected, found):
    """How many letters of a text another one has that holds nothing but them and apostrophes; -1 if it holds more."""
    at = 0
    for letter in found:
        if expected[at : at + 1] == letter:
            at += 1
        elif letter != "'":
            return -1
    return at


def formula_free(check, program, table, rows):
    for number, row in enumerate(rows, 2):
        for cell in row:
            is_number = cell.lstrip("-").replace(".", "", 1).isdigit()
            if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) and not is_number:
                check.differs(program, table, number, "a cell", "no formula", cell)


def typed(text, kind):
    """A cell of CSV as a value."""
    if text == "":
        return None
    if kind == "integer":
        return int(text.removeprefix("'"))
    if kind == "number":
        return float(text)
    if kind == "boolean":
        return {"true": True, "false": False}[text]
    return datetime.datetime.fromisoformat(text) if kind == "datetime" else text


def read_python(check, work):
    import csv

    csv.field_size_limit(1 << 30)
    for form in ("csv", "excel", "raw"):
        for table, types in check.types.items():
            encoding = "utf-8-sig" if form == "excel" else "utf-8"
            with open(work / form / f"{table}.csv", encoding=encoding, newline="") as file:
                rows = list(csv.reader(file))
            if rows[0] != list(types):
                check.differs(f"python, {form}", table, 1, "header", list(types), rows[0])
            if form != "raw":
                formula_free(check, f"python, {form}", table, rows[1:])
            values = [[typed(text, kind) for text, kind in zip(row, types.values())] for row in rows[1:]]
            check.table(f"python, {form}", table, values, {"raw": same, "csv": guarded, "excel": for_excel}[form])


def for_excel(expected, found):
    if not isinstance(expected, str) or not isinstance(found, str):
        return False
    cut = found.removesuffix("… [cut]")
    if cut == found or guarded(expected, found):
        return guarded(expected, found)
    n_marks = len(cut) - n_read(expected, cut)
    return n_read(expected, cut) >= 0 and units(found) <= MAX_UNITS < units(expected) + n_marks + 1


def units(text):
    return len(text.encode("utf-16-le")) // 2


def read_pandas(check, work):
    import pandas

    dtypes = {"string": "string", "integer": "Int64", "number": "float64", "boolean": "boolean"}
    for table, types in check.types.items():
        ids = {"site_id", "uid", "source_uid", "target_uid"}
        known = {name: "UInt64" if name in ids else dtypes[kind] for name, kind in types.items() if kind != "datetime"}
        times = [name for name, kind in types.items() if kind == "datetime"]
        frame = pandas.read_csv(
            work / "csv" / f"{table}.csv", dtype=known, keep_default_na=False, na_values=[""]
        )
        for name in times:
            frame[name] = pandas.to_datetime(frame[name], format="ISO8601").dt.as_unit("us")
        check.table("pandas, csv", table, rows_of(frame), guarded)
        frame = pandas.read_parquet(work / "parquet" / f"{table}.parquet")
        for name, dtype in known.items():
            if str(frame[name].dtype) not in (dtype, "str"):
                check.differs("pandas, parquet", table, 0, name, dtype, str(frame[name].dtype))
        check.table("pandas, parquet", table, rows_of(frame))
        frame = pandas.read_feather(work / "arrow" / f"{table}.arrow")
        check.table("pandas, arrow", table, rows_of(frame))
        path = work / "ndjson" / f"{table}.ndjson"
        if path.stat().st_size > 0:
            frame = pandas.read_json(path, lines=True, dtype=known, precise_float=True, dtype_backend="numpy_nullable")
            for name in times:
                frame[name] = pandas.to_datetime(frame[name], format="ISO8601")
            check.table("pandas, ndjson", table, rows_of(frame.astype(known)), by_way_of_floats)


def by_way_of_floats(expected, found):
    """pandas reads whole numbers of JSON as floats where some are missing; Parquet and Arrow keep them."""
    return isinstance(expected, int) and expected > 2**53 and found == int(float(expected))


def rows_of(frame):
    columns = [frame[name].astype(object).tolist() for name in frame.columns]
    return [list(row) for row in zip(*columns)] if columns else []


def read_polars(check, work):
    import polars

    dtypes = {
        "string": polars.String,
        "integer": polars.Int64,
        "number": polars.Float64,
        "boolean": polars.Boolean,
        "datetime": polars.String,
    }
    ids = {"site_id", "uid", "source_uid", "target_uid"}
    for table, types in check.types.items():
        schema = {name: polars.UInt64 if name in ids else dtypes[kind] for name, kind in types.items()}
        times = [name for name, kind in types.items() if kind == "datetime"]

        def with_times(frame):
            return [
                [datetime.datetime.fromisoformat(value) if name in times and value else value for name, value in row.items()]
                for row in frame.iter_rows(named=True)
            ]

        frame = polars.read_csv(work / "csv" / f"{table}.csv", schema=schema)
        check.table("polars, csv", table, with_times(frame), guarded)
        path = work / "ndjson" / f"{table}.ndjson"
        if path.stat().st_size > 0:
            check.table("polars, ndjson", table, with_times(polars.read_ndjson(path, schema=schema)))
        for form, read in (("parquet", polars.read_parquet), ("arrow", polars.read_ipc)):
            frame = read(work / form / f"{table}.{form}")
            found = {name: str(dtype) for name, dtype in frame.schema.items()}
            wanted = {name: "Datetime(time_unit='us', time_zone=None)" if name in times else str(schema[name]()) for name in schema}
            if found != wanted:
                check.differs(f"polars, {form}", table, 0, "types", wanted, found)
            check.table(f"polars, {form}", table, [list(row) for row in frame.iter_rows()])


def read_duckdb(check, work):
    import duckdb

    engine = duckdb.connect()
    names = {"string": "VARCHAR", "integer": "HUGEINT", "number": "DOUBLE", "boolean": "BOOLEAN", "datetime": "TIMESTAMP"}
    for table, types in check.types.items():
        columns = "{" + ", ".join(f"'{name}': '{names[kind]}'" for name, kind in types.items()) + "}"
        if not types:
            continue
        sources = {
            "csv": f"read_csv('{work}/csv/{table}.csv', columns={columns}, header=true, auto_detect=false, nullstr='', "
            "max_line_size=20000000, new_line='\\n', quote='\"', escape='\"', delim=',')",
            "ndjson": f"read_json('{work}/ndjson/{table}.ndjson', columns={columns}, format='newline_delimited', "
            "maximum_object_size=50000000)",
            "parquet": f"read_parquet('{work}/parquet/{table}.parquet')",
        }
        for form, source in sources.items():
            rows = engine.execute(f"SELECT * FROM {source}").fetchall()
            check.table(f"duckdb, {form}", table, [list(row) for row in rows], guarded if form == "csv" else same)


def read_pyarrow(check, work):
    import pyarrow
    import pyarrow.ipc
    import pyarrow.parquet

    kinds = {"string": "string", "number": "double", "boolean": "bool", "datetime": "timestamp[us]"}
    for table, types in check.types.items():
        with pyarrow.OSFile(str(work / "arrow" / f"{table}.arrow")) as file:
            arrow = pyarrow.ipc.open_file(file).read_all()
        for form, read in (("arrow", arrow), ("parquet", pyarrow.parquet.read_table(work / "parquet" / f"{table}.parquet"))):
            for field in read.schema:
                wanted = kinds.get(types[field.name])
                if str(field.type) not in ([wanted] if wanted else ["int64", "uint64"]):
                    check.differs(f"pyarrow, {form}", table, 0, field.name, types[field.name], str(field.type))
                if not (field.metadata or {}).get(b"description"):
                    check.differs(f"pyarrow, {form}", table, 0, field.name, "a description", None)
            columns = [column.to_pylist() for column in read.columns]
            check.table(f"pyarrow, {form}", table, [list(row) for row in zip(*columns)])


def read_openpyxl(check, work):
    read_sheets(check, "openpyxl, xlsx", work / "book.xlsx", check.types, lambda expected, found: False)


def read_sheets(check, program, path, types, allow):
    """Compares the sheets of a workbook, each with the table of its name."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    for table, columns in types.items():
        sheet = book[table] if table in book.sheetnames else book.worksheets[0]
        rows = list(sheet.iter_rows())
        if [cell.value for cell in rows[0]] != list(columns):
            check.differs(program, table, 1, "header", list(columns), [cell.value for cell in rows[0]])
        for row in rows[1:]:
            for cell in row:
                # LibreOffice writes the truth values that it read from a workbook so.
                if cell.value in ("=TRUE()", "=FALSE()"):
                    cell.value = cell.value == "=TRUE()"
                elif cell.data_type == "f":
                    check.differs(program, table, cell.row, cell.column_letter, "no formula", cell.value)
        values = [[of_sheet(cell.value, kind) for cell, kind in zip(row, columns.values())] for row in rows[1:]]
        check.table(program, table, values, lambda expected, found: as_in_sheets(expected, found) or allow(expected, found))


def of_sheet(value, kind):
    """A cell's value; sheets know one kind of number, and unescape nothing by themselves."""
    if kind == "number" and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if kind == "integer" and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def as_in_sheets(expected, found):
    if isinstance(expected, int) and not isinstance(expected, bool) and isinstance(found, str):
        return expected >= 10**15 and found.removeprefix("'") == str(expected)
    if isinstance(expected, datetime.datetime):
        if expected < FIRST_DAY_OF_SHEETS:
            return isinstance(found, str)
        return isinstance(found, datetime.datetime) and abs(found - expected) < datetime.timedelta(milliseconds=1)
    if isinstance(expected, float) and isinstance(found, float):
        return math.isclose(expected, found, rel_tol=1e-14)
    if isinstance(expected, str) and isinstance(found, str):
        return for_excel(expected, found) or of_xml(found) == of_xml(expected)
    return False


def of_xml(text):
    """A text without what XML cannot hold, and with the line ends that it makes of all."""
    import re

    text = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match.group(1), 16)), text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)


def read_libreoffice(check, work, soffice):
    """CSV for Excel into workbooks, and our workbook into another one, by LibreOffice without a window."""
    out = work / "libreoffice"
    home = f"-env:UserInstallation=file://{work}/home"
    files = [str(work / "excel" / f"{table}.csv") for table in check.types]
    # Commas, quotes, UTF-8, from the first line on; numbers and dates as LibreOffice finds them.
    convert = [soffice, home, "--headless", "--convert-to", "xlsx", "--outdir", str(out)]
    run(*convert, "--infilter=CSV:44,34,76,1,,0,false,true", *files)
    for table, types in check.types.items():
        try:
            read_sheets(check, "LibreOffice, excel", out / f"{table}.xlsx", {table: types}, in_excel)
        except (FileNotFoundError, KeyError) as error:
            check.differs("LibreOffice, excel", table, 0, "file", "a workbook", error)
    run(*convert[:-1], str(out / "again"), str(work / "book.xlsx"))
    read_sheets(check, "LibreOffice, xlsx", out / "again" / "book.xlsx", check.types, lambda expected, found: False)


def in_excel(expected, found):
    """Text as the CSV for Excel holds it."""
    return isinstance(expected, str) and isinstance(found, str) and of_xml(found).removeprefix("'") == of_xml(expected)


def validate(check, work):
    import frictionless

    for form in ("csv", "excel", "raw", "ndjson", "parquet", "arrow"):
        path = work / form / "datapackage.json"
        if form in ("parquet", "arrow"):
            report = frictionless.Package.validate_descriptor(json.loads(path.read_text(encoding="utf-8")))
        else:
            package = json.loads(path.read_text(encoding="utf-8"))
            # frictionless does not read a file of JSON lines that has no line.
            package["resources"] = [part for part in package["resources"] if (work / form / part["path"]).stat().st_size > 0]
            report = frictionless.Package(package, basepath=str(work / form)).validate()
        if not report.valid:
            errors = report.flatten(["code", "rowNumber", "fieldName", "note"]) or report.errors
            check.differs(f"frictionless, {form}", "datapackage", 0, "valid", True, errors[:5])
        check.n_cells[f"frictionless, {form}"] = 0


if __name__ == "__main__":
    main()
