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
import numpy as np
import onnx
from jax2onnx import to_onnx

from portability.jax import Function, example_inputs, names_of
from portability.onnx import check_onnx, onnx_nodes

# Complex numbers as JAX writes a function down.
COMPLEX = re.compile(r":c(?:64|128)\[")
MISSING = re.compile(r"No plugins? registered for (?:JAX )?primitive ['\"]?([\w-]+)", re.IGNORECASE)
POOLS = ("MaxPool", "AveragePool", "LpPool")
MOST_AXES = 3


class Complex(Exception):
    """The function has complex numbers that jax2onnx does not convert."""


def version():
    """The installed release of jax2onnx."""
    return metadata.version("jax2onnx")


def convert(source, target, options):
    """Writes an .onnx file.

    Raises NotImplementedError for pools over too many axes, Complex, and ValueError without golden cases.
    """
    function = Function(source)
    with function.mode(options["cases"]):
        inputs = example_inputs(options)
        names = list(inputs)
        outputs = function.shapes(inputs)

        def by_place(*values):
            results = [value for _, value in names_of(function(**dict(zip(names, values, strict=True))))]
            # An input that is returned as it is would be one tensor with two names.
            known = {id(value) for value in values}
            return tuple(copied(value, known) for value in results)

        for name, value in (*inputs.items(), *outputs):
            if value.dtype.name.startswith("complex"):
                raise Complex(f"jax2onnx writes the complex numbers of {name} as pairs of real ones")
        try:
            write(by_place, inputs, outputs, target, options["opset"])
        except Exception as error:
            if not MISSING.search(str(error)) and COMPLEX.search(str(jax.make_jaxpr(by_place)(*inputs.values()))):
                raise Complex(f"jax2onnx does not convert the complex numbers inside: {error}") from None
            raise


def write(function, inputs, outputs, target, opset):
    """Writes an .onnx file of a function that takes and returns its values by place."""
    model = to_onnx(
        function,
        list(inputs.values()),
        opset=opset,
        # It turns every float into float64, so it is on only where there are some.
        enable_double_precision=any(value.dtype == "float64" for value in (*inputs.values(), *dict(outputs).values())),
        input_names=list(inputs),
        output_names=[name for name, _ in outputs],
    )
    narrow_pools(model.graph)
    onnx.save(model, target)
    check_onnx(target, shapes=True)


def copied(value, known):
    """The value, or a copy of it when it is already `known` by its id, to which it is added."""
    if id(value) in known:
        return jax.numpy.copy(value)
    known.add(id(value))
    return value


def narrow_pools(graph):
    """Lays pools over those axes alone on which they do something.

    A window of JAX has a size on every axis, images and channels among them, and becomes a pool over as many, which no
    runtime has. Raises NotImplementedError where too many axes remain.
    """
    nodes = [one for node in graph.node for one in (narrowed(node, graph) if is_wide(node) else [node])]
    del graph.node[:]
    graph.node.extend(nodes)
    for node in onnx_nodes(graph.node):
        if is_wide(node):
            axes = len(attributes_of(node)["kernel_shape"])
            raise NotImplementedError(f"{node.op_type} over {axes} axes, which jax2onnx makes of reduce_window")


def is_wide(node):
    """Whether a node is a pool over more axes than runtimes have pools for."""
    return node.op_type in POOLS and len(attributes_of(node)["kernel_shape"]) > MOST_AXES


def attributes_of(node):
    """The attributes of a node, by name."""
    return {one.name: onnx.helper.get_attribute_value(one) for one in node.attribute}


def narrowed(node, graph):
    """The nodes of the same pool over fewer axes, between transpositions; itself where too many have a part in it."""
    attributes = attributes_of(node)
    count = len(attributes["kernel_shape"])
    pads = attributes.get("pads", [0] * 2 * count)
    each = {name: list(attributes.get(name, [1] * count)) for name in ("kernel_shape", "strides", "dilations")}
    # Along these it does nothing: two of them stand for images and channels.
    still = [
        axis
        for axis in range(count)
        if (each["kernel_shape"][axis], each["strides"][axis], pads[axis], pads[axis + count]) == (1, 1, 0, 0)
    ][:2]
    if len(still) < 2 or len(node.output) > 1 or attributes.get("auto_pad", b"NOTSET") != b"NOTSET":
        return [node]
    moving = [axis for axis in range(count) if axis not in still]
    order = still + moving
    name = node.output[0]
    # Two axes of size 1 stand before those of the image.
    axes = onnx.numpy_helper.from_array(np.array([0, 1], np.int64), f"{name}/axes")
    graph.initializer.append(axes)
    kept = {key: [values[axis] for axis in moving] for key, values in each.items()}
    kept["pads"] = [pads[axis] for axis in moving] + [pads[axis + count] for axis in moving]
    others = {key: value for key, value in attributes.items() if key not in kept and key != "auto_pad"}
    make = onnx.helper.make_node
    return [
        make("Squeeze", [node.input[0], axes.name], [f"{name}/own"]),
        make("Transpose", [f"{name}/own"], [f"{name}/turned"], perm=order),
        make(node.op_type, [f"{name}/turned"], [f"{name}/pooled"], **kept, **others),
        make("Transpose", [f"{name}/pooled"], [f"{name}/back"], perm=[order.index(axis) for axis in range(count)]),
        make("Unsqueeze", [f"{name}/back", axes.name], [name]),
    ]


def unsupported(error):
    """A sentence for primitives that jax2onnx lacks, and for pools that runtimes lack."""
    if isinstance(error, NotImplementedError) and "reduce_window" in str(error):
        return f"no runtime has {error}"
    if isinstance(error, Complex):
        return str(error).splitlines()[0]
    found = MISSING.search(str(error))
    return f"jax2onnx does not have the primitive {found[1]}" if found else None
