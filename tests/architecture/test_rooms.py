"""Each room keeps its promise: what it may import, touch and define."""

import ast

import pytest

from tests.architecture.source import (
    ROOT,
    attributes,
    functions,
    imported_modules,
    name_of,
    python_files,
    tree_of,
)

ROOMS = sorted(path.parent for path in (ROOT / "aldia").glob("*/__init__.py"))
DOORS = ("aldia/web", "aldia/cli", "aldia/worker")

# No clock, no randomness, no files, no network. `datetime` is here for its types; asking it for
# the time is banned below the doors by ruff (TID251).
CALM = {
    "__future__", "abc", "bisect", "calendar", "collections", "colorsys", "dataclasses",
    "datetime", "decimal", "difflib", "enum", "fractions", "functools", "graphlib", "hashlib",
    "heapq", "html", "itertools", "json", "math", "numbers", "operator", "re", "statistics",
    "string", "textwrap", "types", "typing", "unicodedata", "zoneinfo",
}  # fmt: skip


def test_the_core_imports_only_polars_and_calm_modules():
    strangers = [
        f"{name_of(path)}:{line} imports {module}"
        for path in python_files("aldia/core")
        for line, module in imported_modules(path)
        if module.split(".")[0] not in CALM | {"polars"} and not module.startswith("aldia.core")
    ]
    assert strangers == []


def test_the_core_applies_no_python_function_row_by_row():
    banned = {"map_elements", "map_rows", "map_batches"}
    found = [
        f"{name_of(path)}:{node.lineno} uses {node.attr}"
        for path in python_files("aldia/core")
        for node in attributes(path)
        if node.attr in banned
    ]
    assert found == []


def test_doors_fetch_through_access_and_never_touch_the_tables():
    banned = {"objects", "_default_manager", "_base_manager"}
    found = [
        f"{name_of(path)}:{node.lineno} touches .{node.attr}"
        for path in python_files(*DOORS)
        for node in attributes(path)
        if node.attr in banned
    ]
    assert found == []


@pytest.mark.parametrize("room", ["aldia/flows"])
def test_each_flow_file_defines_the_function_it_is_named_after(room):
    nameless = [
        name_of(path)
        for path in python_files(room)
        if path.name != "__init__.py"
        and path.stem not in {function.name for function in functions(path)}
    ]
    assert nameless == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_each_room_states_its_promise(room):
    promise = ast.get_docstring(tree_of(room / "__init__.py"))
    assert promise, f"{name_of(room)}/__init__.py says nothing"
    assert promise.endswith(".")


def test_no_room_is_a_drawer_for_everything():
    drawers = {"utils", "common", "helpers", "misc"}
    found = [name_of(path) for path in python_files("aldia") if drawers & set(path.parts)]
    found += [name_of(path) for path in python_files("aldia") if path.stem in drawers]
    assert found == []
