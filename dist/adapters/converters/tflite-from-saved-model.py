# /// script
# requires-python = ">=3.10,<3.14"
# dependencies = ["tensorflow-cpu==2.21.0"]
#
# [tool.portability]
# kind = "converter"
# id = "tflite-from-saved-model"
# title = "TensorFlow Lite's converter"
# package = "tensorflow-cpu"
# reads = ["saved-model"]
# writes = "tflite"
# artefact = "model.tflite"
# cases = true
# platforms = ["linux-x64", "win32-x64"]
#
# [tool.portability.options.quantize]
# type = "string"
# default = "none"
# values = ["none", "float16", "dynamic", "int8"]
# description = "How weights are kept; int8 computes in integers too, with ranges from the golden inputs"
#
# [tool.portability.options.sizes]
# type = "string"
# default = "open"
# values = ["open", "golden"]
# description = "Open sizes of inputs: kept, or those of the golden inputs; columns that need these ask for them"
#
# [tool.portability.options.layers]
# type = "boolean"
# default = false
# description = "Return what every operator makes, to find the one at which a difference begins"
# ///
"""SavedModels to TensorFlow Lite, under the names of the signature.

Inputs and outputs stay float where weights do not. Variables become constants first: a loop that reads one, as in an
LSTM, would not run. The lists of such a loop need known sizes; where the model leaves them open, those of the golden
inputs are taken, and for every input where the option `sizes` says so.
"""

import os
import re
import tempfile
from importlib import metadata

import numpy as np

from portability.tensorflow import Remembers, chosen_signature, frozen, import_tensorflow, shapes_of

tf = import_tensorflow()

# Where the converter's page of text lists operators.
LISTED = re.compile(r"^(?:TF Select|Custom) ops: (.*)$", re.MULTILINE)
OPEN_SIZES = re.compile(r"TensorList\w+|requires? element_shape to be static")


def version():
    """The installed release of TensorFlow."""
    return metadata.version("tensorflow-cpu")


def convert(source, target, options):
    """Writes a .tflite file.

    Raises ConverterError or RuntimeError for operators that TensorFlow Lite lacks.
    """
    with tempfile.TemporaryDirectory() as scratch:
        content = converted(source, scratch, options)
    with open(target, "wb") as file:
        file.write(content)
    # A model that the interpreter cannot prepare does not count, whatever the converter says.
    tf.lite.Interpreter(model_content=content).allocate_tensors()


def converted(source, scratch, options):
    """The bytes of the model, with the sizes of the golden inputs only where open ones do not do."""
    plain = os.path.join(scratch, "plain")
    try:
        shapes = shapes_of(options["cases"]) if options["sizes"] == "golden" else None
        frozen(source, shapes, layers=options["layers"]).save(plain)
    except Remembers:
        if options["layers"]:
            raise
        # Its variables are its state, which TensorFlow Lite has too.
        return written(source, options)
    try:
        return written(plain, options)
    except Exception as error:
        sizes = shapes_of(options["cases"])
        if not OPEN_SIZES.search(str(error)) or not sizes:
            raise
        fixed = os.path.join(scratch, "fixed")
        close_lists(frozen(source, sizes, layers=options["layers"]).folded(), options["cases"][0]).save(fixed)
        return written(fixed, options)


def close_lists(model, case):
    """Gives the lists of loops, in place, the sizes that they turn out to have; returns the model.

    Where the batch was open, a loop was written with lists of tensors of open size, whatever is known of the inputs by
    now.
    """
    nodes = {node.name: node for node in model.graph_def.node}
    # A loop returns its inputs in their order: the list that it filled is the one that was reserved.
    stacks = [(node, *loop_output(node.input[0])) for node in nodes.values() if node.op == "TensorListStack"]
    filled = [(node, nodes[nodes[loop].input[place]]) for node, loop, place in stacks if is_loop(nodes.get(loop))]
    wanted = [f"{node.name}:0" for node, _ in filled]
    with tf.compat.v1.Session(graph=tf.Graph()) as session:
        tf.import_graph_def(model.graph_def, name="")
        values = session.run(wanted, {tensor.name: case[name] for name, tensor in model.inputs.items()})
    for (stack, reserved), value in zip(filled, values, strict=True):
        shape = tf.make_tensor_proto(np.array(value.shape[1:], np.int32))
        for written_in in (stack.input[1], *([reserved.input[0]] if reserved.op == "TensorListReserve" else [])):
            nodes[written_in].attr["value"].tensor.CopyFrom(shape)
    return model


def loop_output(name):
    """The node and the place among its outputs, from the name of an output such as `loop:2`."""
    node, _, place = name.partition(":")
    return node, int(place or 0)


def is_loop(node):
    """Whether a node is there and is a loop."""
    return node is not None and node.op in ("While", "StatelessWhile")


def written(folder, options):
    """The bytes of a SavedModel as TensorFlow Lite, quantised as the option says.

    Raises ValueError for int8 without golden inputs.
    """
    signature = chosen_signature(tf.saved_model.load(folder).signatures)
    converter = tf.lite.TFLiteConverter.from_saved_model(folder, signature_keys=[signature])
    quantize = options["quantize"]
    if quantize != "none":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if quantize == "float16":
        converter.target_spec.supported_types = [tf.float16]
    if quantize == "int8":
        cases = options["cases"]
        if not cases:
            raise ValueError("the option `quantize: int8` needs golden inputs, which show how large the numbers become")
        converter.representative_dataset = lambda: ((signature, as_written(case)) for case in cases)
    return converter.convert()


def as_written(case):
    """The inputs of a case as arrays."""
    return {name: np.asarray(value) for name, value in case.items()}


def unsupported(error):
    """A sentence for operators that TensorFlow Lite lacks, and for lists of open size."""
    message = str(error)
    names = sorted({name.strip() for listed in LISTED.findall(message) for name in listed.split(",")})
    if names:
        return f"TensorFlow Lite does not have the operator{'s' if len(names) > 1 else ''} {', '.join(names)}"
    if OPEN_SIZES.search(message):
        return (
            "TensorFlow Lite has no lists of open size, which a loop of this model needs: fix the sizes of its inputs,"
            " or commit golden inputs of one size"
        )
    return message if isinstance(error, NotImplementedError) else None
