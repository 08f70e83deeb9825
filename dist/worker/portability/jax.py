"""JAX's functions and exports, for adapters around it: `from portability.jax import Function`.

Names. An input is called by its keyword, or by its place `arg0`, `arg1`; an output is called `output`, or by its place
`output_0`, `output_1`. Inside either, a dictionary gives its keys and a list adds the place: `output_1_0` is the first
item of a list that is the second output.
"""

import functools
import importlib
import inspect

import jax
from jax import export, tree_util
from jax._src.interpreters import mlir
from jaxlib.mlir import ir
from jaxlib.mlir.dialects import stablehlo

from portability.code import code_of, numpy_weights

# A context that switches 64-bit numbers on or off; releases before 0.8 have it elsewhere.
wide_numbers = (jax if hasattr(jax, "enable_x64") else importlib.import_module("jax.experimental")).enable_x64

WIDE = ("float64", "int64", "uint64", "complex128")
BYTECODE = b"ML\xefR"


def names_of(tree, first="output"):
    """(name, leaf) for every leaf of a tree, in JAX's order. Raises ValueError where two would share a name."""
    leaves, _ = tree_util.tree_flatten_with_path(tree)
    return unique([(name_at(first, path), leaf) for path, leaf in leaves])


def argument_names(arguments, keywords):
    """(name, leaf) for everything that a function is called with, in JAX's order."""
    by_place = [pair for place, value in enumerate(arguments) for pair in names_of(value, f"arg{place}")]
    return unique(by_place + [pair for key, value in keywords.items() for pair in names_of(value, key)])


def name_at(name, path):
    """The name of the leaf at the end of a key path, inside what is called `name`."""
    for entry in path:
        if hasattr(entry, "idx"):
            name = f"{name}_{entry.idx}"
        else:
            key = entry.name if hasattr(entry, "name") else entry.key
            name = f"{name}_{key}" if isinstance(key, int) else str(key)
    return name


def unique(pairs):
    """The pairs as they are. Raises ValueError where two share a name."""
    names = [name for name, _ in pairs]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(
            f"two tensors would be called {', '.join(map(repr, twice))}: nested dictionaries must have different keys"
        )
    return pairs


class Function:
    """The function of a `jax-function`: called with its inputs by name, and with its weights already in it.

    Raises TypeError for a function with `**` parameters, whose inputs cannot be known.
    """

    def __init__(self, path):
        # A worker serves many programs: what one of them, or a tool, has switched on must not reach the next.
        jax.config.update("jax_enable_x64", False)
        code = code_of(path)
        self._always_wide = jax.config.jax_enable_x64
        jax.config.update("jax_enable_x64", False)
        self._target = functools.partial(code.target, **code.arguments)
        self._weights = None if code.weights is None else numpy_weights(code.weights)
        parameters = list(inspect.signature(self._target).parameters.values())
        if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
            raise TypeError(
                f"{code.target.__name__} takes any keyword (**): declare its inputs as parameters, to make them known"
            )
        taken = parameters[0].name if self._weights is not None and parameters else None
        # Arguments that the config fixes are not inputs.
        self.parameters = [one for one in parameters if one.name != taken and one.name not in code.arguments]

    def __call__(self, **inputs):
        """What the function computes from arrays by the names of its inputs, nested as it was written."""
        if self._weights is None:
            return self._target(**inputs)
        # As JAX's arrays: a tracer cannot index one of numpy's.
        return self._target(jax.tree.map(jax.numpy.asarray, self._weights), **inputs)

    def mode(self, inputs):
        """A context in which JAX keeps 64-bit numbers if an input or a weight is one, or the program asks for it.

        Otherwise JAX makes 32-bit numbers of them.
        """
        leaves = jax.tree_util.tree_leaves((inputs, self._weights))
        return wide_numbers(self._always_wide or any(leaf.dtype.name in WIDE for leaf in leaves))

    def shapes(self, case):
        """(name, jax.ShapeDtypeStruct) for every output that inputs like these lead to; nothing is computed."""
        return names_of(jax.eval_shape(lambda inputs: self(**inputs), case))


def read_export(path):
    """The `jax.export.Exported` in a file: as JAX writes it, or made from a module of MLIR.

    Raises ValueError for a module without a main function or with open sizes.
    """
    with open(path, "rb") as file:
        content = file.read()
    if content.startswith(BYTECODE) or is_text(content):
        return export_of_module(content)
    return export.deserialize(bytearray(content))


def is_text(content):
    """Whether content looks like text: its first 4096 bytes hold no zero."""
    return b"\0" not in content[:4096]


def export_of_module(content):
    """The `jax.export.Exported` of a module of MLIR, text or bytecode.

    Such a module has neither names nor trees: its `main` is a function of arrays by their places.
    """
    with mlir.make_ir_context() as context:
        try:
            module = stablehlo.deserialize_portable_artifact(context, content)
        except Exception:
            # Text, or bytecode of this very version.
            module = ir.Module.parse(content)
        mains = [one for one in module.body.operations if str(one.attributes["sym_name"]) == '"main"']
        if len(mains) != 1:
            raise ValueError("the module has no function main")
        portable = stablehlo.serialize_portable_artifact_str(str(module), stablehlo.get_current_version())
        takes, gives = ([aval_of(one) for one in side] for side in (mains[0].type.inputs, mains[0].type.results))
    outputs = tuple(range(len(gives))) if len(gives) > 1 else 0
    return export.Exported(
        fun_name="main",
        in_tree=jax.tree_util.tree_structure((tuple(range(len(takes))), {})),
        in_avals=tuple(takes),
        out_tree=jax.tree_util.tree_structure(outputs),
        out_avals=tuple(gives),
        _has_named_shardings=True,
        _in_named_shardings=(None,) * len(takes),
        _out_named_shardings=(None,) * len(gives),
        in_shardings_hlo=(None,) * len(takes),
        out_shardings_hlo=(None,) * len(gives),
        nr_devices=1,
        platforms=("cpu",),
        ordered_effects=(),
        unordered_effects=(),
        disabled_safety_checks=(),
        mlir_module_serialized=portable,
        calling_convention_version=export.maximum_supported_calling_convention_version,
        module_kept_var_idx=tuple(range(len(takes))),
        uses_global_constants=False,
        _get_vjp=None,
    )


def aval_of(type_):
    """JAX's abstract array for a tensor type of MLIR. Raises ValueError when a size is open."""
    tensor = ir.RankedTensorType(type_)
    if any(tensor.is_dynamic_dim(axis) for axis in range(tensor.rank)):
        raise ValueError(
            f"a module of MLIR must have fixed sizes, and this one has {tensor}; jax.export keeps symbolic ones"
        )
    dtypes = {str(mlir.dtype_to_ir_type(dtype)): dtype for dtype in mlir._dtype_to_ir_type}
    return jax.core.ShapedArray(tuple(tensor.shape), dtypes[str(tensor.element_type)])


def signature_of(exported):
    """The signature of an export: its inputs and outputs under the names described above."""
    arguments, keywords = tree_util.tree_unflatten(exported.in_tree, exported.in_avals)
    outputs = tree_util.tree_unflatten(exported.out_tree, exported.out_avals)
    return {
        "inputs": [port(name, aval) for name, aval in argument_names(arguments, keywords)],
        "outputs": [port(name, aval) for name, aval in names_of(outputs)],
    }


def port(name, aval):
    """The port of a signature for an abstract array."""
    return {
        "name": name,
        "type": {"kind": "tensor", "dtype": aval.dtype.name, "shape": [size_of(size) for size in aval.shape]},
    }


def size_of(size):
    """A number, the name of a symbol, or None for an expression of symbols."""
    if isinstance(size, int):
        return size
    return str(size) if str(size).isidentifier() else None


def example_inputs(options):
    """What a converter traces a function with: by input, the dtype and sizes of the first golden case.

    A size that differs between cases is a symbol; sizes that always change together share one. Raises ValueError when
    there are no cases, or when they differ in their inputs or ranks.
    """
    cases = options["cases"]
    if not cases:
        raise ValueError("there are no golden inputs, and a JAX function can only be traced with inputs")
    histories = {}

    def size_at(name, axis):
        sizes = tuple(case[name].shape[axis] for case in cases)
        if len(set(sizes)) == 1:
            return str(sizes[0])
        return histories.setdefault(sizes, f"d{len(histories)}")

    ranks = {name: {case[name].ndim for case in cases if name in case} for name in cases[0]}
    for name, found in ranks.items():
        if len(found) > 1 or any(name not in case for case in cases):
            raise ValueError(f"input {name!r} must be in every golden case, with the same number of axes")
    texts = {name: ", ".join(size_at(name, axis) for axis in range(array.ndim)) for name, array in cases[0].items()}
    scope = export.SymbolicScope()
    return {
        name: jax.ShapeDtypeStruct(export.symbolic_shape(texts[name], scope=scope), array.dtype)
        for name, array in cases[0].items()
    }
