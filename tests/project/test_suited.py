"""New blocks suit the chosen data, and repairs think of the kind that was meant."""

import pytest

from netbuilder.data import DataSettings, load, prepare
from netbuilder.graph import Graph, Node, Port, check, edits
from netbuilder.graph.placeholder import Placeholder, layer_from_json
from netbuilder.layers import Dense, Input, Layer
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.merging import Add
from netbuilder.layers.pooling import GlobalAveragePooling1D, MaxPooling1D, MaxPooling2D
from netbuilder.layers.regularization import Dropout
from netbuilder.layers.reshaping import Flatten
from netbuilder.project import Project
from netbuilder.project.repairs import problems_of, repairs_for
from netbuilder.project.suited import suited


def prepared(name, **settings):
    chosen = DataSettings(source=name, **settings)
    return prepare(load(chosen), chosen)


DIGITS = prepared("digits")


def appended(project, layer, data, after=None):
    graph, name = edits.append(project.graph, layer, after or next(reversed(project.graph.nodes), None))
    return suited(project.replace(graph=graph), [name], data)


def built(data, *layers):
    project = Project(data=data.settings)
    for layer in layers:
        project = appended(project, layer, data)
    return project


def test_a_new_input_takes_the_shape_of_the_data_and_the_last_dense_its_classes():
    project = built(DIGITS, Input.starting(), Flatten(), Dense.starting())

    assert project.graph["input_layer"].layer.shape == (8, 8)
    assert project.graph["dense"].layer == Dense.starting(units=10, activation="softmax")
    assert project.training.loss_of(0).snake() == "sparse_categorical_crossentropy"
    assert problems_of(project, DIGITS) == []


def test_a_dense_that_is_no_longer_the_last_begins_as_every_dense_does():
    project = built(DIGITS, Input.starting(), Flatten(), Dense.starting(), Dense.starting())

    assert project.graph["dense"].layer == Dense.starting()
    assert project.graph["dense_1"].layer.units == 10
    passed_on = built(DIGITS, Input.starting(), Flatten(), Dense.starting(), Dropout(0.5))
    assert passed_on.graph["dense"].layer == Dense.starting()


def test_a_dense_that_a_person_set_stays_as_it_is():
    project = built(DIGITS, Input.starting(), Flatten(), Dense(33, "tanh"), Dense(10, "tanh"), Dense.starting())

    assert project.graph["dense"].layer == Dense(33, "tanh")
    assert project.graph["dense_1"].layer == Dense(10, "tanh")


def test_an_input_that_a_person_set_stays_as_it_is():
    assert built(DIGITS, Input((8, 8, 1))).graph["input_layer"].layer == Input((8, 8, 1))


def test_amounts_end_in_as_many_linear_outputs_with_the_squared_error():
    data = prepared("diabetes")
    project = built(data, Input.starting(), Dense.starting())

    assert project.graph["dense"].layer == Dense.starting(units=1, activation="linear")
    assert project.training.loss_of(0).snake() == "mean_squared_error"
    assert project.training.metrics == ()
    assert not check(project.graph).errors


def test_one_hot_labels_take_the_loss_for_them():
    project = built(prepared("digits", one_hot=True), Input.starting(), Flatten(), Dense.starting())

    assert project.training.loss_of(0).snake() == "categorical_crossentropy"


def test_a_second_head_is_left_to_the_person():
    project = built(DIGITS, Input.starting(), Flatten(), Dense.starting())
    both = appended(project, Dense.starting(), DIGITS, after="flatten")

    assert both.graph["dense_1"].layer == Dense.starting()
    assert both.graph["dense"].layer.units == 10


# -- repairs ----------------------------------------------------------------------------------------------


def labels(graph, data=None, which=0):
    project = Project(graph=graph) if data is None else Project(graph=graph, data=data.settings)
    problems = problems_of(project, data)
    return [str(repair.label) for repair in repairs_for(problems[which], project, data)]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [(MaxPooling1D((3,), strides=(1,)), "MaxPooling2D"), (GlobalAveragePooling1D(), "GlobalAveragePooling2D")],
)
def test_the_kind_for_as_many_axes_is_the_first_repair_and_keeps_the_values(wrong, right):
    graph = Graph.of([Node("x", Input((8, 8, 3))), Node("pool", wrong, (Port("x"),))])
    (problem,) = check(graph).problems
    repair = repairs_for(problem, Project(graph=graph))[0]

    assert str(repair.label) == f"use {right}"
    layer = repair.project.graph["pool"].layer
    assert type(layer).__name__ == right
    assert layer == MaxPooling2D((3, 3), strides=(1, 1)) or right != "MaxPooling2D"


def test_a_missing_input_is_taken_from_the_loose_branch_first():
    graph = Graph.of(
        [
            Node("x", Input((8, 8, 3)), position=(0, 0)),
            Node("a", Conv2D(3, 3, padding="same"), (Port("x"),), position=(0, 96)),
            Node("loose", Conv2D(3, 1), (Port("x"),), position=(900, 0)),
            Node("sum", Add(), (Port("a"),), position=(0, 192)),
        ]
    )
    found = labels(graph)

    assert found[0] == "connect loose to sum"
    assert "connect a to sum" not in found


def test_to_delete_is_never_the_first_of_several_repairs():
    graph = Graph.of(
        [Node("x", Input((4,))), Node("y", Input((4,))), Node("dense", Dense(3)), Node("sum", Add(), (Port("x"),))]
    )
    for which, _ in enumerate(problems_of(Project(graph=graph), None)):
        found = labels(graph, which=which)
        assert len(found) < 2 or not found[0].startswith("delete")


def unknown(name, config):
    return layer_from_json({"class_name": name, "config": config})


def test_a_wrong_name_is_asked_about_and_its_values_are_kept():
    graph = Graph.of(
        [
            Node("x", Input((8, 8, 3))),
            Node("flat", unknown("Flaten", {}), (Port("x"),)),
            Node("dense", unknown("Linear", {"units": 7}), (Port("flat"),)),
        ]
    )
    assert labels(graph)[0] == "did you mean Flatten?"
    problem = problems_of(Project(graph=graph), None)[1]
    mended = repairs_for(problem, Project(graph=graph))[0].project.graph
    assert mended["dense"].layer == Dense.starting(units=7)


def test_a_call_of_a_script_gives_its_plain_values():
    raw = '{"class_name": "Dens", "config": {"line": 3, "source": "layers.Dens(9, activation=\\"tanh\\", x=f())(y)"}}'
    graph = Graph.of(
        [Node("x", Input((3,))), Node("y", Placeholder(kind="Dens", raw=raw, reason="unknown"), (Port("x"),))]
    )
    repair = repairs_for(check(graph).problems[0], Project(graph=graph))[0]

    assert repair.project.graph["y"].layer == Dense.starting(units=9, activation="tanh")


def test_every_placeholder_is_a_problem_and_each_is_told_once():
    graph = Graph.of(
        [Node("x", Input((3,)))]
        + [Node(f"p{i}", unknown(f"Odd{i}", {}), (Port(f"p{i - 1}" if i else "x"),)) for i in range(3)]
    )

    assert [problem.node for problem in check(graph).problems] == ["p0", "p1", "p2"]


def test_more_outputs_than_classes_is_a_problem_whose_first_repair_takes_the_classes():
    project = built(DIGITS, Input.starting(), Flatten(), Dense.starting())
    wide = project.replace(graph=edits.set_fields(project.graph, "dense", units=64))
    (problem,) = problems_of(wide, DIGITS)

    assert repairs_for(problem, wide, DIGITS)[0].project.graph["dense"].layer.units == 10


def test_one_repair_gives_the_last_dense_its_classes_and_its_softmax():
    project = built(DIGITS, Input.starting(), Flatten(), Dense(64, "relu"))
    problems = [problem for problem in problems_of(project, DIGITS) if problem.node == "dense"]
    mended = repairs_for(problems[0], project, DIGITS)[0].project

    assert mended.graph["dense"].layer == Dense(10, "softmax")
    assert problems_of(mended, DIGITS) == []


@pytest.mark.parametrize("name", ["digits", "iris", "diabetes"])
def test_no_two_repairs_of_a_problem_read_the_same(name):
    data = prepared(name)
    project = built(DIGITS, Input((5,)), Dense(64)).replace(data=data.settings)
    problems = problems_of(project, data)

    assert problems
    for problem in problems:
        found = [str(repair.label) for repair in repairs_for(problem, project, data)]
        assert len(found) == len(set(found))


def test_for_amounts_the_first_repair_is_their_loss_with_as_many_linear_outputs():
    data = prepared("diabetes")
    project = built(DIGITS, Input((10,)), Dense(64, "relu")).replace(data=data.settings)
    for field in ("activation", "loss"):
        problem = next(problem for problem in problems_of(project, data) if problem.field == field)
        mended = repairs_for(problem, project, data)[0].project

        assert mended.graph["dense"].layer == Dense(1, "linear")
        assert problems_of(mended, data) == []


def loose_among(count: int, lone: Layer, *more: Layer) -> Project:
    """A block without a wire above a chain of so many, and others beside it."""
    nodes = [Node("input", Input((8,)), position=(0.0, 0.0))]
    for k in range(count):
        nodes.append(Node(f"d{k}", Dense(8), (Port(nodes[-1].name),), position=(0.0, 96.0 * k)))
    nodes += [Node(f"far{k}", layer, position=(900.0, 96.0 * count)) for k, layer in enumerate(more)]
    return Project(Graph.of([*nodes, Node("lone", lone, position=(300.0, 0.0))]))


def mends(project: Project, name: str) -> list[str]:
    problem = next(one for one in problems_of(project, None) if one.node == name)
    return [str(repair.label) for repair in repairs_for(problem, project)]


def test_the_one_block_that_fits_is_found_among_thousands():
    """To check the whole network with each of them would take minutes."""
    images = loose_among(3000, Conv2D(3, (2, 2)), Input((9, 9, 1)))

    assert mends(images, "lone") == ["connect far0 to lone", "delete lone"]
    assert mends(loose_among(3000, Conv2D(3, (2, 2))), "lone") == ["delete lone"]


def test_an_input_goes_to_a_block_that_can_take_it_however_many_others_lack_one():
    loose = [Conv2D(3, (2, 2))] * 400
    project = loose_among(3, Input((5,)), *loose, Dense(4))

    assert mends(project, "lone")[0] == "connect lone to far400"
