"""Any graph that a file can hold comes back from it as the same network that computes the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from netbuilder import formats
from netbuilder.formats import Bundle
from netbuilder.formats.verifying.comparing import corresponding
from netbuilder.graph import check
from tests.formats.branches import with_weights
from tests.formats.test_script_round_trip import graphs


def assert_comes_back(graph, path):
    if check(graph).errors or formats.format_of(path).problems(graph):
        return
    rng = np.random.default_rng(0)
    x = tuple(rng.normal(size=(3, *graph[name].layer.output_shape())).astype(np.float32) for name in graph.input_names)
    snapshot = with_weights(graph)

    formats.write(Bundle(snapshot), path)
    found = formats.read(path)

    assert corresponding(graph, found.graph) is not None
    for mine, theirs in zip(snapshot.model().predict(x), found.model().predict(x), strict=True):
        np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize("count", [15, pytest.param(1000, marks=pytest.mark.long)])
@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_any_graph_comes_back_from_a_file(suffix, count, tmp_path):
    @given(graphs())
    @settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck))
    def comes_back(graph):
        assert_comes_back(graph, tmp_path / f"model{suffix}")

    comes_back()
