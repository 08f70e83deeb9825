"""What is written as ONNX, looked at before it counts."""

from graphlib import TopologicalSorter

import onnx

# ONNX's own operators, and those that ONNX Runtime adds.
ONNX_DOMAINS = ("", "ai.onnx", "ai.onnx.ml", "ai.onnx.preview", "com.microsoft", "com.microsoft.nchwc")


def check_onnx(path, shapes=False):
    """Raises, with the operator named, for what is no valid ONNX although a tool has written it: several write an operator
    that nobody has, and report success.

    `shapes`: look also at whether the shapes fit together.
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
        raise RuntimeError(f"what was written is no ONNX: it holds the operators {', '.join(foreign)}")


def load_onnx(path):
    """The model at `path`. Raises NotImplementedError for one without any of ONNX's own operators, such as a decision tree."""
    model = onnx.load(path)
    if not any(node.domain in ("", "ai.onnx") for node in onnx_nodes(model.graph.node)):
        others = sorted({node.domain for node in onnx_nodes(model.graph.node)})
        raise NotImplementedError(f"all its operators are of {', '.join(others)}: there is nothing to convert")
    return model


def onnx_nodes(nodes):
    """The nodes, and those inside of their branches and loops."""
    for node in nodes:
        yield node
        for attribute in node.attribute:
            for graph in (attribute.g, *attribute.graphs):
                yield from onnx_nodes(graph.node)


def sort_onnx(graph):
    """Puts each node behind those that it needs, also in its branches and loops: several tools add nodes at the end."""
    nodes = list(graph.node)
    maker = {name: index for index, node in enumerate(nodes) for name in node.output if name}
    needed = ({maker[name] for inner in onnx_nodes([node]) for name in inner.input if name in maker} for node in nodes)
    order = TopologicalSorter(dict(enumerate(needed))).static_order()
    copies = [type(nodes[index]).FromString(nodes[index].SerializeToString()) for index in order]
    del graph.node[:]
    graph.node.extend(copies)
