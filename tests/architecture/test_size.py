"""Files and functions stay small, and every exception to a rule says why on its own line."""

import re

from tests.architecture.source import ROOT, functions, lines_of, name_of, python_files

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
PLACES = ("aldia", "tests", "bench")

LONG = re.compile(r"# long: \w+")
# Written as the rule's code, a dash or a second mark, and the reason in words.
NEEDS_REASON = re.compile(r"#\s*(?:noqa|type:\s*ignore)\b", re.IGNORECASE)
HAS_REASON = re.compile(
    r"#\s*(?:noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|type:\s*ignore\[[\w,\s-]+\])\s*(?:#|-|–|—)+\s*\w",
    re.IGNORECASE,
)


def test_no_file_is_longer_than_300_lines_without_a_reason():
    found = [
        f"{name_of(path)} has {len(lines_of(path))} lines"
        for path in python_files(*PLACES)
        if len(lines_of(path)) > LONGEST_FILE and not LONG.search(lines_of(path)[0])
    ]
    assert found == []


def test_no_function_is_longer_than_40_lines_without_a_reason():
    found = []
    for path in python_files(*PLACES):
        for function in functions(path):
            length = (function.end_lineno or function.lineno) - function.lineno + 1
            opening = lines_of(path)[function.lineno - 1 : function.body[0].lineno]
            if length > LONGEST_FUNCTION and not LONG.search("\n".join(opening)):
                found.append(f"{name_of(path)}:{function.lineno} {function.name}: {length} lines")
    assert found == []


def test_every_exception_to_a_rule_carries_its_reason():
    found = [
        f"{name_of(path)}:{number} {line.strip()}"
        for path in python_files(*PLACES)
        if path.parent != ROOT / "tests" / "architecture"
        for number, line in enumerate(lines_of(path), start=1)
        if NEEDS_REASON.search(line) and not HAS_REASON.search(line)
    ]
    assert found == []


def test_every_file_opens_with_what_lives_in_it():
    found = [
        name_of(path)
        for path in python_files(*PLACES)
        if lines_of(path) and not re.match(r'r?"""\S', next(filter(None, lines_of(path))))
    ]
    assert found == []
