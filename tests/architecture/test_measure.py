"""The measuring rod is measured too."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture import measure as m

SAMPLE = '''
def plain(self, a, *, b):
    """Say."""
    return a

def branchy(a):
    if a and b or c:
        for x in y:
            with z:
                pass
    elif d:
        return [i for i in j if i]
    try:
        pass
    except ValueError:
        pass

class Box:
    """A box."""

    def method(self):
        pass

    def _hidden(self):
        pass
'''


@pytest.fixture
def sample(monkeypatch: pytest.MonkeyPatch) -> None:
    module = m.Module(m.ROOT / "sample.py", SAMPLE, ast.parse(SAMPLE))
    monkeypatch.setattr(m, "modules", lambda *places: (module,))


@pytest.mark.usefixtures("sample")
def test_lengths_count_both_ends() -> None:
    assert [x.value for x in m.function_lengths()] == [3, 11, 2, 2]
    assert [x.value for x in m.class_lengths()] == [8]


@pytest.mark.usefixtures("sample")
def test_complexity_counts_branches_operators_and_comprehensions() -> None:
    assert [x.value for x in m.complexities()] == [1, 9, 1, 1]


@pytest.mark.usefixtures("sample")
def test_nesting_does_not_count_elif() -> None:
    assert [x.value for x in m.nestings()] == [0, 3, 0, 0]


@pytest.mark.usefixtures("sample")
def test_parameters_leave_self_out() -> None:
    assert [x.value for x in m.parameters()] == [2, 1, 0, 0]


@pytest.mark.usefixtures("sample")
def test_private_names_need_no_docstring() -> None:
    assert m.undocumented() == (5, ["sample.py:1", "sample.py:6 branchy", "sample.py:21 method"])


def test_percentile_and_median() -> None:
    values = [m.Measured(value, Path("x").name) for value in range(1, 11)]
    assert (m.median(values), m.percentile(values, 0.9)) == (5.5, 9)
