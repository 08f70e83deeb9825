"""The Python end of the worker protocol (protocol.ts): `python harness.py <adapter file>`.

An adapter is a module with `version()` and either `load(path, options)`, whose result has `signature()` and
`run(inputs)`, or `convert(source, target, options)`; `unsupported(error)` is optional.

Frameworks print what they like, so the protocol keeps the original standard input and output for itself, and points the
process's own at nothing and at standard error before it imports anything.
"""

import faulthandler
import os
import sys

# Environments are shared by workers, and an adapter's folder may belong to a user.
sys.dont_write_bytecode = True
# A native crash leaves the Python line that led to it on standard error.
faulthandler.enable()

PROTOCOL_VERSION = 1
requests = os.fdopen(os.dup(0), "r", encoding="utf-8", newline="\n")
answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
os.dup2(2, 1)
nothing = os.open(os.devnull, os.O_RDONLY)
os.dup2(nothing, 0)
os.close(nothing)

import importlib.util  # noqa: E402
import json  # noqa: E402
import re  # noqa: E402
import shutil  # noqa: E402
import time  # noqa: E402

# Files in this folder and in the current one must not be found by the imports of a framework.
here = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [folder for folder in sys.path if folder and os.path.abspath(folder) != here]

MAX_MESSAGE_LINES = 8
MAX_MESSAGE_CHARACTERS = 2000
# Where the message of a runtime ends and its call stack begins.
STACK = re.compile(r"^(Traceback \(most recent call last\)|Stack backtrace|stack backtrace|Caused by unwinding)", re.I)


class WrongInput(Exception):
    """The inputs do not fit the model's signature."""


def main(adapter_path):
    """Serves requests, one JSON object a line, until standard input ends.

    The first line that it sends is `ready`, or `broken` when the adapter or a package that it imports fails.
    """
    try:
        import_package("portability", os.path.join(here, "portability"))
        adapter = import_file("portability_adapter", adapter_path)
        values = import_file("value_folder", os.path.join(here, "value_folder.py"))
        ready = {"event": "ready", "protocol": PROTOCOL_VERSION, "version": str(adapter.version())}
    except Exception as error:
        send({"event": "broken", "type": type(error).__name__, "message": message_of(error)})
        return
    home, made = os.environ.get("PORTABILITY_HOME"), os.environ.get("PORTABILITY_MADE")
    kept = os.listdir(home) if home else []
    send(ready)
    sessions = {}
    for line in requests:
        request = json.loads(line)
        if request["method"] in ("load", "convert") and not sessions:
            if home:
                empty(home, kept)
            if made:
                empty(made, awaited(request, made))
        try:
            send({"id": request["id"], "ok": True, "result": answer(adapter, values, sessions, request)})
        except Exception as error:
            send({"id": request["id"], "ok": False, "error": describe(adapter, error, request.get("path"))})


def answer(adapter, values, sessions, request):
    """The result of one request, as the protocol has it. Raises whatever the adapter raises.

    `sessions` holds the loaded models by handle; `load` adds to it and `unload` takes away.
    """
    method = request["method"]
    if method == "load":
        start = time.perf_counter()
        known = {name: request[name] for name in ("format", "threads")}
        session = adapter.load(request["path"], {**request["options"], **known})
        signature = session.signature()
        seconds = time.perf_counter() - start
        sessions[request["handle"]] = session
        precision = getattr(session, "effective_precision", None)
        return {"signature": signature, "effectivePrecision": precision, **usage(seconds)}
    if method == "run":
        session = sessions[request["handle"]]
        inputs = values.read_values(request["inputs"])
        check_inputs(session.signature(), inputs)
        start = time.perf_counter()
        outputs = session.run(inputs)
        seconds = time.perf_counter() - start
        values.write_values(request["outputs"], outputs)
        return usage(seconds)
    if method == "unload":
        sessions.pop(request["handle"], None)
        return {}
    if method == "convert":
        start = time.perf_counter()
        known = {name: request[name] for name in ("format", "signature", "threads")}
        cases = [values.read_values(folder) for folder in request["cases"]]
        changes = adapter.convert(request["path"], request["target"], {**request["options"], **known, "cases": cases})
        return {"names": {}, **(changes or {}), **usage(time.perf_counter() - start)}
    raise ValueError(f"no request is called {method!r}")


def awaited(request, made):
    """What is in the folder already for the request itself: that of the file which is to be converted to."""
    return [os.path.relpath(request["target"], made).split(os.sep)[0]] if "target" in request else []


def empty(folder, kept):
    """Removes what earlier models left in a folder of the worker: none finds anything of another, or pays for it.

    The worker does it, not the gate: it reaches nothing else, wherever a link leads.
    """
    # A model may also have removed the folder itself.
    left = os.listdir(folder) if os.path.isdir(folder) else []
    for name in set(left).difference(kept):
        path = os.path.join(folder, name)
        try:
            os.unlink(path)
        except OSError:
            shutil.rmtree(path, ignore_errors=True)


def check_inputs(signature, inputs):
    """Raises WrongInput unless the inputs have the names, dtypes, ranks and fixed sizes of the signature.

    Some runtimes cast, broadcast or ignore what does not fit: it is refused for all of them in the same words.
    """
    declared = {port["name"]: port["type"] for port in signature["inputs"]}
    missing = [name for name, type_ in declared.items() if name not in inputs and type_["kind"] != "optional"]
    unknown = [name for name in inputs if name not in declared]
    if missing or unknown:
        wrong = [
            f"{word} {', '.join(map(repr, names))}" for word, names in (("no", missing), ("unknown", unknown)) if names
        ]
        raise WrongInput(f"{' and '.join(wrong)} among the inputs; the model has {', '.join(map(repr, declared))}")
    for name, value in inputs.items():
        type_ = declared[name]
        if type_["kind"] == "tensor" and not fits(value, type_):
            raise WrongInput(f"input {name!r} is {describe_value(value)}, but the model expects {describe_type(type_)}")


def fits(value, type_):
    """Whether the value is an array with the dtype, rank and fixed sizes of a tensor type; other sizes are open."""
    if not hasattr(value, "dtype") or dtype_name(value) != type_["dtype"]:
        return False
    shape = type_["shape"]
    if shape is None:
        return True
    return len(shape) == value.ndim and all(
        size == wanted
        for size, wanted in zip(value.shape, shape, strict=True)
        if isinstance(wanted, int) and wanted >= 0
    )


def dtype_name(array):
    """numpy's name of the element type, or `string` for text and objects of any kind."""
    return "string" if array.dtype.kind in "OUST" else array.dtype.name


def describe_value(value):
    """The kind or the dtype and shape of a value, such as `float32[1, 3]`, for a message."""
    if not hasattr(value, "dtype"):
        return {list: "a sequence", dict: "a map", type(None): "absent"}.get(type(value), type(value).__name__)
    return f"{dtype_name(value)}[{', '.join(map(str, value.shape))}]"


def describe_type(type_):
    """The dtype and shape of a tensor type, such as `float32[1, ?]`, for a message."""
    if type_["shape"] is None:
        return f"{type_['dtype']} of any shape"
    return f"{type_['dtype']}[{', '.join('?' if size is None else str(size) for size in type_['shape'])}]"


def describe(adapter, error, path):
    """The error as the protocol has it: `unsupported` or `failed`, its type, and a message without folders."""
    lacking = None
    if not isinstance(error, WrongInput):
        lacking = getattr(adapter, "unsupported", lambda _: None)(error)
    message = tidy(lacking) if lacking else message_of(error)
    if path:
        message = message.replace(path, os.path.basename(path))
    return {"kind": "unsupported" if lacking else "failed", "type": type(error).__name__, "message": message}


def message_of(error):
    """The error's own text, tidied; the name of its type when it has none."""
    return tidy(str(error)) or type(error).__name__


def tidy(text):
    """The first lines that say something, without the call stack that some runtimes append."""
    lines = []
    for line in text.splitlines():
        if STACK.match(line.strip()) or len(lines) == MAX_MESSAGE_LINES:
            break
        if line.strip():
            lines.append(line.rstrip())
    return "\n".join(lines)[:MAX_MESSAGE_CHARACTERS]


def usage(seconds):
    """What a request cost, as the protocol has it: its seconds, and this process's peak of memory in bytes."""
    return {"seconds": seconds, "peakRssBytes": peak_rss_bytes()}


def peak_rss_bytes():
    """Peak resident memory of this process in bytes; 0 where the system does not say."""
    try:
        # Not getrusage: on Linux it counts the memory of the process that started this one, from before the exec.
        with open("/proc/self/status", encoding="ascii", errors="replace") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        pass
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def import_package(name, folder):
    """Makes the folder the package `name`; its modules are read when an adapter imports them."""
    import_file(name, os.path.join(folder, "__init__.py"), [folder])


def import_file(name, path, folders=None):
    """Runs the file as the module `name`, a package if it has `folders`; returns it, or raises what the file raises."""
    spec = importlib.util.spec_from_file_location(name, path, submodule_search_locations=folders)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def send(message):
    """Writes one message as a line of JSON."""
    answers.write(json.dumps(message) + "\n")
    answers.flush()


if __name__ == "__main__":
    main(sys.argv[1])
    # Frameworks leave threads behind that would keep the process alive, and some crash while they are torn down.
    os._exit(0)
