"""What TVM's importer of ONNX lacks: operators that its map of converters does not have."""

import json
import sys
from importlib import metadata
from pathlib import Path

from tvm.relax.frontend.onnx import onnx_frontend

# Of com.microsoft, and taken for ONNX's own operator of this name: the adapter refuses it.
TAKEN_FOR_ANOTHER = "Attention"

known = {name for name, converter in onnx_frontend._get_convert_map().items() if converter} - {TAKEN_FOR_ANOTHER}
given = json.loads(Path(sys.argv[1]).read_text())["operators"]
# It looks at the name alone, and not at the domain or the version.
lacks = {operator: versions for operator, versions in given.items() if operator.rpartition(":")[2] not in known}
# In any domain.
others = [f"*:{name}" for name in sorted(known - {operator.rpartition(":")[2] for operator in given})]
print(json.dumps({"version": metadata.version("apache-tvm"), "lacks": lacks, "others": others}))
