"""Writes the networks as the gate is tried on them: ONNX, exported programs, inputs, and their outputs in float64.

Usage: export_networks.py FOLDER NAME…
"""

import copy
import os
import sys

import numpy as np
import torch

from networks import NETWORKS, SEED

# Tokens of the vocabulary; a mask ends with zeros in the second sample.
VOCABULARY = 100


def inputs_of(shapes):
    """Seeded inputs by name, as arrays."""
    random = np.random.default_rng(SEED)
    made = {}
    for name, shape in shapes.items():
        if name == "input_ids":
            made[name] = random.integers(0, VOCABULARY, shape)
        elif name == "attention_mask":
            made[name] = np.ones(shape, np.int64)
            made[name][1, shape[1] // 2 :] = 0
        else:
            made[name] = random.normal(size=shape).astype(np.float32)
    return made


def write(folder, network, shapes):
    """Writes one network."""
    name = network.__name__.lower()
    inputs = inputs_of(shapes)
    tensors = tuple(torch.from_numpy(array) for array in inputs.values())
    model = network().eval()
    for suffix in ("", "-onnx", "-pt2"):
        os.makedirs(os.path.join(folder, "golden", name + suffix), exist_ok=True)
        np.savez(os.path.join(folder, "golden", name + suffix, "seeded.inputs.npz"), **inputs)
    with torch.no_grad():
        program = torch.export.export(model, tensors, strict=False)
        torch.export.save(program, os.path.join(folder, "networks", f"{name}.pt2"))
        torch.onnx.export(
            model,
            tensors,
            os.path.join(folder, "networks", f"{name}.onnx"),
            input_names=list(inputs),
            dynamo=True,
            external_data=False,
            verbose=False,
        )
        exact = copy.deepcopy(model).double()
        outputs = exact(*(tensor.double() if tensor.is_floating_point() else tensor for tensor in tensors))
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    np.savez(
        os.path.join(folder, "float64", f"{name}.npz"), **{str(place): one.numpy() for place, one in enumerate(outputs)}
    )


def main(folder, names):
    """Writes the networks of these names."""
    for part in ("networks", "float64"):
        os.makedirs(os.path.join(folder, part), exist_ok=True)
    for networks in NETWORKS.values():
        for network, shapes in networks.items():
            if network.__name__ in names:
                write(folder, network, shapes)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
