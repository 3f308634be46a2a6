"""Runs in PyTorch's own Python: computes every case of its `module_db` and writes arrays down.

    python torch_dump.py FILE

It needs nothing but PyTorch and NumPy, and gives nothing but NumPy arrays, so that the two worlds never meet in
one process.
"""

import pickle
import sys
import types
import unittest
import warnings

# PyTorch's test helpers import this at their top and need it for other things.
stub = types.ModuleType("expecttest")
stub.TestCase = unittest.TestCase
stub.assert_expected_inline = None
sys.modules.setdefault("expecttest", stub)

import numpy as np  # noqa: E402
import torch  # noqa: E402
from torch.testing._internal.common_modules import module_db  # noqa: E402


def plain(value):
    """Tensors as arrays, wherever they are nested; None and numbers stay."""
    if isinstance(value, torch.Tensor):
        return value.detach().cpu().numpy().copy() if not value.is_sparse else "<sparse>"
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return f"<{type(value).__name__}>" if not callable(value) else getattr(value, "__name__", "<function>")


def tensors(value):
    """All tensors in the order in which they are nested."""
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from tensors(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from tensors(item)


def case(info, given, training):
    """What a module computes: outputs, and the gradient of their sum with fixed random factors."""
    torch.manual_seed(0)
    made = given.constructor_input
    module = info.module_cls(*made.args, **made.kwargs).to(torch.float64)
    module.train(training)
    record = {
        "module": info.name,
        "desc": given.desc,
        "training": training,
        "args": plain(made.args),
        "kwargs": plain(made.kwargs),
    }
    args, kwargs = given.forward_input.args, given.forward_input.kwargs
    record["inputs"], record["named"] = plain(args), plain(kwargs)
    if any(type(p).__name__.startswith("Uninitialized") for p in module.parameters()):
        with torch.no_grad():
            module(*args, **kwargs)
    torch.manual_seed(0)
    # Weights that begin at 0 or 1 would hide mistakes.
    generator = np.random.default_rng(0)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(torch.from_numpy(generator.normal(scale=0.1, size=tuple(parameter.shape))))
    record["weights"] = plain(dict(module.state_dict()))
    record["settings"] = {
        name: plain(value)
        for name, value in vars(module).items()
        if not name.startswith("_") and isinstance(value, (bool, int, float, str, tuple, list, type(None)))
    }
    outputs = module(*args, **kwargs)
    record["outputs"] = plain(outputs)
    record["weights_after"] = plain(dict(module.state_dict()))
    factors = [generator.normal(size=tuple(y.shape)) for y in tensors(outputs)]
    record["factors"] = factors
    sources = [x for x in tensors([args, kwargs]) if x.requires_grad]
    weights = [p for p in module.parameters() if p.requires_grad]
    flowing = [
        (y * torch.from_numpy(np.asarray(factor))).sum()
        for y, factor in zip(tensors(outputs), factors, strict=True)
        if y.requires_grad
    ]
    if flowing:
        found = torch.autograd.grad(sum(flowing), sources + weights, allow_unused=True)
        record["input_gradients"] = [plain(g) for g in found[: len(sources)]]
        names = [name for name, p in module.named_parameters() if p.requires_grad]
        record["weight_gradients"] = dict(zip(names, [plain(g) for g in found[len(sources) :]], strict=True))
    return record


def main():
    records = []
    for info in module_db:
        for training in (True, False) if info.train_and_eval_differ else (True,):
            torch.manual_seed(1)
            cases = info.module_inputs_func(
                info, device="cpu", dtype=torch.float64, requires_grad=True, training=training
            )
            for given in cases:
                try:
                    records.append(case(info, given, training))
                except Exception as error:
                    records.append({"module": info.name, "desc": given.desc, "failed": repr(error)[:300]})
    with open(sys.argv[1], "wb") as file:
        pickle.dump(records, file)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
