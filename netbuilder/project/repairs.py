"""Repairs: changes that make a problem go away. Each is tried on a copy, and offered only if it works."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from netbuilder.data import Prepared, prepare
from netbuilder.data.labels import labels_of
from netbuilder.data.settings import ARRANGEMENTS
from netbuilder.engine.budget import memory_problems
from netbuilder.engine.losses import Loss
from netbuilder.engine.mistakes import is_head, loss_warnings
from netbuilder.engine.readiness import (
    adapted,
    arranged_shape,
    array_of,
    data_problems,
    embeddings_of,
    monitor_problems,
    settings_problems,
    several_as_vectors,
    trained_count,
    use_of,
    validation_problems,
)
from netbuilder.engine.settings import TrainingSettings
from netbuilder.errors import N_, Fault, Message, TrainingError
from netbuilder.graph import Graph, Node, Port, Problem, check, edits
from netbuilder.graph.drawing.layout import ROW
from netbuilder.graph.ends import made_outputs
from netbuilder.graph.placeholder import Placeholder
from netbuilder.kinds import Shape
from netbuilder.layers import Dense, Input, Layer
from netbuilder.layers.convolution import Conv2D
from netbuilder.layers.pooling import GlobalAveragePooling1D, GlobalAveragePooling2D, GlobalAveragePooling3D
from netbuilder.layers.reshaping import Flatten, Reshape
from netbuilder.project.kept import kept_problems, ways_out
from netbuilder.project.project import Project
from netbuilder.project.repairs_of_inputs import of_inputs, of_outputs
from netbuilder.project.repairs_of_kind import for_fewer_axes, for_more_axes, for_placeholder
from netbuilder.project.repairs_of_settings import SETTINGS, of_settings
from netbuilder.project.repairs_of_wires import to_lacking, to_sources
from netbuilder.project.suited import head_of

MOST = 3
MOST_CHECKED = 20_000  # blocks, in all that is tried: the window waits for it
FEWEST_TRIED = 12
OF_ENDS = ("loss", "activation")  # what problems of a network's last block are about
USUAL_BATCH = 32
POOLING = (GlobalAveragePooling1D, GlobalAveragePooling2D, GlobalAveragePooling3D)  # for 2, 3 and 4 axes


@dataclass(frozen=True)
class Repair:
    """A button's words, and the project after it was pressed."""

    label: Message
    project: Project


Candidate = tuple[str, dict[str, object], Project]


def problems_of(project: Project, prepared: Prepared | None, building: bool = False) -> list[Problem]:
    """All problems of a project, those with its data included when it is loaded.

    While somebody is `building`, how the network ends is judged once data is chosen, and only where it may end.
    """
    report = check(project.graph)
    found = [*report.problems, *kept_problems(project)]
    if not report.errors and project.graph.nodes:
        if project.data.chosen or not building:
            found += loss_warnings(project.graph.active, project.training, building)
        found += settings_problems(project.graph.active, project.training)
        found += monitor_problems(project.graph.active, project.training, prepared)
        found += memory_problems(report, project.training, prepared.dataset.train_count if prepared else None)
        if prepared is not None:
            found += validation_problems(project.training, prepared)
            of_data = data_problems(project.graph, report, project.training, prepared)
            found += of_data if not building else [problem for problem in of_data if _counts(problem, project.graph)]
    return found


def _counts(problem: Problem, graph: Graph) -> bool:
    """Whether it matters while one builds: labels are compared with what may be the end, not with what is last yet."""
    return problem.field not in OF_ENDS or problem.node not in graph.output_names or is_head(graph, problem.node)


def refuse_errors(project: Project, prepared: Prepared) -> list[Problem]:
    """Raises TrainingError for what keeps a project from training on its data; gives what else is wrong."""
    problems = problems_of(project, prepared)
    errors = _errors(problems)
    if len(errors) == 1:
        raise TrainingError("{problem}", problem=errors[0])
    if errors:
        raise TrainingError("{problems}", problems="; ".join(map(str, errors)))
    return problems


def prepared_for(candidate: Project, prepared: Prepared) -> Prepared:
    """The data as another project makes it ready; raises DataError."""
    use = use_of(candidate.graph, candidate.training)
    return prepared if prepared.is_for(candidate.data, use) else prepare(prepared.raw, candidate.data, use)


def repairs_for(problem: Problem, project: Project, prepared: Prepared | None = None) -> tuple[Repair, ...]:
    """At most three changes after which the problem is gone and no new one has come."""
    before = problems_of(project, prepared)
    found: list[Repair] = []
    tried = max(FEWEST_TRIED, MOST_CHECKED // max(1, len(project.graph)))
    for template, values, candidate in islice(_candidates(problem, project, prepared), tried):
        label = Message(template, values)
        if any(repair.label == label for repair in found):
            continue  # two buttons that read the same are one
        try:
            data = prepared_for(candidate, prepared) if prepared else None
            after = problems_of(candidate, data)
        except Fault:
            continue
        if problem not in after and _is_better(problem, before, after):
            found.append(Repair(label, candidate))
        if len(found) == MOST:
            break
    return tuple(found)


def _is_better(mended: Problem, before: list[Problem], after: list[Problem]) -> bool:
    """Whether nothing new is wrong. Without an error more can be seen: then new warnings may be as old as it."""
    if mended.severity == "error":
        return len(_errors(after)) < len(_errors(before))
    return all(problem in before for problem in after)


def _errors(problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity == "error"]


def _candidates(problem: Problem, project: Project, prepared: Prepared | None) -> Iterator[Candidate]:
    for label, without in ways_out(problem, project):
        yield label.template, dict(label.values), without
    graph = project.graph
    if problem.field in ("batch_size", "validation_split", "memory"):
        yield from _of_training(problem, project, prepared)
        return
    if problem.field in SETTINGS and not problem.node:
        yield from of_settings(problem, project, prepared)
        return
    if problem.node not in graph:
        yield from _of_whole(project, prepared)
        if prepared is not None:
            yield from of_inputs(project, prepared)
            yield from of_outputs(project, prepared)
        return
    node = graph[problem.node]
    if problem.unfinished and problem.severity == "warning":
        yield from _of_loose_end(project, node)
    elif problem.field == "loss":
        yield from _of_loss(project, node, prepared)
    elif problem.field == "input_dim" and prepared is not None and node.name in embeddings_of(graph, prepared):
        needed = embeddings_of(graph, prepared)[node.name]
        values: dict[str, object] = {"name": node.name, "needed": needed}
        yield (
            N_("{name}: input_dim = {needed}"),
            values,
            project.replace(graph=edits.set_fields(graph, node.name, input_dim=needed)),
        )
    elif problem.field == "activation":
        yield from _of_activation(problem, project, node, prepared)
    elif isinstance(node.layer, Input):
        yield from _of_input(project, node, prepared)
    else:
        for template, values, mended in _of_block(graph, node):
            yield template, values, project.replace(graph=mended)
        if prepared is not None and len(graph.input_names) == 1:  # images for a convolution that got them flattened
            yield from _of_input_data(project, graph[graph.input_names[0]], prepared)


def _of_loose_end(project: Project, node: Node) -> Iterator[Candidate]:
    graph = project.graph
    values: dict[str, object] = {"name": node.name}
    yield N_("make {name} an output"), values, project.replace(graph=made_outputs(graph, [node.name]))
    yield N_("delete {name}"), values, project.replace(graph=edits.delete(graph, [node.name]))


def _of_whole(project: Project, prepared: Prepared | None) -> Iterator[Candidate]:
    graph = project.graph
    if graph.nodes and not graph.input_names:
        shape = next(iter(prepared.input_shapes.values())) if prepared else (28, 28, 1)
        for name in graph.order:
            if not graph[name].inputs:
                yield N_("add an input"), {}, project.replace(graph=_with_source(graph, name, Input(shape)))
                return


def _with_source(graph: Graph, name: str, layer: Layer) -> Graph:
    x, y = graph[name].position or (0.0, 0.0)
    node = edits.new_node(graph, layer, (x, y - ROW))
    return graph.add(node).reconnect(name, 0, node.name)


def _of_input(project: Project, node: Node, prepared: Prepared | None) -> Iterator[Candidate]:
    graph = project.graph
    if not graph.consumers[node.name]:
        for template, values, wired in to_lacking(graph, node):
            yield template, values, project.replace(graph=wired)
    if prepared is not None:
        yield from _of_input_data(project, node, prepared)
    if not graph.consumers[node.name]:  # last: what a person has put there is rather used than taken away
        yield N_("delete {name}"), {"name": node.name}, project.replace(graph=edits.delete(graph, [node.name]))


def _of_input_data(project: Project, node: Node, prepared: Prepared) -> Iterator[Candidate]:
    """The data as the input takes it, or the input as the data is."""
    graph = project.graph
    fitting = adapted(project.data, prepared.raw, graph, project.training)
    if fitting.arrangement != project.data.arrangement:
        changed = project.replace(data=project.data.replace(arrangement=fitting.arrangement))
        yield N_("prepare the data: {arrangement}"), {"arrangement": fitting.arrangement}, changed
    arrays = prepared.x_train if prepared.raw.raw is not None else prepared.dataset.x_train
    array = array_of(arrays, graph.input_names, node.name)
    if array is None:
        return
    shape = arrays[array].shape[1:]
    if len(arrays) > 1:  # an arrangement is one for all of them
        changed = project.replace(graph=edits.set_fields(graph, node.name, shape=prepared.input_shapes[array]))
        yield N_("{name}: shape = {shape}"), {"name": node.name, "shape": prepared.input_shapes[array]}, changed
        return
    wanted = len(node.layer.output_shape())
    kinds = sorted(ARRANGEMENTS, key=lambda kind: len(arranged_shape(shape, kind)) != wanted)
    for kind in kinds:
        arranged = arranged_shape(shape, kind)
        changed = project.replace(
            graph=edits.set_fields(graph, node.name, shape=arranged), data=project.data.replace(arrangement=kind)
        )
        yield N_("{name}: shape = {shape}"), {"name": node.name, "shape": arranged}, changed


def _of_training(problem: Problem, project: Project, prepared: Prepared | None) -> Iterator[Candidate]:
    training = project.training
    if problem.field == "validation_split":
        yield (
            "validation_split = {share}",
            {"share": 0.0},
            project.replace(training=training.replace(validation_split=0.0)),
        )
        return
    if problem.field == "memory":
        for share in (2, 4, 8, 16, 32, 64, 128, 256):
            size = max(1, training.batch_size // share)
            yield "batch_size = {size}", {"size": size}, project.replace(training=training.replace(batch_size=size))
        return
    trained = trained_count(prepared, training) if prepared else USUAL_BATCH
    for size in (USUAL_BATCH, 1 << max(trained, 1).bit_length() - 1):
        yield "batch_size = {size}", {"size": size}, project.replace(training=training.replace(batch_size=size))


def _for_classes(project: Project, node: Node, classes: int) -> Iterator[Candidate]:
    """All that a network needs to tell classes apart, in one step."""
    if not isinstance(node.layer, Dense):
        return
    ways = [(classes, "softmax", "sparse_categorical_crossentropy")]
    if classes == 2:
        ways.insert(0, (1, "sigmoid", "binary_crossentropy"))
    for units, activation, loss in ways:
        graph = edits.set_fields(project.graph, node.name, units=units, activation=activation)
        training = _with_loss(project, node, loss)
        training = training.replace(metrics=("accuracy",)) if len(graph.output_names) == 1 else training
        values: dict[str, object] = {"units": units, "activation": activation, "loss": loss}
        data = several_as_vectors(project.data.replace(one_hot=False), graph, training)
        changed = project.replace(graph=graph, training=training, data=data)
        yield N_("loss = {loss}, {units} × {activation}"), values, changed


def _for_amounts(project: Project, node: Node, prepared: Prepared) -> Iterator[Candidate]:
    """All that a network needs to predict numbers, in one step."""
    output = _labels_of(project, node, prepared)
    head = head_of(prepared, output) if output in prepared.y_train else None
    if head is None or not isinstance(node.layer, Dense):
        return
    units, activation = head.layer.units, head.layer.activation
    graph = edits.set_fields(project.graph, node.name, units=units, activation=activation)
    training = _with_loss(project, node, head.loss)
    training = training.replace(metrics=head.metrics) if len(graph.output_names) == 1 else training
    values: dict[str, object] = {"units": units, "activation": activation, "loss": head.loss}
    yield N_("loss = {loss}, {units} × {activation}"), values, project.replace(graph=graph, training=training)


def _labels_of(project: Project, node: Node, prepared: Prepared | None) -> str:
    """What the labels of an output are called."""
    names = project.graph.output_names
    return (prepared is not None and array_of(prepared.y_train, names, node.name)) or node.name


def _with_loss(project: Project, node: Node, kind: str | Loss) -> TrainingSettings:
    """The settings with another loss for one output."""
    names, training = project.graph.output_names, project.training
    losses = [training.loss_of(i) for i in range(len(names))]
    losses[names.index(node.name)] = Loss.coerce(kind)
    return training.replace(loss=losses if len(set(losses)) > 1 else losses[:1])


def _of_loss(project: Project, node: Node, prepared: Prepared | None) -> Iterator[Candidate]:
    graph = project.graph
    if node.name not in graph.output_names:  # the problem is older than the graph: another block follows it now
        return
    suited = several_as_vectors(project.data, graph, project.training)
    if suited != project.data:
        one_hot = project.training.loss_of(graph.output_names.index(node.name)).one_hot
        label = N_("one-hot labels") if one_hot else N_("class numbers as labels")
        yield label, {}, project.replace(data=suited)
    output = _labels_of(project, node, prepared)
    classes = len(prepared.classes_of(output)) if prepared else 0
    if classes and isinstance(node.layer, Dense) and node.layer.units != classes:
        wider = edits.set_fields(graph, node.name, units=classes)
        yield N_("{name}: units = {units}"), {"name": node.name, "units": classes}, project.replace(graph=wider)
    if classes:
        yield from _for_classes(project, node, classes)
    elif prepared is not None:
        yield from _for_amounts(project, node, prepared)
    known = labels_of(prepared.dataset, "train", output) if prepared and len(graph.output_names) == 1 else None
    if known is not None and (known.low, known.high) == (-1, 1) and isinstance(node.layer, Dense):
        signed = edits.set_fields(graph, node.name, activation="tanh")
        yield N_("loss = hinge, tanh"), {}, project.replace(graph=signed, training=_with_loss(project, node, "hinge"))
    for kind in (
        "sparse_categorical_crossentropy",
        "categorical_crossentropy",
        "binary_crossentropy",
        "mean_squared_error",
    ):
        training = _with_loss(project, node, kind)
        data = several_as_vectors(project.data, graph, training)
        yield N_("loss = {loss}"), {"loss": kind}, project.replace(training=training, data=data)
    if classes and not project.data.several:
        flipped = project.data.replace(one_hot=not project.data.one_hot)
        yield (
            N_("one-hot labels") if flipped.one_hot else N_("class numbers as labels"),
            {},
            project.replace(data=flipped),
        )
    if node.inputs:
        for template, values, flatter in _flatter(graph, node):
            yield template, values, project.replace(graph=flatter)


def _of_activation(problem: Problem, project: Project, node: Node, prepared: Prepared | None) -> Iterator[Candidate]:
    wanted = problem.values.get("wanted")
    if not wanted or node.name not in project.graph.output_names:
        return
    output = _labels_of(project, node, prepared)
    known = len(prepared.classes_of(output)) if prepared else 0
    if known and isinstance(node.layer, Dense) and node.layer.units != known:
        yield from _for_classes(project, node, known)
    elif prepared is not None and not known:
        yield from _for_amounts(project, node, prepared)
    if hasattr(node.layer, "activation"):
        changed = project.replace(graph=edits.set_fields(project.graph, node.name, activation=wanted))
        yield N_("{name}: activation = {wanted}"), {"name": node.name, "wanted": wanted}, changed
        if wanted == "sigmoid":
            training = _with_loss(project, node, "binary_crossentropy")
            yield N_("sigmoid and binary_crossentropy"), {}, changed.replace(training=training)
    classes = len(prepared.dataset.classes_of(output)) if prepared else 0
    if classes:
        yield from _for_classes(project, node, classes)
    loss = project.training.loss_of(project.graph.output_names.index(node.name))
    if getattr(loss, "from_logits", False):
        plain = _with_loss(project, node, loss.replace(from_logits=False))
        yield "from_logits = False", {}, project.replace(training=plain)


def _of_block(graph: Graph, node: Node) -> Iterator[tuple[str, dict[str, object], Graph]]:
    name = node.name
    if isinstance(node.layer, Placeholder):
        yield from for_placeholder(graph, node)
        return
    if len(node.inputs) < node.layer.fewest_inputs:
        yield from to_sources(graph, node)
        return
    yield from for_more_axes(graph, node)
    if getattr(node.layer, "padding", "same") == "valid":
        yield N_("{name}: padding = same"), {"name": name}, edits.set_fields(graph, name, padding="same")
    yield from _upstream_padding(graph, node)
    if node.layer.most_inputs is None:
        yield from _projections(graph, node)
        return
    shape = check(graph).shape_of(node.inputs[0])
    if shape is None:
        return
    yield from _flatter(graph, node)
    yield from _reshaped(graph, node, shape)
    yield from for_fewer_axes(graph, node)


def _reshaped(graph: Graph, node: Node, shape: Shape) -> Iterator[tuple[str, dict[str, object], Graph]]:
    """One axis more or two axes in all, each of these shapes once: as numbers, not as the ways to write them."""
    targets = [target for target in ((*shape[:1], -1), (*shape, 1), (-1, 1)) if None not in target]
    meant: set[Shape] = {shape}
    for target in targets:
        layer = Reshape(tuple(size for size in target if size is not None))
        try:
            given = layer.output_shape(shape)
        except Fault:
            continue
        if given not in meant:
            meant.add(given)
            values: dict[str, object] = {"name": node.name, "target": given}
            yield N_("insert Reshape({target}) before {name}"), values, _before(graph, node, layer)


def _flatter(graph: Graph, node: Node) -> Iterator[tuple[str, dict[str, object], Graph]]:
    """All axes as one, or the mean over all but the last."""
    yield N_("insert Flatten before {name}"), {"name": node.name}, _before(graph, node, Flatten())
    shape = check(graph).shape_of(node.inputs[0]) or ()
    if 2 <= len(shape) <= 4:
        pooling = POOLING[len(shape) - 2]()
        values: dict[str, object] = {"kind": type(pooling).__name__, "name": node.name}
        yield N_("insert {kind} before {name}"), values, _before(graph, node, pooling)


def _upstream_padding(graph: Graph, node: Node) -> Iterator[tuple[str, dict[str, object], Graph]]:
    for port in node.inputs:
        name: str | None = port.node
        for _ in range(3):
            layer = graph[name].layer if name else None
            if name and getattr(layer, "padding", "") == "valid":
                yield N_("{name}: padding = same"), {"name": name}, edits.set_fields(graph, name, padding="same")
            inputs = graph[name].inputs if name else ()
            name = inputs[0].node if len(inputs) == 1 else None


def _projections(graph: Graph, node: Node) -> Iterator[tuple[str, dict[str, object], Graph]]:
    """Bring one input of a merging block to the shape of another."""
    report = check(graph)
    shapes = [report.shapes[port.node][port.output] for port in node.inputs if port.node in report.shapes]
    if len(shapes) != len(node.inputs):
        return
    for i, have in enumerate(shapes):
        want = shapes[0] if i else shapes[-1]
        if have == want or not have or not want or len(have) != len(want):
            continue
        width = want[-1]
        if width is None:
            continue
        if len(have) == 3 and all(h and w and h % w == 0 for h, w in zip(have[:2], want[:2], strict=True)):
            stride = ((have[0] or 1) // (want[0] or 1), (have[1] or 1) // (want[1] or 1))
            layer: Layer = Conv2D(width, (1, 1), strides=stride, padding="same")
        elif have[:-1] == want[:-1]:
            layer = Dense(width)
        else:
            continue
        values: dict[str, object] = {"kind": type(layer).__name__, "source": node.inputs[i].node}
        yield N_("insert a {kind} after {source}"), values, _on_input(graph, node, i, layer)
    yield N_("insert Flatten before {name}"), {"name": node.name}, _flattened(graph, node)


def _flattened(graph: Graph, node: Node) -> Graph:
    for i in range(len(node.inputs)):
        graph = _on_input(graph, graph[node.name], i, Flatten())
    return graph


def _before(graph: Graph, node: Node, layer: Layer) -> Graph:
    return _on_input(graph, node, 0, layer)


def _on_input(graph: Graph, node: Node, index: int, layer: Layer) -> Graph:
    """A new block on one wire; the block below and all beneath it move down by a row."""
    x, y = node.position or (0.0, 0.0)
    source: Port = node.inputs[index]
    across = (graph[source.node].position or (x, 0.0))[0] if len(node.inputs) > 1 else x
    new = edits.new_node(graph, layer, (across, y))
    graph = edits.insert_on_edge(graph, node.name, index, new)
    lower = [n for n in graph.nodes.values() if n.name != new.name and n.position and n.position[1] >= y]
    return graph.with_nodes(*(n.replace(position=(n.position[0], n.position[1] + ROW)) for n in lower if n.position))
