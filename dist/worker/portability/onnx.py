"""ONNX files for converters, read and checked: `from portability.onnx import load_onnx, check_onnx`."""

import os
import re
import tempfile
from contextlib import contextmanager
from graphlib import TopologicalSorter

import onnx
from onnx import TensorProto, numpy_helper

# ONNX's own operators, and those that ONNX Runtime adds.
ONNX_DOMAINS = ("", "ai.onnx", "ai.onnx.ml", "ai.onnx.preview", "com.microsoft", "com.microsoft.nchwc")


# As in INT4, UINT2, FLOAT8E5M2 and FLOAT4E2M1.
NARROW = re.compile(r"U?INT[24]$|FLOAT[48]E")


def check_onnx(path, shapes=False):
    """Raises, with the operator named, when what a tool has written is not valid ONNX.

    Several tools write operators that no runtime has, and report success. `shapes`: also check that shapes fit
    together.
    """
    onnx.checker.check_model(path, full_check=shapes)
    model = onnx.load(path, load_external_data=False)
    own = {function.name for function in model.functions}
    foreign = sorted(
        {
            f"{node.domain}.{node.op_type}"
            for nodes in (model.graph.node, *(function.node for function in model.functions))
            for node in onnx_nodes(nodes)
            if node.domain not in ONNX_DOMAINS and node.op_type not in own
        }
    )
    if foreign:
        raise RuntimeError(f"the converter wrote operators that ONNX does not have: {', '.join(foreign)}")


def load_onnx(path):
    """The model in a file, with its weights.

    Raises NotImplementedError when it has none of ONNX's own operators, as a decision tree of ai.onnx.ml.
    """
    model = onnx.load(path)
    if not any(node.domain in ("", "ai.onnx") for node in onnx_nodes(model.graph.node)):
        others = sorted({node.domain for node in onnx_nodes(model.graph.node)})
        raise NotImplementedError(f"all its operators are of {', '.join(others)}: there is nothing to convert")
    return model


def onnx_nodes(nodes):
    """The nodes, and those inside their branches and loops."""
    for node in nodes:
        yield node
        for attribute in node.attribute:
            for graph in (attribute.g, *attribute.graphs):
                yield from onnx_nodes(graph.node)


def narrow_types(model, also=()):
    """ONNX's names, sorted, of the types of at most 8 bits without C counterpart that weights, casts and ports have.

    Several tools take such elements for bytes, and crash or compute with something else. `also`: further types that a
    tool does not have.
    """
    names = {number: name for name, number in onnx.TensorProto.DataType.items()}
    nodes = list(onnx_nodes(model.graph.node))
    numbers = {tensor.data_type for tensor in model.graph.initializer}
    numbers |= {attribute.t.data_type for node in nodes for attribute in node.attribute if attribute.HasField("t")}
    numbers |= {one.i for node in nodes if node.op_type == "Cast" for one in node.attribute if one.name == "to"}
    numbers |= {port.type.tensor_type.elem_type for port in (*model.graph.input, *model.graph.output)}
    found = {names.get(number, str(number)) for number in numbers}
    return sorted(name for name in found if NARROW.match(name) or name in also)


# The types whose numbers a tensor may hold as they are in a field of their own: its floats, int32 and int64.
WIDE = (TensorProto.FLOAT, TensorProto.INT32, TensorProto.INT64, TensorProto.DOUBLE, TensorProto.STRING)


@contextmanager
def packed_onnx(source, folder):
    """The path of the model with every weight of a narrow type as bytes; `source` itself when each one is.

    ONNX may state such a number as an int32 (`int32_data`), as its own helper does; a tool that looks for bytes finds
    none. The other model is in a folder of its own inside `folder`, and goes with it at the end.
    """
    model = onnx.load(source, load_external_data=False)
    values = (attribute.t for node in onnx_nodes(model.graph.node) for attribute in node.attribute)
    stated = [
        tensor
        for tensor in (*model.graph.initializer, *values)
        if tensor.data_type not in WIDE and (tensor.int32_data or tensor.uint64_data)
    ]
    if not stated:
        yield source
        return
    for tensor in stated:
        tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor), tensor.name))
    onnx.load_external_data_for_model(model, os.path.dirname(source))
    with tempfile.TemporaryDirectory(dir=folder) as own:
        path = os.path.join(own, os.path.basename(source))
        onnx.save(model, path)
        yield path


def sort_onnx(graph):
    """Puts each node behind those that it needs, in place: several tools append nodes at the end."""
    nodes = list(graph.node)
    maker = {name: index for index, node in enumerate(nodes) for name in node.output if name}
    needed = ({maker[name] for inner in onnx_nodes([node]) for name in inner.input if name in maker} for node in nodes)
    order = TopologicalSorter(dict(enumerate(needed))).static_order()
    copies = [type(nodes[index]).FromString(nodes[index].SerializeToString()) for index in order]
    del graph.node[:]
    graph.node.extend(copies)
