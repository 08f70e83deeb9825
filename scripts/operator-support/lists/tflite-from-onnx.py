"""What onnx2tf lacks: operators that its direct writer of TensorFlow Lite has no builder for."""

import json
import sys
from importlib import metadata
from pathlib import Path

from onnx2tf.tflite_builder.op_registry import get_supported_onnx_ops

known = set(get_supported_onnx_ops())
given = json.loads(Path(sys.argv[1]).read_text())["operators"]
lacks = {operator: versions for operator, versions in given.items() if operator.rpartition(":")[2] not in known}
# In any domain.
others = [f"*:{name}" for name in sorted(known - {operator.rpartition(":")[2] for operator in given})]
print(json.dumps({"version": metadata.version("onnx2tf"), "lacks": lacks, "others": others}))
