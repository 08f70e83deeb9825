"""Writes test cases of single operators, from the node test cases of the onnx package, and operators.json about them.

onnx has cases of the newest version of each operator alone. A case is written at every older version too that allows the
node as it is, and once more with its parameters as constants, for tools that take those only as constants.
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


def with_constants(model, values):
    """The model with every input but the data as a constant, and the index of the input that is left.

    None when there is nothing to make constant.
    """
    floats = [
        place for place, port in enumerate(model.graph.input) if port.type.tensor_type.elem_type in FLOATS
    ]
    kept = floats[:1] or ([0] if len(values) > 1 else [])
    if len(values) == len(kept):
        return None
    other = onnx.ModelProto()
    other.CopyFrom(model)
    del other.graph.input[:]
    other.graph.input.extend(model.graph.input[place] for place in kept)
    other.graph.initializer.extend(
        numpy_helper.from_array(value, model.graph.input[place].name)
        for place, value in enumerate(values)
        if place not in kept
    )
    return other, kept


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
                constant = with_constants(model, inputs)
                if constant is not None:
                    other, kept = constant
                    write(root / f"{name}-constant", other, [inputs[place] for place in kept], outputs)
                written.append(
                    {
                        "name": name,
                        "operator": operator,
                        "since": since,
                        "constant": None if constant is None else f"{name}-constant",
                    }
                )
    (root / "operators.json").write_text(json.dumps({"operators": operators, "cases": written}))


main(Path(sys.argv[1]))
