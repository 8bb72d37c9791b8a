"""What is written for people is complete, and names no machine."""

import re
import tomllib

import pytest

from tests.architecture.source import ROOT, name_of, tracked_files

REASONS = ROOT / "docs" / "reasons.md"
DECISIONS = ROOT / "docs" / "decisions"

# Folders of one person's or one server's machine, and hosts other than the public examples.
PLACES = re.compile(
    r"(?<![\w.$}~-])/(?:home|root|work|Users|mnt|srv/[a-z]+/projects)/[\w.-]+"
    r"|\b(?:[\w-]+\.)+(?:internal|corp|lan|intranet)\b"
    r"|(?:--index-url|--extra-index-url|--find-links)[= ]\S+",
)


def test_every_reason_is_explained():
    reasons = pytest.importorskip("aldia.core.reasons")
    page = REASONS.read_text(encoding="utf-8")
    explained = set(re.findall(r"^#+ .*`([A-Z_]+)`|^\| `([A-Z_]+)`", page, re.MULTILINE))
    codes = {code for pair in explained for code in pair if code}
    assert codes == {reason.value for reason in reasons.Reason}


def test_every_decision_is_in_the_index():
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    pages = {path.name for path in DECISIONS.glob("[0-9]*.md")}
    assert pages == set(re.findall(r"\]\(([0-9][^)]+\.md)\)", index))


def test_no_file_names_a_machine():
    found = []
    for path in tracked_files():
        if path == ROOT / "tests" / "architecture" / "test_documents.py":
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{name_of(path)}: {match.group()}" for match in PLACES.finditer(text)]
    assert found == []


def test_every_link_between_documents_leads_somewhere():
    broken = []
    for path in tracked_files():
        if path.suffix != ".md":
            continue
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", path.read_text("utf-8")):
            if not (path.parent / target).exists():
                broken.append(f"{name_of(path)} → {target}")
    assert broken == []


def test_every_library_has_its_one_line():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {re.split(r"[\[<>=!~ ;]", line, maxsplit=1)[0] for line in wanted}
    page = (DECISIONS / "0005-libraries.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([^`]+)`", page, re.MULTILINE)) == names
