# /// script
# requires-python = ">=3.10,<3.14"
# dependencies = ["tensorflow-cpu==2.21.0"]
#
# [tool.portability]
# kind = "converter"
# id = "tfjs-from-saved-model"
# title = "SavedModel as a graph model of TensorFlow.js"
# package = "tensorflow-cpu"
# reads = ["saved-model"]
# writes = "tfjs"
# artefact = "model"
# changes-types = true
# platforms = ["linux-x64", "win32-x64"]
#
# [tool.portability.options.layers]
# type = "boolean"
# default = false
# description = "Return what every operator makes, to find the one at which a difference begins"
# ///
"""SavedModels to graph models of TensorFlow.js: the graph as JSON, and its constants in a file beside it.

Inputs and outputs keep the names of the signature. TensorFlow freezes the graph, and the format is written here:
TensorFlow.js's package for Python does not start beside current releases of TensorFlow.

TensorFlow.js has float32, int32, bool, string and complex64. What is int64 or a smaller integer becomes int32, and
float64 becomes float32; a constant that does not fit is an error. Operators that it lacks show when the model runs.
"""

import json
import os
import struct
from importlib import metadata

import numpy as np
from google.protobuf.json_format import MessageToDict

from portability.tensorflow import behind, frozen, import_tensorflow

tf = import_tensorflow()

WEIGHTS = "group1-shard1of1.bin"
# What takes the place of types that TensorFlow.js does not have.
CARRIERS = {
    tf.int64: tf.int32, tf.int16: tf.int32, tf.int8: tf.int32, tf.uint8: tf.int32, tf.uint16: tf.int32,
    tf.float64: tf.float32,
}  # fmt: skip
NAMES = {tf.float32: "FLOAT", tf.int32: "INT32", tf.bool: "BOOL", tf.string: "STRING", tf.complex64: "COMPLEX64"}
# Constants that stand for "none" in strides and sizes.
LIMITS = {np.iinfo(np.int64).min, np.iinfo(np.int64).max}


def version():
    """The installed release of TensorFlow."""
    return metadata.version("tensorflow-cpu")


def convert(source, target, options):
    """Writes a folder with model.json and the weights; returns the element types that differ.

    Raises NotImplementedError for element types that TensorFlow.js lacks, and OverflowError for large constants.
    """
    model = frozen(source, lowered=True, layers=options["layers"]).folded()
    graph = model.graph_def
    without_erfc(graph)
    without_guards(graph)
    prune(graph, [tensor.name for tensor in [*model.inputs.values(), *model.outputs.values()]])
    weights = [taken_out(node) for node in graph.node if node.op == "Const"]
    for node in graph.node:
        for attribute in node.attr.values():
            if attribute.HasField("type"):
                attribute.type = carrier(tf.as_dtype(attribute.type), f"operator {node.op}").as_datatype_enum
    graph.ClearField("library")
    os.makedirs(target)
    with open(os.path.join(target, WEIGHTS), "wb") as file:
        for _, content in weights:
            file.write(content)
    description = {
        "format": "graph-model",
        "generatedBy": tf.__version__,
        "convertedBy": "model-portability-gate",
        "signature": {"inputs": ends(model.inputs), "outputs": ends(model.outputs)},
        "modelTopology": MessageToDict(graph),
        "weightsManifest": [{"paths": [WEIGHTS], "weights": [entry for entry, _ in weights]}],
    }
    with open(os.path.join(target, "model.json"), "w", encoding="utf-8") as file:
        json.dump(description, file)
    changed = {**model.inputs, **model.outputs}
    return {
        "dtypes": {
            name: (tensor.dtype.name, CARRIERS[tensor.dtype].name)
            for name, tensor in changed.items()
            if tensor.dtype in CARRIERS
        }
    }


def without_guards(graph):
    """Makes operators that matter for training alone pass their input on, in place."""
    for node in graph.node:
        if node.op == "PreventGradient":
            node.op = "Identity"
            node.attr.pop("message", None)


def carrier(dtype, where):
    """The type that takes the place of `dtype`, perhaps itself. Raises NotImplementedError when there is none."""
    kind = CARRIERS.get(dtype, dtype)
    # Types of resources and of lists of tensors have no elements of their own.
    if kind not in (*NAMES, tf.variant, tf.resource):
        raise NotImplementedError(f"TensorFlow.js does not have the element type {dtype.name} ({where})")
    return kind


def ends(tensors):
    """Inputs or outputs as a signature of TensorFlow.js has them."""
    return {
        name: {
            "name": tensor.name,
            "dtype": f"DT_{NAMES[carrier(tensor.dtype, name)]}",
            "tensorShape": MessageToDict(tensor.shape.as_proto()),
        }
        for name, tensor in tensors.items()
    }


def taken_out(node):
    """The constant's entry in the list of weights, and its bytes; the node keeps its shape alone."""
    tensor = node.attr["value"].tensor
    value = tf.make_ndarray(tensor)
    kind = carrier(tf.as_dtype(tensor.dtype), node.name)
    entry = {"name": node.name, "shape": list(value.shape), "dtype": kind.name}
    shape = tensor.tensor_shape
    slim = tf.make_tensor_proto([], kind if kind != tf.string else tf.float32)
    slim.dtype = kind.as_datatype_enum
    slim.tensor_shape.CopyFrom(shape)
    node.attr["value"].tensor.CopyFrom(slim)
    return entry, content_of(value, kind, node.name)


def content_of(value, kind, name):
    """The bytes of a constant. Raises OverflowError for integers beyond 32 bits."""
    if kind == tf.string:
        return b"".join(struct.pack("<I", len(text)) + text for text in value.ravel())
    if kind == tf.int32 and not fits(value):
        if not fits(value[~np.isin(value, list(LIMITS))]):
            raise OverflowError(f"the constant {name} has numbers beyond 32 bits, which TensorFlow.js does not have")
        value = np.clip(value, -(2**31), 2**31 - 1)
    return np.ascontiguousarray(value, kind.as_numpy_dtype).tobytes()


def fits(value):
    """Whether all the integers of an array fit into 32 bits."""
    return value.size == 0 or (value.min() >= -(2**31) and value.max() < 2**31)


def prune(graph, ends):
    """Leaves the nodes that the ends depend on, in place.

    What only says when a node may run goes too: TensorFlow.js takes every input for a value.
    """
    for node in graph.node:
        values = [name for name in node.input if not name.startswith("^")]
        del node.input[:]
        node.input.extend(values)
    kept = {node.name: node for node in behind(graph, ends)}
    del graph.node[:]
    graph.node.extend(kept.values())


def without_erfc(graph):
    """Puts 1 - erf(x) in place of erfc(x): TensorFlow.js has erf alone. Keras writes its exact GELU with erfc."""
    for node in [node for node in graph.node if node.op == "Erfc"]:
        kind = tf.as_dtype(node.attr["T"].type)
        one = graph.node.add(name=f"{node.name}/one", op="Const")
        one.attr["dtype"].type = kind.as_datatype_enum
        one.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(1, kind))
        erf = graph.node.add(name=f"{node.name}/erf", op="Erf", input=list(node.input))
        erf.attr["T"].type = kind.as_datatype_enum
        node.op = "Sub"
        del node.input[:]
        node.input.extend([one.name, erf.name])


def unsupported(error):
    """The message of a NotImplementedError, which names an element type."""
    return str(error) if isinstance(error, NotImplementedError) else None
