"""What adapters share about TensorFlow Lite: `from portability.tflite import tensor_names`.

Read from the file itself, a FlatBuffer: tables have a table of places, and fields the numbers of TensorFlow's schema.
"""

import struct

MODEL = {"subgraphs": 2, "signatures": 7}
SIGNATURE = {"inputs": 0, "outputs": 1, "key": 2, "subgraph": 4}
ENTRY = {"name": 0, "tensor": 1}
SUBGRAPH = {"tensors": 0}
TENSOR = {"name": 3}
USUAL_SIGNATURE = "serving_default"


def tensor_names(path):
    """By input and output of the model's signature: the tensor behind it; empty for a model without a signature."""
    with open(path, "rb") as file:
        table = Table(file.read(), None)
    signatures = {one.text(SIGNATURE["key"]): one for one in table.tables(MODEL["signatures"])}
    if not signatures:
        return {}
    signature = signatures[USUAL_SIGNATURE if USUAL_SIGNATURE in signatures else next(iter(signatures))]
    tensors = table.tables(MODEL["subgraphs"])[signature.number(SIGNATURE["subgraph"])].tables(SUBGRAPH["tensors"])
    entries = [*signature.tables(SIGNATURE["inputs"]), *signature.tables(SIGNATURE["outputs"])]
    return {entry.text(ENTRY["name"]): tensors[entry.number(ENTRY["tensor"])].text(TENSOR["name"]) for entry in entries}


class Table:
    """One table of a FlatBuffer; the root when no place is given."""

    def __init__(self, content, place):
        self._content = content
        self._place = self._offset(0) if place is None else place

    def number(self, field):
        """The unsigned 32-bit number in a field; 0, the default, when it is missing."""
        at = self._field(field)
        return 0 if at is None else struct.unpack_from("<I", self._content, at)[0]

    def text(self, field):
        """The text in a field; empty when it is missing."""
        at = self._field(field)
        if at is None:
            return ""
        start = self._offset(at)
        return self._content[start + 4 : start + 4 + self._length(start)].decode()

    def tables(self, field):
        """The tables in a field that is a list; empty when it is missing."""
        at = self._field(field)
        if at is None:
            return []
        start = self._offset(at)
        return [Table(self._content, self._offset(start + 4 + 4 * index)) for index in range(self._length(start))]

    def _field(self, field):
        """Where the field lies; null where the table does not have it."""
        places = self._place - struct.unpack_from("<i", self._content, self._place)[0]
        entry = 4 + 2 * field
        if entry >= struct.unpack_from("<H", self._content, places)[0]:
            return None
        at = struct.unpack_from("<H", self._content, places + entry)[0]
        return self._place + at if at else None

    def _offset(self, at):
        return at + struct.unpack_from("<I", self._content, at)[0]

    def _length(self, start):
        return struct.unpack_from("<I", self._content, start)[0]
