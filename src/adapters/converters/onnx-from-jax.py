# /// script
# requires-python = ">=3.11"
# dependencies = ["jax2onnx==0.17.1", "jax==0.10.2", "jaxlib==0.10.2", "onnx==1.23.2", "safetensors==0.8.0", "numpy==2.4.6"]
#
# [tool.portability]
# kind = "converter"
# id = "onnx-from-jax"
# title = "jax2onnx"
# package = "jax2onnx"
# reads = ["jax-function"]
# writes = "onnx"
# artefact = "model.onnx"
# cases = true
# cost = 2
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64"]
#
# [tool.portability.options.opset]
# type = "integer"
# default = 21
# description = "Version of ONNX's operators to write"
# ///
"""A function of JAX to ONNX. Inputs and outputs keep their names; sizes that differ between the golden cases stay open."""

import re
from importlib import metadata

import jax
import onnx
from jax2onnx import to_onnx
from portability import check_onnx, onnx_nodes
from portability_jax import Function, example_inputs, names_of

MISSING = re.compile(r"No plugins? registered for (?:JAX )?primitive ['\"]?([\w-]+)", re.IGNORECASE)
POOLS = ("MaxPool", "AveragePool", "LpPool")
MOST_AXES = 3


def version():
    return metadata.version("jax2onnx")


def convert(source, target, options):
    function = Function(source)
    with function.mode(options["cases"]):
        inputs = example_inputs(options)
        names = list(inputs)
        outputs = function.shapes(inputs)

        def by_place(*values):
            results = [value for _, value in names_of(function(**dict(zip(names, values, strict=True))))]
            # What goes through untouched would have two names.
            known = {id(value) for value in values}
            return tuple(copied(value, known) for value in results)

        model = to_onnx(
            by_place,
            list(inputs.values()),
            opset=options["opset"],
            # It makes float64 of every float.
            enable_double_precision=any(value.dtype == "float64" for value in (*inputs.values(), *dict(outputs).values())),
            input_names=names,
            output_names=[name for name, _ in outputs],
        )
    onnx.save(model, target)
    check_onnx(target, shapes=True)
    check_pools(model)


def copied(value, known):
    if id(value) in known:
        return jax.numpy.copy(value)
    known.add(id(value))
    return value


def check_pools(model):
    """A window over all axes of an image becomes a pool over as many, which no runtime has."""
    for node in onnx_nodes(model.graph.node):
        axes = next((len(one.ints) for one in node.attribute if one.name == "kernel_shape"), 0)
        if node.op_type in POOLS and axes > MOST_AXES:
            raise NotImplementedError(f"{node.op_type} over {axes} axes, which jax2onnx makes of reduce_window")


def unsupported(error):
    if isinstance(error, NotImplementedError) and "reduce_window" in str(error):
        return f"no runtime has {error}"
    found = MISSING.search(str(error))
    return f"jax2onnx does not have the primitive {found[1]}" if found else None
