"""Values in a folder, as they travel between the gate and a worker: the Python twin of value-folder.ts.

`values.json` is {"version": 1, "values": {name: node}}, a node being one of
  {"tensor": "<key>", "dtype": "float32", "shape": [...]}   bytes are entry <key> of `tensors.safetensors`
  {"strings": [...], "shape": [...]}                        row-major
  {"sequence": [nodes]}
  {"map": {"keys": node, "values": node}}
  {"absent": true}

In Python these are numpy arrays (narrow floats and 4-bit integers as ml_dtypes has them), object arrays of str, lists,
dicts and None.
"""

import json
import os
import struct
import sys

import numpy as np

# dtypes that safetensors has a name for; the others are stored as U8, and values.json says what they are.
SAFETENSORS = {
    "bool": "BOOL",
    "uint8": "U8",
    "int8": "I8",
    "uint16": "U16",
    "int16": "I16",
    "float16": "F16",
    "bfloat16": "BF16",
    "uint32": "U32",
    "int32": "I32",
    "float32": "F32",
    "float64": "F64",
    "int64": "I64",
    "uint64": "U64",
    "complex64": "C64",
    "float8_e4m3fn": "F8_E4M3",
    "float8_e5m2": "F8_E5M2",
}
NARROW = ("bfloat16", "float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz", "int4", "uint4")
DTYPES = {*SAFETENSORS, "complex128", *NARROW}
ALIGNMENT = 8


def read_values(folder):
    """The values in the folder, by name. Raises ValueError for a node of a kind that is not listed above."""
    with open(os.path.join(folder, "values.json"), encoding="utf-8") as file:
        document = json.load(file)
    entries = read_safetensors(os.path.join(folder, "tensors.safetensors"))
    return {name: from_node(node, entries) for name, node in document["values"].items()}


def write_values(folder, values):
    """Writes values, by name, into the folder, which is made. Raises TypeError for what no model can compute."""
    entries = []
    nodes = {name: to_node(value, entries) for name, value in values.items()}
    os.makedirs(folder, exist_ok=True)
    write_safetensors(os.path.join(folder, "tensors.safetensors"), entries)
    with open(os.path.join(folder, "values.json"), "w", encoding="utf-8") as file:
        json.dump({"version": 1, "values": nodes}, file)


def from_node(node, entries):
    """The value of a node; `entries` holds the bytes of tensors by key."""
    if "tensor" in node:
        return unpack(entries[node["tensor"]], node["dtype"], node["shape"])
    if "strings" in node:
        array = np.empty(len(node["strings"]), dtype=object)
        array[:] = node["strings"]
        return array.reshape(node["shape"])
    if "sequence" in node:
        return [from_node(item, entries) for item in node["sequence"]]
    if "map" in node:
        keys, values = (from_node(node["map"][part], entries) for part in ("keys", "values"))
        return dict(zip(keys.tolist(), values, strict=True))
    if node.get("absent") is True:
        return None
    raise ValueError(f"unknown kind of value: {sorted(node)}")


def to_node(value, entries):
    """The node of a value; the bytes of its tensors are appended to `entries`, as (key, dtype, shape, bytes)."""
    if value is None:
        return {"absent": True}
    if isinstance(value, dict):
        return {"map": {"keys": to_node(list_to_array(value.keys()), entries), "values": map_values(value, entries)}}
    if isinstance(value, (list, tuple)):
        return {"sequence": [to_node(item, entries) for item in value]}
    array = np.asarray(value)
    if array.dtype.kind in "OUST":
        return {"strings": [to_text(item) for item in array.ravel().tolist()], "shape": list(array.shape)}
    name = array.dtype.name
    if name not in DTYPES:
        raise TypeError(f"an output has the element type {name}, which models do not have")
    shape = list(array.shape)
    key = str(len(entries))
    entries.append((key, SAFETENSORS.get(name), shape, pack(array)))
    return {"tensor": key, "dtype": name, "shape": shape}


def map_values(value, entries):
    """The node of a map's values: scalars go into one tensor, as long as the keys; anything else is a sequence."""
    items = list(value.values())
    scalars = all(np.ndim(item) == 0 and not isinstance(item, (dict, type(None))) for item in items)
    return to_node(list_to_array(items) if scalars else items, entries)


def list_to_array(items):
    """Keys or scalars as an array with one axis; text stays `str`."""
    items = list(items)
    return np.array(items, dtype=object if items and isinstance(items[0], str) else None)


def to_text(item):
    """The text of one element; bytes are taken for UTF-8. Raises TypeError for any other object."""
    if isinstance(item, bytes):
        return item.decode("utf-8")
    if isinstance(item, str):
        return item
    raise TypeError(f"an output holds objects of type {type(item).__name__}, which are not values of a model")


def numpy_dtype(name):
    """numpy's dtype of that name, or that of ml_dtypes where numpy has none."""
    if name not in NARROW:
        return np.dtype(name)
    import ml_dtypes  # Only environments whose runtime has narrow types hold this package.

    return np.dtype(getattr(ml_dtypes, name))


def unpack(data, name, shape):
    """The array of a tensor's bytes, always a copy; of two 4-bit integers in a byte, the lower half comes first."""
    dtype = numpy_dtype(name)
    if name not in ("int4", "uint4"):
        # A copy of its own: some runtimes write into their inputs, or need aligned memory.
        return np.frombuffer(data, little_endian(dtype)).astype(dtype, copy=True).reshape(shape)
    packed = np.frombuffer(data, np.uint8)
    nibbles = np.stack([packed & 0xF, packed >> 4], axis=-1).ravel()[: int(np.prod(shape, dtype=np.int64))]
    values = nibbles.astype(np.int8)
    return (np.where(values > 7, values - 16, values) if name == "int4" else values).astype(dtype).reshape(shape)


def pack(array):
    """The elements as bytes: row-major and little-endian, 4-bit integers two to a byte."""
    if array.dtype.name not in ("int4", "uint4"):
        return np.ascontiguousarray(array, little_endian(array.dtype)).tobytes()
    nibbles = array.ravel().astype(np.int8).view(np.uint8) & 0xF
    nibbles = np.append(nibbles, np.zeros(nibbles.size % 2, np.uint8))
    return (nibbles[0::2] | (nibbles[1::2] << 4)).tobytes()


def little_endian(dtype):
    """numpy's own dtypes in the byte order of the files; those of ml_dtypes have no byte order."""
    return dtype if sys.byteorder == "little" else dtype.newbyteorder("<")


def read_safetensors(path):
    """The bytes of every tensor in the file, by key."""
    with open(path, "rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
        data = memoryview(file.read())
    header.pop("__metadata__", None)
    return {key: data[slice(*entry["data_offsets"])] for key, entry in header.items()}


def write_safetensors(path, entries):
    """Writes (key, dtype, shape, bytes) entries to a file; a dtype of None is stored as U8."""
    header, offset = {}, 0
    for key, dtype, shape, data in entries:
        fields = {"dtype": dtype, "shape": shape} if dtype else {"dtype": "U8", "shape": [len(data)]}
        header[key] = {**fields, "data_offsets": [offset, offset + len(data)]}
        offset += len(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % ALIGNMENT)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        file.writelines(data for *_, data in entries)
