"""Writes test cases of single operators, from the node test cases of the onnx package, and operators.json about them.

onnx has cases of the newest version of each operator alone. A case is written at every older version too that allows
the node as it is, and once more as in the middle of a graph: with parameters as constants, between tensors of float32.
"""

import json
import sys
import warnings
from pathlib import Path

import onnx
from onnx import TensorProto, checker, defs, helper, numpy_helper
from onnx.backend.test.loader import load_model_tests

# Nearly all models are of these operator sets.
OLDEST = 7
MOST = 3
# Of the operators of ONNX in models that have only those of another domain.
OF_CASTS = 13
USUAL = {
    getattr(TensorProto, name) for name in ("FLOAT", "INT64", "INT32", "BOOL", "INT8", "UINT8", "DOUBLE", "FLOAT16")
}
FLOATS = {TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.FLOAT16}


def schemas():
    """By operator, with its domain unless that is ONNX's own: the versions that can be used."""
    versions = {}
    for schema in defs.get_all_schemas_with_history():
        # Constants are no matter of support: every tool has them in a way of its own.
        if not schema.deprecated and (schema.domain, schema.name) != ("", "Constant"):
            versions.setdefault(called(schema.domain, schema.name), set()).add(schema.since_version)
    return {name: sorted(all_of_it) for name, all_of_it in sorted(versions.items())}


def called(domain, name):
    """The operator with its domain unless that is ONNX's own."""
    return name if domain in ("", "ai.onnx") else f"{domain}:{name}"


def is_usual(model):
    """Whether it is a model of one operator, between tensors of usual types."""
    ports = [*model.graph.input, *model.graph.output]
    return (
        len(model.graph.node) == 1
        and not model.functions
        and all(port.type.HasField("tensor_type") and port.type.tensor_type.elem_type in USUAL for port in ports)
    )


def spread(cases, most):
    """Some of the cases, as different as their names, those between float32 first."""
    ordered = sorted(cases, key=lambda case: (not is_float(case.model), case.name))
    step = max(1, len(ordered) // most)
    return ordered[::step][:most]


def is_float(model):
    """Whether the first input is float32."""
    return len(model.graph.input) > 0 and model.graph.input[0].type.tensor_type.elem_type == TensorProto.FLOAT


def at_version(model, since):
    """The model at an operator set; None where that does not allow its node."""
    other = onnx.ModelProto()
    other.CopyFrom(model)
    domain = model.graph.node[0].domain
    for entry in other.opset_import:
        if entry.domain == domain:
            entry.version = since
    other.ir_version = min(other.ir_version, helper.find_min_ir_version_for(other.opset_import, ignore_unknown=True))
    try:
        checker.check_model(other, full_check=True)
    except (checker.ValidationError, onnx.shape_inference.InferenceError, RuntimeError):
        return None
    return other


def inside(model, inputs):
    """The node as it is in the middle of a graph: a model and its inputs.

    Every input but the data is a constant, and what goes in and comes out is float32, whatever the node reads and
    makes: some tools pass no other types, or want parameters as constants. None when that changes nothing.
    """
    ports = list(model.graph.input)
    floats = [place for place, port in enumerate(ports) if port.type.tensor_type.elem_type in FLOATS]
    kept = floats[:1] or ([0] if len(inputs) > 1 else [])
    casts = [port for port in model.graph.output if port.type.tensor_type.elem_type not in FLOATS]
    if len(inputs) == len(kept) and not casts and len(floats) == len(inputs):
        return None
    other = onnx.ModelProto()
    other.CopyFrom(model)
    graph = other.graph
    del graph.input[:], graph.output[:]
    given = []
    for place, (port, value) in enumerate(zip(ports, inputs, strict=True)):
        kind = port.type.tensor_type.elem_type
        if place not in kept:
            graph.initializer.append(numpy_helper.from_array(value, port.name))
        elif kind in FLOATS:
            graph.input.append(port)
            given.append(value)
        else:
            graph.input.append(helper.make_tensor_value_info(f"{port.name}_in", TensorProto.FLOAT, value.shape))
            graph.node.insert(0, helper.make_node("Cast", [f"{port.name}_in"], [port.name], to=kind))
            given.append(value.astype("float32"))
    for port in model.graph.output:
        if port.type.tensor_type.elem_type in FLOATS:
            graph.output.append(port)
            continue
        shape = [dim.dim_value if dim.HasField("dim_value") else None for dim in port.type.tensor_type.shape.dim]
        graph.output.append(helper.make_tensor_value_info(f"{port.name}_out", TensorProto.FLOAT, shape))
        graph.node.append(helper.make_node("Cast", [port.name], [f"{port.name}_out"], to=TensorProto.FLOAT))
    if not any(entry.domain in ("", "ai.onnx") for entry in other.opset_import):
        other.opset_import.append(helper.make_opsetid("", OF_CASTS))
    return other, given


def as_float(value):
    """What the model inside returns."""
    return value if value.dtype.kind == "f" else value.astype("float32")


def write(folder, model, inputs, outputs):
    """A model and one case of it, as the gate reads them."""
    data = folder / "test_data_set_0"
    data.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(model.SerializeToString())
    for role, ports, values in (("input", model.graph.input, inputs), ("output", model.graph.output, outputs)):
        for place, (port, value) in enumerate(zip(ports, values, strict=True)):
            (data / f"{role}_{place}.pb").write_bytes(numpy_helper.from_array(value, port.name).SerializeToString())


def main(root):
    """Writes the cases into folders of their own, and operators.json with the versions of all operators."""
    # Cases about infinities and overflow divide by zero on purpose.
    warnings.simplefilter("ignore")
    operators = schemas()
    by_operator = {}
    for case in load_model_tests(kind="node"):
        if is_usual(case.model):
            node = case.model.graph.node[0]
            by_operator.setdefault(called(node.domain, node.op_type), []).append(case)
    written = []
    for operator, cases in sorted(by_operator.items()):
        for case in spread(cases, MOST):
            inputs, outputs = case.data_sets[0]
            if not all(hasattr(value, "dtype") for value in (*inputs, *outputs)):
                continue
            for since in operators.get(operator, []):
                model = at_version(case.model, since) if since >= OLDEST or ":" in operator else None
                if model is None:
                    continue
                name = f"{case.name}-{since}"
                write(root / name, model, inputs, outputs)
                middle = inside(model, inputs)
                if middle is not None:
                    other, given = middle
                    write(root / f"{name}-inside", other, given, [as_float(value) for value in outputs])
                written.append(
                    {
                        "name": name,
                        "operator": operator,
                        "since": since,
                        "inside": None if middle is None else f"{name}-inside",
                    }
                )
    (root / "operators.json").write_text(json.dumps({"operators": operators, "cases": written}))


main(Path(sys.argv[1]))
