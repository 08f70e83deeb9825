# /// script
# requires-python = ">=3.12"
# dependencies = ["onnx2tf==2.6.9", "onnx==1.20.1", "ai-edge-litert==2.1.2", "numpy==2.2.6", "ml_dtypes==0.5.4"]
#
# [tool.portability]
# kind = "converter"
# id = "tflite-from-onnx"
# title = "onnx2tf"
# package = "onnx2tf"
# reads = ["onnx"]
# writes = "tflite"
# artefact = "model.tflite"
# cost = 2
# cases = true
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64", "win32-x64"]
#
# [tool.portability.options.sizes]
# type = "string"
# default = "open"
# values = ["open", "golden"]
# description = "Open sizes of inputs: kept, or those of the golden inputs; columns that need these ask for them"
# ///
"""ONNX to TensorFlow Lite, written directly and without TensorFlow.

Inputs and outputs keep their layout, so that an image is transposed inside; weights stay float32. A scalar becomes [1].

onnx2tf returns many feature maps channels-last, others not, and nothing in the file says which; it drops even a
Transpose at the end of the graph. It cannot look through a Reshape: every output with axes to confuse is reshaped to
its own sizes.

onnx2tf writes operators that TensorFlow Lite lacks as custom ones that no runtime has, and also networks that cannot be
set up, and reports success either way: what was written is set up here before it counts.
"""

import copy
import os
import re
import shutil
from importlib import metadata

import numpy as np
import onnx
import onnx2tf
from ai_edge_litert.interpreter import Interpreter

from portability.onnx import onnx_nodes

UNRESOLVED = re.compile(r"unresolved custom op: (?:ONNX_)?(\w+)")
LACKING = "TensorFlow Lite, as onnx2tf writes it, does not have the operator"
# Of kernels that are general; most others have four.
MAX_AXES = 6
NOT_LOWERED = re.compile(
    r"(?:unsupported|not supported|no lowering).{0,40}?\bop(?:_type)?[\s:='\"]+(\w+)", re.IGNORECASE
)

# A kernel's check of the element type that it writes.
REFUSED_TYPE = re.compile(
    r"kernels/\w+\.cc:\d+ output->type == \S.*?was not true\.\s*Node number \d+ \((\w+)\)", re.DOTALL
)
WRONG_TYPE = re.compile(r"Only .{1,80}? supported(?: currently)?, got (\w+)\..*?Node number \d+ \((\w+)\)", re.DOTALL)


def version():
    """The installed release of onnx2tf."""
    return metadata.version("onnx2tf")


def convert(source, target, options):
    """Writes a .tflite file; returns the names, element types and axes that differ in it.

    Raises NotImplementedError for operators that TensorFlow Lite lacks, and RuntimeError for a model that does not run.
    """
    model = onnx.load(source)
    drop_identities(model.graph)
    names = plain_names(model.graph)
    cases = [{names.get(name, name): value for name, value in case.items()} for case in options["cases"]]
    if options["sizes"] == "golden":
        fix_sizes(model.graph, cases)
    kept = copy.deepcopy(model)
    keep_layouts(kept)
    try:
        changes = working(kept, target, names, cases)
    except RuntimeError:
        # onnx2tf loses some of the added operators; without them, sizes alone have to tell channels-first from last.
        if not layouts_show(model):
            raise
        changes = working(model, target, names, cases)
    return {"names": names, **changes}


def working(model, target, names, cases):
    """Writes a model that runs on the cases; returns the types and axes that differ in it.

    Raises RuntimeError where it does not run.
    """
    changes = written_as(model, target, names)
    try:
        try_cases(target, cases)
    except (RuntimeError, ValueError) as error:
        # onnx2tf fixes open sizes inside the model unless they are those of the batch.
        if not fix_sizes(model.graph, cases):
            raise RuntimeError(f"onnx2tf wrote a model that does not run on the golden inputs: {error}") from None
        changes = written_as(model, target, names)
        try_cases(target, cases)
    return changes


def written_as(model, target, names):
    """Writes the model to `target`; returns the types and axes that differ in it, as a converter reports them."""
    work = f"{target}.work"
    os.makedirs(work)
    try:
        prepared = os.path.join(work, "model.onnx")
        onnx.save(model, prepared)
        weights = {value.name for value in model.graph.initializer}
        write(
            prepared,
            os.path.join(work, "out"),
            [value.name for value in model.graph.input if value.name not in weights],
        )
        os.replace(os.path.join(work, "out", "model_float32.tflite"), target)
    finally:
        shutil.rmtree(work)
    return compared(model, target, names)


def try_cases(target, cases):
    """Runs what was written on every case. Raises RuntimeError or ValueError when it cannot."""
    interpreter = Interpreter(target, num_threads=1)
    for key in interpreter.get_signature_list():
        taken = interpreter.get_signature_list()[key]["inputs"]
        for case in cases:
            details = interpreter.get_signature_runner(key).get_input_details()
            interpreter.get_signature_runner(key)(
                **{name: case[name].astype(details[name]["dtype"]) for name in taken if name in case}
            )


def fix_sizes(graph, cases):
    """Gives every input the sizes that it has in all cases, in place; returns whether any was open.

    False as well when the cases differ, because then nothing can be fixed.
    """
    # None for a weight, which models of older versions list among the inputs.
    shapes = [(value, {case[value.name].shape for case in cases if value.name in case}) for value in graph.input]
    if any(len(seen) > 1 for _, seen in shapes):
        return False
    opened = False
    for value, seen in shapes:
        for shape in seen:
            for dim, size in zip(value.type.tensor_type.shape.dim, shape, strict=False):
                opened |= not dim.HasField("dim_value")
                dim.dim_value = size
    # What was inferred from the open sizes is inferred again.
    del graph.value_info[:]
    for value in graph.output:
        for dim in value.type.tensor_type.shape.dim:
            if not dim.HasField("dim_value"):
                dim.Clear()
    return opened


def drop_identities(graph):
    """Takes out, in place, each Identity between a value and an output, which gets the value's place.

    onnx2tf gives such an output no operator where something else takes the value too, and then it is never computed.
    """
    made = {name: node for node in graph.node for name in node.output}
    outputs = {value.name for value in graph.output}
    for node in [node for node in graph.node if node.op_type == "Identity"]:
        (value,), (output,) = node.input, node.output
        if output in outputs and value in made and value not in outputs:
            graph.node.remove(node)
            rename(graph, {value: output})
    for stated in [stated for stated in graph.value_info if stated.name in outputs]:
        graph.value_info.remove(stated)


def plain_names(graph):
    """Gives inputs and outputs, in place, names that onnx2tf keeps, for it rewrites some characters.

    Returns the new names by the old ones.
    """
    weights = {value.name for value in graph.initializer}
    ends = [value for value in (*graph.input, *graph.output) if value.name not in weights]
    taken = {value.name for value in ends}
    renamed = {}
    for value in ends:
        if not re.fullmatch(r"[A-Za-z_]\w*", value.name) and value.name not in renamed:
            plain = re.sub(r"\W", "_", f"t_{value.name}")
            while plain in taken:
                plain += "_"
            taken.add(plain)
            renamed[value.name] = plain
    rename(graph, renamed)
    for value in ends:
        value.name = renamed.get(value.name, value.name)
    return renamed


def rename(graph, renamed):
    """Gives tensors inside a graph other names, in place, but not its inputs and outputs."""
    for node in onnx_nodes(graph.node):
        node.input[:] = [renamed.get(name, name) for name in node.input]
        node.output[:] = [renamed.get(name, name) for name in node.output]
    for value in graph.value_info:
        value.name = renamed.get(value.name, value.name)


def keep_layouts(model):
    """Ends the graph in place with a Reshape of every output that has axes to confuse, to the sizes that it has."""
    graph = model.graph
    described = with_shapes(model).graph
    sizes_of = {value.name: sizes_to_keep(value) for value in described.output}
    made = {name for node in graph.node for name in node.output}
    taken = {name for node in onnx_nodes(graph.node) for name in (*node.input, *node.output)}
    for value in graph.output:
        kept = sizes_of[value.name]
        # One that is an input or a weight as well is returned as it is.
        if value.name not in made or kept is None:
            continue
        inner, sizes = f"{value.name}_inside", f"{value.name}_sizes"
        while {inner, sizes} & taken:
            inner, sizes = f"{inner}_", f"{sizes}_"
        rename(graph, {value.name: inner})
        graph.initializer.append(onnx.numpy_helper.from_array(np.array(kept, np.int64), sizes))
        graph.node.append(onnx.helper.make_node("Reshape", [inner, sizes], [value.name]))


def sizes_to_keep(value):
    """What to reshape an output to so that it keeps its sizes; None for fewer than three axes, which are never moved.

    One open size is what is left (-1). With more of them each is the size that its axis has (0), which onnx2tf computes
    while the model runs.
    """
    rank = rank_of(value)
    if rank is None or rank < 3:
        return None
    sizes = [size.dim_value for size in value.type.tensor_type.shape.dim]
    return [size or -1 for size in sizes] if sizes.count(0) <= 1 else [0] * rank


def layouts_show(model):
    """Whether every output has other sizes when its channels come last, so that they cannot be confused."""
    for value in with_shapes(model).graph.output:
        if sizes_to_keep(value) is None:
            continue
        sizes = [size.dim_value for size in value.type.tensor_type.shape.dim]
        if 0 in sizes or [sizes[0], *sizes[2:], sizes[1]] == sizes:
            return False
    return True


def with_shapes(model):
    """The model with inferred shapes, or as it is where they cannot be inferred."""
    try:
        return onnx.shape_inference.infer_shapes(model)
    except (ValueError, RuntimeError, onnx.shape_inference.InferenceError):
        return model


def most_axes(model):
    """The largest number of axes of any tensor whose sizes are known."""
    graph = with_shapes(model).graph
    return max((rank_of(value) or 0 for value in (*graph.input, *graph.value_info, *graph.output)), default=0)


def rank_of(value):
    """The number of axes of a graph's input or output; None for anything but a tensor, and where it is not known."""
    type_ = value.type.tensor_type
    return len(type_.shape.dim) if value.type.HasField("tensor_type") and type_.HasField("shape") else None


def write(source, folder, inputs):
    """Runs onnx2tf on a file. Raises RuntimeError when it gives up, or writes nothing in float32."""
    try:
        onnx2tf.convert(
            input_onnx_file_path=source,
            output_folder_path=folder,
            tflite_backend="flatbuffer_direct",
            # Every input as the source has it; images would become NHWC.
            keep_shape_absolutely_input_names=inputs,
            not_use_onnxsim=True,
            verbosity="error",
        )
    except SystemExit as end:
        raise RuntimeError(
            f"onnx2tf gave up (exit code {end.code}), and says why on its standard error alone"
        ) from None
    if not os.path.exists(os.path.join(folder, "model_float32.tflite")):
        raise RuntimeError("onnx2tf reported success, but wrote no model in float32")


def compared(model, target, names):
    """Sets up what was written; returns the element types of integers and the axes that differ in it.

    Both by the source's names, as a converter reports them. Raises NotImplementedError for a changed float or an
    operator that TensorFlow Lite lacks, and RuntimeError for a model that cannot be set up.
    """
    interpreter = Interpreter(target, num_threads=1)
    try:
        interpreter.allocate_tensors()
    except RuntimeError as error:
        if found := UNRESOLVED.search(str(error)):
            raise NotImplementedError(f"{LACKING} {operator_called(found[1], model)}") from None
        if (axes := most_axes(model)) > MAX_AXES:
            raise NotImplementedError(f"TensorFlow Lite has few kernels for {axes} axes, and none here") from None
        raise RuntimeError(f"onnx2tf wrote a model that cannot be set up: {error}") from None
    sides = (
        (model.graph.input, interpreter.get_input_details()),
        (model.graph.output, interpreter.get_output_details()),
    )
    plain = {after: before for before, after in names.items()}
    weights = {value.name for value in model.graph.initializer}
    dtypes, layouts = {}, {}
    for values, details in sides:
        written = {one["name"]: one for one in details}
        for value in values:
            if value.name in weights:
                continue
            one = written.get(value.name)
            if one is None:
                raise RuntimeError(
                    f"onnx2tf left out {plain.get(value.name, value.name)}; it wrote {', '.join(written)}"
                )
            type_ = value.type.tensor_type
            before, after = (
                onnx.helper.tensor_dtype_to_np_dtype(type_.elem_type).name,
                one["dtype"].__name__.rstrip("_"),
            )
            if before != after:
                if "float" in before:
                    raise NotImplementedError(f"onnx2tf turns {before} into {after}")
                dtypes[plain.get(value.name, value.name)] = (before, after)
            sizes = [int(size) for size in one["shape_signature"]]
            if sizes == [1] and rank_of(value) == 0:
                layouts[plain.get(value.name, value.name)] = (None,)
            else:
                check_sizes(plain.get(value.name, value.name), type_, sizes)
    return {"dtypes": dtypes, "layouts": layouts}


def check_sizes(name, type_, written):
    """Raises RuntimeError unless a tensor was written with the source's rank and fixed sizes."""
    sizes = [dim.dim_value for dim in type_.shape.dim]
    fixed = [(before, after) for before, after in zip(sizes, written, strict=False) if before > 0 and after > 0]
    if type_.HasField("shape") and (len(sizes) != len(written) or any(before != after for before, after in fixed)):
        raise RuntimeError(
            f"onnx2tf wrote {name} with the sizes {written} instead of {[size or '?' for size in sizes]}"
        )


def operator_called(upper, model):
    """The operator as ONNX writes it: a custom one has its name in capitals."""
    return next((node.op_type for node in onnx_nodes(model.graph.node) if node.op_type.upper() == upper), upper)


def unsupported(error):
    """A sentence for operators and types that TensorFlow Lite or onnx2tf lacks."""
    if isinstance(error, NotImplementedError):
        return str(error)
    typed = WRONG_TYPE.search(str(error))
    if typed:
        return f"TensorFlow Lite does not compute {typed[2]} in {typed[1].lower()}"
    refused = REFUSED_TYPE.search(str(error))
    if refused:
        return f"TensorFlow Lite has no {refused[1]} to the element type that the model has there"
    found = NOT_LOWERED.search(str(error))
    return f"{LACKING} {found[1]}" if found else None
