"""Writes the node test cases of the onnx package into a folder: a model and its test data for each, and cases.json."""

import json
import sys
import warnings
from pathlib import Path

from onnx import numpy_helper
from onnx.backend.test.loader import load_model_tests

WRITERS = {
    "map_type": numpy_helper.from_dict,
    "sequence_type": numpy_helper.from_list,
    "optional_type": numpy_helper.from_optional,
    "tensor_type": numpy_helper.from_array,
}


def to_proto(value, port):
    """The value as a message of ONNX, under the name of the port."""
    if hasattr(value, "SerializeToString"):
        return value
    return WRITERS[port.type.WhichOneof("value")](value, port.name)


def export(case, folder):
    """Fails with whatever onnx cannot write; nothing is left behind that counts as a case then."""
    graph = case.model.graph
    files = {"model.onnx": case.model}
    for number, (inputs, outputs) in enumerate(case.data_sets):
        for role, values, ports in (("input", inputs, graph.input), ("output", outputs, graph.output)):
            for index, (value, port) in enumerate(zip(values, ports, strict=False)):
                files[f"test_data_set_{number}/{role}_{index}.pb"] = to_proto(value, port)
    for name, proto in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(proto.SerializeToString())


def main(root):
    """Writes every case into a folder of its own, and cases.json with the tolerances or why it could not be written."""
    # Cases about infinities and overflow divide by zero on purpose.
    warnings.simplefilter("ignore")
    cases = []
    for case in sorted(load_model_tests(kind="node"), key=lambda one: one.name):
        entry = {"name": case.name, "rtol": case.rtol, "atol": case.atol, "fault": None}
        try:
            export(case, root / case.name)
        except Exception as error:
            entry["fault"] = f"{type(error).__name__}: {error}"
        cases.append(entry)
    (root / "cases.json").write_text(json.dumps(cases))


main(Path(sys.argv[1]))
