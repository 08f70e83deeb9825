export const id = 928;
export const ids = [928];
export const modules = {

/***/ 76928:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runModels: () => (/* binding */ runModels)
});

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(51455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(76760);
// EXTERNAL MODULE: ./node_modules/p-limit/index.js + 1 modules
var p_limit = __webpack_require__(70370);
// EXTERNAL MODULE: ./lib/discover/code-form.js
var code_form = __webpack_require__(6497);
// EXTERNAL MODULE: ./lib/discover/hash-files.js
var hash_files = __webpack_require__(79793);
// EXTERNAL MODULE: ./lib/discover/words-of-code.js
var words_of_code = __webpack_require__(10006);
// EXTERNAL MODULE: ./lib/environments/content-key.js
var content_key = __webpack_require__(7781);
// EXTERNAL MODULE: ./lib/values/correspondence.js
var correspondence = __webpack_require__(36430);
// EXTERNAL MODULE: ./lib/values/value-folder.js
var value_folder = __webpack_require__(62456);
// EXTERNAL MODULE: ./lib/worker/failure.js + 1 modules
var worker_failure = __webpack_require__(42410);
// EXTERNAL MODULE: ./lib/worker/parsed-answer.js
var parsed_answer = __webpack_require__(58832);
// EXTERNAL MODULE: ./lib/worker/protocol.js
var protocol = __webpack_require__(91404);
// EXTERNAL MODULE: ./lib/worker/refused-code.js
var refused_code = __webpack_require__(30954);
// EXTERNAL MODULE: ./lib/worker/take-written.js
var take_written = __webpack_require__(89477);
// EXTERNAL MODULE: ./lib/worker/worker-kinds.js + 7 modules
var worker_kinds = __webpack_require__(40331);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(57975);
// EXTERNAL MODULE: ./node_modules/zod/v4/classic/schemas.js + 9 modules
var schemas = __webpack_require__(27597);
// EXTERNAL MODULE: ./lib/environments/publish-folder.js + 2 modules
var publish_folder = __webpack_require__(44535);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/host/last-use.js
var last_use = __webpack_require__(59298);
;// CONCATENATED MODULE: ./lib/convert/artefact-store.js









const DESCRIPTION = 'conversion.json';
/** Folder with the artefact and what belongs to it. */
const MADE = 'made';
const reported = {
    names: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP()),
    ...protocol/* reportedChanges */.Z7,
    version: schemas/* string */.YjP(),
    seconds: schemas/* number */.aig().min(0),
};
/** Kept beside an artefact: what the converter reported about it, and the SHA-256 of every file by its path. */
const descriptionSchema = schemas/* strictObject */.rej({ ...reported, files: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP()) });
/**
 * Why a converter's output cannot be its artefact; null when it may be one. Several tools report success and write
 * nothing.
 * @param path the artefact, a file or a folder
 */
async function artefactFault(path) {
    const found = await (0,promises_.lstat)(path).catch(() => null);
    if (found === null)
        return 'reported success but wrote nothing';
    if (found.isFile())
        return found.size > 0 ? null : 'reported success but wrote an empty file';
    if (!found.isDirectory())
        return 'wrote something that is neither a file nor a folder';
    for (const file of await filesBelow(path))
        if ((await (0,promises_.lstat)((0,external_node_path_.join)(path, file))).size > 0)
            return null;
    return 'reported success but wrote an empty folder';
}
/** Paths of all files in the folder, sorted. */
async function filesBelow(folder) {
    const entries = await (0,promises_.readdir)(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => (0,external_node_path_.join)(parentPath, name));
    return files.map((path) => (0,external_node_path_.relative)(folder, path).replaceAll('\\', '/')).sort();
}
async function hashesIn(folder) {
    const hashes = {};
    for (const file of await filesBelow(folder))
        hashes[file] = await (0,hash_files/* hashFiles */.y)([(0,external_node_path_.join)(folder, file)]);
    return hashes;
}
/** The artefact of that key, if an earlier run or another cell has made it and it is as it was made. */
async function knownArtefact(host, key, name) {
    const folder = folderOf(host, key);
    if (!(await (0,publish_folder/* isPublished */.HF)(folder)))
        return null;
    try {
        const text = await (0,promises_.readFile)((0,external_node_path_.join)(folder, DESCRIPTION), 'utf8');
        const { files, ...rest } = descriptionSchema.parse(JSON.parse(text));
        const made = (0,external_node_path_.join)(folder, MADE);
        if ((0,external_node_util_.isDeepStrictEqual)(files, await hashesIn(made))) {
            await (0,last_use/* markUsed */.N)((0,external_node_path_.join)(folder, publish_folder/* MARKER */.tl), host);
            return { ...rest, path: (0,external_node_path_.join)(made, name), files: filesIn(made, Object.keys(files)), key, cached: true };
        }
    }
    catch {
        // As if it were incomplete.
    }
    // Restored in part, damaged, or from another release: it has to be made again.
    await (0,publish_folder/* discardFolder */.r7)(folder).catch(() => { });
    return null;
}
/**
 * Keeps the content of `draft` for later runs. It appears as a whole or not at all; a cache that cannot be written is
 * only a warning, and the artefact stays where it is.
 */
async function keepArtefact(host, key, draft, name, report) {
    const folder = folderOf(host, key);
    const made = (0,external_node_path_.join)(folder, MADE);
    const hashes = await hashesIn(draft);
    try {
        await (0,publish_folder/* publishFolder */.y6)(folder, host, async (target) => {
            await (0,promises_.cp)(draft, (0,external_node_path_.join)(target, MADE), { recursive: true });
            await (0,promises_.writeFile)((0,external_node_path_.join)(target, DESCRIPTION), JSON.stringify({ ...report, files: hashes }));
        });
    }
    catch (error) {
        host.log.warn(`the cache cannot be written, so later runs will not be faster: ${(0,errors/* messageOf */.bD)(error)}`);
        return draftArtefact(key, draft, name, report);
    }
    await (0,promises_.rm)(draft, { recursive: true, force: true });
    return { ...report, path: (0,external_node_path_.join)(made, name), files: filesIn(made, Object.keys(hashes)), key, cached: false };
}
/** The artefact where its converter made it, for one that is not kept. */
async function draftArtefact(key, draft, name, report) {
    return { ...report, path: (0,external_node_path_.join)(draft, name), files: filesIn(draft, await filesBelow(draft)), key, cached: false };
}
function filesIn(folder, files) {
    return files.map((to) => ({ from: (0,external_node_path_.join)(folder, to), to }));
}
function folderOf(host, key) {
    return (0,external_node_path_.join)(host.cache, 'artefacts', key);
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(73024);
// EXTERNAL MODULE: ./lib/bytes/malformed.js
var malformed = __webpack_require__(40594);
// EXTERNAL MODULE: ./lib/onnx/data-type.js
var data_type = __webpack_require__(47948);
// EXTERNAL MODULE: ./lib/tensor/dtype.js
var tensor_dtype = __webpack_require__(53933);
// EXTERNAL MODULE: ./lib/tensor/elements.js
var tensor_elements = __webpack_require__(98688);
// EXTERNAL MODULE: ./lib/tensor/tensor.js
var tensor_tensor = __webpack_require__(79880);
;// CONCATENATED MODULE: ./lib/golden/tensor-proto.js
/** One ONNX TensorProto; which field its elements are in depends on the dtype (see the comments of onnx.proto). */





/**
 * The tensor's value; with raw data its bytes are a view on the message.
 * @throws Malformed for unsupported dtypes, external data, and sizes that do not agree
 */
function tensorOfProto(proto) {
    const dtype = (0,data_type/* dtypeOfOnnx */.Z)(proto.dataType ?? 0);
    if (dtype === undefined)
        throw new malformed/* Malformed */.s(`ONNX element type ${proto.dataType ?? 0} is not supported`);
    if (proto.dataLocation === 1 || (proto.externalData ?? []).length > 0)
        throw new malformed/* Malformed */.s('stores its data in another file', { next: 'save the golden with its data inside' });
    if (proto.segment != null)
        throw new malformed/* Malformed */.s('is only a segment of a tensor');
    const shape = (proto.dims ?? []).map(Number);
    const count = (0,tensor_tensor/* elementCount */.KX)(shape);
    if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0) || !Number.isSafeInteger(count))
        throw new malformed/* Malformed */.s(`shape [${shape.join(', ')}] is not valid`);
    if (dtype === 'string')
        return stringsOf(proto, shape, count);
    const bytes = proto.rawData?.length ? (0,tensor_elements/* bytesOf */.$)(proto.rawData) : typedBytes(dtype, proto, count);
    const expected = (0,tensor_dtype/* byteLength */.dp)(dtype, count);
    if (bytes.byteLength !== expected)
        throw new malformed/* Malformed */.s(`${dtype}[${shape.join(', ')}] needs ${expected} bytes, the message has ${bytes.byteLength}`);
    return { kind: 'tensor', dtype, shape, bytes };
}
function stringsOf(proto, shape, count) {
    const data = proto.stringData ?? [];
    if (data.length !== count)
        throw new malformed/* Malformed */.s(`string[${shape.join(', ')}] needs ${count} strings, the message has ${data.length}`);
    return (0,tensor_tensor/* stringTensor */.nr)(shape, data.map(decodeUtf8));
}
/** Strings of ONNX are bytes that should be UTF-8. @throws Malformed where they are not */
function decodeUtf8(bytes) {
    try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    }
    catch {
        throw new malformed/* Malformed */.s('holds a string that is not UTF-8');
    }
}
/** Packed bytes from the typed fields: int32_data holds all small types, as numbers or (floats, 4-bit pairs) as bits. */
function typedBytes(dtype, proto, count) {
    const small = proto.int32Data ?? [];
    switch (dtype) {
        case 'float32':
        case 'complex64':
            return (0,tensor_elements/* bytesOf */.$)(Float32Array.from(proto.floatData ?? []));
        case 'float64':
        case 'complex128':
            return (0,tensor_elements/* bytesOf */.$)(Float64Array.from(proto.doubleData ?? []));
        case 'int64':
            return (0,tensor_elements/* bytesOf */.$)(BigInt64Array.from(proto.int64Data ?? [], toBigInt));
        case 'uint64':
            return (0,tensor_elements/* bytesOf */.$)(BigUint64Array.from(proto.uint64Data ?? [], (value) => BigInt.asUintN(64, toBigInt(value))));
        case 'uint32':
            return (0,tensor_elements/* bytesOf */.$)(Uint32Array.from(proto.uint64Data ?? [], (value) => Number(toBigInt(value))));
        case 'int32':
            return (0,tensor_elements/* bytesOf */.$)(Int32Array.from(small));
        case 'int16':
        case 'uint16':
        case 'float16':
        case 'bfloat16':
            return (0,tensor_elements/* bytesOf */.$)(Uint16Array.from(small));
        case 'int8':
        case 'uint8':
        case 'bool':
        case 'float8_e4m3fn':
        case 'float8_e4m3fnuz':
        case 'float8_e5m2':
        case 'float8_e5m2fnuz':
            return Uint8Array.from(small);
        case 'int4':
        case 'uint4':
            // onnx itself writes one entry per packed pair; a single last element takes one too
            if (small.length !== Math.ceil((count * tensor_dtype/* DTYPES */.A1[dtype].bits) / 8))
                throw new malformed/* Malformed */.s(`int32_data has ${small.length} entries for ${count} elements of ${dtype}`);
            return Uint8Array.from(small);
    }
}
/** protobufjs returns 64-bit integers as numbers or as Long objects, depending on which library it finds. */
function toBigInt(value) {
    return BigInt(value.toString());
}

// EXTERNAL MODULE: ./lib/onnx/graph-walk.js
var graph_walk = __webpack_require__(40345);
// EXTERNAL MODULE: ./lib/onnx/proto/onnx.js
var onnx = __webpack_require__(41871);
// EXTERNAL MODULE: ./lib/onnx/constants.js
var onnx_constants = __webpack_require__(3134);
// EXTERNAL MODULE: ./lib/onnx/element-types.js
var element_types = __webpack_require__(8227);
;// CONCATENATED MODULE: ./lib/onnx/rewrite-nodes.js




/** The graph is rewritten in memory, which would take too much for larger files. */
const LARGEST_FILE = 2 ** 30;
/** Rewrites the nodes of the ONNX file at `path`, in branches and bodies too. Files above 1 GiB are left as they are. */
function rewriteFile(path, rewrite) {
    if ((0,external_node_fs_.statSync)(path).size > LARGEST_FILE)
        return;
    const model = onnx/* onnx */.W.ModelProto.decode((0,external_node_fs_.readFileSync)(path));
    if (model.graph == null)
        return;
    const { version = 0 } = model.opsetImport?.find(element_types/* isStandard */.mI) ?? {};
    const graph = rewriteNodes(model.graph, rewrite, { opset: Number(version) });
    if (graph !== model.graph)
        (0,external_node_fs_.writeFileSync)(path, onnx/* onnx */.W.ModelProto.encode({ ...model, graph }).finish());
}
/** @returns the same object when nothing is rewritten */
function rewriteNodes(graph, rewrite, around = {}) {
    const { opset = 0 } = around;
    const types = (0,element_types/* elementTypes */.Wk)(graph, around.types);
    const constants = new Map([...(around.constants ?? []), ...(0,onnx_constants/* constantsOf */.Lg)(graph)]);
    let changed = false;
    const node = (graph.node ?? []).flatMap((one) => {
        const own = rewriteBodies(one, rewrite, { opset, types, constants });
        const written = rewrite(own, { graph, opset, types, constants });
        changed ||= own !== one || written !== null;
        return written ?? [own];
    });
    return changed ? { ...graph, node } : graph;
}
/** The branches and bodies of If, Loop and Scan. */
function rewriteBodies(node, rewrite, around) {
    let changed = false;
    const attribute = (node.attribute ?? []).map((one) => {
        const g = one.g == null ? null : rewriteNodes(one.g, rewrite, around);
        if (g === null || g === one.g)
            return one;
        changed = true;
        return { ...one, g };
    });
    return changed ? { ...node, attribute } : node;
}

// EXTERNAL MODULE: ./lib/bytes/file-window.js
var file_window = __webpack_require__(81534);
// EXTERNAL MODULE: ./lib/onnx/external-data.js
var external_data = __webpack_require__(63945);
;// CONCATENATED MODULE: ./lib/onnx/whole-model.js






/**
 * The model with all its weights, those of external files too, in memory. For files that were checked when the model was
 * found; the caller limits their size.
 */
function wholeModel(path) {
    const model = onnx/* onnx */.W.ModelProto.decode((0,external_node_fs_.readFileSync)(path));
    (0,graph_walk/* forEachTensor */.K)(model, {
        tensor(tensor) {
            const place = (0,external_data/* externalPlace */.N)(tensor);
            if (place === null)
                return;
            tensor.rawData = readPart((0,external_node_path_.join)((0,external_node_path_.dirname)(path), place.path), place.offset, place.length);
            tensor.externalData = [];
            tensor.dataLocation = onnx/* onnx */.W.TensorProto.DataLocation.DEFAULT;
        },
    });
    return model;
}
function readPart(path, offset, length) {
    const file = new file_window/* FileWindow */.V(path);
    try {
        return file.read(offset, length);
    }
    finally {
        file.close();
    }
}

;// CONCATENATED MODULE: ./lib/convert/dense-weights.js
/** ONNX with sparse weights, which runtimes of ONNX read and most converters do not, as the same with dense ones. */













/** The name of a Constant's attribute that holds its tensor, and the number of its type (AttributeProto). */
const VALUE = { name: 'value', type: 4 };
const SPARSE_VALUE = 'sparse_value';
/** The names of the sparse weights of a model; of its skeleton is enough. */
function sparseWeights(model) {
    const names = (model.graph?.sparseInitializer ?? []).map(({ values }) => values?.name ?? '');
    (0,graph_walk/* forEachTensor */.K)(model, {
        node: ({ attribute, output }) => {
            for (const { name, g } of attribute ?? []) {
                if (name === SPARSE_VALUE)
                    names.push(output?.[0] ?? '');
                names.push(...(g?.sparseInitializer ?? []).map(({ values }) => values?.name ?? ''));
            }
        },
    });
    return names;
}
/**
 * A copy of an ONNX model in `folder` whose weights are dense, in one file; the model itself where that would take too
 * much memory, or where what it says of them does not fit together: whoever reads it says so better.
 */
async function withDenseWeights(model, folder) {
    const bytes = model.files.reduce((sum, { from }) => sum + (0,external_node_fs_.statSync)(from).size, 0);
    if (bytes > LARGEST_FILE)
        return model;
    const whole = wholeModel(model.path);
    try {
        if (whole.graph != null)
            whole.graph = denseGraph(whole.graph, { left: LARGEST_FILE - bytes });
    }
    catch (error) {
        if (error instanceof malformed/* Malformed */.s)
            return model;
        throw error;
    }
    await (0,promises_.mkdir)(folder, { recursive: true });
    const path = (0,external_node_path_.join)(folder, (0,external_node_path_.basename)(model.path));
    await (0,promises_.writeFile)(path, onnx/* onnx */.W.ModelProto.encode(whole).finish());
    return { ...model, path, files: [{ from: path, to: (0,external_node_path_.basename)(path) }], key: (0,content_key/* contentKey */.l)([model.key, 'dense weights']) };
}
function denseGraph(graph, budget) {
    const made = (graph.sparseInitializer ?? []).map((sparse) => denseTensor(sparse, budget));
    return {
        ...graph,
        initializer: [...(graph.initializer ?? []), ...made],
        sparseInitializer: [],
        node: (graph.node ?? []).map((node) => denseNode(node, budget)),
    };
}
function denseNode(node, budget) {
    if (node.attribute == null)
        return node;
    const attribute = node.attribute.map((one) => {
        if (one.g != null)
            return { ...one, g: denseGraph(one.g, budget) };
        if (one.name !== SPARSE_VALUE || one.sparseTensor == null)
            return one;
        return { ...VALUE, t: denseTensor(one.sparseTensor, budget) };
    });
    return { ...node, attribute };
}
/** @throws Malformed for a tensor of strings, one that is too large, and numbers in places that it does not have */
function denseTensor({ values, indices, dims = [] }, budget) {
    const tensor = tensorOfProto(values ?? {});
    const shape = (dims ?? []).map(Number);
    const count = (0,tensor_tensor/* elementCount */.KX)(shape);
    if (tensor.dtype === 'string')
        throw new malformed/* Malformed */.s('has sparse strings');
    const size = (0,tensor_dtype/* byteLength */.dp)(tensor.dtype, count);
    const width = (0,tensor_dtype/* byteLength */.dp)(tensor.dtype, 1);
    // Elements of less than a byte have no place of their own.
    if (!Number.isSafeInteger(count) || width * count !== size || size > budget.left)
        throw new malformed/* Malformed */.s('has sparse weights that cannot be made dense');
    budget.left -= size;
    const rawData = new Uint8Array(size);
    for (const [index, place] of placesOf(indices ?? {}, shape, (0,tensor_tensor/* elementCount */.KX)(tensor.shape)).entries()) {
        if (!(place >= 0 && place < count))
            throw new malformed/* Malformed */.s('has sparse weights outside of their tensor');
        rawData.set(tensor.bytes.subarray(index * width, (index + 1) * width), place * width);
    }
    return { name: values?.name ?? '', dataType: values?.dataType ?? 0, dims: dims ?? [], rawData };
}
/** Where in the flat tensor each number belongs: indices are flat, or have a coordinate for each axis. */
function placesOf(indices, shape, count) {
    const tensor = tensorOfProto(indices);
    const [rows = 0, axes] = tensor.shape;
    if (tensor.dtype !== 'int64' || rows !== count || (axes !== undefined && axes !== shape.length))
        throw new malformed/* Malformed */.s('has sparse weights whose indices do not fit');
    const numbers = Array.from((0,tensor_elements/* storageOf */.p)(tensor), Number);
    if (axes === undefined)
        return numbers;
    return Array.from({ length: rows }, (_, row) => shape.reduce((place, size, axis) => {
        const at = numbers[row * axes + axis] ?? -1;
        return at < 0 || at >= size ? Number.NaN : place * size + at;
    }, 0));
}

// EXTERNAL MODULE: ./lib/discover/form.js
var discover_form = __webpack_require__(79889);
;// CONCATENATED MODULE: ./lib/convert/loadable.js
/** What runtimes load: committed forms, and what they were converted to. */

/** A form as it is committed. @throws Error for one that cannot be read, which no plan lets run */
function committed(form) {
    const { path, absolute, files, sha256, content, names, changes = {} } = form;
    if (content.format === null)
        throw new Error(`${path} was planned and has no format`);
    const { format } = content;
    const code = (0,discover_form/* codeOfForm */.$)(form);
    return { path: absolute, files, format, key: sha256, signature: (0,discover_form/* signatureOfForm */.eD)(form), names, changes, code };
}

// EXTERNAL MODULE: ./lib/discover/read-form.js + 40 modules
var read_form = __webpack_require__(44972);
// EXTERNAL MODULE: ./lib/values/port-change.js + 2 modules
var port_change = __webpack_require__(1582);
;// CONCATENATED MODULE: ./lib/convert/made-from.js



/** The result of the conversion, as described by its own file if its format allows, else by the converter. */
function madeFrom(source, artefact, { writes }) {
    const { path, files, key } = artefact;
    const described = (0,read_form/* describeAs */.Oq)(writes, path);
    const own = described === null || 'fault' in described ? null : described.signature;
    const rename = (name) => renamed(name, artefact);
    const changes = Object.entries(changesOf(artefact)).map(([name, change]) => {
        const before = Object.hasOwn(source.changes, name) ? source.changes[name] : undefined;
        return [rename(name), before === undefined ? change : (0,port_change/* composeChanges */.Mf)(before, change)];
    });
    const kept = Object.entries(source.changes).map(([name, change]) => [rename(name), change]);
    return {
        path,
        files,
        key,
        format: writes,
        signature: own ?? changedSignature(source.signature, artefact),
        names: (0,correspondence/* composeNames */.L1)(source.names, artefact.names),
        changes: Object.fromEntries([...kept, ...changes]),
        // The code has run in the converter, and decides what that made.
        code: source.code,
    };
}
/** Why the gate cannot read back the result of a converter; null when it can, or has no reader for the format. */
function unreadable(path, { writes }) {
    const described = (0,read_form/* describeAs */.Oq)(writes, path);
    if (described === null || !('fault' in described))
        return null;
    const { what, why } = described.fault;
    return `reported success but wrote no valid ${writes}: ${what}${why === undefined ? '' : ` (${why})`}`;
}
/**
 * For the results document: what the step changed besides names, as in "ids: int64 as int32"; not at all for nothing.
 * @param before what was changed before it, in words
 */
function changesInWords(artefact, before = []) {
    const words = Object.entries(changesOf(artefact)).map(([name, change]) => `${name}: ${(0,port_change/* changeInWords */.Zb)(change)}`);
    const all = [...before, ...artefact.edits, ...words.sort()];
    return all.length === 0 ? {} : { changes: all };
}
/** By the source's names. */
function changesOf({ dtypes, layouts }) {
    const named = new Set([...Object.keys(dtypes), ...Object.keys(layouts)]);
    return Object.fromEntries([...named].map((name) => {
        const dtype = Object.hasOwn(dtypes, name) ? dtypes[name] : undefined;
        const axes = Object.hasOwn(layouts, name) ? layouts[name] : undefined;
        const change = {
            ...(dtype !== undefined && { dtype: { from: dtype[0], to: dtype[1] } }),
            ...(axes !== undefined && { axes }),
        };
        return [name, change];
    }));
}
const renamed = (name, { names }) => Object.hasOwn(names, name) ? (names[name] ?? name) : name;
function changedSignature(signature, artefact) {
    if (signature === null)
        return null;
    const changes = changesOf(artefact);
    const change = (port) => {
        const { dtype, axes } = (Object.hasOwn(changes, port.name) ? changes[port.name] : undefined) ?? {};
        const name = renamed(port.name, artefact);
        if (port.type.kind !== 'tensor')
            return { ...port, name };
        const shape = axes === undefined || port.type.shape === null ? port.type.shape : turned(port.type.shape, axes);
        return { name, type: { ...port.type, dtype: dtype?.to ?? port.type.dtype, shape } };
    };
    return { inputs: signature.inputs.map(change), outputs: signature.outputs.map(change) };
}
const turned = (shape, axes) => axes.flatMap((axis) => (axis === null ? [1] : shape.slice(axis, axis + 1)));

;// CONCATENATED MODULE: ./lib/convert/signature-of-cases.js

/**
 * The inputs of a model whose format does not record them, taken from its cases: sizes that differ between cases are unknown.
 * @param folders inputs of the cases, of which there is at least one; no outputs are known
 */
async function signatureOfCases(folders) {
    const inputs = new Map();
    for (const folder of folders)
        for (const [name, value] of Object.entries(await (0,value_folder/* readValues */.N$)(folder))) {
            const type = typeOf(value);
            const before = inputs.get(name);
            inputs.set(name, before === undefined ? type : joined(before, type));
        }
    const ports = [...inputs].flatMap(([name, type]) => (type === null ? [] : [{ name, type }]));
    return { inputs: ports, outputs: [] };
}
/** Null for anything but a tensor: no converter accepts it. */
function typeOf(value) {
    return value.kind === 'tensor' ? { kind: 'tensor', dtype: value.dtype, shape: value.shape } : null;
}
function joined(a, b) {
    if (a?.kind !== 'tensor' || b?.kind !== 'tensor' || a.dtype !== b.dtype)
        return null;
    const same = a.shape !== null && b.shape !== null && a.shape.length === b.shape.length;
    if (!same || a.shape === null)
        return { ...a, shape: null };
    const shape = a.shape.map((size, axis) => (size === b.shape?.[axis] ? size : null));
    return { ...a, shape };
}

;// CONCATENATED MODULE: ./lib/convert/convert-form.js



















function formConverter(context) {
    /** Steps under way or done, by key. */
    const steps = new Map();
    const once = (key, make) => {
        const step = steps.get(key) ?? make();
        steps.set(key, step);
        return step;
    };
    return {
        async convert(form, route, cases) {
            const made = [];
            const stages = [];
            let { source, edits } = await sourceOf(form, context);
            for (const planned of route) {
                // The first converter runs the code of the model.
                const requirements = stages.length === 0 ? (form.requirements ?? []) : [];
                const step = { ...planned, requirements };
                const { converter } = step;
                context.host.log.progress(`converting ${form.path} with ${converter.id}`);
                const outcome = await convertStep(source, converter.cases ? cases : [], step, once, context);
                if (!outcome.ok)
                    return { ok: false, failure: outcome.failure, doing: doingOf(converter), route: made };
                const { version, seconds, cached } = outcome.value;
                const { id, package: tool } = converter;
                const by = tool === '' ? {} : { package: tool };
                made.push({ converter: id, ...by, version, seconds, cached, ...changesInWords(outcome.value, edits) });
                edits = [];
                source = madeFrom(source, outcome.value, converter);
                stages.push(source);
            }
            const [first, ...rest] = stages;
            if (first === undefined)
                throw new Error(`${form.path} has no route to be converted along`);
            return { ok: true, stages: [first, ...rest], route: made };
        },
    };
}
async function sourceOf(form, { folder }) {
    const source = committed(form);
    const graph = 'fault' in form.content ? undefined : form.content.onnx?.graph;
    if (graph === undefined || sparseWeights(graph).length === 0)
        return { source, edits: [] };
    await (0,promises_.mkdir)(folder, { recursive: true });
    const dense = await withDenseWeights(source, await (0,promises_.mkdtemp)((0,external_node_path_.join)(folder, 'dense-')));
    return { source: dense, edits: dense === source ? [] : ['made its sparse weights dense first'] };
}
const doingOf = ({ writes, id }) => `converting to ${writes} (${id})`;
async function convertStep(source, cases, step, once, context) {
    const refused = source.code.length === 0 ? null : (0,refused_code/* refusedCode */.Q)((0,words_of_code/* wordsOfCode */.k)(source.code), context);
    if (refused !== null)
        return { ok: false, failure: { kind: 'refused', explanation: refused } };
    const prepared = await context.workers.prepared((0,worker_kinds/* converterKind */.Hv)(step, context, step.requirements));
    if (!prepared.ok)
        return prepared;
    const key = await keyOf(source, cases, step, prepared.value.environment, context);
    return once(key, () => makeStep(key, source, cases, step, context));
}
/** Everything that the result of a conversion depends on: its input, the converter, and the processor if that matters. */
async function keyOf(source, cases, { converter, options }, environment, { isa, host }) {
    // The adapter's own file, and what it may import from the gate.
    const shared = (0,external_node_path_.join)(host.assets, 'worker', 'portability');
    const files = (await (0,promises_.readdir)(shared)).filter((name) => name.endsWith('.py')).sort();
    const adapter = await (0,hash_files/* hashFiles */.y)([converter.file, ...files.map((name) => (0,external_node_path_.join)(shared, name))]);
    const inputs = cases.map(({ name, sha256 }) => [name, sha256]);
    // The cases are passed under the source's own names, types and axes.
    const given = inputs.length === 0 ? [] : [inputs, source.names, source.changes];
    return (0,content_key/* contentKey */.l)([source.key, adapter, environment, options, converter.processorSpecific ? isa : null, given]);
}
async function makeStep(key, source, cases, step, context) {
    const { converter } = step;
    const { host, again, folder } = context;
    const known = again ? null : await knownArtefact(host, key, converter.artefact);
    if (known !== null)
        return { ok: true, value: known };
    await (0,promises_.mkdir)(folder, { recursive: true });
    const own = await (0,promises_.mkdtemp)((0,external_node_path_.join)(folder, 'conversion-'));
    const draft = (0,external_node_path_.join)(own, 'made');
    const target = (0,external_node_path_.join)(draft, converter.artefact);
    const kind = (0,refused_code/* ownKind */.v)((0,worker_kinds/* converterKind */.Hv)(step, context, step.requirements), source);
    const used = await context.workers.use(kind, (worker) => convertOn(worker, source, cases, step, draft, context));
    host.signal.throwIfAborted();
    const answer = used.ok ? used.value : used;
    if (!answer.ok)
        return answer;
    const fault = (await artefactFault(target)) ?? unreadable(target, converter);
    if (fault !== null)
        return { ok: false, failure: noArtefact(converter, fault) };
    const { names, dtypes, layouts, edits, version, seconds } = answer.value;
    const report = { names, dtypes, layouts, edits, version, seconds };
    if (again)
        return { ok: true, value: await draftArtefact(key, draft, converter.artefact, report) };
    return { ok: true, value: await keepArtefact(host, key, draft, converter.artefact, report) };
}
/**
 * Has the worker convert, and takes what it made to `draft`.
 * @returns the reply with the release of the tool
 */
async function convertOn(worker, source, cases, { converter, options }, draft, { config, host }) {
    const { threads, limits } = config;
    const { format, files } = source;
    const own = await worker.folder.give();
    try {
        await worker.folder.place(files, own);
        const path = (0,external_node_path_.join)(own, (0,external_node_path_.basename)(source.path));
        const given = await placeCases(source, cases, own, worker);
        if (!given.ok)
            return given;
        const signature = source.signature ?? (given.value.length === 0 ? null : await signatureOfCases(given.value));
        const made = await worker.folder.make();
        const target = (0,external_node_path_.join)(made, converter.artefact);
        const request = { path, format, target, signature, cases: given.value, options, threads };
        const answer = await worker.request({ method: 'convert', ...request }, limits.convert);
        const parsed = (0,parsed_answer/* parsedAnswer */.q)(answer, protocol/* convertResultSchema */.qz);
        if (!parsed.ok) {
            const folders = [(0,external_node_path_.join)(own, code_form/* CODE_ROOT */.B4), own, made, host.scratch, host.cache, host.assets, host.cwd];
            return { ok: false, failure: (0,worker_failure/* withoutFolders */.u4)(parsed.failure, folders) };
        }
        const fault = await worker.folder.take(made, draft, take_written/* ARTEFACT */.tB);
        if (fault !== null)
            return { ok: false, failure: noArtefact(converter, fault) };
        return { ok: true, value: { ...parsed.value, version: worker.version } };
    }
    finally {
        await (0,promises_.rm)(own, { recursive: true, force: true });
    }
}
/** Folders with the inputs of the cases, as the source has them. */
async function placeCases(source, cases, folder, worker) {
    const folders = [];
    try {
        for (const [index, { inputs }] of cases.entries()) {
            const own = (0,correspondence/* storedForForm */.Xo)(inputs, source);
            // A name that is the same in every run: a message may show it.
            const target = (0,external_node_path_.join)(folder, `inputs-${index + 1}`);
            await (0,promises_.mkdir)(target);
            if (own.folder === null)
                await (0,value_folder/* writeValues */.w4)(target, await own.read());
            else
                await worker.folder.place((0,value_folder/* filesOfValues */.fW)(own.folder), target);
            folders.push(target);
        }
    }
    catch (error) {
        if (!(error instanceof RangeError))
            throw error;
        return { ok: false, failure: { kind: 'failed', type: 'RangeError', message: error.message } };
    }
    return { ok: true, value: folders };
}
function noArtefact({ id }, fault) {
    return { kind: 'failed', type: 'NoArtefact', message: `${id} ${fault}` };
}

// EXTERNAL MODULE: ./lib/locate/repro-folders.js
var repro_folders = __webpack_require__(99886);
// EXTERNAL MODULE: ./lib/number-format.js
var number_format = __webpack_require__(14300);
// EXTERNAL MODULE: ./lib/plan/truth-columns.js
var truth_columns = __webpack_require__(53352);
// EXTERNAL MODULE: ./lib/compare/kernel/noise-model.js
var noise_model = __webpack_require__(26123);
// EXTERNAL MODULE: ./lib/compare/kernel/measure.js
var measure = __webpack_require__(9941);
// EXTERNAL MODULE: ./lib/compare/kernel/noise-parts.js
var noise_parts = __webpack_require__(65136);
// EXTERNAL MODULE: ./lib/compare/pairing/structure.js + 1 modules
var structure = __webpack_require__(7671);
// EXTERNAL MODULE: ./lib/compare/kernel/pairs.js
var pairs = __webpack_require__(88340);
;// CONCATENATED MODULE: ./lib/noise/part-sums.js




/** Slices that move less than the loudest one by this factor are a part; by its square, another one. */
const QUIETER = 100;
/** Along longer axes, and in larger tensors, slices are not told apart. */
const MOST_SLICES = 4096;
const MOST_ELEMENTS = 2 ** 21;
/**
 * Null where nothing can be far quieter than the whole: no part is judged more finely than the rounding of 1, since tails
 * of probabilities below it are computed as coarsely.
 * @param whole how far the whole moved in the first run
 */
function partSums({ dtype, shape }, whole, unit) {
    if (tensor_dtype/* DTYPES */.A1[dtype].kind !== 'float' || whole <= QUIETER * unit || (0,tensor_tensor/* elementCount */.KX)(shape) > MOST_ELEMENTS)
        return null;
    const axes = shape.flatMap((size, axis) => size < 2 || size > MOST_SLICES
        ? []
        : [
            {
                axis,
                slice: (0,noise_parts/* sliceOf */.Mz)(shape, axis),
                squares: new Float64Array(size),
                counts: new Float64Array(size),
                peaks: new Float64Array(size),
            },
        ]);
    if (axes.length === 0)
        return null;
    return {
        add(base, moved) {
            (0,pairs/* forEachPair */.b)(base, moved, (one, other, place) => {
                const off = Math.abs(other - one);
                if (!Number.isFinite(off))
                    return;
                for (const { slice, squares, counts, peaks } of axes) {
                    const at = slice(place);
                    squares[at] = (squares[at] ?? 0) + off * off;
                    counts[at] = (counts[at] ?? 0) + 1;
                    peaks[at] = Math.max(peaks[at] ?? 0, off);
                }
            });
        },
        parts: () => bestParts(axes, unit),
    };
}
function bestParts(axes, unit) {
    let best = { contrast: 0, parts: [] };
    for (const axis of axes) {
        const sigmas = [...axis.squares].map((sum, at) => Math.max(unit, Math.sqrt(sum / Math.max(1, axis.counts[at] ?? 0))));
        const loudest = sigmas.reduce((a, b) => Math.max(a, b), unit);
        const contrast = sigmas.reduce((sum, sigma) => sum + Math.log(loudest / sigma), 0) / sigmas.length;
        if (contrast > best.contrast)
            best = { contrast, parts: partsOf(axis, sigmas, loudest) };
    }
    return best.parts;
}
function partsOf({ axis, peaks }, sigmas, loudest) {
    const levels = new Map();
    for (const [slice, sigma] of sigmas.entries()) {
        const level = Math.floor(Math.log(loudest / sigma) / Math.log(QUIETER));
        if (level > 0)
            levels.set(level, [...(levels.get(level) ?? []), slice]);
    }
    return [...levels]
        .toSorted(([one], [other]) => one - other)
        .map(([, slices]) => ({
        axis,
        slices,
        sigma: Math.sqrt(slices.reduce((sum, slice) => sum + (sigmas[slice] ?? 0) ** 2, 0) / slices.length),
        peak: slices.reduce((most, slice) => Math.max(most, peaks[slice] ?? 0), 0),
    }));
}

;// CONCATENATED MODULE: ./lib/noise/noise-floor.js




/** Every floor after a change. */
function changed(noise, change) {
    return Object.fromEntries(Object.entries(noise).map(([leaf, floor]) => [leaf, change(floor)]));
}
/**
 * How far each float output moves between a plain run and runs with jittered weights and inputs: the root mean square
 * over all elements and runs, and the largest change of one element, by leaf name. Only finite
 * elements count; an output whose shape or set of leaves changed with the jitter has no noise floor, and neither have
 * integers.
 * @param unit coarsest unit roundoff that was jittered
 */
function floorSums(unit, threads) {
    const sums = new Map();
    let all = 0;
    return {
        add(base, moved) {
            all += 1;
            for (const { name, rmse, maxAbs, base: plain, moved: own } of movements(base, moved, threads)) {
                const before = sums.get(name) ?? { squares: 0, peak: 0, runs: 0, parts: partSums(plain, rmse, unit) };
                const { squares, peak, runs, parts } = before;
                parts?.add(plain, own);
                sums.set(name, { squares: squares + rmse * rmse, peak: Math.max(peak, maxAbs), runs: runs + 1, parts });
            }
        },
        floors() {
            const complete = [...sums].filter(([, { runs }]) => runs === all);
            return Object.fromEntries(complete.map(([leaf, { squares, peak, runs, parts }]) => {
                const quiet = parts?.parts() ?? [];
                return [leaf, { sigma: Math.sqrt(squares / runs), peak, unit, ...(quiet.length > 0 && { parts: quiet }) }];
            }));
        },
    };
}
function movements(base, moved, threads) {
    return (0,structure/* floatLeaves */.hE)(base, moved).map(({ name, reference, candidate }) => {
        const { rmse, maxAbs } = (0,measure/* measure */.x)(reference, candidate, measure/* NO_LIMIT */.k, threads);
        return { name, rmse, maxAbs, base: reference, moved: candidate };
    });
}
/** The other kernels may raise the floor at most this many times: a wrong optimiser must not hide itself. */
const MOST_RAISED = 4;
/**
 * Noise floors raised to the distance between the reference runtime's own kernels. Jitter moves the inputs of an
 * operation and misses roundings inside it; where a network amplifies these (a logarithm near zero, a normalisation by
 * the extreme of a spectrogram), the kernels differ by several times the jitter's floor. Raised at most fourfold.
 */
function raisedByKernels(floors, base, other, threads) {
    const seen = new Map(movements(base, other, threads).map((movement) => [movement.name, movement]));
    return Object.fromEntries(Object.entries(floors).map(([leaf, floor]) => {
        const movement = seen.get(leaf);
        if (movement === undefined)
            return [leaf, floor];
        const parts = floor.parts?.map((part) => ({
            ...part,
            ...raised(part, (0,noise_parts/* measurePart */.wy)(movement.base, movement.moved, part)),
        }));
        return [leaf, { ...floor, ...raised(floor, movement), ...(parts !== undefined && { parts }) }];
    }));
}
function raised({ sigma, peak = sigma }, { rmse, maxAbs }) {
    const raise = (own, found) => Math.max(own, Math.min(found, MOST_RAISED * own));
    return { sigma: raise(sigma, rmse), peak: raise(peak, maxAbs) };
}

// EXTERNAL MODULE: ./lib/onnx/attributes.js
var onnx_attributes = __webpack_require__(54786);
;// CONCATENATED MODULE: ./lib/onnx/node-list.js


/** Nodes that are written behind one node of a graph; the values between them are named after a value of that node. */
class NodeList {
    nodes = [];
    #prefix;
    constructor(prefix) {
        this.#prefix = prefix;
    }
    /** An operator of ONNX itself with one output. */
    op(opType, input, attribute = [], output = this.#name()) {
        this.nodes.push({
            opType,
            name: `${output}__node`,
            input: [...input],
            output: [output],
            attribute: [...attribute],
        });
        return output;
    }
    float(value) {
        return this.#constant({ dims: [], dataType: element_types/* FLOAT */.zH, floatData: [value] });
    }
    floats(values, dims) {
        return this.#constant({ dims: [...dims], dataType: element_types/* FLOAT */.zH, floatData: [...values] });
    }
    integer(value) {
        return this.#constant({ dims: [], dataType: element_types/* INT64 */.En, int64Data: [value] });
    }
    integers(values) {
        return this.#constant({ dims: [values.length], dataType: element_types/* INT64 */.En, int64Data: [...values] });
    }
    toFloat(value) {
        return this.op('Cast', [value], [(0,onnx_attributes/* intAttribute */.ux)('to', element_types/* FLOAT */.zH)]);
    }
    #constant(tensor) {
        return this.op('Constant', [], [(0,onnx_attributes/* tensorAttribute */.m4)('value', tensor)]);
    }
    #name() {
        return `${this.#prefix}__${this.nodes.length}`;
    }
}

;// CONCATENATED MODULE: ./lib/onnx/noise-like.js


/** From this operator set on the operators that draw random numbers have versions of which ONNX Runtime has no kernels. */
const WITHOUT_KERNELS = 22;
/** Numbers in the table that stands in for them: a prime, so that rows of a tensor do not begin at the same place. */
const TABLE = 4093;
/** A value of random numbers with the sizes of another, in float32. */
function noiseLike(list, value, distribution, { seed, opset }) {
    if (opset >= WITHOUT_KERNELS)
        return tabulated(list, value, distribution, seed);
    const drawn = (0,onnx_attributes/* floatAttribute */.fC)('seed', seed);
    return 'deviation' in distribution
        ? list.op('RandomNormalLike', [value], [(0,onnx_attributes/* floatAttribute */.fC)('scale', distribution.deviation), drawn])
        : list.op('RandomUniformLike', [value], [(0,onnx_attributes/* floatAttribute */.fC)('low', distribution.low), (0,onnx_attributes/* floatAttribute */.fC)('high', distribution.high), drawn]);
}
/** Numbers of a table, one after the other, which begins where it has ended. */
function tabulated(list, value, distribution, seed) {
    const random = uniform(seed);
    const draw = 'deviation' in distribution
        ? () => distribution.deviation * nearlyNormal(random)
        : () => distribution.low + (distribution.high - distribution.low) * random();
    const table = list.op('Constant', [], [(0,onnx_attributes/* tensorAttribute */.m4)('value', { dims: [TABLE], dataType: element_types/* FLOAT */.zH, floatData: Array.from({ length: TABLE }, draw) })]);
    const places = list.op('Range', [list.integer(0), list.op('Size', [value]), list.integer(1)]);
    const numbers = list.op('Gather', [table, list.op('Mod', [places, list.integer(TABLE)])]);
    return list.op('Reshape', [numbers, list.op('Shape', [value])]);
}
/** Twelve uniform numbers have a variance of one. */
function nearlyNormal(random) {
    return Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6);
}
/** Numbers in [0, 1): splitmix32, whose neighbouring seeds have nothing in common. */
function uniform(seed) {
    let state = Math.imul(seed, 0x9e3779b1) | 0;
    return () => {
        state = (state + 0x9e3779b9) | 0;
        let mixed = state ^ (state >>> 16);
        mixed = Math.imul(mixed, 0x21f0aaad);
        mixed ^= mixed >>> 15;
        mixed = Math.imul(mixed, 0x735a2d97);
        return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
    };
}

;// CONCATENATED MODULE: ./lib/onnx/winograd-rounding.js







/**
 * Error of a convolution by Winograd's transform, in unit roundoffs of √Σt² for terms t: its tiles are sums of inputs with
 * factors up to 21, which cancel. Measured (docs/numerics.md): ncnn is at up to 44 with 12 to 35 channels, and single
 * elements are at up to 830; with eight times the noise floor, three times as much passes. MNN adds channel after channel,
 * whose error grows as √C: 26 with 64 channels, 49 with 256.
 */
const ROUNDOFFS = 16;
const CHANNELS = 64;
function roundoffs(weight) {
    return ROUNDOFFS * Math.sqrt(Math.max(1, (weight?.[1] ?? 1) / CHANNELS));
}
/** Whether a graph has convolutions that runtimes compute by Winograd's transform. */
function hasWinogradConvolutions(graph) {
    let found = false;
    rewriteNodes(graph, (node, { graph: own, constants }) => {
        found ||= isWinograd(node, (0,onnx_constants/* statedShape */.Dk)(own, constants, node.input?.[1] ?? ''));
        return null;
    });
    return found;
}
/** Writes behind every such convolution its result with the error that the transform makes. */
function withWinogradRounding(seed) {
    let count = 0;
    return (node, { graph, opset, types, constants }) => {
        const [name = ''] = node.output ?? [];
        const weight = (0,onnx_constants/* statedShape */.Dk)(graph, constants, node.input?.[1] ?? '');
        if (types.get(name) !== element_types/* FLOAT */.zH || !isWinograd(node, weight))
            return null;
        const list = new NodeList(name);
        const plain = `${name}__plain`;
        const squares = (node.input ?? []).slice(0, 2).map((factor) => list.op('Mul', [factor, factor]));
        const size = list.op('Sqrt', [list.op('Conv', squares, node.attribute ?? [])]);
        const random = noiseLike(list, plain, { deviation: roundoffs(weight) * tensor_dtype/* DTYPES */.A1.float32.unitRoundoff }, { seed: seed + 100 * ++count, opset });
        list.op('Add', [plain, list.op('Mul', [random, size])], [], name);
        return [{ ...node, output: [plain] }, ...list.nodes];
    };
}
/** 3×3, or 5×5 as MNN computes it, without strides or gaps; in groups if each has more than one channel. */
function isWinograd(node, weight) {
    if (node.opType !== 'Conv' || !(0,element_types/* isStandard */.mI)(node))
        return false;
    if ((0,onnx_attributes/* intOf */.L0)(node, 'group', 1) !== 1 && (weight?.[1] ?? 1) === 1)
        return false;
    const kernel = (0,onnx_attributes/* intsOf */.YA)(node, 'kernel_shape') ?? weight?.slice(2) ?? [];
    const ones = (key) => ((0,onnx_attributes/* intsOf */.YA)(node, key) ?? []).every((size) => size === 1);
    const [size] = kernel;
    const isSquare = kernel.length === 2 && kernel.every((one) => one === size);
    return isSquare && (size === 3 || size === 5) && ones('strides') && ones('dilations');
}

// EXTERNAL MODULE: ./lib/compare/kernel/ulp-distance.js
var ulp_distance = __webpack_require__(28616);
// EXTERNAL MODULE: ./lib/compare/pairing/match-outputs.js
var match_outputs = __webpack_require__(61406);
// EXTERNAL MODULE: ./lib/judge/consensus.js
var judge_consensus = __webpack_require__(94536);
// EXTERNAL MODULE: ./lib/tensor/real.js
var tensor_real = __webpack_require__(90685);
;// CONCATENATED MODULE: ./lib/replay/distance.js




/** @param reference its outputs are the ones that are compared */
function distance(reference, candidate, { noise, precision = 'f32' }) {
    const names = Object.keys(reference).sort();
    const [first, ...rest] = (0,judge_consensus/* leafDistances */.ji)(names, reference, candidate, { noise, precisions: ['f32', precision] });
    if (first === undefined)
        return { noiseRatio: null, ulp: null, agree: true };
    const { noiseRatio, agree } = rest.reduce(judge_consensus/* worse */.JJ, first);
    const steps = names.map((name) => ulp((0,match_outputs/* outputOf */.j)(reference, name), (0,match_outputs/* outputOf */.j)(candidate, name)));
    return {
        noiseRatio: noiseRatio === null ? null : (0,tensor_real/* toReal */.kj)(noiseRatio),
        ulp: steps.some((one) => one === null) ? null : Math.max(0, ...steps.map((one) => one ?? 0)),
        agree,
    };
}
const COUNTED = ['float32', 'float64', 'float16', 'bfloat16'];
function ulp(a, b) {
    if (a.kind !== 'tensor' || b.kind !== 'tensor' || a.dtype === 'string' || b.dtype === 'string')
        return null;
    if (a.dtype !== b.dtype || String(a.shape) !== String(b.shape) || !COUNTED.includes(a.dtype))
        return null;
    return (0,ulp_distance/* ulpDistances */.G)(a, b, 0).max;
}

;// CONCATENATED MODULE: ./lib/onnx/part-of-model.js

/**
 * The part of a model between values of its outermost graph, as a model of its own: the nodes that `outputs` need once
 * `inputs` are given, with the weights, functions and imports that these use. Inputs of the graph that are still needed
 * stay inputs, as they were declared. What the file states of the values in between is left out: it may be stale.
 * @param outputs values that nodes make; in this order the outputs of the part
 * @returns null when an output is made by no node
 */
function partOfModel(model, inputs, outputs) {
    const graph = model.graph ?? {};
    const nodes = graph.node ?? [];
    const makers = new Map(nodes.flatMap((node) => (node.output ?? []).map((name) => [name, node])));
    if (outputs.some(({ name }) => !makers.has(name)))
        return null;
    const given = new Set(inputs.map(({ name }) => name));
    const needed = new Set();
    const kept = new Set();
    const open = outputs.map(({ name }) => name);
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
        const isOutput = outputs.some((output) => output.name === name);
        if (needed.has(name) || (given.has(name) && !isOutput))
            continue;
        needed.add(name);
        const maker = makers.get(name);
        if (maker === undefined || kept.has(maker))
            continue;
        kept.add(maker);
        open.push(...namesReadBy(maker));
    }
    const isNeeded = ({ name }) => needed.has(name ?? '') && !given.has(name ?? '');
    const part = {
        name: graph.name ?? 'graph',
        node: nodes.filter((node) => kept.has(node)),
        input: [...(graph.input ?? []).filter(isNeeded), ...inputs.map(portOf)],
        output: outputs.map(portOf),
        initializer: (graph.initializer ?? []).filter(isNeeded),
        sparseInitializer: (graph.sparseInitializer ?? []).filter(({ values }) => isNeeded({ name: values?.name ?? '' })),
    };
    return { ...model, graph: part, trainingInfo: [] };
}
/** What a node reads from the graph it is in, also from within its branches and bodies. */
function namesReadBy(node) {
    const bodies = (node.attribute ?? []).flatMap(({ g, graphs }) => [g, ...(graphs ?? [])]).filter((one) => one != null);
    return [...(node.input ?? []), ...bodies.flatMap(namesReadFromAround)].filter((name) => name !== '');
}
function namesReadFromAround(graph) {
    const own = new Set([
        ...[...(graph.input ?? []), ...(graph.initializer ?? [])].map(({ name }) => name ?? ''),
        ...(graph.node ?? []).flatMap(({ output }) => output ?? []),
    ]);
    const read = [
        ...(graph.node ?? []).flatMap(namesReadBy),
        // A branch may return what is made around it.
        ...(graph.output ?? []).map(({ name }) => name ?? ''),
    ];
    return read.filter((name) => !own.has(name));
}
function portOf({ name, dtype, shape }) {
    if (dtype === undefined)
        return { name };
    const dim = shape?.map((dimValue) => (dimValue === null ? {} : { dimValue }));
    return { name, type: { tensorType: { elemType: data_type/* ONNX_NUMBERS */.n[dtype], ...(dim && { shape: { dim } }) } } };
}

;// CONCATENATED MODULE: ./lib/replay/operator-alone.js








/** A fault says why the operator cannot be a model of its own. */
function operatorAlone({ path, inputs, expected }) {
    const [given, outputs] = [tensorsOf(inputs), tensorsOf(expected)];
    if (given === null || outputs === null)
        return { fault: { what: 'it reads or makes a sequence, a map or an optional value' } };
    let model;
    try {
        model = wholeModel(path);
    }
    catch (error) {
        // protobufjs throws several kinds of errors; a converter may have written what only runtimes understand.
        return { fault: { what: 'the ONNX model that it is in cannot be read', why: (0,errors/* messageOf */.bD)(error) } };
    }
    const { varying, constant } = bySource(model.graph ?? {}, given);
    const cuts = Object.entries({ ...varying, ...constant }).map(([name, { dtype, shape }]) => ({ name, dtype, shape }));
    const ends = Object.entries(outputs).map(([name, { dtype, shape }]) => ({ name, dtype, shape }));
    const part = partOfModel(model, cuts, ends);
    if (part === null)
        return { fault: { what: `${Object.keys(outputs).join(', ')} is made by no operator of the graph` } };
    const missing = (part.graph?.input ?? []).filter(({ name }) => !Object.hasOwn(given, name ?? ''));
    if (missing.length > 0)
        return { fault: { what: `it reads ${missing.map(({ name }) => name).join(', ')}, whose values are not known` } };
    const held = Object.entries(constant).map(([name, value]) => protoOf(name, value));
    const own = stripped(part, held);
    const [first, ...rest] = (own.graph?.node ?? []).filter((node) => !((0,element_types/* isStandard */.mI)(node) && node.opType === 'Constant'));
    if (first === undefined)
        return { fault: { what: 'it is a constant' } };
    return {
        model: own,
        nodes: [first, ...rest],
        inputs: varying,
        outputs: Object.entries(outputs).map(([name, { dtype, shape }]) => ({ name, dtype, rank: shape.length })),
    };
}
function tensorsOf(values) {
    const tensors = Object.entries(values).flatMap(([name, value]) => value.kind === 'tensor' ? [[name, value]] : []);
    return tensors.length === Object.keys(values).length ? Object.fromEntries(tensors) : null;
}
/**
 * What follows from the weights alone is a weight of the operator: runtimes treat it as one in the whole model. Weights
 * that the graph holds by name come with the part.
 */
function bySource(graph, given) {
    const held = new Set((graph.initializer ?? []).map(({ name }) => name ?? ''));
    const inputs = new Set((graph.input ?? []).map(({ name }) => name ?? '').filter((name) => !held.has(name)));
    const makers = new Map((graph.node ?? []).flatMap((node) => (node.output ?? []).map((name) => [name, node])));
    const known = new Map();
    const varies = (name) => {
        const before = known.get(name);
        if (before !== undefined)
            return before;
        const maker = makers.get(name);
        const found = inputs.has(name) || (maker !== undefined && (draws(maker) || namesReadBy(maker).some(varies)));
        known.set(name, found);
        return found;
    };
    const isPlain = (name) => held.has(name) || makers.get(name)?.opType === 'Constant';
    const entries = Object.entries(given).filter(([name]) => !isPlain(name));
    return {
        varying: Object.fromEntries(entries.filter(([name]) => varies(name))),
        constant: Object.fromEntries(entries.filter(([name]) => !varies(name))),
    };
}
const draws = ({ opType }) => /^(Random|Bernoulli|Multinomial)/.test(opType ?? '');
/** Without what says nothing about the operator: names of scopes, texts, and what an exporter noted. */
function stripped({ irVersion, opsetImport, functions, graph }, held) {
    const node = (graph?.node ?? []).map(({ docString: _, metadataProps: __, ...one }) => one);
    const initializer = (graph?.initializer ?? []).map(({ docString: _, ...tensor }) => tensor);
    const used = new Set(node.map(({ opType }) => opType));
    return {
        irVersion: irVersion ?? 8,
        opsetImport: opsetImport ?? [],
        producerName: 'model-portability-gate',
        functions: (functions ?? []).filter(({ name }) => used.has(name)),
        graph: { name: 'operator', node, initializer: [...initializer, ...held] },
    };
}
/** The tensor as a weight of that name. */
function protoOf(name, value) {
    const { dtype, shape } = value;
    const about = { name, dims: [...shape], dataType: data_type/* ONNX_NUMBERS */.n[dtype] };
    return value.dtype === 'string'
        ? { ...about, stringData: value.strings.map((text) => new TextEncoder().encode(text)) }
        : { ...about, rawData: value.bytes };
}
/** The file of the model. */
function bytesOfModel({ model, inputs, outputs }, { shapes = {}, open = false } = {}) {
    const input = Object.entries(inputs).map(([name, { dtype, shape }]) => port(name, dtype, open ? shape.map((_, axis) => `${name}_${axis}`) : shape));
    const output = outputs.map(({ name, dtype, rank }) => port(name, dtype, (open ? undefined : shapes[name]) ?? Array.from({ length: rank }, (_, axis) => `${name}_${axis}`)));
    return onnx/* onnx */.W.ModelProto.encode({ ...model, graph: { ...model.graph, input, output } }).finish();
}
function port(name, dtype, sizes) {
    const dim = sizes.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
    return { name, type: { tensorType: { elemType: data_type/* ONNX_NUMBERS */.n[dtype], shape: { dim } } } };
}
/** The value of a weight that the model holds by name; null for what is none, and for strings. */
function weightOf({ graph }, name) {
    const held = (graph?.initializer ?? []).find((tensor) => tensor.name === name);
    const maker = (graph?.node ?? []).find(({ output, opType }) => opType === 'Constant' && output?.[0] === name);
    const proto = held ?? maker?.attribute?.find((attribute) => attribute.name === 'value')?.t;
    if (proto == null || (0,data_type/* dtypeOfOnnx */.Z)(proto.dataType ?? 0) === undefined)
        return null;
    try {
        const value = tensorOfProto(proto);
        return value.dtype === 'string' ? null : value;
    }
    catch (error) {
        if (error instanceof malformed/* Malformed */.s)
            return null;
        throw error;
    }
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(77598);
;// CONCATENATED MODULE: ./lib/judge/case-consensus.js




/** Outputs of one case kept in memory for comparing columns with each other; columns beyond it are not compared. */
const KEPT_BYTES = 2 ** 31;
/** Compares the columns of one case with each other, from the outputs read for the comparison with the reference. */
function caseConsensus(name, expected, context) {
    const { opinions, noise } = context;
    const kept = new Map();
    let free = KEPT_BYTES;
    return {
        see(judge, candidate) {
            const size = bytesOf(candidate);
            if (size > free || !opinions.some((opinion) => opinion.judge === judge))
                return;
            free -= size;
            kept.set(judge, candidate);
        },
        addTo(consensus) {
            const disputed = disputedOutputs(name, opinions);
            const names = context.names.filter((output) => [...disputed].some((leaf) => isOf(leaf, output)));
            if (names.length === 0)
                return;
            const seen = opinions.flatMap(({ column, judge }) => {
                const values = kept.get(judge);
                const own = judge.trial.loaded.names;
                if (values === undefined)
                    return [];
                return [{ column, judge, values: underFirstNames(context.names, expected, values, own) }];
            });
            for (const [index, one] of seen.entries())
                for (const other of seen.slice(index + 1)) {
                    const precisions = [one.judge.precision, other.judge.precision];
                    const accepted = one.judge.acceptsFloat32 || other.judge.acceptsFloat32;
                    const floors = accepted ? changed(noise, noise_model/* withoutDouble */.Us) : noise;
                    const distances = (0,judge_consensus/* leafDistances */.ji)(names, one.values, other.values, { noise: floors, precisions });
                    consensus.add(one.column.id, other.column.id, distances);
                }
        },
    };
}
function disputedOutputs(name, opinions) {
    const drifting = opinions.flatMap(({ judge }) => judge.outputs.filter((output) => output.case === name && output.verdict === 'drift'));
    return new Set(drifting.map((output) => output.name));
}
/** Whether a name is that of an output or of a leaf inside it, as in `out[0].values`. */
function isOf(leaf, output) {
    return leaf === output || leaf.startsWith(`${output}[`) || leaf.startsWith(`${output}.`);
}
/** The outputs of a candidate under the names of the first form, paired as the cell's own comparison pairs them. */
function underFirstNames(names, reference, candidate, map) {
    const { matches } = (0,match_outputs/* matchOutputs */.g)(names, reference, candidate, map);
    return Object.fromEntries(matches.map(({ name, actual }) => [name, (0,match_outputs/* outputOf */.j)(candidate, actual)]));
}
function bytesOf(values) {
    return Object.values(values).reduce((sum, value) => sum + sizeOf(value), 0);
}
function sizeOf(value) {
    switch (value.kind) {
        case 'tensor':
            return value.dtype === 'string' ? 16 * value.strings.length : value.bytes.byteLength;
        case 'sequence':
            return value.items.reduce((sum, item) => sum + sizeOf(item), 0);
        case 'map':
            return sizeOf(value.keys) + sizeOf(value.values);
        case 'absent':
            return 0;
    }
}

;// CONCATENATED MODULE: ./lib/onnx/node-attributes.js
/** The integer of an attribute; null where the node does not set it. */
function numberOf(node, wanted) {
    const found = node.attribute?.find(({ name }) => name === wanted);
    return found === undefined ? null : Number(found.i ?? 0);
}
/** The integers of an attribute; null where the node does not set it. */
function numbersOf(node, wanted) {
    return node.attribute?.find(({ name }) => name === wanted)?.ints?.map(Number) ?? null;
}
/** The text of an attribute; null where the node does not set it. */
function textOf(node, wanted) {
    const text = node.attribute?.find(({ name }) => name === wanted)?.s;
    return text == null ? null : new TextDecoder().decode(text);
}

;// CONCATENATED MODULE: ./lib/onnx/double-precision.js



/** TensorProto.DataType of float64, and of what holds fewer bits than it: floats, and complex numbers of two float32. */
const DOUBLE = 11;
const NARROWER = new Set([1, 10, 14, 16, 17, 18, 19, 20]);
/** Attributes with which a node states the element type of its result. */
const STATED = ['to', 'dtype', 'output_datatype', 'output_dtype'];
/** Operators whose results are float32 unless an attribute states another type. */
const FLOAT32_BY_DEFAULT = {
    ConstantOfShape: 'value',
    EyeLike: 'dtype',
    RandomNormal: 'dtype',
    RandomUniform: 'dtype',
    HannWindow: 'output_datatype',
    HammingWindow: 'output_datatype',
    BlackmanWindow: 'output_datatype',
    MelWeightMatrix: 'output_datatype',
};
/** Attributes of a Constant that are float32. */
const FLOAT32_CONSTANTS = ['value_float', 'value_floats'];
/**
 * Whether a model computes with float64 and no narrower float anywhere: it says then that float32 is not enough. Where
 * anything is float32 (a cast, a constant, an operator of another domain, which may compute in it), float32 is what is
 * left of it.
 */
function isDoubleThroughout({ graph, signature, weights, }) {
    const types = [...signature.inputs, ...signature.outputs].flatMap(({ type }) => type.kind === 'tensor' ? [type.dtype] : ['other']);
    const holds = types.includes('float64') && !types.some((dtype) => dtype !== 'float64' && /float|complex|other/.test(dtype));
    if (!holds || weights.some(({ dtype }) => dtype !== 'float64' && /float|complex/.test(dtype)))
        return false;
    let narrower = false;
    (0,graph_walk/* forEachTensor */.K)(graph, {
        node(node) {
            const type = node.opType ?? '';
            const has = (wanted) => node.attribute?.some(({ name }) => name === wanted) === true;
            const stated = Object.hasOwn(FLOAT32_BY_DEFAULT, type) ? FLOAT32_BY_DEFAULT[type] : undefined;
            if (!(0,element_types/* isStandard */.mI)(node))
                narrower = true;
            if (stated !== undefined && !has(stated))
                narrower = true;
            if (type === 'Constant' && FLOAT32_CONSTANTS.some(has))
                narrower = true;
            if (STATED.some((name) => NARROWER.has(numberOf(node, name) ?? DOUBLE)))
                narrower = true;
        },
        tensor({ dataType }) {
            if (NARROWER.has(dataType ?? 0))
                narrower = true;
        },
    });
    return !narrower;
}

;// CONCATENATED MODULE: ./lib/onnx/moved-activations.js



/** The level of MatMulNBits at which 8 bits are enough for what the weights multiply (ONNX Runtime's contrib operators). */
const EIGHT_BITS = 4;
/** Largest number of 8 bits with a sign. */
const LARGEST = 127;
/** A number is rounded to a step by up to half of it. */
const MOVE = 0.5;
/**
 * Whether a product of block-quantised weights says that 8 bits are enough for the other factor. It is the least that the
 * model asks for: some runtimes cut to 8 bits there, others compute in float32, and both are right.
 */
function allowsEightBits(node) {
    const { domain, opType } = node;
    return domain === 'com.microsoft' && opType === 'MatMulNBits' && (0,onnx_attributes/* intOf */.L0)(node, 'accuracy_level', 0) === EIGHT_BITS;
}
/**
 * Such a product with its other factor moved as far as 8 bits round it.
 * @returns the nodes in place of this one; null for other operators
 */
function movedActivation(node, { types, ...draw }) {
    if (!allowsEightBits(node))
        return null;
    const [x = '', weights = '', scales = '', ...rest] = node.input ?? [];
    // The scales have the type of the factor, which is often not stated.
    const type = types.get(scales);
    if (type === undefined)
        return null;
    const list = new NodeList(`${node.output?.[0] ?? ''}__moved`);
    const wide = list.toFloat(x);
    const step = list.op('Mul', [largestOfRow(list, wide, draw.opset), list.float(1 / LARGEST)]);
    const noise = noiseLike(list, wide, { low: -MOVE, high: MOVE }, draw);
    const moved = list.op('Add', [wide, list.op('Mul', [noise, step])]);
    const input = list.op('Cast', [moved], [(0,onnx_attributes/* intAttribute */.ux)('to', type)]);
    return [...list.nodes, { ...node, input: [input, weights, scales, ...rest] }];
}
/** From this operator set on the axes of ReduceMax are an input. */
const AXES_AS_INPUT = 18;
function largestOfRow(list, value, opset) {
    const size = list.op('Abs', [value]);
    return opset >= AXES_AS_INPUT
        ? list.op('ReduceMax', [size, list.integers([-1])])
        : list.op('ReduceMax', [size], [(0,onnx_attributes/* intsAttribute */.R6)('axes', [-1])]);
}

// EXTERNAL MODULE: ./lib/plan/column.js
var plan_column = __webpack_require__(7505);
// EXTERNAL MODULE: ./lib/run/run-request.js
var run_request = __webpack_require__(19032);
// EXTERNAL MODULE: ./lib/values/stored-values.js
var stored_values = __webpack_require__(63238);
// EXTERNAL MODULE: ./lib/compare/kernel/numbers-of.js
var numbers_of = __webpack_require__(29669);
;// CONCATENATED MODULE: ./lib/onnx/coarse-arithmetic.js




/** Largest relative error of one operation: half the distance of two neighbours, for bfloat16 of the factors alone. */
const ROUNDING = {
    bf16: 2 ** -9,
    f16: 2 ** -11,
    tf32: 2 ** -11,
};
const SIGNIFICANT_BITS = { f32: 24, bf16: 8, f16: 11, tf32: 11 };
/** Steps from zero to the largest magnitude of a tensor in 8 bits. */
const INT8_STEPS = 127;
/** Operators that multiply, with the inputs that are factors. */
const FACTORS = {
    Conv: [0, 1],
    ConvTranspose: [0, 1],
    Gemm: [0, 1],
    GRU: [0, 1, 2],
    LSTM: [0, 1, 2],
    MatMul: [0, 1],
    RNN: [0, 1, 2],
};
/** Operators whose results are their inputs, moved or picked. */
const MOVES = new Set([
    'Concat',
    'Constant',
    'DepthToSpace',
    'Expand',
    'Flatten',
    'Gather',
    'GatherElements',
    'GatherND',
    'Identity',
    'Max',
    'MaxPool',
    'Min',
    'Pad',
    'Relu',
    'Reshape',
    'Slice',
    'SpaceToDepth',
    'Split',
    'Squeeze',
    'Tile',
    'Transpose',
    'Unsqueeze',
    'Where',
]);
/** Operators whose results a quantiser that calibrates rounds to 8 bits, besides those that multiply. */
const QUANTISED = new Set([
    ...Object.keys(FACTORS),
    'Add',
    'AveragePool',
    'BatchNormalization',
    'GlobalAveragePool',
    'InstanceNormalization',
    'LayerNormalization',
    'LeakyRelu',
    'Mul',
    'Resize',
    'Sigmoid',
    'Softmax',
]);
/**
 * Makes the ONNX file at `path` compute as in coarser arithmetic: factors and results carry the error of rounding to it,
 * drawn anew for each seed, so that no kernels for that type are needed and every run is another sample.
 */
function coarsen(path, precision, coarsening) {
    rewriteFile(path, coarseArithmetic(precision, coarsening));
}
/** The result of a node that a quantiser rounds to its range over all cases; null when it is not rounded. */
function quantisedResult(node, types, steering) {
    const [name = ''] = node.output ?? [];
    const is = (0,element_types/* isStandard */.mI)(node) && QUANTISED.has(node.opType ?? '') && types.get(name) === element_types/* FLOAT */.zH && !steering.has(name);
    return is ? name : null;
}
/** Which inputs of a node are factors of products in float32 that are rounded. */
function factorsOf(node, types, steering) {
    const [name = ''] = node.output ?? [];
    if (!(0,element_types/* isStandard */.mI)(node) || types.get(name) !== element_types/* FLOAT */.zH || steering.has(name))
        return [];
    const factors = FACTORS[node.opType ?? ''] ?? [];
    return (node.input ?? []).filter((one, index) => factors.includes(index) && one !== '' && types.get(one) === element_types/* FLOAT */.zH);
}
/** Beyond this a number is not split: what is as large masks others. */
const LARGEST_SPLIT = 1e30;
/**
 * 0 where a type of fewer bits has the number itself, as it has 0, 1 and every small integer, and 1 elsewhere. Rounding
 * leaves these as they are, and a mask relies on it: 1 − 1 has to stay 0 before it is multiplied by −10⁴. The leading bits
 * are split off in float32 as Dekker and Veltkamp do, since not every operator set can cast to these types.
 */
function offType(list, value, precision) {
    const near = list.op('Max', [list.op('Min', [value, list.float(LARGEST_SPLIT)]), list.float(-LARGEST_SPLIT)]);
    const spread = list.op('Mul', [near, list.float(2 ** (SIGNIFICANT_BITS.f32 - SIGNIFICANT_BITS[precision]) + 1)]);
    const leading = list.op('Sub', [spread, list.op('Sub', [spread, near])]);
    return list.op('Sign', [list.op('Abs', [list.op('Sub', [near, leading])])]);
}
/** How far from a step of 8 bits, in steps, counts as between two. */
const BETWEEN_STEPS = 1e-3;
/** In place of a range of zero. */
const SMALLEST_RANGE = 1e-30;
/** 0 where a number is on a step of 8 bits, as 0 and the largest are, and 1 elsewhere. */
function offSteps(list, value, range) {
    const step = list.op('Mul', [list.op('Max', [range, list.float(SMALLEST_RANGE)]), list.float(1 / INT8_STEPS)]);
    const steps = list.op('Div', [value, step]);
    const nearest = list.op('Floor', [list.op('Add', [steps, list.float(0.5)])]);
    const off = list.op('Sub', [list.op('Abs', [list.op('Sub', [steps, nearest])]), list.float(BETWEEN_STEPS)]);
    return list.op('Sign', [list.op('Max', [off, list.float(0)])]);
}
function coarseArithmetic(precision, { seed, steering, ranges }) {
    let draws = 0;
    /** Results that are in 8 bits already, and what only moves them. */
    const quantised = new Set();
    /** The value with an error of at most `size` of it, or of the largest of its tensor. */
    const rounded = (list, value, { opset, output, range }) => {
        draws += 1;
        const most = precision === 'int8' ? 0.5 / INT8_STEPS : ROUNDING[precision];
        const drawn = noiseLike(list, value, { low: -most, high: most }, { seed: seed * 4099 + draws, opset });
        const scale = precision !== 'int8'
            ? value
            : range === undefined
                ? list.op('ReduceMax', [list.op('Abs', [value])])
                : list.float(range);
        const off = precision === 'int8' ? offSteps(list, value, scale) : offType(list, value, precision);
        const share = list.op('Mul', [drawn, off]);
        return list.op('Add', [value, list.op('Mul', [scale, share])], [], output);
    };
    return (node, { opset, types }) => {
        const type = node.opType ?? '';
        const [name = '', ...others] = node.output ?? [];
        if (!(0,element_types/* isStandard */.mI)(node) || types.get(name) !== element_types/* FLOAT */.zH || steering.has(name))
            return null;
        const list = new NodeList(name);
        const factors = FACTORS[type] ?? [];
        const roundable = new Set(factorsOf(node, types, steering));
        const input = (node.input ?? []).map((one, index) => factors.includes(index) && roundable.has(one) && !quantised.has(one)
            ? rounded(list, one, { opset, range: ranges?.get(one) })
            : one);
        const range = quantisedResult(node, types, steering) === null ? undefined : ranges?.get(name);
        if (range !== undefined || (MOVES.has(type) && quantised.has(node.input?.[0] ?? '')))
            quantised.add(name);
        if (precision === 'int8' ? range === undefined : MOVES.has(type))
            return factors.length === 0 ? null : [...list.nodes, { ...node, input }];
        const before = list.nodes.length;
        const plain = `${name}__plain`;
        rounded(list, plain, { opset, output: name, range });
        const own = { ...node, input, output: [plain, ...others] };
        return [...list.nodes.slice(0, before), own, ...list.nodes.slice(before)];
    };
}

;// CONCATENATED MODULE: ./lib/onnx/steering.js


/**
 * Inputs that decide shapes, sizes or positions, by operator (ONNX operator specification). A constant behind one of
 * them is not a weight: moving it by one unit in the last place can change a shape or an index, not a value.
 */
const STEERING_INPUTS = {
    AffineGrid: [1],
    // Decision trees and bins compare with thresholds: an input that equals one takes the other branch when it is moved.
    Binarizer: 'all',
    BlackmanWindow: 'all',
    Ceil: 'all',
    CenterCropPad: [1],
    Col2Im: [1, 2],
    Compress: [1],
    ConstantOfShape: [0],
    CumSum: [1],
    DFT: [1, 2],
    // Compared values that the network did not compute are thresholds, bounds and masks: a frequency that equals a bound
    // is excluded when the bound moves, and whole outputs jump.
    Equal: 'all',
    Expand: [1],
    // A number that the graph rounds or casts to an integer is a label or a token: one unit less is the one before.
    Floor: 'all',
    Gather: [1],
    GatherElements: [1],
    GatherND: [1],
    Greater: 'all',
    GreaterOrEqual: 'all',
    HammingWindow: 'all',
    HannWindow: 'all',
    If: [0],
    Less: 'all',
    LessOrEqual: 'all',
    Loop: [0, 1],
    MaxUnpool: [1, 2],
    MelWeightMatrix: 'all',
    NonMaxSuppression: [2, 3, 4],
    OneHot: [0, 1],
    Pad: [1, 3],
    Range: 'all',
    ReduceSum: [1],
    Reshape: [1],
    Resize: [1, 2, 3],
    ReverseSequence: [1],
    RoiAlign: [2],
    Round: 'all',
    Scatter: [1],
    ScatterElements: [1],
    ScatterND: [1],
    SequenceAt: [1],
    Slice: [1, 2, 3, 4],
    Split: [1],
    STFT: [1, 3],
    Squeeze: [1],
    Tile: [1],
    TopK: [1],
    TreeEnsemble: 'all',
    TreeEnsembleClassifier: 'all',
    TreeEnsembleRegressor: 'all',
    Trilu: [1],
    Unsqueeze: [1],
    Upsample: [1],
};
/** Operators whose results are computed by the network: the search for origins ends there. */
const COMPUTING = new Set(['Conv', 'ConvTranspose', 'Gemm', 'GRU', 'LSTM', 'MatMul', 'RNN', 'Shape', 'Size']);
/** TensorProto.DataType of floats (onnx.proto); everything else that a number is cast to cuts off its fraction. */
const FLOATS = new Set([1, 10, 11, 14, 15, 16, 17, 18, 19, 20, 23, 24]);
function castsToIntegers(node) {
    return node.opType === 'Cast' && !FLOATS.has((0,onnx_attributes/* intOf */.L0)(node, 'to', 1));
}
/**
 * Names of constants, inputs and values that steer shapes, indices or decisions, found by following the graph upwards from
 * every steering input.
 * Names are looked up across subgraphs without scopes: at worst one tensor too many is left unchanged.
 */
function findSteering(model) {
    const producers = new Map();
    const pending = [];
    (0,graph_walk/* forEachTensor */.K)(model, {
        node(node) {
            for (const output of node.output ?? [])
                producers.set(output, node);
            const steering = castsToIntegers(node) ? 'all' : STEERING_INPUTS[node.opType ?? ''];
            if (steering === undefined)
                return;
            (node.input ?? []).forEach((input, index) => {
                if (input !== '' && (steering === 'all' || steering.includes(index)))
                    pending.push(input);
            });
        },
    });
    const found = new Set();
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
        if (found.has(name))
            continue;
        found.add(name);
        const producer = producers.get(name);
        if (producer === undefined || COMPUTING.has(producer.opType ?? ''))
            continue;
        for (const origin of originsOf(producer))
            if (origin !== '')
                pending.push(origin);
    }
    return found;
}
/** Operators that do nothing with an input but compare it with thresholds: their outputs are steps. */
const STEPS = new Set(['Binarizer', 'TreeEnsemble', 'TreeEnsembleClassifier', 'TreeEnsembleRegressor']);
/** Operators that pass numbers on as they are. */
const PASSING = new Set([
    'Cast',
    'Concat',
    'FeatureVectorizer',
    'Flatten',
    'Identity',
    'Reshape',
    'Squeeze',
    'Unsqueeze',
]);
/**
 * Names of the values that decision trees look at as they come in. Rounding does not move them, and one that equals a
 * threshold, as values that were learnt from do, would take the other branch if it were moved.
 */
function findCompared(model) {
    const producers = new Map();
    const pending = [];
    (0,graph_walk/* forEachTensor */.K)(model, {
        node(node) {
            for (const output of node.output ?? [])
                producers.set(output, node);
            if (STEPS.has(node.opType ?? ''))
                pending.push(...(node.input ?? []));
        },
    });
    const found = new Set();
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
        if (name === '' || found.has(name))
            continue;
        found.add(name);
        const producer = producers.get(name);
        if (producer !== undefined && PASSING.has(producer.opType ?? ''))
            pending.push(...(producer.input ?? []));
    }
    return found;
}
/** What a node's outputs come from: its inputs and, for If and Loop, the outputs of its subgraphs. */
function originsOf({ input, attribute }) {
    const inner = (attribute ?? []).flatMap(({ g }) => g?.output ?? []);
    return [...(input ?? []), ...inner.map(({ name }) => name ?? '')];
}

;// CONCATENATED MODULE: ./lib/onnx/jitter.js



/**
 * TensorProto fields whose bytes are plain little-endian numbers: float_data, raw_data, double_data (packed). Numbers
 * written as varints (float16 in int32_data) are left unchanged, because their length may change with their value.
 */
const PLAIN_FIELDS = {
    4: ['float32'],
    9: ['float32', 'float64', 'float16', 'bfloat16'],
    10: ['float64'],
};
const CHUNK = 8 << 20;
/** Tensors this small are scales, epsilons and sizes rather than weights. */
const SMALL = 8;
/**
 * Moves every finite, non-zero element of `bytes` up or down to its neighbour, the direction drawn from `seed`.
 * In IEEE formats the neighbours of a bit pattern are the patterns ± 1; the largest finite value is only moved down.
 */
function jitterInPlace(bytes, dtype, seed) {
    if (dtype === 'float32')
        jitter32(bytes, seed);
    else if (dtype === 'float64')
        jitter64(bytes, coin(seed));
    else
        jitter16(bytes, dtype === 'float16' ? 0x7c00 : 0x7f80, coin(seed));
}
/** A fair coin: xorshift32 (Marsaglia 2003), one bit per draw. */
function coin(seed) {
    let state = startOf(seed);
    return () => {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        return ((state >>> 16) & 1);
    };
}
/** Most weights and inputs are float32: the coin is inlined, which is several times as fast as calling it. */
function jitter32(bytes, seed) {
    const aligned = bytes.byteOffset % 4 === 0;
    const own = aligned ? bytes : bytes.slice();
    const words = new Uint32Array(own.buffer, own.byteOffset, bytes.byteLength >>> 2);
    let state = startOf(seed);
    for (let index = 0; index < words.length; index++) {
        const bits = words[index] ?? 0;
        const magnitude = bits & 0x7fffffff;
        if (magnitude === 0 || magnitude >= 0x7f800000)
            continue;
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        const up = (state & 0x10000) !== 0 && magnitude < 0x7f7fffff;
        words[index] = up ? bits + 1 : bits - 1;
    }
    if (!aligned)
        bytes.set(own);
}
const startOf = (seed) => (Math.imul(seed, 0x9e3779b1) ^ 0x85ebca6b) | 0 || 1;
function jitter64(bytes, random) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let offset = 0; offset + 8 <= bytes.byteLength; offset += 8) {
        const bits = view.getBigUint64(offset, true);
        const magnitude = bits & 0x7fffffffffffffffn;
        if (magnitude === 0n || magnitude >= 0x7ff0000000000000n)
            continue;
        const up = random() === 1 && magnitude < 0x7fefffffffffffffn;
        view.setBigUint64(offset, up ? bits + 1n : bits - 1n, true);
    }
}
function jitter16(bytes, infinity, random) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let offset = 0; offset + 2 <= bytes.byteLength; offset += 2) {
        const bits = view.getUint16(offset, true);
        const magnitude = bits & 0x7fff;
        if (magnitude === 0 || magnitude >= infinity)
            continue;
        const up = random() === 1 && magnitude < infinity - 1;
        view.setUint16(offset, up ? bits + 1 : bits - 1, true);
    }
}
/** The byte ranges of the weights that may be jittered. */
function jitterPatches(model) {
    const steering = findSteering(model.graph);
    return model.weights.flatMap((weight) => {
        if (weight.elements <= SMALL || !isJitterDType(weight.dtype) || steering.has(weight.name))
            return [];
        return patchesOf(weight, weight.dtype);
    });
}
function patchesOf({ external, payload }, dtype) {
    if (external !== null)
        return [{ file: external.path, offset: external.offset, length: external.length, dtype }];
    return payload.pieces
        .filter(({ field }) => PLAIN_FIELDS[field]?.includes(dtype))
        .map(({ offset, length }) => ({ file: '', offset, length, dtype }));
}
function isJitterDType(dtype) {
    return dtype === 'float32' || dtype === 'float64' || dtype === 'float16' || dtype === 'bfloat16';
}
/**
 * Writes a copy of the model with its weights jittered into `folder` and returns the copy's path. Lengths never change,
 * so the numbers are patched in place, in bounded memory for models of any size.
 */
function writeJitteredModel(modelPath, model, folder, seed) {
    const { copy, targets } = copyModel(modelPath, model, folder);
    jitterPatches(model).forEach((patch, index) => {
        const target = targets.get(patch.file);
        if (target !== undefined)
            jitterRange(target, patch, seed * 65_537 + index);
    });
    return copy;
}
/** Copies the model with its external files into `folder`, where they may be changed. */
function copyModel(modelPath, { externalFiles }, folder) {
    // Under the model's name, which no external file has.
    const copy = (0,external_node_path_.join)(folder, (0,external_node_path_.basename)(modelPath));
    copyWritable(modelPath, copy);
    const targets = new Map([['', copy]]);
    for (const { path } of externalFiles) {
        const target = (0,external_node_path_.join)(folder, path);
        copyWritable((0,external_node_path_.join)((0,external_node_path_.dirname)(modelPath), path), target);
        targets.set(path, target);
    }
    return { copy, targets };
}
/** Copies without using space where the file system supports that; the copy of a read-only file must be writable. */
function copyWritable(from, to) {
    (0,external_node_fs_.mkdirSync)((0,external_node_path_.dirname)(to), { recursive: true });
    (0,external_node_fs_.copyFileSync)(from, to, external_node_fs_.constants.COPYFILE_FICLONE);
    (0,external_node_fs_.chmodSync)(to, 0o600);
}
function jitterRange(path, { offset, length, dtype }, seed) {
    const fd = (0,external_node_fs_.openSync)(path, 'r+');
    try {
        for (let done = 0; done < length; done += CHUNK) {
            const chunk = Buffer.allocUnsafe(Math.min(CHUNK, length - done));
            const got = (0,external_node_fs_.readSync)(fd, chunk, 0, chunk.length, offset + done);
            const bytes = chunk.subarray(0, got);
            jitterInPlace(bytes, dtype, seed + done);
            (0,external_node_fs_.writeSync)(fd, bytes, 0, bytes.length, offset + done);
        }
    }
    finally {
        (0,external_node_fs_.closeSync)(fd);
    }
}

;// CONCATENATED MODULE: ./lib/onnx/watched-ranges.js







/** Begins the names of the outputs that a watched copy has in addition. */
const PREFIX = 'portability/range/';
/**
 * Makes the ONNX file at `path` also return the largest magnitude of every computed factor of a product and of every result
 * that is rounded to 8 bits, as a calibration looks at them; of its outermost graph.
 * @returns by output, the value that it is of
 */
function watchRanges(path, steering) {
    if ((0,external_node_fs_.statSync)(path).size > LARGEST_FILE)
        return new Map();
    const model = onnx/* onnx */.W.ModelProto.decode((0,external_node_fs_.readFileSync)(path));
    const { graph } = model;
    if (graph == null)
        return new Map();
    const types = (0,element_types/* elementTypes */.Wk)(graph);
    const weights = new Set((graph.initializer ?? []).map(({ name }) => name ?? ''));
    const rounded = (graph.node ?? []).flatMap((node) => {
        const result = quantisedResult(node, types, steering);
        return [...factorsOf(node, types, steering), ...(result === null ? [] : [result])];
    });
    const watched = [...new Set(rounded)].filter((name) => !weights.has(name));
    const list = new NodeList(`${PREFIX}inner`);
    const outputs = watched.map((value, index) => {
        const name = `${PREFIX}${index}`;
        list.op('ReduceMax', [list.op('Abs', [value])], [(0,onnx_attributes/* intAttribute */.ux)('keepdims', 0)], name);
        return { name, type: { tensorType: { elemType: element_types/* FLOAT */.zH, shape: { dim: [] } } } };
    });
    const watching = {
        ...graph,
        node: [...(graph.node ?? []), ...list.nodes],
        output: [...(graph.output ?? []), ...outputs],
    };
    (0,external_node_fs_.writeFileSync)(path, onnx/* onnx */.W.ModelProto.encode({ ...model, graph: watching }).finish());
    return new Map(watched.map((value, index) => [`${PREFIX}${index}`, value]));
}

;// CONCATENATED MODULE: ./lib/noise/altered-run.js
/** One run of a jittered copy of the model that is altered further, beside the plain run. */





/**
 * Runs the altered copy and adds the outputs of every case to its sums.
 * @returns whether the run succeeded and all outputs could be read; if not, sums may lack some
 */
async function addAlteredRun({ title, name, seed, alter }, { model, onnx, column }, cases, base, sums, { pool, folder }) {
    const own = (0,external_node_path_.join)(folder, name);
    const ran = await pool.run({
        title,
        column,
        model: async (empty) => {
            const path = writeJitteredModel(model.path, onnx, empty, seed);
            alter(path);
            return path;
        },
        format: 'onnx',
        cases: (0,run_request/* casesFor */.Xz)(model, cases),
        folder: own,
    });
    let complete = ran.failure === null;
    for (const [one, sum] of sums) {
        const [plain, altered] = [await (0,stored_values/* readable */.HD)(base.outputs.get(one)), await (0,stored_values/* readable */.HD)(ran.outputs.get(one))];
        if (plain === undefined || altered === undefined)
            complete = false;
        else
            sum.add(plain, altered);
    }
    await (0,promises_.rm)(own, { recursive: true, force: true });
    return complete;
}

// EXTERNAL MODULE: ./lib/compare/kernel/median-difference.js
var median_difference = __webpack_require__(94327);
;// CONCATENATED MODULE: ./lib/noise/coarse-floor.js



function coarseSums() {
    const sums = new Map();
    return {
        add(base, coarse) {
            for (const { name, reference, candidate } of (0,structure/* floatLeaves */.hE)(base, coarse)) {
                const { rmse, maxAbs } = (0,measure/* measure */.x)(reference, candidate, measure/* NO_LIMIT */.k);
                const { squares, peak, typical, runs } = sums.get(name) ?? { squares: 0, peak: 0, typical: 0, runs: 0 };
                sums.set(name, {
                    squares: squares + rmse * rmse,
                    peak: Math.max(peak, maxAbs),
                    typical: typical + (0,median_difference/* medianDifference */.C)(reference, candidate),
                    runs: runs + 1,
                });
            }
        },
        floors: () => new Map([...sums].map(([leaf, { squares, peak, typical, runs }]) => [
            leaf,
            { sigma: Math.sqrt(squares / runs), peak, typical: typical / runs },
        ])),
    };
}

;// CONCATENATED MODULE: ./lib/noise/coarse-runs.js
/** Runs of the model in coarser arithmetic, simulated on the runtime that makes the reference. */











/** Runs of coarser arithmetic; their errors are many and not small, so few are enough. */
const COARSE_RUNS = 4;
/** By precision and case, how far the outputs are off in that arithmetic; without those whose runs failed. */
async function coarseFloors(source, cases, base, context) {
    const steering = findSteering(source.onnx.graph);
    const found = new Map();
    for (const precision of context.effort.precisions) {
        const sums = new Map(cases.map(({ name }) => [name, coarseSums()]));
        const ranges = precision === 'int8' ? await calibratedRanges(source, cases, context) : null;
        let complete = true;
        for (let run = 1; run <= COARSE_RUNS && complete; run++) {
            const altered = {
                title: `${context.id}: what ${precision} does to it, run ${run} of ${COARSE_RUNS}`,
                name: `${precision}-${run}`,
                seed: run,
                alter: (path) => coarsen(path, precision, { seed: run, steering, ...(ranges !== null && { ranges }) }),
            };
            complete = await addAlteredRun(altered, source, cases, base, sums, context);
        }
        if (complete)
            found.set(precision, sums);
    }
    return found;
}
/**
 * By value, the largest magnitude that factors of products have in any case: a model that is quantised ahead has one range
 * for all inputs, so a small input is rounded as coarsely as the largest. Null where it cannot be found out.
 */
async function calibratedRanges({ model, onnx, column }, cases, { id, pool, folder }) {
    const own = (0,external_node_path_.join)(folder, 'ranges');
    let watched = new Map();
    const ran = await pool.run({
        title: `${id}: ranges of its products`,
        column,
        model: async (empty) => {
            const { copy } = copyModel(model.path, onnx, empty);
            watched = watchRanges(copy, findSteering(onnx.graph));
            return copy;
        },
        format: 'onnx',
        cases: (0,run_request/* casesFor */.Xz)(model, cases),
        folder: own,
    });
    const ranges = new Map();
    for (const { name } of ran.failure === null ? cases : []) {
        const outputs = await (0,stored_values/* readable */.HD)(ran.outputs.get(name));
        for (const [output, value] of watched) {
            const found = outputs?.[output];
            if (found?.kind !== 'tensor' || found.dtype === 'string')
                continue;
            const [largest = 0] = (0,numbers_of/* numbersOf */.c)(found);
            if (Number.isFinite(largest))
                ranges.set(value, Math.max(largest, ranges.get(value) ?? 0));
        }
    }
    await (0,promises_.rm)(own, { recursive: true, force: true });
    return ran.failure === null ? ranges : null;
}

;// CONCATENATED MODULE: ./lib/onnx/ordered-sums.js


/** CumSum, which adds plainly one term after the other, is there since this operator set. */
const HAS_CUMSUM = 11;
/** Since this operator set a softmax runs along one axis; before, over everything from its axis on. */
const SOFTMAX_ALONG_AXIS = 13;
/** Slice takes what is beyond the end as the end. */
const END = 2 ** 31 - 1;
/**
 * Operators that add up many terms, computed with sums taken plainly one term after the other: what the simplest correct
 * runtime does, and the worst of all orders that a correct runtime may choose.
 */
const ORDERED = {
    CumSum: otherEnd,
    GlobalAveragePool: (list, node, _, context) => meanOf(list, list.op('Reshape', [node.input?.[0] ?? '', list.integers([0, 0, -1])]), [2], context),
    InstanceNormalization: instanceNormalisation,
    LayerNormalization: layerNormalisation,
    LogSoftmax: (list, node, plain, context) => {
        const line = alongSoftmax(list, node, plain, context);
        const sum = lineSum(list, list.op('Exp', [line.value]), line.axis, context);
        return list.op('Sub', [line.value, list.op('Log', [sum])]);
    },
    ReduceL1: reduced((list, x) => list.op('Abs', [x])),
    ReduceL2: reduced(square, (list, sum) => list.op('Sqrt', [sum])),
    ReduceLogSum: reduced(same, (list, sum) => list.op('Log', [sum])),
    ReduceMean: (list, node, _, context) => {
        const axes = axesOf(node, context);
        return axes === null ? null : meanOf(list, node.input?.[0] ?? '', axes, context);
    },
    ReduceSum: reduced(same),
    ReduceSumSquare: reduced(square),
    Softmax: (list, node, plain, context) => {
        const { value, axis } = alongSoftmax(list, node, plain, context);
        return list.op('Div', [value, lineSum(list, value, axis, context)]);
    },
};
/**
 * Writes behind `node` its result with sums taken one term after the other.
 * @param plain the node's own result
 * @returns the name of the result, in the shape of `plain`; null for other operators, and where the axes are not known
 */
function orderedResult(list, node, plain, context) {
    if (context.opset < HAS_CUMSUM)
        return null;
    const type = node.opType ?? '';
    const ordered = Object.hasOwn(ORDERED, type) ? ORDERED[type]?.(list, node, plain, context) : undefined;
    return ordered == null ? null : list.op('Reshape', [ordered, list.op('Shape', [plain])]);
}
function same(_, value) {
    return value;
}
function square(list, value) {
    return list.op('Mul', [value, value]);
}
function reduced(term, after = same) {
    return (list, node, _, context) => {
        const axes = axesOf(node, context);
        return axes === null ? null : after(list, sumOf(list, term(list, node.input?.[0] ?? ''), axes, context));
    };
}
/** Axes of a reduction: none for all of them. Null where they are computed, or are none because there are none. */
function axesOf(node, { constants }) {
    const own = (0,onnx_attributes/* intsOf */.YA)(node, 'axes');
    const input = node.input?.[1] ?? '';
    if (own !== undefined || input === '')
        return (0,onnx_attributes/* intOf */.L0)(node, 'noop_with_empty_axes', 0) === 1 ? null : (own ?? []);
    const tensor = constants.get(input);
    const axes = tensor === undefined ? null : (0,onnx_constants/* int64sOf */.s5)(tensor);
    return axes !== null && axes.length === 0 && (0,onnx_attributes/* intOf */.L0)(node, 'noop_with_empty_axes', 0) === 1 ? null : axes;
}
/** The sum along axes, which stay with size 1 (those that were merged, as one). */
function sumOf(list, x, axes, context) {
    if (axes.length === 0)
        return lineSum(list, list.op('Reshape', [x, list.integers([-1])]), 0, context);
    // From the last group to the first: what stands in front of a group keeps its place.
    return groupsOf(axes).reduceRight((value, group) => {
        const [first = 0] = group;
        const last = group.at(-1) ?? first;
        if (first === last)
            return lineSum(list, value, first, context);
        const merged = list.op('Reshape', [value, mergedShape(list, value, first, last)]);
        const sum = lineSum(list, merged, first < 0 ? last : first, context);
        // The merged axes again, each of size 1, so that axes counted from the other end keep their places.
        return list.op('Reshape', [
            sum,
            mergedShape(list, value, first, last, group.map(() => 1)),
        ]);
    }, x);
}
/** Axes in groups of neighbours, which can be merged. */
function groupsOf(axes) {
    const groups = [];
    for (const axis of axes.toSorted((a, b) => a - b)) {
        const group = groups.at(-1);
        if (group !== undefined && group.at(-1) === axis - 1)
            group.push(axis);
        else
            groups.push([axis]);
    }
    return groups;
}
/** The shape of a value with the axes from `first` to `last` replaced; by default by one that has all their elements. */
function mergedShape(list, value, first, last, by = [-1]) {
    const shape = list.op('Shape', [value]);
    const part = (from, to) => list.op('Slice', [shape, list.integers([from]), list.integers([to])]);
    const after = last === -1 ? [] : [part(last + 1, END)];
    return list.op('Concat', [part(0, first), list.integers(by), ...after], [(0,onnx_attributes/* intAttribute */.ux)('axis', 0)]);
}
/** The sum along one axis, one term after the other. */
function lineSum(list, x, axis, { backwards }) {
    const running = list.op('CumSum', [x, list.integer(axis)], [(0,onnx_attributes/* intAttribute */.ux)('reverse', backwards ? 1 : 0)]);
    const [from, to] = backwards ? [0, 1] : [-1, END];
    return list.op('Slice', [running, list.integers([from]), list.integers([to]), list.integers([axis])]);
}
/**
 * The sum divided by the number of terms; backwards, the sum of the parts that each term has in the mean. Some runtimes
 * multiply by 1/n before they add (MNN), and with many terms that is up to ten times as far off.
 */
function meanOf(list, x, axes, context) {
    const sum = sumOf(list, x, axes, context);
    const terms = list.toFloat(list.op('Div', [list.op('Size', [x]), list.op('Size', [sum])]));
    if (!context.backwards)
        return list.op('Div', [sum, terms]);
    return sumOf(list, list.op('Mul', [x, list.op('Reciprocal', [terms])]), axes, context);
}
/**
 * The result of a softmax in a shape in which it runs along one axis. What it adds up to there should be one, and differs
 * from it by the rounding of the sum.
 */
function alongSoftmax(list, node, result, { opset }) {
    const alongAxis = opset >= SOFTMAX_ALONG_AXIS;
    const axis = (0,onnx_attributes/* intOf */.L0)(node, 'axis', alongAxis ? -1 : 1);
    if (alongAxis)
        return { value: result, axis };
    // A negative axis means everything from there to the end as well.
    return { value: list.op('Reshape', [result, mergedShape(list, result, axis, -1)]), axis: -1 };
}
/** Normalised along the last axis: (x − mean) / √(variance + ε). */
function normalised(list, x, epsilon, context) {
    const centred = list.op('Sub', [x, meanOf(list, x, [-1], context)]);
    const variance = meanOf(list, square(list, centred), [-1], context);
    return list.op('Div', [centred, list.op('Sqrt', [list.op('Add', [variance, list.float(epsilon)])])]);
}
function layerNormalisation(list, node, _, context) {
    const [x = '', scale = '', bias = ''] = node.input ?? [];
    const axis = (0,onnx_attributes/* intOf */.L0)(node, 'axis', -1);
    const flat = axis === -1 ? x : list.op('Reshape', [x, mergedShape(list, x, axis, -1)]);
    const result = normalised(list, flat, epsilonOf(node), context);
    const shaped = axis === -1 ? result : list.op('Reshape', [result, list.op('Shape', [x])]);
    const scaled = list.op('Mul', [shaped, scale]);
    return bias === '' ? scaled : list.op('Add', [scaled, bias]);
}
function instanceNormalisation(list, node, _, context) {
    const [x = '', scale = '', bias = ''] = node.input ?? [];
    const result = normalised(list, list.op('Reshape', [x, list.integers([0, 0, -1])]), epsilonOf(node), context);
    const column = (value) => list.op('Reshape', [value, list.integers([1, -1, 1])]);
    return list.op('Add', [list.op('Mul', [result, column(scale)]), column(bias)]);
}
const epsilonOf = (node) => node.attribute?.find(({ name }) => name === 'epsilon')?.f ?? 1e-5;
/** A running sum as the whole sum less what follows: another order of the same terms. */
function otherEnd(list, node, plain, { constants }) {
    if ((0,onnx_attributes/* intOf */.L0)(node, 'reverse', 0) === 1 || (0,onnx_attributes/* intOf */.L0)(node, 'exclusive', 0) === 1)
        return null;
    const [x = '', axis = ''] = node.input ?? [];
    const tensor = constants.get(axis);
    const [known] = (tensor === undefined ? null : (0,onnx_constants/* int64sOf */.s5)(tensor)) ?? [];
    if (known === undefined)
        return null;
    const whole = list.op('Slice', [plain, list.integers([-1]), list.integers([END]), list.integers([known])]);
    const attributes = [(0,onnx_attributes/* intAttribute */.ux)('reverse', 1), (0,onnx_attributes/* intAttribute */.ux)('exclusive', 1)];
    return list.op('Sub', [whole, list.op('CumSum', [x, axis], attributes)]);
}

;// CONCATENATED MODULE: ./lib/onnx/moved-coefficients.js




const DOMAIN = 'ai.onnx.ml';
/** Attributes that are factors or terms of a sum; what a value is compared with, as the splits of a tree, stays. */
const WEIGHTS = new Set([
    'base_values',
    'class_weights',
    'coefficients',
    'intercepts',
    'offset',
    'rho',
    'scale',
    'support_vectors',
    'target_weights',
]);
/** Coefficients of a regression whose terms are written out. */
const MOST_TERMS = 1 << 16;
/**
 * An operator of ai.onnx.ml with the weights in its attributes moved by one unit in the last place, and a linear regression
 * half the way to the same sum taken plainly one term after the other.
 * @returns the nodes in place of this one; null for other operators, and those without weights
 */
function movedCoefficients(node, draw) {
    if (node.domain !== DOMAIN)
        return null;
    let place = 0;
    const attribute = (node.attribute ?? []).map((one) => {
        if (!WEIGHTS.has(one.name ?? '') || !one.floats?.length)
            return one;
        const floats = Float32Array.from(one.floats);
        jitterInPlace(new Uint8Array(floats.buffer), 'float32', draw.seed + 100 * ++place);
        return { ...one, floats: [...floats] };
    });
    if (place === 0)
        return null;
    const moved = { ...node, attribute };
    return (moved.opType === 'LinearRegressor' ? inOrder(moved, draw) : null) ?? [moved];
}
/** A linear regression, half the way to its sum in order; null where it does more, or has too many terms. */
function inOrder(node, { opset, backwards }) {
    const transform = (0,onnx_attributes/* textOf */.b6)((0,onnx_attributes/* attributeOf */.w4)(node, 'post_transform')) ?? 'NONE';
    const coefficients = (0,onnx_attributes/* attributeOf */.w4)(node, 'coefficients')?.floats ?? [];
    const intercepts = (0,onnx_attributes/* attributeOf */.w4)(node, 'intercepts')?.floats ?? [];
    const targets = (0,onnx_attributes/* intOf */.L0)(node, 'targets', 1);
    const [x = ''] = node.input ?? [];
    const [name = ''] = node.output ?? [];
    if (opset < HAS_CUMSUM || transform !== 'NONE' || coefficients.length > MOST_TERMS)
        return null;
    if (coefficients.length % targets !== 0 || ![0, targets].includes(intercepts.length))
        return null;
    const list = new NodeList(name);
    const plain = `${name}__plain`;
    const terms = coefficients.length / targets;
    // [rows, 1, terms] by [targets, terms].
    const rows = list.op('Reshape', [list.toFloat(x), list.integers([-1, 1, terms])]);
    const products = list.op('Mul', [rows, list.floats(coefficients, [targets, terms])]);
    const running = list.op('CumSum', [products, list.integer(2)], [(0,onnx_attributes/* intAttribute */.ux)('reverse', backwards ? 1 : 0)]);
    const sum = list.op('Gather', [running, list.integer(backwards ? 0 : terms - 1)], [(0,onnx_attributes/* intAttribute */.ux)('axis', 2)]);
    const whole = intercepts.length === 0 ? sum : list.op('Add', [sum, list.floats(intercepts, [targets])]);
    const ordered = list.op('Reshape', [whole, list.op('Shape', [plain])]);
    const half = list.float(0.5);
    list.op('Add', [list.op('Mul', [plain, half]), list.op('Mul', [ordered, half])], [], name);
    return [{ ...node, output: [plain] }, ...list.nodes];
}

;// CONCATENATED MODULE: ./lib/onnx/moved-narrowings.js






const moved_narrowings_DOUBLE = 11;
/** By TensorProto.DataType. */
const NARROW = { 10: 'float16', 16: 'bfloat16' };
/** Largest finite magnitudes. What is near them is a mask or an overflow, and stays. */
const moved_narrowings_LARGEST = { float16: 65504, bfloat16: 3.3895e38 };
/** Between half a unit in the last place and one and a half, so that what is moved by it is rounded to its neighbour. */
const moved_narrowings_MOVE = 1.5;
/** The type to which a node narrows float32 or float64; null for other nodes. */
function narrowedTo(node, types) {
    if (node.opType !== 'Cast' || !(0,element_types/* isStandard */.mI)(node))
        return null;
    const from = types.get(node.input?.[0] ?? '');
    return from === element_types/* FLOAT */.zH || from === moved_narrowings_DOUBLE ? (NARROW[(0,onnx_attributes/* intOf */.L0)(node, 'to', 0)] ?? null) : null;
}
/** The types to which a graph narrows floats between its operators, as programs in mixed precision do. */
function narrowedTypes(graph) {
    const found = new Set();
    rewriteNodes(graph, (node, { types }) => {
        const dtype = narrowedTo(node, types);
        if (dtype !== null)
            found.add(dtype);
        return null;
    });
    return [...found];
}
/**
 * A narrowing whose results are moved to their neighbours in the narrow type, as weights that are stored in it are. Some
 * runtimes compute in float32 what is in between and never round to it, which is no fault; and moved inputs and weights in
 * float32 seldom change what a narrowing makes of them.
 * @returns the nodes in place of this one; null for other operators, and for values that steer
 */
function movedNarrowing(node, { types, steering, ...draw }) {
    const dtype = narrowedTo(node, types);
    const [name = ''] = node.output ?? [];
    if (dtype === null || steering.has(name))
        return null;
    const list = new NodeList(name);
    const plain = `${name}__plain`;
    const wide = list.toFloat(plain);
    const direction = list.op('Sign', [noiseLike(list, wide, { low: -1, high: 1 }, draw)]);
    const step = list.op('Mul', [direction, list.float(moved_narrowings_MOVE * tensor_dtype/* DTYPES */.A1[dtype].unitRoundoff)]);
    const moved = list.op('Add', [wide, list.op('Mul', [wide, step])]);
    const isUsual = list.op('Less', [list.op('Abs', [wide]), list.float(moved_narrowings_LARGEST[dtype] / 2)]);
    list.op('Cast', [list.op('Where', [isUsual, moved, wide])], [(0,onnx_attributes/* intAttribute */.ux)('to', (0,onnx_attributes/* intOf */.L0)(node, 'to', 0))], name);
    return [{ ...node, output: [plain] }, ...list.nodes];
}

;// CONCATENATED MODULE: ./lib/onnx/moved-quantisers.js


/** How far a number is moved before it is quantised, in steps: one number in two hundred becomes the next one. */
const moved_quantisers_MOVE = 0.01;
/**
 * A quantiser whose input is moved by a small part of a step. Correct runtimes differ there: a number that lies between
 * two steps goes up or down by its last bits, by the order of a sum, or by an integer multiplier in place of a float one.
 * Whether moving the inputs by one unit shows that is a matter of luck: either a number is that near the border or none.
 * @returns the nodes in place of this one; null for other operators, constants, and steps of several sizes
 */
function movedQuantiser(node, { constants, ...draw }) {
    const [x = '', scale = '', ...rest] = node.input ?? [];
    if (constants.has(x))
        return null;
    const list = new NodeList(`${node.output?.[0] ?? ''}__quantised`);
    const step = stepOf(list, node, constants.get(scale));
    if (step === null)
        return null;
    const move = list.op('Mul', [noiseLike(list, x, { low: -moved_quantisers_MOVE, high: moved_quantisers_MOVE }, draw), step]);
    const moved = list.op('Add', [x, move]);
    const input = node.opType === 'QuantizeLinear' ? [moved, scale, ...rest] : [moved];
    return [...list.nodes, { ...node, input }];
}
/** The size of a step, as a value of the graph. */
function stepOf(list, { opType, input, output }, scale) {
    const [x = '', name = ''] = input ?? [];
    if (opType === 'DynamicQuantizeLinear') {
        const [quantised, step, zero] = ['quantised', 'step', 'zero'].map((part) => `${output?.[0] ?? ''}__plain_${part}`);
        if (quantised === undefined || step === undefined || zero === undefined)
            return null;
        list.nodes.push({ opType, name: `${quantised}__node`, input: [x], output: [quantised, step, zero] });
        return step;
    }
    const elements = (scale?.dims ?? [0]).reduce((all, size) => all * Number(size), 1);
    return opType === 'QuantizeLinear' && elements === 1 ? name : null;
}

;// CONCATENATED MODULE: ./lib/onnx/rounded-places.js




/** Operators that compute places between pixels. */
const RESIZES = ['Resize', 'Upsample'];
/** RMS error of a place, in unit roundoffs of the number of pixels: two roundings of a place somewhere among them. */
const rounded_places_ROUNDOFFS = 0.5;
/** Relative distance from a power of two within which a ratio of sizes is one. */
const EXACT = 1e-5;
/** Since this operator set there is Round. */
const HAS_ROUND = 11;
/** Slice takes what is beyond the end as the end. */
const rounded_places_END = 2 ** 31 - 1;
/**
 * Writes behind a node that interpolates between pixels its result at places that are rounded in another way. A runtime
 * computes the place of pixel i, as i·(L − 1)/(L′ − 1) or (i + ½)·L/L′ − ½, in float32, each in an order of its own. So it
 * is off by about u·L, u being the unit roundoff, and the result by as much times the slope, which is taken from the next
 * pixel. Moving the pixels cannot show that. Where the ratio of the sizes is a power of two, places are exact.
 * @returns the name of the result; null for other operators, for the nearest pixel, and where the axes are not known
 */
function roundedPlaces(list, node, plain, context) {
    const mode = (0,onnx_attributes/* textOf */.b6)((0,onnx_attributes/* attributeOf */.w4)(node, 'mode'));
    if (!RESIZES.includes(node.opType ?? '') || (mode !== 'linear' && mode !== 'cubic'))
        return null;
    const axes = resizedAxes(node, context);
    if (context.opset < HAS_ROUND || axes === null)
        return null;
    const sizes = (value) => list.toFloat(list.op('Shape', [value]));
    const [before, after] = [sizes(node.input?.[0] ?? ''), sizes(plain)];
    const corners = (0,onnx_attributes/* textOf */.b6)((0,onnx_attributes/* attributeOf */.w4)(node, 'coordinate_transformation_mode')) === 'align_corners';
    const moved = axes.reduce((value, axis) => {
        const along = (all) => list.op('Slice', [all, list.integers([axis]), list.integers([axis + 1 || rounded_places_END])]);
        const distance = roundedDistance(list, along(before), along(after), corners);
        const deviation = rounded_places_ROUNDOFFS * tensor_dtype/* DTYPES */.A1.float32.unitRoundoff;
        const random = noiseLike(list, plain, { deviation }, { ...context, seed: context.seed + axis });
        const slope = list.op('Sub', [nextAlong(list, plain, axis), plain]);
        return list.op('Add', [value, list.op('Mul', [list.op('Mul', [random, distance]), slope])]);
    }, plain);
    // Between infinite pixels there is no slope.
    return list.op('Where', [list.op('IsNaN', [moved]), plain, moved]);
}
/** Axes along which sizes may change; null where the number of axes is not known. */
function resizedAxes(node, { graph, constants }) {
    const own = (0,onnx_attributes/* intsOf */.YA)(node, 'axes');
    if (own !== undefined)
        return own;
    const [x = '', second = '', ...others] = node.input ?? [];
    const lists = node.opType === 'Upsample' ? [second] : others;
    const lengths = lists.map((name) => (0,onnx_constants/* statedShape */.Dk)(graph, constants, name)?.[0] ?? 0);
    const rank = lengths.find((length) => length > 0) ?? (0,onnx_constants/* statedShape */.Dk)(graph, constants, x)?.length;
    return rank === undefined ? null : Array.from({ length: rank }, (_, axis) => axis);
}
/** The larger of both sizes, by whose rounding places are off; zero where places are exact. */
function roundedDistance(list, before, after, corners) {
    const one = list.float(1);
    const span = (size) => (corners ? list.op('Max', [list.op('Sub', [size, one]), one]) : size);
    const ratio = list.op('Div', [span(after), span(before)]);
    const power = list.op('Div', [list.op('Log', [ratio]), list.float(Math.LN2)]);
    const off = list.op('Abs', [list.op('Sub', [power, list.op('Round', [power])])]);
    const isRounded = list.toFloat(list.op('Greater', [off, list.float(EXACT)]));
    return list.op('Mul', [list.op('Max', [before, after]), isRounded]);
}
/** Every pixel's next one along an axis; the last one's is itself. */
function nextAlong(list, value, axis) {
    const part = (from) => list.op('Slice', [value, list.integers([from]), list.integers([rounded_places_END]), list.integers([axis])]);
    return list.op('Concat', [part(1), part(-1)], [(0,onnx_attributes/* intAttribute */.ux)('axis', axis)]);
}

;// CONCATENATED MODULE: ./lib/onnx/rounded-sums.js




/** For products of fewer terms than this, eight times the movement under jitter covers every order of summation. */
const MANY_TERMS = 512;
/** Pooling moves less under jitter the more it averages. */
const MANY_POOLED = 16;
/** Part of the error to expect of a sum in order: with eight times the noise floor, 2.7 times that error passes. */
const SHARE = 1 / 3;
/**
 * Writes behind a node that adds up many terms its result with the error that adding them plainly one after the other
 * makes. A sum S of n terms t is rounded n times, each time by a part of the partial sum: an error of
 * u·√(n·(2·S² + Σt²))/6, u being the unit roundoff, if partial sums are a random walk that ends at S (a Brownian bridge
 * has a mean square of S²/3 + Σt²/6; a rounding of a partial sum s has one of (u·s)²/6). `npm run numerics` measures it
 * on products of 4,096 terms.
 * @returns the name of the result; null for other operators, few terms, or an unknown number of them
 */
function roundedSum(list, node, plain, context) {
    const terms = termsOf(list, node, plain, context);
    if (terms === null)
        return null;
    const sum = list.op('Mul', [plain, plain]);
    const size = list.op('Add', [list.op('Mul', [sum, list.float(2)]), terms.squares ?? sum]);
    const known = typeof terms.count === 'number' ? Math.sqrt(terms.count) : 1;
    const random = noiseLike(list, plain, { deviation: (SHARE * tensor_dtype/* DTYPES */.A1.float32.unitRoundoff * known) / 6 }, context);
    const factor = typeof terms.count === 'number' ? random : list.op('Mul', [random, list.op('Sqrt', [terms.count])]);
    return list.op('Add', [plain, list.op('Mul', [factor, list.op('Sqrt', [size])])]);
}
function termsOf(list, node, plain, context) {
    const type = node.opType ?? '';
    const [x = '', weight = ''] = node.input ?? [];
    const squared = (factors) => squaredTerms(list, node, factors);
    switch (type) {
        case 'MatMul':
        case 'Gemm':
        case 'Conv':
        case 'ConvTranspose': {
            const count = termsOfProduct(node, context);
            return count === null || count < MANY_TERMS ? null : { count, squares: squared([x, weight]) };
        }
        case 'AveragePool': {
            const count = productOf((0,onnx_attributes/* intsOf */.YA)(node, 'kernel_shape') ?? []);
            // The mean of n squares is n times the sum of the squares of its terms.
            return count < MANY_POOLED ? null : { count, squares: list.op('Div', [squared([x]), list.float(count)]) };
        }
        case 'GlobalAveragePool':
        case 'ReduceL1':
        case 'ReduceL2':
        case 'ReduceMean':
        case 'ReduceSum':
        case 'ReduceSumSquare':
            return { count: ratio(list, list.op('Size', [x]), list.op('Size', [plain])), squares: null };
        case 'Softmax': {
            const flat = list.op('Flatten', [x], [(0,onnx_attributes/* intAttribute */.ux)('axis', (0,onnx_attributes/* intOf */.L0)(node, 'axis', 1))]);
            const count = list.op('Gather', [list.op('Shape', [flat]), list.integers([1])]);
            return { count: list.toFloat(count), squares: null };
        }
        default:
            return null;
    }
}
/** The same operator over the squares of its factors. The bias is a single term. */
function squaredTerms(list, { opType, attribute }, factors) {
    const kept = (attribute ?? []).filter(({ name }) => name !== 'alpha' && name !== 'beta');
    const squares = factors.map((factor) => list.op('Mul', [factor, factor]));
    return list.op(opType ?? '', squares, kept);
}
function ratio(list, before, after) {
    return list.op('Div', [list.toFloat(before), list.toFloat(after)]);
}
/** Terms of each element of a product, where the model states the size of what is summed over. */
function termsOfProduct(node, { graph, constants }) {
    const shape = (index) => (0,onnx_constants/* statedShape */.Dk)(graph, constants, node.input?.[index] ?? '');
    const weight = shape(1);
    switch (node.opType) {
        case 'MatMul':
            return weight?.at(-2) ?? weight?.at(0) ?? shape(0)?.at(-1) ?? null;
        case 'Gemm':
            return weight?.at((0,onnx_attributes/* intOf */.L0)(node, 'transB', 0) === 1 ? 1 : 0) ?? null;
        case 'Conv':
            return weight === null ? null : productOf(weight.slice(1));
        default: {
            if (weight === null)
                return null;
            const [channels = 1, , ...kernel] = weight;
            const strides = (0,onnx_attributes/* intsOf */.YA)(node, 'strides') ?? [];
            const overlapping = kernel.map((size, axis) => Math.ceil(size / (strides[axis] ?? 1)));
            return (channels / (0,onnx_attributes/* intOf */.L0)(node, 'group', 1)) * productOf(overlapping);
        }
    }
}
function productOf(sizes) {
    return sizes.reduce((all, size) => all * size, 1);
}

;// CONCATENATED MODULE: ./lib/onnx/jitter-sums.js











/**
 * Adds to a copy of a model what moving its weights cannot show: that a float32 sum of n terms is rounded n times, in an
 * order that every runtime chooses for itself, that places between pixels are rounded, that quantisers round to one of two
 * steps, that values are narrowed to float16 or bfloat16, or cut to 8 bits where the model allows it, and that operators
 * of ai.onnx.ml have their weights in attributes.
 * @param path of the copy
 */
function jitterSums(path, jitter) {
    rewriteFile(path, jitteredSums(jitter));
}
/**
 * Reductions, means and normalisations are moved half the way to the same sums taken plainly one term after the other, so
 * that eight times the noise floor is four times the error of the worst order; long products of matrices, and sums before
 * there was CumSum, get the error that such an order is known to make. Sums that are not known to be float32 are left
 * unchanged. Images that are resized get the error of rounded places, and quantisers an input that is moved by a small
 * part of a step.
 */
function jitteredSums({ seed, steering }) {
    const up = coin(seed);
    let narrowings = 0;
    let regressions = 0;
    return (node, { graph, opset, types, constants }) => {
        const backwards = up() === 1;
        const [name = ''] = node.output ?? [];
        if (!(0,element_types/* isStandard */.mI)(node))
            return (movedCoefficients(node, { opset, backwards, seed: seed + 10_000 * ++regressions }) ??
                movedActivation(node, { opset, types, seed: seed + 100 * ++narrowings }));
        const narrowed = movedNarrowing(node, { opset, types, seed: seed + 100 * ++narrowings, steering });
        if (narrowed !== null)
            return narrowed;
        if (types.get(node.input?.[0] ?? '') === element_types/* FLOAT */.zH) {
            const moved = movedQuantiser(node, { opset, constants, seed });
            if (moved !== null)
                return moved;
        }
        if (name === '' || types.get(name) !== element_types/* FLOAT */.zH || steering.has(name))
            return null;
        const list = new NodeList(name);
        const plain = `${name}__plain`;
        const ordered = orderedResult(list, node, plain, { opset, constants, backwards });
        if (ordered !== null) {
            const half = list.float(0.5);
            // Not plain + (ordered − plain) / 2, which turns infinity into NaN.
            list.op('Add', [list.op('Mul', [plain, half]), list.op('Mul', [ordered, half])], [], name);
        }
        else {
            const rounded = roundedSum(list, node, plain, { opset, graph, constants, seed }) ??
                roundedPlaces(list, node, plain, { opset, graph, constants, seed });
            if (rounded === null)
                return null;
            list.op('Identity', [rounded], [], name);
        }
        return [{ ...node, output: [plain, ...(node.output ?? []).slice(1)] }, ...list.nodes];
    };
}

;// CONCATENATED MODULE: ./lib/noise/jittered-inputs.js





/** A case with its inputs moved by one unit in the last place, when they are read. */
function jitteredCase(one, held, seed) {
    return { ...one, inputs: (0,stored_values/* valuesMadeBy */.vu)(async () => jitteredInputs(await one.inputs.read(), held, seed)) };
}
/**
 * Small inputs that control the graph (a bound, a threshold, a scale) stay as they are, and so do the whole numbers of
 * larger ones (tokens and labels, which many graphs take as floats and cast) and all that trees compare; other data is
 * jittered.
 */
function jitteredInputs(inputs, { steering, compared }, seed) {
    return Object.fromEntries(Object.entries(inputs).map(([name, value], index) => {
        if (value.kind !== 'tensor' || value.dtype === 'string' || !isJitterDType(value.dtype))
            return [name, value];
        if (compared?.has(name) === true)
            return [name, value];
        if (steering.has(name) && (0,tensor_tensor/* elementCount */.KX)(value.shape) <= SMALL)
            return [name, value];
        const bytes = new Uint8Array(value.bytes);
        jitterInPlace(bytes, value.dtype, seed * 1009 + index + 1);
        const moved = { ...value, bytes };
        return [name, steering.has(name) ? withWholeNumbers(moved, value) : moved];
    }));
}
/** The tensor with those elements of `before` that are whole numbers. */
function withWholeNumbers(moved, before) {
    const size = tensor_dtype/* DTYPES */.A1[before.dtype].bits / 8;
    let index = 0;
    for (const number of (0,numbers_of/* numbersOf */.c)(before)) {
        const [from, to] = [index * size, (index + 1) * size];
        if (Number.isInteger(number))
            moved.bytes.set(before.bytes.subarray(from, to), from);
        index++;
    }
    return moved;
}

;// CONCATENATED MODULE: ./lib/noise/noise-effort.js
/** How often a model is run to measure its noise floor, and by how much it is jittered. */



/** The minimum for an estimate. */
const FEWEST_RUNS = 2;
/** Coarsest unit roundoff among what is jittered; null when the model has neither float weights nor float inputs. */
function jitterUnit(onnx) {
    const inputs = onnx.signature.inputs.flatMap(({ type }) => type.kind === 'tensor' && isJitterDType(type.dtype) ? [type.dtype] : []);
    const narrowed = onnx.graph.graph == null ? [] : narrowedTypes(onnx.graph.graph);
    const dtypes = [...jitterPatches(onnx).map(({ dtype }) => dtype), ...inputs, ...narrowed];
    return dtypes.length === 0 ? null : Math.max(...dtypes.map((dtype) => tensor_dtype/* DTYPES */.A1[dtype].unitRoundoff));
}
/** Elements times runs behind a noise floor, below which chance alone could make it an eighth of what it is. */
const SAMPLES = 16;
/**
 * Runs unless the config sets a number. Noise that all elements share, such as that of a normalisation by the maximum,
 * gives one sample per run, however many elements there are: a correct runtime would then exceed eight times the floor in
 * 1.5 % of all cases with two runs, in 0.13 % with four and in 0.004 % with eight (Student's t with as many degrees of
 * freedom).
 */
const RUNS = 8;
/** Models with more weights than this are run less often, to save time. */
const LARGE_BYTES = 256 << 20;
const RUNS_OF_LARGE = 2;
/**
 * How many jittered runs a model needs: as many as requested, and more if an output has only a few elements. With 16
 * samples the estimate is under an eighth of the truth less than once in 10^12 (chi-square with 16 degrees of freedom).
 * Sizes that the model leaves open count as 1 in front and as 4 elsewhere.
 * @param requested by the config; eight when left out, or two for models of more than 256 MiB
 */
function noiseRuns({ signature, weights }, requested) {
    const sizes = signature.outputs.flatMap(({ type }) => {
        if (type.kind !== 'tensor' || !isJitterDType(type.dtype))
            return [];
        return [
            (type.shape ?? []).reduce((product, size, axis) => product * (typeof size === 'number' ? size : axis === 0 ? 1 : 4), 1),
        ];
    });
    const bytes = weights.reduce((sum, { dtype, elements }) => sum + (isJitterDType(dtype) ? (0,tensor_dtype/* byteLength */.dp)(dtype, elements) : 0), 0);
    const wanted = requested ?? (bytes > LARGE_BYTES ? RUNS_OF_LARGE : RUNS);
    return Math.max(wanted, Math.ceil(SAMPLES / Math.max(1, Math.min(SAMPLES, ...sizes))));
}

;// CONCATENATED MODULE: ./lib/noise/jittered-runs.js









/**
 * Runs the model with weights and inputs jittered, several times, and adds to the sums of each case how far its outputs
 * moved. A jittered copy exists only while it runs, its outputs until they are summed.
 * @returns whether every run succeeded
 */
async function addJitteredRuns({ model, onnx, column }, cases, base, sums, { id, pool, effort: { runs, seconds }, folder, watch }) {
    const steering = findSteering(onnx.graph);
    const compared = findCompared(onnx.graph);
    const plain = (0,run_request/* casesFor */.Xz)(model, cases);
    let spent = 0;
    for (let run = 1; run <= runs; run++) {
        if (run > FEWEST_RUNS && spent > seconds * 1000)
            break;
        let start = performance.now();
        const own = (0,external_node_path_.join)(folder, `run-${run}`);
        const ran = await pool.run({
            title: `${id}: noise floor, run ${run} of ${runs}`,
            column,
            model: async (empty) => {
                // Excludes the wait for a worker.
                start = performance.now();
                const path = writeJitteredModel(model.path, onnx, empty, run);
                jitterSums(path, { seed: run, steering });
                return path;
            },
            format: 'onnx',
            cases: plain.map((one) => jitteredCase(one, { steering, compared }, run)),
            folder: own,
        });
        spent += performance.now() - start;
        if (ran.failure !== null)
            return false;
        for (const [name, sum] of sums) {
            const [before, moved] = [await (0,stored_values/* readable */.HD)(base.outputs.get(name)), await (0,stored_values/* readable */.HD)(ran.outputs.get(name))];
            if (before === undefined || moved === undefined)
                return false;
            sum.add(before, moved);
            watch?.(before, moved);
        }
        await (0,promises_.rm)(own, { recursive: true, force: true });
    }
    return true;
}

;// CONCATENATED MODULE: ./lib/onnx/absolute-rounding.js
/**
 * Operators whose kernels round on the scale of their range, [0, 1], not of their result: ONNX Runtime's logistic
 * function, like most vectorised ones, is a polynomial plus 0.5, so even 1e-3 is only known to about 2^-24.
 */
const ROUNDS_ON_ITS_RANGE = new Set(['Sigmoid', 'HardSigmoid']);
/** Operators that propagate such a rounding: they move, pick or average values, or multiply them by at most 1. */
const CARRIES = new Set([
    'AveragePool',
    'Cast',
    'Clip',
    'Concat',
    'Flatten',
    'Gather',
    'Identity',
    'Max',
    'MaxPool',
    'Min',
    'Mul',
    'ReduceMax',
    'ReduceMean',
    'ReduceMin',
    'Reshape',
    'Slice',
    'Split',
    'Squeeze',
    'Transpose',
    'Unsqueeze',
]);
/** How far from the output the search goes: rounding further inside is measured by the jitter. */
const absolute_rounding_STEPS = 64;
/** Names of the graph's outputs whose values are rounded on the scale of 1, however small they are. */
function outputsRoundedAbsolutely(graph) {
    const scope = { producers: producersOf(graph), outer: null };
    const names = (graph.output ?? []).map(({ name }) => name ?? '');
    return new Set(names.filter((name) => isRounded(scope, name, absolute_rounding_STEPS)));
}
function isRounded(start, output, steps) {
    const pending = [output];
    const seen = new Set();
    for (let value = pending.pop(); value !== undefined && seen.size < steps; value = pending.pop()) {
        if (seen.has(value))
            continue;
        seen.add(value);
        const [node, scope] = producerOf(start, value);
        if (node === undefined)
            continue;
        const type = node.opType ?? '';
        if (ROUNDS_ON_ITS_RANGE.has(type))
            return true;
        if (type === 'If' && branches(node).some((branch) => isBranchRounded(branch, node, value, scope, steps)))
            return true;
        if (CARRIES.has(type))
            pending.push(...(node.input ?? []).filter((input) => input !== ''));
    }
    return false;
}
/** Outputs of a branch are the outputs of its If, in order. */
function isBranchRounded(branch, node, value, outer, steps) {
    const inner = branch.output?.[(node.output ?? []).indexOf(value)]?.name;
    return inner != null && steps > 1 && isRounded({ producers: producersOf(branch), outer }, inner, steps / 2);
}
/** The node that produces a value, and the graph that the node is in. */
function producerOf(start, value) {
    for (let scope = start; scope !== null; scope = scope.outer) {
        const node = scope.producers.get(value);
        if (node !== undefined)
            return [node, scope];
    }
    return [undefined, start];
}
function branches(node) {
    return (node.attribute ?? []).flatMap(({ g }) => (g == null ? [] : [g]));
}
function producersOf(graph) {
    return new Map((graph.node ?? []).flatMap((node) => (node.output ?? []).map((output) => [output, node])));
}

;// CONCATENATED MODULE: ./lib/noise/known-rounding.js

/**
 * Noise floors raised to the rounding that neither moved weights and inputs nor sums in another order show: kernels that
 * round on the scale of their range.
 */
function withKnownRounding(floors, { graph: { graph } }, unit) {
    if (graph == null)
        return floors;
    const absolute = outputsRoundedAbsolutely(graph);
    return Object.fromEntries(Object.entries(floors).map(([leaf, floor]) => [
        leaf,
        absolute.has(leaf) ? { ...floor, sigma: Math.max(floor.sigma, unit) } : floor,
    ]));
}

;// CONCATENATED MODULE: ./lib/noise/winograd-runs.js




const winograd_runs_RUNS = 4;
/** By case, the noise floors of runtimes that compute convolutions so; none where no column does, or a run failed. */
async function winogradFloors(source, cases, base, unit, context) {
    const sums = new Map(cases.map(({ name }) => [name, floorSums(unit, context.threads)]));
    let complete = context.effort.winograd === true;
    for (let run = 1; run <= winograd_runs_RUNS && complete; run++) {
        const altered = {
            title: `${context.id}: noise floor of Winograd's convolutions, run ${run} of ${winograd_runs_RUNS}`,
            name: `winograd-${run}`,
            seed: run,
            alter: (path) => rewriteFile(path, withWinogradRounding(run)),
        };
        complete = await addAlteredRun(altered, source, cases, base, sums, context);
    }
    return complete ? new Map([...sums].map(([name, sum]) => [name, sum.floors()])) : new Map();
}

;// CONCATENATED MODULE: ./lib/noise/measure-noise.js















/**
 * The noise floor of each case: the model with weights and inputs jittered, run several times on the runtime that makes
 * the reference, and one plain run with that runtime's other kernels.
 * @param base the plain run of the source
 * @returns null when there is nothing to jitter, or a run failed or wrote what cannot be read
 */
async function measureNoise(source, cases, base, context) {
    const { onnx, model } = source;
    const unit = jitterUnit(onnx);
    if (unit === null || base.failure !== null)
        return null;
    const sums = new Map(cases.map(({ name }) => [name, floorSums(unit, context.threads)]));
    if (!(await addJitteredRuns(source, cases, base, sums, context)))
        return null;
    const other = await otherKernelsRun(source, cases, context);
    const coarse = await coarseFloors(source, cases, base, context);
    const winograd = await winogradFloors(source, cases, base, unit, context);
    const floors = {};
    for (const [name, sum] of sums) {
        const plain = await (0,stored_values/* readable */.HD)(base.outputs.get(name));
        if (plain === undefined)
            return null;
        const kernels = await (0,stored_values/* readable */.HD)(other?.outputs.get(name));
        const own = sum.floors();
        const raised = kernels === undefined ? own : raisedByKernels(own, plain, kernels, context.threads);
        const known = withKnownRounding(raised, onnx, unit);
        const marks = {
            ...(hasQuantisers(onnx) && { quantised: true }),
            ...(isDoubleThroughout(onnx) && { double: true }),
        };
        const marked = changed(known, (floor) => ({ ...floor, ...marks }));
        const every = withWinogradOf(withCoarse(marked, name, coarse), winograd.get(name) ?? {});
        floors[name] = measure_noise_underFirstNames(every, namesIn(plain, model.names, await context.first?.(name)));
    }
    if (other !== null)
        await (0,promises_.rm)((0,external_node_path_.join)(context.folder, 'kernels'), { recursive: true, force: true });
    return floors;
}
function withCoarse(floors, name, found) {
    if (found.size === 0)
        return floors;
    const byPrecision = [...found].map(([precision, sums]) => [precision, sums.get(name)?.floors()]);
    return Object.fromEntries(Object.entries(floors).map(([leaf, floor]) => {
        const own = byPrecision.flatMap(([precision, coarse]) => {
            const noise = coarse?.get(leaf);
            return noise === undefined ? [] : [[precision, noise]];
        });
        return [leaf, { ...floor, coarse: Object.fromEntries(own) }];
    }));
}
function withWinogradOf(floors, found) {
    return Object.fromEntries(Object.entries(floors).map(([leaf, floor]) => {
        const own = found[leaf];
        if (own === undefined)
            return [leaf, floor];
        const { sigma, peak = sigma } = own;
        return [leaf, { ...floor, winograd: { sigma, peak } }];
    }));
}
/** Null when the reference runtime has no other kernels. */
async function otherKernelsRun({ model, column }, cases, { id, pool, folder }) {
    const other = (0,plan_column/* otherKernels */.bZ)(column);
    if (other === null)
        return null;
    return pool.run({
        title: `${id}: noise floor, other kernels`,
        column: other,
        model,
        format: 'onnx',
        cases: (0,run_request/* casesFor */.Xz)(model, cases),
        folder: (0,external_node_path_.join)(folder, 'kernels'),
    });
}
function hasQuantisers({ operators, graph }) {
    let cuts = operators.some(({ type }) => type === 'QuantizeLinear' || type === 'DynamicQuantizeLinear');
    (0,graph_walk/* forEachTensor */.K)(graph, {
        node(node) {
            cuts ||= allowsEightBits(node);
        },
        tensor() { },
    });
    return cuts;
}
/** Leaves under the names of the first form. */
/** As the outputs of the source are compared: by their types as well, where the first form calls them otherwise. */
function namesIn(plain, names, first) {
    if (first === undefined)
        return names;
    const { matches } = (0,match_outputs/* matchOutputs */.g)(Object.keys(first).sort(), first, plain, names);
    return Object.fromEntries(matches.map(({ name, actual }) => [name, actual]));
}
function measure_noise_underFirstNames(floors, names) {
    const first = new Map(Object.entries(names).flatMap(([name, own]) => (own === null ? [] : [[own, name]])));
    return Object.fromEntries(Object.entries(floors).map(([leaf, floor]) => {
        const own = leaf.replace(/(\[\d+\]|\.keys|\.values)+$/, '');
        const output = first.has(leaf) ? leaf : own;
        return [`${first.get(output) ?? output}${leaf.slice(output.length)}`, floor];
    }));
}

;// CONCATENATED MODULE: ./lib/run/read-outputs.js

/**
 * The outputs of one case of a run. A worker wrote them: that they are missing or cannot be read is a fault, never an
 * exception.
 * @param who whose outputs they are, as in "the reference on openvino"
 */
async function readOutputs({ outputs }, name, who) {
    try {
        const stored = outputs.get(name);
        if (stored === undefined)
            throw new malformed/* Malformed */.s('they were never written');
        return { values: await stored.read() };
    }
    catch (error) {
        if (!(error instanceof malformed/* Malformed */.s))
            throw error;
        const what = `the outputs of ${who} for case ${name} cannot be read: ${error.message}`;
        return { fault: { what, ...(error.detail.why === undefined ? {} : { why: error.detail.why }) } };
    }
}

;// CONCATENATED MODULE: ./lib/replay/run-operator.js














const CASE = 'operator';
/** Runs a model of one operator on a column, after its conversions. What goes wrong is a value. */
async function runOperator({ bytes, inputs, column, route = [], like = {}, seconds }, context) {
    return inFolder(context, async (folder) => {
        const { form, cases } = await staged(bytes, inputs, folder);
        if ('fault' in form.content)
            return { fault: form.content.fault };
        const converted = route.length === 0 ? null : await context.converter.convert(form, route, cases);
        if (converted !== null && !converted.ok)
            return { fault: (0,worker_failure/* describeFailure */.Ic)(converted.failure, converted.doing, 'limits.convert') };
        const loaded = converted === null ? committed(form) : (converted.stages.at(-1) ?? converted.stages[0]);
        const ran = await context.pool.run({
            title: `one operator on ${column.id}`,
            column,
            model: loaded,
            format: loaded.format,
            changes: loaded.changes,
            cases: (0,run_request/* casesFor */.Xz)(loaded, cases),
            folder,
            ...(seconds !== undefined && { seconds }),
        });
        const made = await valuesOf(ran, column);
        if ('fault' in made)
            return made;
        const names = ((0,discover_form/* signatureOfForm */.eD)(form)?.outputs ?? []).map(({ name }) => name);
        return {
            values: underFirstNames(names, like, made.values, loaded.names),
            version: ran.version,
            route: converted?.route ?? [],
        };
    });
}
async function valuesOf(ran, { id }) {
    if (ran.failure !== null)
        return { fault: (0,worker_failure/* describeFailure */.Ic)(ran.failure.failure, ran.failure.doing) };
    return readOutputs(ran, CASE, id);
}
/**
 * Runs the model on the reference and measures its noise floor there.
 * @param winograd whether that of convolutions by Winograd's transform is measured too
 */
async function measureOperator(bytes, inputs, winograd, { pool, reference, ...context }) {
    return inFolder({ pool, reference, ...context }, async (folder) => {
        const { form, cases } = await staged(bytes, inputs, folder);
        if ('fault' in form.content)
            return { fault: form.content.fault };
        const model = committed(form);
        const base = await pool.run({
            title: `one operator on ${reference.id}`,
            column: reference,
            model,
            format: model.format,
            cases: (0,run_request/* casesFor */.Xz)(model, cases),
            folder,
        });
        const made = await valuesOf(base, reference);
        if ('fault' in made)
            return made;
        const { onnx } = form.content;
        if (onnx === undefined)
            return { ...made, version: base.version, noise: {} };
        const effort = { runs: noiseRuns(onnx), seconds: 30, precisions: [], winograd };
        const noise = await measureNoise({ model, onnx, column: reference }, cases, base, {
            id: CASE,
            pool,
            effort,
            folder,
        });
        return { ...made, version: base.version, noise: noise?.[CASE] ?? {} };
    });
}
async function staged(bytes, inputs, folder) {
    await (0,promises_.writeFile)((0,external_node_path_.join)(folder, 'model.onnx'), bytes);
    const given = (0,external_node_path_.join)(folder, 'inputs');
    await (0,value_folder/* writeValues */.w4)(given, inputs);
    const form = await (0,read_form/* readForm */.vq)(folder, 'model.onnx');
    const sha256 = (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(inputs, hexOfBytes)).digest('hex');
    const one = { name: CASE, inputs: (0,stored_values/* valuesIn */.aC)(given), expected: null, sha256 };
    return { form, cases: [one] };
}
const hexOfBytes = (_, value) => value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
async function inFolder({ folder }, work) {
    await (0,promises_.mkdir)(folder, { recursive: true });
    const own = await (0,promises_.mkdtemp)((0,external_node_path_.join)(folder, 'operator-'));
    try {
        return await work(own);
    }
    finally {
        await (0,promises_.rm)(own, { recursive: true, force: true });
    }
}

// EXTERNAL MODULE: ./lib/tensor/encode-elements.js
var encode_elements = __webpack_require__(88217);
;// CONCATENATED MODULE: ./lib/replay/reading-nodes.js
/** Building blocks of variants. */



/** The operator itself with other attributes; a null removes one. */
function withAttributes({ node, nodes }, attributes) {
    const kept = (node.attribute ?? []).filter(({ name }) => !Object.hasOwn(attributes, name ?? ''));
    const added = Object.values(attributes).filter((one) => one !== null);
    return { nodes: [...nodes.slice(0, -1), { ...node, attribute: [...kept, ...added] }] };
}
/** The operator itself on other inputs; an empty name leaves one out. */
function withInputs({ node, nodes }, inputs, constants = []) {
    const input = [...(node.input ?? [])];
    for (const [place, name] of Object.entries(inputs))
        input[Number(place)] = name;
    while (input.at(-1) === '')
        input.pop();
    return { nodes: [...nodes.slice(0, -1), { ...node, input }], constants };
}
function nodeList({ node, input }) {
    const nodes = [];
    const constants = [];
    const [output = ''] = node.output ?? [];
    const fresh = () => `${output}__${nodes.length + constants.length}`;
    const push = (opType, inputs, made, attribute) => {
        nodes.push({ opType, name: `${made}__node`, input: [...inputs], output: [made], attribute: [...attribute] });
        return made;
    };
    const tensor = (dtype, shape, numbers) => {
        const name = fresh();
        constants.push(protoOf(name, { kind: 'tensor', dtype, shape, bytes: (0,encode_elements/* encodeElements */.CD)(dtype, numbers) }));
        return name;
    };
    return {
        nodes,
        constants,
        add: (opType, inputs, ...attributes) => push(opType, inputs, fresh(), attributes),
        end(opType, inputs, ...attributes) {
            push(opType, inputs, output, attributes);
            return { nodes, constants };
        },
        number: (value) => tensor(input(0)?.dtype ?? 'float32', [], [value]),
        integers: (values) => tensor('int64', [values.length], values),
        tensor,
    };
}
/** A float attribute that is read with another default. */
function otherFloats(operator, name, own, others) {
    return others
        .filter((value) => value !== own)
        .map((value) => ({ value, computed: withAttributes(operator, { [name]: (0,onnx_attributes/* floatAttribute */.fC)(name, value) }) }));
}

;// CONCATENATED MODULE: ./lib/replay/variants/activation-constants.js


/** By operator: attribute, ONNX's default, and the defaults that other frameworks have. */
const CONSTANTS = {
    LeakyRelu: [['alpha', 0.01, [0, 0.01, 0.1, 0.2, 0.3]]],
    HardSigmoid: [['alpha', 0.2, [0.2, 1 / 6]]],
    Elu: [['alpha', 1, [1]]],
    ThresholdedRelu: [['alpha', 1, [0, 1]]],
    Shrink: [['lambd', 0.5, [0.5]]],
    Celu: [['alpha', 1, [1]]],
};
/** Constants of an activation that are not the model's but a framework's default. */
const activationConstants = {
    id: 'activation-constants',
    readings(operator) {
        return (CONSTANTS[operator.type] ?? []).flatMap(([name, usual, values]) => {
            const own = (0,onnx_attributes/* attributeOf */.w4)(operator.node, name)?.f ?? usual;
            const others = values.filter((value) => Math.abs(value - own) > 1e-6);
            return otherFloats(operator, name, own, others).map(({ value, computed }) => ({
                asIf: `${name} was ${Number(value.toPrecision(4))} instead of ${Number(own.toPrecision(4))}`,
                fix: null,
                computed,
            }));
        });
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/batch-norm-statistics.js


/** Mean and variance of the batch at hand, alone or mixed with those of the model, instead of the model's. */
const batchNormStatistics = {
    id: 'batch-norm-statistics',
    readings(operator) {
        const { type, node, opset } = operator;
        const rank = operator.input(0)?.shape.length ?? 0;
        if (type !== 'BatchNormalization' || opset < 7 || rank < 2)
            return [];
        const momentum = (0,onnx_attributes/* attributeOf */.w4)(node, 'momentum')?.f ?? 0.9;
        const fix = 'export in evaluation mode: call model.eval() first';
        return [
            { asIf: 'it normalised by mean and variance of the batch', fix, computed: mixed(operator, 0) },
            {
                asIf: `mean and variance of the batch were mixed with the model's (momentum ${Number(momentum.toPrecision(6))})`,
                fix: opset < 14 ? 'convert the model to operator set 14 or later, where the operator states its mode' : fix,
                computed: mixed(operator, momentum),
            },
        ];
    },
};
/** @param kept share of the model's own statistics */
function mixed(operator, kept) {
    const { node } = operator;
    const [x = '', scale = '', bias = '', mean = '', variance = ''] = node.input ?? [];
    const axes = (operator.input(0)?.shape ?? []).map((_, axis) => axis).filter((axis) => axis !== 1);
    const list = nodeList(operator);
    // Attributes up to operator set 17, and inputs from 18 on.
    const reduce = (name, keep) => operator.opset < 18
        ? list.add('ReduceMean', [name], { name: 'axes', type: 7, ints: axes }, { name: 'keepdims', type: 2, i: keep })
        : list.add('ReduceMean', [name, list.integers(axes)], { name: 'keepdims', type: 2, i: keep });
    const centred = list.add('Sub', [x, reduce(x, 1)]);
    const [ownMean, ownVariance] = [reduce(x, 0), reduce(list.add('Mul', [centred, centred]), 0)];
    const blend = (own, models) => list.add('Add', [list.add('Mul', [models, list.number(kept)]), list.add('Mul', [own, list.number(1 - kept)])]);
    const attributes = (node.attribute ?? []).filter(({ name }) => name === 'epsilon');
    return list.end('BatchNormalization', [x, scale, bias, blend(ownMean, mean), blend(ownVariance, variance)], ...attributes);
}

;// CONCATENATED MODULE: ./lib/replay/variants/cast-rounding.js




const ROUNDINGS = { Floor: 'down', Round: 'to the nearest', Ceil: 'up' };
/** A Cast cuts floats to whole numbers. */
const castRounding = {
    id: 'cast-rounding',
    readings(operator) {
        const { type, node } = operator;
        const to = (0,data_type/* dtypeOfOnnx */.Z)((0,onnx_attributes/* attributeOf */.w4)(node, 'to')?.i == null ? 0 : Number((0,onnx_attributes/* attributeOf */.w4)(node, 'to')?.i));
        const from = operator.input(0)?.dtype;
        if (type !== 'Cast' || from === undefined || tensor_dtype/* DTYPES */.A1[from].kind !== 'float')
            return [];
        if (to === null || to === undefined || to === 'string' || tensor_dtype/* DTYPES */.A1[to].kind !== 'integer')
            return [];
        return Object.entries(ROUNDINGS).map(([rounding, words]) => {
            const list = nodeList(operator);
            const whole = list.add(rounding, [node.input?.[0] ?? '']);
            return {
                asIf: `numbers were rounded ${words} instead of cut towards zero`,
                fix: 'cut the numbers in the graph before the Cast, as Sign(x) · Floor(Abs(x))',
                computed: list.end('Cast', [whole], ...(node.attribute ?? [])),
            };
        });
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/cumulative-sum.js


/** Whether a cumulative sum includes the element itself, and from which end it runs. */
const cumulativeSum = {
    id: 'cumulative-sum',
    readings(operator) {
        if (operator.type !== 'CumSum')
            return [];
        return ['exclusive', 'reverse'].map((name) => {
            const set = (0,onnx_attributes/* intOf */.L0)(operator.node, name, 0) !== 0;
            const computed = withAttributes(operator, { [name]: (0,onnx_attributes/* intAttribute */.ux)(name, set ? 0 : 1) });
            return { asIf: `${name} was ${set ? 'not set' : 'set'}`, fix: null, computed };
        });
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/depth-to-space-order.js


/** Whether the depth holds blocks of channels, or channels of blocks. */
const depthToSpaceOrder = {
    id: 'depth-to-space-order',
    readings(operator) {
        if (operator.type !== 'DepthToSpace' || operator.opset < 11)
            return [];
        const own = (0,onnx_attributes/* textOf */.b6)((0,onnx_attributes/* attributeOf */.w4)(operator.node, 'mode')) ?? 'DCR';
        const other = own === 'DCR' ? 'CRD' : 'DCR';
        const computed = withAttributes(operator, { mode: (0,onnx_attributes/* stringAttribute */.MR)('mode', other) });
        return [{ asIf: `the depth was read in the order ${other} instead of ${own}`, fix: null, computed }];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/dropped-bias.js


/** By operator: the place of its bias. */
const OPTIONAL = {
    Conv: 2,
    ConvTranspose: 2,
    GRU: 3,
    Gemm: 2,
    LSTM: 3,
    LayerNormalization: 2,
    QLinearConv: 8,
    RNN: 3,
};
const REQUIRED = {
    BatchNormalization: 2,
    GroupNormalization: 2,
    InstanceNormalization: 2,
};
/** What is added at the end, lost when operators are fused or weights rearranged. */
const droppedBias = {
    id: 'dropped-bias',
    readings(operator) {
        const { type, node } = operator;
        const place = OPTIONAL[type] ?? REQUIRED[type];
        if (place === undefined || (node.input?.[place] ?? '') === '')
            return [];
        const computed = type in OPTIONAL ? withInputs(operator, { [place]: '' }) : withZeros(operator, place);
        return computed === null ? [] : [{ asIf: 'the bias was left out', fix: null, computed }];
    },
};
function withZeros(operator, place) {
    const bias = operator.input(place);
    if (bias === null)
        return null;
    const name = `${operator.node.output?.[0] ?? ''}__zeros`;
    return withInputs(operator, { [place]: name }, [
        protoOf(name, { ...bias, bytes: new Uint8Array(bias.bytes.length) }),
    ]);
}

;// CONCATENATED MODULE: ./lib/replay/variants/einsum-operand.js


/** An operand of Einsum of which two axes of the same size are taken for each other. */
const einsumOperand = {
    id: 'einsum-operand',
    readings(operator) {
        const attribute = (0,onnx_attributes/* attributeOf */.w4)(operator.node, 'equation');
        const equation = attribute === undefined ? null : (0,onnx_attributes/* textOf */.b6)(attribute);
        if (operator.type !== 'Einsum' || equation === null)
            return [];
        const [given = '', made] = equation.replaceAll(' ', '').split('->');
        const operands = given.split(',');
        return operands.flatMap((letters, place) => {
            const shape = operator.input(place)?.shape ?? [];
            if (letters.length !== shape.length)
                return [];
            return einsum_operand_pairs(shape.length)
                .filter(([a, b]) => shape[a] === shape[b] && letters[a] !== letters[b])
                .map(([a, b]) => {
                const turned = swapped(letters, a, b);
                const all = operands.with(place, turned).join(',');
                const to = made === undefined ? all : `${all}->${made}`;
                return {
                    asIf: `operand ${place + 1} was ${turned} instead of ${letters}`,
                    fix: 'write it as a Transpose and a MatMul',
                    computed: withAttributes(operator, { equation: (0,onnx_attributes/* stringAttribute */.MR)('equation', to) }),
                };
            });
        });
    },
};
function einsum_operand_pairs(count) {
    const places = Array.from({ length: count }, (_, place) => place);
    return places.flatMap((a) => places.slice(a + 1).map((b) => [a, b]));
}
function swapped(letters, a, b) {
    const all = [...letters];
    return all
        .with(a, all[b] ?? '')
        .with(b, all[a] ?? '')
        .join('');
}

;// CONCATENATED MODULE: ./lib/replay/variants/epsilon.js


const NORMALISATIONS = [
    'BatchNormalization',
    'GroupNormalization',
    'InstanceNormalization',
    'LayerNormalization',
    'RMSNormalization',
    'com.microsoft.SkipLayerNormalization',
];
/** Defaults of frameworks. */
const OTHERS = [0, 1e-12, 1e-8, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2];
/** What a normalisation adds to the variance. */
const epsilon = {
    id: 'epsilon',
    readings(operator) {
        if (!NORMALISATIONS.includes(operator.type))
            return [];
        const own = (0,onnx_attributes/* attributeOf */.w4)(operator.node, 'epsilon')?.f ?? 1e-5;
        const others = OTHERS.filter((value) => Math.abs(value - own) > 1e-3 * own);
        return otherFloats(operator, 'epsilon', own, others).map(({ value, computed }) => ({
            asIf: `epsilon was ${value} instead of ${Number(own.toPrecision(6))}`,
            fix: null,
            computed,
        }));
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/extreme-of-ties.js


/** Which of several equal extremes ArgMax and ArgMin point at. */
const extremeOfTies = {
    id: 'extreme-of-ties',
    readings(operator) {
        if (!['ArgMax', 'ArgMin'].includes(operator.type) || operator.opset < 12)
            return [];
        const last = (0,onnx_attributes/* intOf */.L0)(operator.node, 'select_last_index', 0) !== 0;
        return [
            {
                asIf: `of equal extremes the ${last ? 'first' : 'last'} was taken`,
                fix: null,
                computed: withAttributes(operator, { select_last_index: (0,onnx_attributes/* intAttribute */.ux)('select_last_index', last ? 0 : 1) }),
            },
        ];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/flipped-kernel.js



/** ONNX's convolution is a correlation: a true one, or a transposed one that is computed as one, turns the kernel around. */
const flippedKernel = {
    id: 'flipped-kernel',
    readings(operator) {
        const { type, node } = operator;
        const weights = operator.input(1);
        if (!['Conv', 'ConvTranspose'].includes(type) || weights === null || weights.shape.length < 3)
            return [];
        const size = tensor_dtype/* DTYPES */.A1[weights.dtype].bits / 8;
        if (!Number.isInteger(size))
            return [];
        const spatial = weights.shape.map((_, axis) => axis).filter((axis) => axis > 1 && (weights.shape[axis] ?? 0) > 1);
        const name = `${node.output?.[0] ?? ''}__flipped`;
        const reading = (asIf, axes) => ({
            asIf,
            fix: null,
            computed: withInputs(operator, { 1: name }, [protoOf(name, reversed(weights, size, axes))]),
        });
        const alone = spatial.length < 2 ? [] : spatial;
        return [
            ...(spatial.length === 0 ? [] : [reading('the kernel was turned around along its spatial axes', spatial)]),
            ...alone.map((axis) => reading(`the kernel was turned around along its axis ${axis} alone`, [axis])),
        ];
    },
};
/** The tensor with these axes reversed. */
function reversed(tensor, size, axes) {
    const { shape } = tensor;
    const bytes = new Uint8Array(tensor.bytes.length);
    for (let at = 0; at < bytes.length / size; at++) {
        let from = 0;
        let stride = 1;
        let rest = at;
        for (let axis = shape.length - 1; axis >= 0; axis--) {
            const length = shape[axis] ?? 1;
            const place = rest % length;
            rest = Math.floor(rest / length);
            from += stride * (axes.includes(axis) ? length - 1 - place : place);
            stride *= length;
        }
        bytes.set(tensor.bytes.subarray(from * size, (from + 1) * size), at * size);
    }
    return { ...tensor, bytes };
}

;// CONCATENATED MODULE: ./lib/replay/variants/gate-order.js


/** Gates in the order of ONNX, and of other frameworks. */
const ORDERS = {
    // PyTorch and Keras have i f c o, JAX may have i c f o, cuDNN i f c o, older frameworks f i c o.
    LSTM: { onnx: 'iofc', others: ['ifco', 'ifoc', 'icfo', 'fico', 'iocf', 'oifc', 'icof'] },
    // PyTorch has r z n.
    GRU: { onnx: 'zrh', others: ['rzh', 'zhr', 'rhz', 'hzr', 'hrz'] },
};
/** The order of peephole weights. */
const PEEPHOLES = { onnx: 'iof', others: ['ifo', 'fio', 'foi', 'oif', 'ofi'] };
/** The weights of a recurrent operator lie gate by gate: read in another order, each gate gets those of another. */
const gateOrder = {
    id: 'gate-order',
    readings(operator) {
        const order = ORDERS[operator.type];
        if (order === undefined)
            return [];
        const weights = order.others.flatMap((other) => reading(operator, [1, 2, 3], order.onnx, other, 'the weights of its gates were'));
        const peepholes = PEEPHOLES.others.flatMap((other) => operator.type === 'LSTM' ? reading(operator, [7], PEEPHOLES.onnx, other, 'its peephole weights were') : []);
        return [...weights, ...peepholes, ...withoutRecurrentBias(operator)];
    },
};
function reading(operator, places, onnx, other, what) {
    const inputs = {};
    const constants = [];
    for (const place of places) {
        const tensor = operator.input(place);
        if (tensor === null)
            continue;
        // The two halves of the bias have each all gates.
        const gates = onnx.length * (place === 3 ? 2 : 1);
        const directions = tensor.shape[0] ?? 1;
        const size = tensor.bytes.length / (gates * directions);
        if (!Number.isInteger(size))
            return [];
        const bytes = new Uint8Array(tensor.bytes.length);
        for (let block = 0; block < gates * directions; block++) {
            const gate = block % onnx.length;
            const from = block - gate + other.indexOf(onnx[gate] ?? '');
            bytes.set(tensor.bytes.subarray(from * size, (from + 1) * size), block * size);
        }
        const name = `${operator.node.output?.find((one) => one !== '') ?? ''}__${place}_${other}`;
        inputs[place] = name;
        constants.push(protoOf(name, { ...tensor, bytes }));
    }
    if (constants.length === 0)
        return [];
    const asIf = `${what} in the order ${[...other].join(' ')} instead of ${[...onnx].join(' ')}`;
    return [{ asIf, fix: null, computed: withInputs(operator, inputs, constants) }];
}
function withoutRecurrentBias(operator) {
    const bias = operator.input(3);
    if (bias === null)
        return [];
    const directions = bias.shape[0] ?? 1;
    const half = bias.bytes.length / directions / 2;
    const bytes = Uint8Array.from(bias.bytes, (byte, at) => (at % (2 * half) < half ? byte : 0));
    const name = `${operator.node.output?.find((one) => one !== '') ?? ''}__half`;
    const computed = withInputs(operator, { 3: name }, [protoOf(name, { ...bias, bytes })]);
    return [{ asIf: 'the bias of its recurrent weights was left out', fix: null, computed }];
}

;// CONCATENATED MODULE: ./lib/replay/variants/gather-negative.js


/** A negative index counts from the end; some clamp it to the first element. */
const gatherNegative = {
    id: 'gather-negative',
    readings(operator) {
        const indices = operator.input(1);
        if (!['Gather', 'GatherElements', 'GatherND'].includes(operator.type) || indices === null)
            return [];
        if (![...(0,numbers_of/* numbersOf */.c)(indices)].some((index) => index < 0))
            return [];
        const [data = '', name = ''] = operator.node.input ?? [];
        const list = nodeList(operator);
        const zero = list.tensor(indices.dtype, [], [0]);
        const clamped = list.add('Where', [list.add('Less', [name, zero]), zero, name]);
        return [
            {
                asIf: 'negative indices meant the first element instead of counting from the end',
                fix: 'add the size of the axis to negative indices in the graph, before the Gather',
                computed: list.end(operator.type, [data, clamped], ...(operator.node.attribute ?? [])),
            },
        ];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/gelu-formula.js


/** GELU is defined by erf and approximated by tanh, or by a sigmoid. */
const geluFormula = {
    id: 'gelu-formula',
    readings(operator) {
        const { type, node } = operator;
        if (!['Gelu', 'com.microsoft.Gelu', 'com.microsoft.FastGelu'].includes(type))
            return [];
        if ((node.input ?? []).filter((name) => name !== '').length > 1)
            return [];
        const tanh = type === 'com.microsoft.FastGelu' || (0,onnx_attributes/* textOf */.b6)((0,onnx_attributes/* attributeOf */.w4)(node, 'approximate')) === 'tanh';
        const fix = `write GELU in the formula that is meant, by ${tanh ? 'Tanh' : 'Erf'} and Mul, before converting`;
        return [
            tanh
                ? { asIf: 'GELU was computed by erf instead of tanh', fix, computed: byErf(operator) }
                : { asIf: 'GELU was approximated by tanh', fix, computed: byTanh(operator) },
            {
                asIf: tanh
                    ? 'tanh was approximated by a fraction of polynomials'
                    : 'GELU was approximated by tanh, and that by a fraction of polynomials',
                fix,
                computed: byTanh(operator, fraction),
            },
            { asIf: 'GELU was approximated as x·sigmoid(1.702·x)', fix, computed: bySigmoid(operator) },
        ];
    },
};
function byErf(operator) {
    const [x = ''] = operator.node.input ?? [];
    const list = nodeList(operator);
    const erf = list.add('Erf', [list.add('Mul', [x, list.number(Math.SQRT1_2)])]);
    const half = list.add('Mul', [x, list.number(0.5)]);
    return list.end('Mul', [half, list.add('Add', [erf, list.number(1)])]);
}
/** √(2/π)·(x + 0.044715·x³), as Hendrycks and Gimpel (2016) have it. */
function byTanh(operator, tanhOf = (list, x) => list.add('Tanh', [x])) {
    const [x = ''] = operator.node.input ?? [];
    const list = nodeList(operator);
    const cube = list.add('Mul', [list.add('Mul', [x, x]), x]);
    const inner = list.add('Add', [x, list.add('Mul', [cube, list.number(0.044715)])]);
    const tanh = tanhOf(list, list.add('Mul', [inner, list.number(Math.sqrt(2 / Math.PI))]));
    const half = list.add('Mul', [x, list.number(0.5)]);
    return list.end('Mul', [half, list.add('Add', [tanh, list.number(1)])]);
}
/** Lambert's continued fraction of tanh, to its seventh step, cut at ±1. */
function fraction(list, x) {
    const square = list.add('Mul', [x, x]);
    const polynomial = (first, ...rest) => rest.reduce((sum, factor) => list.add('Add', [list.add('Mul', [sum, square]), list.number(factor)]), list.number(first));
    const above = list.add('Mul', [x, polynomial(1, 378, 17325, 135135)]);
    const quotient = list.add('Div', [above, polynomial(28, 3150, 62370, 135135)]);
    return list.add('Min', [list.add('Max', [quotient, list.number(-1)]), list.number(1)]);
}
function bySigmoid(operator) {
    const [x = ''] = operator.node.input ?? [];
    const list = nodeList(operator);
    const gate = list.add('Sigmoid', [list.add('Mul', [x, list.number(1.702)])]);
    return list.end('Mul', [x, gate]);
}

;// CONCATENATED MODULE: ./lib/replay/variants/grid-sample-bounds.js



/**
 * Of the two neighbours on an axis, the first is checked against the start alone and the second against the end: what lies
 * outside is read from the row, or the channel, next to it.
 */
const gridSampleBounds = {
    id: 'grid-sample-bounds',
    readings(operator) {
        const { type, node } = operator;
        const [x, grid] = [operator.input(0), operator.input(1)];
        if (type !== 'GridSample' || x?.shape.length !== 4 || grid?.dtype !== x.dtype)
            return [];
        if (!['bilinear', 'linear'].includes((0,onnx_attributes/* textOf */.b6)((0,onnx_attributes/* attributeOf */.w4)(node, 'mode')) ?? 'linear'))
            return [];
        if (((0,onnx_attributes/* textOf */.b6)((0,onnx_attributes/* attributeOf */.w4)(node, 'padding_mode')) ?? 'zeros') !== 'zeros')
            return [];
        return [
            {
                asIf: 'pixels outside were read from the row or channel beside it, where only one of the two neighbours is checked against each border',
                fix: null,
                computed: { values: { [node.output?.[0] ?? '']: sampled(operator, x, grid) } },
            },
        ];
    },
};
function sampled({ node }, x, grid) {
    const [batch = 0, channels = 0, height = 0, width = 0] = x.shape;
    const [, rows = 0, columns = 0] = grid.shape;
    const aligned = (0,onnx_attributes/* intOf */.L0)(node, 'align_corners', 0) !== 0;
    const [pixels, places] = [(0,numbers_of/* numbersOf */.c)(x), (0,numbers_of/* numbersOf */.c)(grid)];
    const made = new Float64Array(batch * channels * rows * columns);
    const along = (place, size) => {
        const at = aligned ? ((place + 1) / 2) * (size - 1) : ((place + 1) * size - 1) / 2;
        const first = Math.floor(at);
        return [
            { at: first, share: first + 1 - at, counts: first >= 0 },
            { at: first + 1, share: at - first, counts: first + 1 < size },
        ];
    };
    for (let plane = 0; plane < batch * channels; plane += 1)
        for (let point = 0; point < rows * columns; point += 1) {
            const from = 2 * (Math.floor(plane / channels) * rows * columns + point);
            let sum = 0;
            for (const row of along(places[from + 1] ?? 0, height))
                for (const column of along(places[from] ?? 0, width))
                    if (row.counts && column.counts)
                        sum += row.share * column.share * (pixels[(plane * height + row.at) * width + column.at] ?? 0);
            made[plane * rows * columns + point] = sum;
        }
    const shape = [batch, channels, rows, columns];
    return { kind: 'tensor', dtype: x.dtype, shape, bytes: (0,encode_elements/* encodeElements */.CD)(x.dtype, made) };
}

;// CONCATENATED MODULE: ./lib/replay/variants/grid-sample-corners.js


/** Whether −1 and 1 are the centres of the outermost pixels or their outer edges. */
const gridSampleCorners = {
    id: 'grid-sample-corners',
    readings(operator) {
        if (operator.type !== 'GridSample')
            return [];
        const aligned = (0,onnx_attributes/* intOf */.L0)(operator.node, 'align_corners', 0) !== 0;
        return [
            {
                asIf: aligned ? 'the corners were not aligned' : 'the corners were aligned',
                fix: null,
                computed: withAttributes(operator, { align_corners: (0,onnx_attributes/* intAttribute */.ux)('align_corners', aligned ? 0 : 1) }),
            },
        ];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/group-count.js


/** Channels that are normalised in groups of another size. */
const groupCount = {
    id: 'group-count',
    readings(operator) {
        const { type, node, opset } = operator;
        const channels = operator.input(0)?.shape[1] ?? 0;
        // Before, scale and bias have one number for each group, and no others for other groups.
        if (type !== 'GroupNormalization' || opset < 21)
            return [];
        const own = (0,onnx_attributes/* intOf */.L0)(node, 'num_groups', 1);
        return Array.from({ length: channels }, (_, place) => place + 1)
            .filter((groups) => channels % groups === 0 && groups !== own)
            .map((groups) => ({
            asIf: `its channels were in ${groups} groups instead of ${own}`,
            fix: null,
            computed: withAttributes(operator, { num_groups: (0,onnx_attributes/* intAttribute */.ux)('num_groups', groups) }),
        }));
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/gru-reset.js


/** Whether the reset gate of a GRU is applied before or after the multiplication by the recurrent weights. */
const gruReset = {
    id: 'gru-reset',
    readings(operator) {
        if (operator.type !== 'GRU')
            return [];
        const after = (0,onnx_attributes/* intOf */.L0)(operator.node, 'linear_before_reset', 0) !== 0;
        return [
            {
                asIf: `the reset gate was applied ${after ? 'before' : 'after'} the recurrent weights`,
                fix: after ? null : 'export with linear_before_reset=1 (reset_after=True), or unroll the layer',
                computed: withAttributes(operator, { linear_before_reset: (0,onnx_attributes/* intAttribute */.ux)('linear_before_reset', after ? 0 : 1) }),
            },
        ];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/hard-swish.js

/** HardSwish has a slope of 1/6, HardSigmoid by default one of 0.2. */
const hardSwish = {
    id: 'hard-swish',
    readings(operator) {
        const { type, node } = operator;
        if (type !== 'HardSwish')
            return [];
        const [x = ''] = node.input ?? [];
        const list = nodeList(operator);
        return [
            {
                asIf: 'its HardSigmoid had the slope 0.2 instead of 1/6',
                fix: 'write it as x · HardSigmoid(x, alpha = 1/6) in the graph',
                computed: list.end('Mul', [x, list.add('HardSigmoid', [x])]),
            },
        ];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/if-branch.js


/** The branch that the condition does not choose. */
const ifBranch = {
    id: 'if-branch',
    readings(operator) {
        const [then, otherwise] = ['then_branch', 'else_branch'].map((name) => (0,onnx_attributes/* attributeOf */.w4)(operator.node, name));
        if (operator.type !== 'If' || then === undefined || otherwise === undefined)
            return [];
        return [
            {
                asIf: 'the condition chose the other branch',
                fix: null,
                computed: withAttributes(operator, {
                    then_branch: { ...otherwise, name: 'then_branch' },
                    else_branch: { ...then, name: 'else_branch' },
                }),
            },
        ];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/ignored-axes.js


/** The axes became an input of most reductions in operator set 18, where older readers do not look. */
const ignoredAxes = {
    id: 'ignored-axes',
    readings(operator) {
        const { type, node } = operator;
        if (!/^Reduce/.test(type))
            return [];
        const given = (node.input?.[1] ?? '') !== '';
        if (!given && (0,onnx_attributes/* intsOf */.YA)(node, 'axes') === undefined)
            return [];
        const fix = given ? 'convert the model to operator set 17, where the axes are an attribute' : null;
        const reading = (asIf, keepdims) => {
            const kept = withAttributes(operator, { axes: null, keepdims: (0,onnx_attributes/* intAttribute */.ux)('keepdims', keepdims) });
            const [own = node] = kept.nodes.slice(-1);
            return { asIf, fix, computed: given ? withInputs({ ...operator, node: own }, { 1: '' }) : kept };
        };
        const all = 'its axes were ignored: it ran over all of them';
        const keepdims = (0,onnx_attributes/* intOf */.L0)(node, 'keepdims', 1);
        return [reading(all, keepdims), ...(keepdims === 0 ? [] : [reading(`${all}, and kept none`, 0)])];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/ignored-input.js


/** By operator: what it can be given besides, by the place among its inputs. Biases have a variant of their own. */
const ignored_input_OPTIONAL = {
    Attention: { 3: 'mask' },
    Clip: { 1: 'lower limit', 2: 'upper limit' },
    GRU: { 5: 'initial state' },
    LSTM: { 5: 'initial state', 6: 'initial cell state', 7: 'peephole weights' },
    NegativeLogLikelihoodLoss: { 2: 'weight of each class' },
    Pad: { 2: 'value to pad with' },
    RNN: { 5: 'initial state' },
    Slice: { 4: 'steps' },
    SoftmaxCrossEntropyLoss: { 2: 'weight of each class' },
    Trilu: { 1: 'diagonal' },
};
/** Names of more than one. */
const MANY = new Set(['peephole weights', 'steps']);
/** What is zero where it is not given, in a type that follows from it. */
const ZERO_POINTS = {
    ConvInteger: { 2: 'zero point of its input', 3: 'zero point of its weights' },
    DequantizeLinear: { 2: 'zero point' },
    MatMulInteger: { 2: 'zero point of the first matrix', 3: 'zero point of the second matrix' },
    QuantizeLinear: { 2: 'zero point' },
};
/** An input that may be left out, and is given, and counts for nothing. */
const ignoredInput = {
    id: 'ignored-input',
    readings(operator) {
        const { type, node } = operator;
        const given = (names) => Object.entries(names ?? {}).flatMap(([place, name]) => (node.input?.[Number(place)] ?? '') === '' ? [] : [{ place: Number(place), name }]);
        const left = given(ignored_input_OPTIONAL[type]).map(({ place, name }) => ({
            name,
            computed: withInputs(operator, { [place]: '' }),
        }));
        const zero = given(ZERO_POINTS[type]).flatMap(({ place, name }) => {
            const computed = withZero(operator, place);
            return computed === null ? [] : [{ name, computed }];
        });
        return [...left, ...zero].map(({ name, computed }) => ({
            asIf: `the ${name} ${MANY.has(name) ? 'were' : 'was'} ignored`,
            fix: null,
            computed,
        }));
    },
};
function withZero(operator, place) {
    const value = operator.input(place);
    if (value === null || value.bytes.every((byte) => byte === 0))
        return null;
    const name = `${operator.node.output?.[0] ?? ''}__zero`;
    const zeros = protoOf(name, { ...value, bytes: new Uint8Array(value.bytes.length) });
    return withInputs(operator, { [place]: name }, [zeros]);
}

;// CONCATENATED MODULE: ./lib/replay/variants/integer-division.js



/** A quotient of integers: ONNX cuts towards zero, Python's // rounds down. */
const integerDivision = {
    id: 'integer-division',
    readings(operator) {
        const a = operator.input(0);
        if (operator.type !== 'Div' || a === null || tensor_dtype/* DTYPES */.A1[a.dtype].kind !== 'integer')
            return [];
        const list = nodeList(operator);
        const to = (name, number) => list.add('Cast', [name], { name: 'to', type: 2, i: number });
        const [left = '', right = ''] = (operator.node.input ?? []).map((name) => to(name, data_type/* ONNX_NUMBERS */.n.float64));
        const quotient = list.add('Floor', [list.add('Div', [left, right])]);
        return [
            {
                asIf: 'the quotient was rounded down instead of cut towards zero',
                fix: null,
                computed: list.end('Cast', [quotient], { name: 'to', type: 2, i: data_type/* ONNX_NUMBERS */.n[a.dtype] }),
            },
        ];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/kept-axes.js


/** A reduction that leaves an axis of size 1 where it should leave none, or the other way round. */
const keptAxes = {
    id: 'kept-axes',
    readings(operator) {
        if (!/^(Reduce|ArgM)/.test(operator.type))
            return [];
        const kept = (0,onnx_attributes/* intOf */.L0)(operator.node, 'keepdims', 1) !== 0;
        const to = (0,onnx_attributes/* intAttribute */.ux)('keepdims', kept ? 0 : 1);
        return [
            {
                asIf: kept ? 'the axes that it runs over were taken out' : 'the axes that it runs over were kept, with size 1',
                fix: kept ? 'write keepdims 0, and an Unsqueeze behind it' : 'write keepdims 1, and a Squeeze behind it',
                computed: withAttributes(operator, { keepdims: to }),
            },
        ];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/left-out.js

/** An operator that is left out: what goes in comes out. */
const leftOut = {
    id: 'left-out',
    readings(operator) {
        const { type, node, nodes } = operator;
        const [given, made] = [operator.input(0), operator.output(0)];
        const [x = ''] = node.input ?? [];
        // An input that it only hands on, and other outputs, could not be left out.
        if (type === 'Identity' || given === null || made === null || x === '' || (node.output ?? []).length !== 1)
            return [];
        if (given.dtype !== made.dtype || given.shape.join() !== made.shape.join())
            return [];
        const list = nodeList(operator);
        const computed = list.end('Identity', [x]);
        return [
            {
                asIf: 'it was left out: what goes in came out',
                fix: null,
                computed: { ...computed, nodes: [...nodes.slice(0, -1), ...computed.nodes] },
            },
        ];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/log-of-softmax.js

/** The logarithm of a probability that became zero is infinite. */
const logOfSoftmax = {
    id: 'log-of-softmax',
    readings(operator) {
        const { type, node } = operator;
        if (type !== 'LogSoftmax')
            return [];
        const list = nodeList(operator);
        const probabilities = list.add('Softmax', [node.input?.[0] ?? ''], ...(node.attribute ?? []));
        return [
            {
                asIf: 'the logarithm was taken of a finished Softmax, which loses what is far below the largest',
                fix: 'write it as x − max − log(sum(exp(x − max))) in the graph',
                computed: list.end('Log', [probabilities]),
            },
        ];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/lrn-alpha.js


/** ONNX divides alpha by the size of the window; TensorFlow's operator of the same name does not. */
const lrnAlpha = {
    id: 'lrn-alpha',
    readings(operator) {
        if (operator.type !== 'LRN')
            return [];
        const alpha = (0,onnx_attributes/* attributeOf */.w4)(operator.node, 'alpha')?.f ?? 1e-4;
        const size = (0,onnx_attributes/* intOf */.L0)(operator.node, 'size', 1);
        const reading = (asIf, factor) => ({
            asIf,
            fix: null,
            computed: withAttributes(operator, { alpha: (0,onnx_attributes/* floatAttribute */.fC)('alpha', alpha * factor) }),
        });
        return [
            reading('alpha was not divided by the size of the window', size),
            reading('alpha was divided by the size of the window twice', 1 / size),
        ];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/lrn-bias.js



/** The bias inside the root is a whole number in some kernels. */
const lrnBias = {
    id: 'lrn-bias',
    readings(operator) {
        if (operator.type !== 'LRN')
            return [];
        const bias = (0,onnx_attributes/* attributeOf */.w4)(operator.node, 'bias')?.f ?? 1;
        const beta = (0,onnx_attributes/* attributeOf */.w4)(operator.node, 'beta')?.f ?? 0.75;
        const cut = Math.trunc(bias);
        if (cut === bias)
            return [];
        const [from, power] = [(0,number_format/* formatElement */.Oz)(bias), (0,number_format/* formatElement */.Oz)(-beta)];
        return [
            {
                asIf: `its \`bias\` was cut to a whole number, ${cut} instead of ${from}`,
                fix: `give LRN a \`bias\` of 1, divide its \`alpha\` by ${from}, and multiply what it makes by ${from} to the power of ${power}`,
                computed: withAttributes(operator, { bias: (0,onnx_attributes/* floatAttribute */.fC)('bias', cut) }),
            },
        ];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/lrn-channels.js


/** A loop over the channels that ends with the size of the batch: the other channels have no neighbours. */
const lrnChannels = {
    id: 'lrn-channels',
    readings(operator) {
        const { type, node, opset } = operator;
        const [batch = 0, channels = 0] = operator.input(0)?.shape ?? [];
        if (type !== 'LRN' || opset < 10 || batch < 1 || batch >= channels)
            return [];
        const [x = ''] = node.input ?? [];
        const bias = (0,onnx_attributes/* attributeOf */.w4)(node, 'bias')?.f ?? 1;
        const beta = (0,onnx_attributes/* attributeOf */.w4)(node, 'beta')?.f ?? 0.75;
        const list = nodeList(operator);
        const part = (name, from, to) => list.add('Slice', [name, list.integers([from]), list.integers([to]), list.integers([1])]);
        const seen = part(list.add('LRN', [x], ...(node.attribute ?? [])), 0, batch);
        const unseen = list.add('Div', [part(x, batch, channels), list.number(bias ** beta)]);
        return [
            {
                asIf: 'only as many channels were normalised as there are samples in the batch',
                fix: null,
                computed: list.end('Concat', [seen, unseen], { name: 'axis', type: 2, i: 1 }),
            },
        ];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/mod-sign.js


/** The sign of a remainder: Python's follows the divisor, C's the dividend. */
const modSign = {
    id: 'mod-sign',
    readings(operator) {
        if (operator.type !== 'Mod' || operator.input(0) === null)
            return [];
        const [a = '', b = ''] = operator.node.input ?? [];
        const list = nodeList(operator);
        if ((0,onnx_attributes/* intOf */.L0)(operator.node, 'fmod', 0) === 0)
            return [
                {
                    asIf: 'the remainder had the sign of the dividend instead of that of the divisor',
                    fix: null,
                    computed: list.end('Mod', [a, b], { name: 'fmod', type: 2, i: 1 }),
                },
            ];
        // The remainder of a remainder plus the divisor has the divisor's sign.
        const first = list.add('Mod', [a, b], { name: 'fmod', type: 2, i: 1 });
        const computed = list.end('Mod', [list.add('Add', [first, b]), b], { name: 'fmod', type: 2, i: 1 });
        return [{ asIf: 'the remainder had the sign of the divisor instead of that of the dividend', fix: null, computed }];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/negative-pads.js



/** A negative pad crops; some take it for none. */
const negativePads = {
    id: 'negative-pads',
    readings(operator) {
        const computed = operator.type === 'Pad' ? withoutNegative(operator) : null;
        if (computed === null)
            return [];
        return [{ asIf: 'negative pads did not crop', fix: 'crop with a Slice instead of negative pads', computed }];
    },
};
function withoutNegative(operator) {
    const stated = (0,onnx_attributes/* intsOf */.YA)(operator.node, 'pads');
    const given = operator.input(1);
    const pads = stated ?? (given === null ? [] : [...(0,numbers_of/* numbersOf */.c)(given)]);
    if (!pads.some((pad) => pad < 0))
        return null;
    const clipped = pads.map((pad) => Math.max(0, pad));
    if (stated !== undefined)
        return withAttributes(operator, { pads: (0,onnx_attributes/* intsAttribute */.R6)('pads', clipped) });
    const list = nodeList(operator);
    const [x = '', , ...rest] = operator.node.input ?? [];
    return list.end('Pad', [x, list.integers(clipped), ...rest], ...(operator.node.attribute ?? []));
}

;// CONCATENATED MODULE: ./lib/replay/variants/one-hot-negative.js


/** A negative index counts from the end; some take it for one that is out of range. */
const oneHotNegative = {
    id: 'one-hot-negative',
    readings(operator) {
        const indices = operator.input(0);
        if (operator.type !== 'OneHot' || indices === null || ![...(0,numbers_of/* numbersOf */.c)(indices)].some((index) => index < 0))
            return [];
        const [name = '', depth = '', values = ''] = operator.node.input ?? [];
        const list = nodeList(operator);
        const least = Number.MIN_SAFE_INTEGER;
        const [size = 0] = (0,numbers_of/* numbersOf */.c)(operator.input(1) ?? indices);
        const negative = list.add('Less', [name, list.tensor(indices.dtype, [], [0])]);
        const outside = list.tensor(indices.dtype, [], [indices.dtype === 'int64' ? least : size + 1]);
        const moved = list.add('Where', [negative, outside, name]);
        return [
            {
                asIf: 'negative indices were out of range instead of counting from the end',
                fix: 'add the depth to negative indices in the graph, before the OneHot',
                computed: list.end('OneHot', [moved, depth, values], ...(operator.node.attribute ?? [])),
            },
        ];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/other-attribute.js



const flag = (usual) => ({ usual, others: [0, 1] });
const RECURRENT = {
    activations: { usual: null, others: [] },
    clip: { usual: null, others: [] },
    direction: { usual: 'forward', others: ['forward', 'reverse'] },
};
const WINDOW = { dilations: { usual: null, others: [] } };
/**
 * By operator: attributes that runtimes are known to ignore or to read with a default of their own. Those with a variant of
 * their own are left out. Where one is given, it may also be as if it was not.
 */
const KNOWN = {
    AffineGrid: { align_corners: flag(0) },
    Attention: {
        is_causal: flag(0),
        scale: { usual: null, others: [{ f: 1 }] },
        softcap: { usual: { f: 0 }, others: [] },
    },
    AveragePool: WINDOW,
    BitShift: { direction: { usual: null, others: ['LEFT', 'RIGHT'] } },
    BlackmanWindow: { periodic: flag(1) },
    Col2Im: { ...WINDOW, strides: { usual: null, others: [] } },
    Conv: WINDOW,
    ConvTranspose: WINDOW,
    DFT: { inverse: flag(0) },
    DequantizeLinear: { axis: { usual: 1, others: [0, 1] } },
    GRU: RECURRENT,
    Gemm: { alpha: { usual: { f: 1 }, others: [] }, beta: { usual: { f: 1 }, others: [] } },
    GlobalLpPool: { p: { usual: 2, others: [1, 2] } },
    GridSample: {
        mode: { usual: 'linear', others: ['linear', 'nearest', 'cubic'] },
        padding_mode: { usual: 'zeros', others: ['zeros', 'border', 'reflection'] },
    },
    HammingWindow: { periodic: flag(1) },
    HannWindow: { periodic: flag(1) },
    HardSigmoid: { beta: { usual: { f: 0.5 }, others: [] } },
    IsInf: { detect_negative: flag(1), detect_positive: flag(1) },
    LRN: {
        alpha: { usual: { f: 1e-4 }, others: [] },
        beta: { usual: { f: 0.75 }, others: [{ f: 0.5 }, { f: 1 }] },
        bias: { usual: { f: 1 }, others: [{ f: 2 }] },
        size: { usual: null, others: [3, 5] },
    },
    LSTM: { ...RECURRENT, input_forget: flag(0) },
    LayerNormalization: { axis: { usual: -1, others: [] } },
    LpNormalization: { p: { usual: 2, others: [1, 2] } },
    LpPool: { ...WINDOW, p: { usual: 2, others: [1, 2] } },
    MaxPool: { ...WINDOW, storage_order: flag(0) },
    MeanVarianceNormalization: {
        axes: {
            usual: [0, 2, 3],
            others: [
                [2, 3],
                [1, 2, 3],
            ],
        },
    },
    QuantizeLinear: { axis: { usual: 1, others: [0, 1] } },
    RMSNormalization: { axis: { usual: -1, others: [] } },
    RNN: RECURRENT,
    Resize: { antialias: flag(0) },
    RoiAlign: {
        coordinate_transformation_mode: { usual: 'half_pixel', others: ['half_pixel', 'output_half_pixel'] },
        mode: { usual: 'avg', others: ['avg', 'max'] },
        sampling_ratio: { usual: 0, others: [0, 1, 2] },
        spatial_scale: { usual: { f: 1 }, others: [] },
    },
    RotaryEmbedding: { interleaved: flag(0) },
    ScatterElements: { reduction: { usual: 'none', others: ['add', 'mul', 'max', 'min'] } },
    ScatterND: { reduction: { usual: 'none', others: ['add', 'mul', 'max', 'min'] } },
    Selu: {
        alpha: { usual: { f: 1.6732631921768188 }, others: [{ f: 1 }] },
        gamma: { usual: { f: 1.0507010221481323 }, others: [{ f: 1 }] },
    },
    Shrink: { bias: { usual: { f: 0 }, others: [] } },
    Swish: { alpha: { usual: { f: 1 }, others: [] } },
    TopK: { largest: flag(1) },
    Trilu: { upper: flag(1) },
};
/** They mean nothing without the attribute. */
const WITH = { activations: ['activation_alpha', 'activation_beta'] };
/** An attribute that is ignored, or has another of its few values. */
const otherAttribute = {
    id: 'other-attribute',
    readings(operator) {
        return Object.entries(KNOWN[operator.type] ?? {}).flatMap(([name, { usual, others }]) => {
            const own = settingOf(operator.node, name);
            const now = own ?? usual;
            const dropped = Object.fromEntries([name, ...(WITH[name] ?? [])].map((one) => [one, null]));
            const ignored = own === null || isSame(own, usual)
                ? []
                : [{ asIf: `its \`${name}\` was ignored`, fix: null, computed: withAttributes(operator, dropped) }];
            const read = others
                .filter((other) => !isSame(other, now) && !(own !== null && isSame(other, usual)))
                .map((other) => ({
                asIf: `its \`${name}\` was ${inWords(other)}${now === null ? '' : ` instead of ${inWords(now)}`}`,
                fix: null,
                computed: withAttributes(operator, { [name]: attributeWith(name, other) }),
            }));
            return [...ignored, ...read];
        });
    },
};
function settingOf(node, name) {
    const attribute = (0,onnx_attributes/* attributeOf */.w4)(node, name);
    if (attribute === undefined)
        return null;
    const { AttributeType } = onnx/* onnx */.W.AttributeProto;
    switch (attribute.type) {
        case AttributeType.FLOAT:
            return { f: attribute.f ?? 0 };
        case AttributeType.INT:
            return Number(attribute.i ?? 0);
        case AttributeType.INTS:
            return (attribute.ints ?? []).map(Number);
        case AttributeType.STRINGS:
            return (attribute.strings ?? []).map((text) => new TextDecoder().decode(text)).join(', ');
        default:
            return (0,onnx_attributes/* textOf */.b6)(attribute);
    }
}
function attributeWith(name, value) {
    if (typeof value === 'string')
        return (0,onnx_attributes/* stringAttribute */.MR)(name, value);
    if (typeof value === 'number')
        return (0,onnx_attributes/* intAttribute */.ux)(name, value);
    return 'f' in value ? (0,onnx_attributes/* floatAttribute */.fC)(name, value.f) : (0,onnx_attributes/* intsAttribute */.R6)(name, value);
}
function isSame(one, other) {
    return inWords(one) === inWords(other);
}
function inWords(value) {
    if (value === null)
        return 'not given';
    if (typeof value !== 'object')
        return String(value);
    return 'f' in value ? String(Number(value.f.toPrecision(4))) : `[${value.join(', ')}]`;
}

;// CONCATENATED MODULE: ./lib/replay/variants/other-axis.js



const OF_ONE_AXIS = { ArgMax: 0, ArgMin: 0, LpNormalization: -1 };
/** What they make has the size of what they read, whatever their axis. */
const KEEPS_SIZES = ['LpNormalization', 'CumSum'];
/** An operator along one axis that runs along another from which as much comes, as after a change of layout. */
const otherAxis = {
    id: 'other-axis',
    readings(operator) {
        const own = axisOf(operator);
        const shape = operator.input(0)?.shape ?? [];
        if (own === null)
            return [];
        const axis = own.axis < 0 ? own.axis + shape.length : own.axis;
        return shape.flatMap((size, other) => other === axis || (size !== shape[axis] && !KEEPS_SIZES.includes(operator.type))
            ? []
            : [{ asIf: `it ran along axis ${other} instead of axis ${axis}`, fix: null, computed: own.along(other) }]);
    },
};
function axisOf(operator) {
    const { type, node } = operator;
    const usual = OF_ONE_AXIS[type];
    if (usual !== undefined)
        return {
            axis: (0,onnx_attributes/* intOf */.L0)(node, 'axis', usual),
            along: (other) => withAttributes(operator, { axis: (0,onnx_attributes/* intAttribute */.ux)('axis', other) }),
        };
    if (!/^Reduce/.test(type) && type !== 'CumSum')
        return null;
    const attribute = (0,onnx_attributes/* intsOf */.YA)(node, 'axes');
    if (attribute !== undefined)
        return attribute.length === 1 && attribute[0] !== undefined
            ? {
                axis: attribute[0],
                along: (other) => withAttributes(operator, { axes: (0,onnx_attributes/* intsAttribute */.R6)('axes', [other]) }),
            }
            : null;
    const given = operator.input(1);
    const axes = given === null ? [] : [...(0,numbers_of/* numbersOf */.c)(given)];
    const [axis] = axes;
    if (given === null || axis === undefined || axes.length !== 1)
        return null;
    const along = (other) => {
        const list = nodeList(operator);
        const name = list.tensor(given.dtype, given.shape, [other]);
        return withInputs(operator, { 1: name }, list.constants);
    };
    return { axis, along };
}

;// CONCATENATED MODULE: ./lib/replay/variants/pad-mode.js



const MODES = ['constant', 'reflect', 'edge'];
/** What a Pad puts around. */
const padMode = {
    id: 'pad-mode',
    readings(operator) {
        if (operator.type !== 'Pad')
            return [];
        const own = (0,onnx_attributes/* textOf */.b6)((0,onnx_attributes/* attributeOf */.w4)(operator.node, 'mode')) ?? 'constant';
        const others = MODES.filter((mode) => mode !== own).map((mode) => ({
            asIf: `the border was padded by ${mode} instead of ${own}`,
            fix: null,
            computed: withAttributes(operator, { mode: (0,onnx_attributes/* stringAttribute */.MR)('mode', mode) }),
        }));
        const mirrored = withTheEdge(operator);
        const asIf = `the border was mirrored with the edge itself (symmetric) instead of ${own}`;
        return mirrored === null ? others : [...others, { asIf, fix: null, computed: mirrored }];
    },
};
/** What ONNX has no mode for: the edge, then what is next to it. Null where the padding is not known, or cuts. */
function withTheEdge(operator) {
    const shape = operator.input(0)?.shape;
    const given = operator.input(1);
    const axes = operator.input(3);
    const pads = given === null ? (0,onnx_attributes/* intsOf */.YA)(operator.node, 'pads') : [...(0,numbers_of/* numbersOf */.c)(given)];
    if (shape === undefined || pads === undefined)
        return null;
    const padded = axes === null ? [...shape.keys()] : [...(0,numbers_of/* numbersOf */.c)(axes)].map((axis) => (axis + shape.length) % shape.length);
    const list = nodeList(operator);
    let [name = ''] = operator.node.input ?? [];
    for (const [place, axis] of padded.entries()) {
        const [before = 0, after = 0, size = 0] = [pads[place], pads[place + padded.length], shape[axis]];
        if (before < 0 || after < 0 || Math.max(before, after) > size)
            return null;
        if (before + after === 0)
            continue;
        const mirrored = (count) => Array.from({ length: count }, (_, index) => index);
        const indices = list.integers([
            ...mirrored(before).reverse(),
            ...mirrored(size),
            ...mirrored(after).map((index) => size - 1 - index),
        ]);
        name = list.add('Gather', [name, indices], (0,onnx_attributes/* intAttribute */.ux)('axis', axis));
    }
    return list.nodes.length === 0 ? null : list.end('Identity', [name]);
}

;// CONCATENATED MODULE: ./lib/replay/variants/padding-side.js


const PADDED = ['AveragePool', 'Conv', 'ConvInteger', 'ConvTranspose', 'LpPool', 'MaxPool', 'QLinearConv'];
const OTHER = { SAME_UPPER: 'SAME_LOWER', SAME_LOWER: 'SAME_UPPER' };
/** Padding on the other side: everything shifts by a pixel. */
const paddingSide = {
    id: 'padding-side',
    readings(operator) {
        const { type, node } = operator;
        if (!PADDED.includes(type))
            return [];
        const own = (0,onnx_attributes/* textOf */.b6)((0,onnx_attributes/* attributeOf */.w4)(node, 'auto_pad')) ?? 'NOTSET';
        const other = OTHER[own];
        const fix = 'export with a Pad of its own before the operator, and no padding in it';
        if (other !== undefined) {
            const computed = withAttributes(operator, { auto_pad: (0,onnx_attributes/* stringAttribute */.MR)('auto_pad', other) });
            return [{ asIf: `the odd pixel of padding was on the other side (${other} instead of ${own})`, fix, computed }];
        }
        const pads = (0,onnx_attributes/* intsOf */.YA)(node, 'pads') ?? [];
        const half = pads.length / 2;
        const [begins, ends] = [pads.slice(0, half), pads.slice(half)];
        const moved = (asIf, to) => ({
            asIf,
            fix,
            computed: withAttributes(operator, { pads: (0,onnx_attributes/* intsAttribute */.R6)('pads', to) }),
        });
        if (begins.some((begin, axis) => begin !== ends[axis]))
            return [moved('the padding was on the other side', [...ends, ...begins])];
        if (!begins.some((begin) => begin > 0))
            return [];
        return [
            moved('the padding was one less in front and one more behind', [
                ...begins.map((begin) => Math.max(0, begin - 1)),
                ...ends.map((end) => (end > 0 ? end + 1 : 0)),
            ]),
        ];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/permuted-axes.js


/** Permutations of more axes are too many to try. */
const MOST_AXES = 4;
/** A Transpose into an order of axes that has the same sizes, or a ReverseSequence whose two axes are taken for each other. */
const permutedAxes = {
    id: 'permuted-axes',
    readings(operator) {
        const { type, node } = operator;
        const shape = operator.input(0)?.shape ?? [];
        if (type === 'ReverseSequence') {
            const [batch, time] = [(0,onnx_attributes/* intOf */.L0)(node, 'batch_axis', 1), (0,onnx_attributes/* intOf */.L0)(node, 'time_axis', 0)];
            if (shape[batch] !== shape[time])
                return [];
            const swapped = { batch_axis: (0,onnx_attributes/* intAttribute */.ux)('batch_axis', time), time_axis: (0,onnx_attributes/* intAttribute */.ux)('time_axis', batch) };
            return [{ asIf: 'its batch and time axes were swapped', fix: null, computed: withAttributes(operator, swapped) }];
        }
        if (type !== 'Transpose' || shape.length < 2 || shape.length > MOST_AXES)
            return [];
        const own = (0,onnx_attributes/* intsOf */.YA)(node, 'perm') ?? shape.map((_, axis) => shape.length - 1 - axis);
        const sizes = (order) => order.map((axis) => shape[axis]).join();
        return permutations(shape.map((_, axis) => axis))
            .filter((order) => order.join() !== own.join() && sizes(order) === sizes(own))
            .map((order) => ({
            asIf: `the axes were put in the order [${order.join(', ')}] instead of [${own.join(', ')}]`,
            fix: null,
            computed: withAttributes(operator, { perm: (0,onnx_attributes/* intsAttribute */.R6)('perm', order) }),
        }));
    },
};
function permutations(axes) {
    if (axes.length < 2)
        return [[...axes]];
    return axes.flatMap((first) => permutations(axes.filter((axis) => axis !== first)).map((rest) => [first, ...rest]));
}

;// CONCATENATED MODULE: ./lib/replay/variants/pool-ceiling.js


/** Whether a last window that is only partly within the input counts: the output has another size. */
const poolCeiling = {
    id: 'pool-ceiling',
    readings(operator) {
        if (!['AveragePool', 'MaxPool', 'LpPool'].includes(operator.type) || operator.opset < 10)
            return [];
        const up = (0,onnx_attributes/* intOf */.L0)(operator.node, 'ceil_mode', 0) !== 0;
        return [
            {
                asIf: up ? 'windows that are partly outside were left out' : 'windows that are partly outside were added',
                fix: up ? 'export with ceil_mode=False, and a Pad of its own where the last window needs it' : null,
                computed: withAttributes(operator, { ceil_mode: (0,onnx_attributes/* intAttribute */.ux)('ceil_mode', up ? 0 : 1) }),
            },
        ];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/pool-divisor.js


/** What an average is divided by where its window reaches beyond the input. */
const poolDivisor = {
    id: 'pool-divisor',
    readings(operator) {
        if (operator.type !== 'AveragePool')
            return [];
        const counts = (0,onnx_attributes/* intOf */.L0)(operator.node, 'count_include_pad', 0) !== 0;
        const fix = 'export with a Pad of its own before the pooling, and ceil_mode=False';
        const flipped = {
            asIf: counts ? 'the padding did not count in the averages' : 'the padding counted in the averages',
            fix,
            computed: withAttributes(operator, { count_include_pad: (0,onnx_attributes/* intAttribute */.ux)('count_include_pad', counts ? 0 : 1) }),
        };
        return [
            flipped,
            ...fullWindows(operator).map((computed) => ({
                asIf: 'every average was divided by the size of the whole window',
                fix,
                computed,
            })),
        ];
    },
};
/** All windows lie within the input once it is padded with as many zeros as the last of them reaches beyond it. */
function fullWindows(operator) {
    const { node } = operator;
    const kernel = (0,onnx_attributes/* intsOf */.YA)(node, 'kernel_shape') ?? [];
    const [input, output] = [operator.input(0)?.shape.slice(2), operator.output(0)?.shape.slice(2)];
    const fixed = ['NOTSET', ''].includes((0,onnx_attributes/* textOf */.b6)((0,onnx_attributes/* attributeOf */.w4)(node, 'auto_pad')) ?? '');
    if (!fixed || input === undefined || output === undefined || input.length !== kernel.length)
        return [];
    const strides = (0,onnx_attributes/* intsOf */.YA)(node, 'strides') ?? kernel.map(() => 1);
    const dilations = (0,onnx_attributes/* intsOf */.YA)(node, 'dilations') ?? kernel.map(() => 1);
    const begins = ((0,onnx_attributes/* intsOf */.YA)(node, 'pads') ?? []).slice(0, kernel.length);
    const ends = kernel.map((size, axis) => {
        const reach = ((output[axis] ?? 1) - 1) * (strides[axis] ?? 1) + (size - 1) * (dilations[axis] ?? 1) + 1;
        return reach - (input[axis] ?? 0) - (begins[axis] ?? 0);
    });
    if (ends.some((end) => end < 0))
        return [];
    const list = nodeList(operator);
    const pads = list.integers([0, 0, ...kernel.map((_, axis) => begins[axis] ?? 0), 0, 0, ...ends]);
    const padded = list.add('Pad', [node.input?.[0] ?? '', pads, list.number(0)]);
    const kept = (node.attribute ?? []).filter(({ name }) => ['kernel_shape', 'strides', 'dilations'].includes(name ?? ''));
    if (operator.opset < 11)
        return [];
    return [
        list.end('AveragePool', [padded], ...kept, (0,onnx_attributes/* intsAttribute */.R6)('pads', kernel.flatMap(() => [0, 0]))),
    ];
}

;// CONCATENATED MODULE: ./lib/replay/variants/prelu-axis.js

/** A slope of one number for each channel: ONNX aligns it with the last axis, as numpy does. */
const preluAxis = {
    id: 'prelu-axis',
    readings(operator) {
        const [x, slope] = [operator.input(0), operator.input(1)];
        if (operator.type !== 'PRelu' || x === null || slope === null || x.shape.length < 3)
            return [];
        const [size = 0] = slope.shape;
        if (slope.shape.length !== 1 || size !== x.shape[1])
            return [];
        const list = nodeList(operator);
        const shape = list.integers([size, ...x.shape.slice(2).map(() => 1)]);
        const [name = '', weights = ''] = operator.node.input ?? [];
        const moved = list.add('Reshape', [weights, shape]);
        return [
            {
                asIf: 'the slope ran along the channels instead of the last axis',
                fix: `give the slope as many axes as its input: shape [${x.shape.map((_, axis) => (axis === x.shape.length - 1 ? size : 1)).join(', ')}] means the last axis to everyone`,
                computed: list.end('PRelu', [name, moved]),
            },
        ];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/resize-coordinates.js


const NAME = 'coordinate_transformation_mode';
const resize_coordinates_MODES = ['half_pixel', 'align_corners', 'asymmetric', 'pytorch_half_pixel', 'half_pixel_symmetric'];
/** Which place of the input a pixel of the output comes from: frameworks have five ways to say it. */
const resizeCoordinates = {
    id: 'resize-coordinates',
    readings(operator) {
        if (operator.type !== 'Resize')
            return [];
        const own = (0,onnx_attributes/* textOf */.b6)((0,onnx_attributes/* attributeOf */.w4)(operator.node, NAME)) ?? 'half_pixel';
        // The symmetric way is newer than the operator.
        const known = resize_coordinates_MODES.filter((mode) => mode !== own && (mode !== 'half_pixel_symmetric' || operator.opset >= 19));
        return known.map((mode) => ({
            asIf: `pixels were placed by ${mode} instead of ${own}`,
            fix: own === 'half_pixel'
                ? null
                : 'export with half-pixel coordinates (align_corners=False), the way that most runtimes have',
            computed: withAttributes(operator, { [NAME]: (0,onnx_attributes/* stringAttribute */.MR)(NAME, mode) }),
        }));
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/resize-cubic.js


/** Of Keys's cubic: frameworks take one of these. */
const COEFFICIENTS = [-0.75, -0.5];
/** The coefficient of cubic interpolation, and what it does with the pixels beyond the border. */
const resizeCubic = {
    id: 'resize-cubic',
    readings(operator) {
        const { type, node, opset } = operator;
        if (type !== 'Resize' || opset < 11 || (0,onnx_attributes/* textOf */.b6)((0,onnx_attributes/* attributeOf */.w4)(node, 'mode')) !== 'cubic')
            return [];
        const coefficient = (0,onnx_attributes/* attributeOf */.w4)(node, 'cubic_coeff_a')?.f ?? -0.75;
        const excludes = (0,onnx_attributes/* intOf */.L0)(node, 'exclude_outside', 0) !== 0;
        const others = COEFFICIENTS.filter((one) => Math.abs(one - coefficient) > 1e-3);
        const flipped = (0,onnx_attributes/* intAttribute */.ux)('exclude_outside', excludes ? 0 : 1);
        const border = excludes ? 'pixels beyond the border were repeated' : 'pixels beyond the border had no weight';
        return [
            { asIf: border, fix: null, computed: withAttributes(operator, { exclude_outside: flipped }) },
            ...others.flatMap((one) => {
                const cubic = (0,onnx_attributes/* floatAttribute */.fC)('cubic_coeff_a', one);
                const asIf = `the cubic coefficient was ${one} instead of ${Number(coefficient.toPrecision(6))}`;
                return [
                    { asIf, fix: null, computed: withAttributes(operator, { cubic_coeff_a: cubic }) },
                    {
                        asIf: `${asIf}, and ${border}`,
                        fix: null,
                        computed: withAttributes(operator, { cubic_coeff_a: cubic, exclude_outside: flipped }),
                    },
                ];
            }),
        ];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/resize-cubic-border.js




/** Where a place before the first pixel is cut towards zero instead of rounded down, its four neighbours are others. */
const resizeCubicBorder = {
    id: 'resize-cubic-border',
    readings(operator) {
        const resized = cutTowardsZero(operator);
        const [name = ''] = operator.node.output ?? [];
        if (resized === null)
            return [];
        return [
            {
                asIf: 'places before the first pixel were cut towards zero, which gives them the wrong neighbours',
                fix: null,
                computed: { values: { [name]: resized } },
            },
        ];
    },
};
/** Cubic interpolation along the last two axes, one after the other. */
function cutTowardsZero(operator) {
    const { type, node } = operator;
    const [x, made] = [operator.input(0), operator.output(0)];
    if (type !== 'Resize' || (0,onnx_attributes/* textOf */.b6)((0,onnx_attributes/* attributeOf */.w4)(node, 'mode')) !== 'cubic' || x === null || made === null)
        return null;
    const kept = x.shape.length - 2;
    const outer = x.shape.slice(0, kept);
    if (kept < 0 || String(outer) !== String(made.shape.slice(0, kept)) || x.dtype !== 'float32')
        return null;
    if ((0,onnx_attributes/* intOf */.L0)(node, 'exclude_outside', 0) !== 0 || (0,onnx_attributes/* intOf */.L0)(node, 'antialias', 0) !== 0)
        return null;
    const coordinates = (0,onnx_attributes/* textOf */.b6)((0,onnx_attributes/* attributeOf */.w4)(node, 'coordinate_transformation_mode')) ?? 'half_pixel';
    if (!['half_pixel', 'pytorch_half_pixel'].includes(coordinates))
        return null;
    const a = (0,onnx_attributes/* attributeOf */.w4)(node, 'cubic_coeff_a')?.f ?? -0.75;
    const [height = 0, width = 0] = x.shape.slice(kept);
    const [rows = 0, columns = 0] = made.shape.slice(kept);
    const [down, across] = [taps(height, rows, a), taps(width, columns, a)];
    const numbers = (0,numbers_of/* numbersOf */.c)(x);
    const result = new Float64Array((0,tensor_tensor/* elementCount */.KX)(made.shape));
    for (let image = 0; image < (0,tensor_tensor/* elementCount */.KX)(outer); image++)
        for (let row = 0; row < rows; row++)
            for (let column = 0; column < columns; column++) {
                let sum = 0;
                for (const [y, weightY] of down[row] ?? [])
                    for (const [at, weightX] of across[column] ?? [])
                        sum += weightY * weightX * (numbers[(image * height + y) * width + at] ?? 0);
                result[(image * rows + row) * columns + column] = sum;
            }
    return { ...made, bytes: (0,encode_elements/* encodeElements */.CD)(made.dtype, result) };
}
/** By place of the output: pixels of the input with their weights. */
function taps(from, to, a) {
    const near = (d) => ((a + 2) * d - (a + 3)) * d * d + 1;
    const far = (d) => ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
    return Array.from({ length: to }, (_, place) => {
        const at = ((place + 0.5) * from) / to - 0.5;
        const base = Math.trunc(at);
        // The fraction is that of rounding down all the same.
        const t = at - Math.floor(at);
        const weights = [far(t + 1), near(t), near(1 - t), far(2 - t)];
        return weights.map((weight, index) => [Math.min(from - 1, Math.max(0, base - 1 + index)), weight]);
    });
}

;// CONCATENATED MODULE: ./lib/replay/variants/resize-mode.js


const resize_mode_MODES = {
    nearest: 'the nearest pixel was taken',
    linear: 'it interpolated linearly',
    cubic: 'it interpolated cubically',
};
/** How the pixels between pixels are made: runtimes that lack a mode take a simpler one. */
const resizeMode = {
    id: 'resize-mode',
    readings(operator) {
        const { type, node, opset } = operator;
        if (type !== 'Resize' || opset < 11)
            return [];
        const own = (0,onnx_attributes/* textOf */.b6)((0,onnx_attributes/* attributeOf */.w4)(node, 'mode')) ?? 'nearest';
        return Object.entries(resize_mode_MODES).flatMap(([mode, what]) => mode === own
            ? []
            : [
                {
                    asIf: `${what} (mode ${mode} instead of ${own})`,
                    fix: null,
                    computed: withAttributes(operator, { mode: (0,onnx_attributes/* stringAttribute */.MR)('mode', mode) }),
                },
            ]);
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/resize-nearest.js


const resize_nearest_MODES = ['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'];
/** Which neighbour is the nearest. */
const resizeNearest = {
    id: 'resize-nearest',
    readings(operator) {
        const { type, node, opset } = operator;
        if (type !== 'Resize' || opset < 11 || ((0,onnx_attributes/* textOf */.b6)((0,onnx_attributes/* attributeOf */.w4)(node, 'mode')) ?? 'nearest') !== 'nearest')
            return [];
        const own = (0,onnx_attributes/* textOf */.b6)((0,onnx_attributes/* attributeOf */.w4)(node, 'nearest_mode')) ?? 'round_prefer_floor';
        return resize_nearest_MODES.filter((mode) => mode !== own).map((mode) => ({
            asIf: `the nearest pixel was chosen by ${mode} instead of ${own}`,
            fix: null,
            computed: withAttributes(operator, { nearest_mode: (0,onnx_attributes/* stringAttribute */.MR)('nearest_mode', mode) }),
        }));
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/round-half.js



/** A number halfway between two integers: ONNX takes the even one. */
const roundHalf = {
    id: 'round-half',
    readings(operator) {
        if (operator.type === 'Round')
            return [
                {
                    asIf: 'halves were rounded away from zero instead of to the even number',
                    fix: null,
                    computed: away(operator),
                },
                { asIf: 'halves were rounded up instead of to the even number', fix: null, computed: up(operator) },
            ];
        if (operator.type !== 'QuantizeLinear')
            return [];
        const computed = quantisedAway(operator);
        return computed === null
            ? []
            : [{ asIf: 'halves of a step were rounded away from zero instead of to the even step', fix: null, computed }];
    },
};
function away(operator) {
    const [x = ''] = operator.node.input ?? [];
    const list = nodeList(operator);
    const size = list.add('Floor', [list.add('Add', [list.add('Abs', [x]), list.number(0.5)])]);
    return list.end('Mul', [list.add('Sign', [x]), size]);
}
function up(operator) {
    const [x = ''] = operator.node.input ?? [];
    const list = nodeList(operator);
    return list.end('Floor', [list.add('Add', [x, list.number(0.5)])]);
}
/** One scale for all of the tensor, to 8 bits. */
function quantisedAway(operator) {
    const [x = '', scale = '', zero = ''] = operator.node.input ?? [];
    const [scales, zeros, made] = [operator.input(1), operator.input(2), operator.output(0)];
    if (scales === null || [...(0,numbers_of/* numbersOf */.c)(scales)].length !== 1 || made === null)
        return null;
    if (made.dtype !== 'int8' && made.dtype !== 'uint8')
        return null;
    const list = nodeList(operator);
    const steps = list.add('Div', [x, scale]);
    const size = list.add('Floor', [list.add('Add', [list.add('Abs', [steps]), list.number(0.5)])]);
    const rounded = list.add('Mul', [list.add('Sign', [steps]), size]);
    const moved = zeros === null ? rounded : list.add('Add', [rounded, list.add('Cast', [zero], { name: 'to', type: 2, i: 1 })]);
    const [low, high] = (0,encode_elements/* integerLimits */.nZ)(made.dtype).map(Number);
    const clipped = list.add('Clip', [moved, list.number(low ?? 0), list.number(high ?? 0)]);
    return list.end('Cast', [clipped], { name: 'to', type: 2, i: made.dtype === 'int8' ? 3 : 2 });
}

// EXTERNAL MODULE: ./lib/results/located-schema.js
var located_schema = __webpack_require__(30142);
;// CONCATENATED MODULE: ./lib/replay/variants/rounded-operands.js



const PRODUCTS = ['Conv', 'ConvTranspose', 'Gemm', 'MatMul'];
/** Operands rounded to 16 bits, products summed in float32: what matrix units do, and of weights alone, files that hold them so. */
const roundedOperands = {
    id: located_schema/* ROUNDED_OPERANDS */.nL,
    readings(operator) {
        if (!PRODUCTS.includes(operator.type) || operator.input(0)?.dtype !== 'float32' || operator.opset < 13)
            return [];
        const first = operator.isWeight(1) ? [0, 1] : [0];
        return ['bfloat16', 'float16'].flatMap((dtype) => first.map((from) => ({
            asIf: `its ${from === 0 ? 'operands' : 'weights'} were rounded to ${dtype}`,
            fix: 'ask the runtime for float32, or declare the precision of the column',
            computed: rounded(operator, from, data_type/* ONNX_NUMBERS */.n[dtype]),
        })));
    },
};
/** @param from of its two operands, the first that is rounded */
function rounded(operator, from, to) {
    const list = nodeList(operator);
    const cast = (name, type) => list.add('Cast', [name], { name: 'to', type: 2, i: type });
    const [a = '', b = '', ...rest] = operator.node.input ?? [];
    const operands = [a, b].map((name, place) => (place < from ? name : cast(cast(name, to), data_type/* ONNX_NUMBERS */.n.float32)));
    return list.end(operator.type, [...operands, ...rest], ...(operator.node.attribute ?? []));
}

;// CONCATENATED MODULE: ./lib/replay/variants/rounded-result.js

/** What is computed by tables, polynomials or units of less precision, or kept in 16 bits. */
const OPERATORS = [
    'Add',
    'AveragePool',
    'BatchNormalization',
    'Conv',
    'ConvTranspose',
    'Div',
    'Elu',
    'Erf',
    'Exp',
    'Gelu',
    'Gemm',
    'GlobalAveragePool',
    'GroupNormalization',
    'HardSwish',
    'InstanceNormalization',
    'LayerNormalization',
    'Log',
    'LogSoftmax',
    'MatMul',
    'Mish',
    'Mul',
    'Pow',
    'RMSNormalization',
    'ReduceMean',
    'ReduceSum',
    'Resize',
    'Selu',
    'Sigmoid',
    'Softmax',
    'Softplus',
    'Sqrt',
    'Sub',
    'Tanh',
];
/** An operator whose result has 16 bits, in a graph of float32. */
const roundedResult = {
    id: 'rounded-result',
    readings(operator) {
        if (!OPERATORS.includes(operator.type) || operator.output(0)?.dtype !== 'float32' || operator.opset < 13)
            return [];
        return ['bfloat16', 'float16'].map((dtype) => ({
            asIf: `its result was rounded to ${dtype}`,
            fix: null,
            computed: rounded_result_rounded(operator, data_type/* ONNX_NUMBERS */.n[dtype]),
        }));
    },
};
function rounded_result_rounded({ node, nodes }, to) {
    const [output = '', ...others] = node.output ?? [];
    const cast = (input, made, type) => ({
        opType: 'Cast',
        name: `${made}__cast`,
        input: [input],
        output: [made],
        attribute: [{ name: 'to', type: 2, i: type }],
    });
    const [exact, narrow] = [`${output}__exact`, `${output}__narrow`];
    const own = { ...node, output: [exact, ...others] };
    return { nodes: [...nodes.slice(0, -1), own, cast(exact, narrow, to), cast(narrow, output, data_type/* ONNX_NUMBERS */.n.float32)] };
}

;// CONCATENATED MODULE: ./lib/replay/saturating-sums.js
/** The products of a matrix, row by row; zero points are subtracted after the sums, exactly, as the kernels do. */
function saturatingSums({ rows, depth, columns, left, right, leftZero, rightZero }) {
    const sums = new Float64Array(rows * columns);
    for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++) {
            const zero = rightZero(column);
            let sum = depth * leftZero * zero;
            for (let place = 0; place < depth; place += 2) {
                const [a, b] = [left(row, place), right(place, column)];
                const [c, d] = place + 1 < depth ? [left(row, place + 1), right(place + 1, column)] : [0, 0];
                sum += clamp(a * b + c * d, -32768, 32767) - leftZero * (b + d) - zero * (a + c);
            }
            sums[row * columns + column] = sum;
        }
    return sums;
}
/** The number, or the limit that it is beyond. */
function clamp(value, low, high) {
    return Math.min(high, Math.max(low, value));
}

;// CONCATENATED MODULE: ./lib/replay/window-places.js

/** Null for padding that the sizes decide, and for convolutions over one or three axes. */
function windowsOf(node, kernel, output) {
    const [kh, kw] = kernel;
    const [height, width] = output;
    const fixed = ['NOTSET', ''].includes((0,onnx_attributes/* textOf */.b6)((0,onnx_attributes/* attributeOf */.w4)(node, 'auto_pad')) ?? '');
    if (!fixed ||
        kernel.length !== 2 ||
        kh === undefined ||
        kw === undefined ||
        height === undefined ||
        width === undefined)
        return null;
    const [sy = 1, sx = 1] = (0,onnx_attributes/* intsOf */.YA)(node, 'strides') ?? [];
    const [dy = 1, dx = 1] = (0,onnx_attributes/* intsOf */.YA)(node, 'dilations') ?? [];
    const [top = 0, left = 0] = (0,onnx_attributes/* intsOf */.YA)(node, 'pads') ?? [];
    return {
        kernel: [kh, kw],
        size: [height, width],
        at: (y, x, ky, kx) => [y * sy + ky * dy - top, x * sx + kx * dx - left],
    };
}

;// CONCATENATED MODULE: ./lib/replay/variants/saturating-products.js






/** Pairs of 8-bit products that saturate in 16 bits on x86 without VNNI. */
const saturatingProducts = {
    id: 'saturating-products',
    readings(operator) {
        const product = integerProduct(operator);
        const sums = product === null ? null : sumsOf(product);
        const made = operator.output(0);
        const [name = ''] = operator.node.output ?? [];
        if (product === null || sums === null || made === null || (0,tensor_tensor/* elementCount */.KX)(made.shape) !== sums.length)
            return [];
        const numbers = product.steps === null ? sums : requantised(sums, product, made, product.steps);
        return [
            {
                asIf: 'pairs of 8-bit products saturated in 16 bits, as on x86 without VNNI',
                fix: 'quantise with reduce_range=True, or the weights to uint8; or set session.x64quantprecision=1 in ONNX Runtime',
                computed: { values: { [name]: { ...made, bytes: (0,encode_elements/* encodeElements */.CD)(made.dtype, numbers) } } },
            },
        ];
    },
};
function integerProduct(operator) {
    const { type, node } = operator;
    const [a, b, made] = [operator.input(0), operator.input(1), operator.output(0)];
    if (made === null)
        return null;
    if (type === 'QuantizeLinear')
        return betweenQuantisers(operator, made);
    if (a === null)
        return null;
    if (type === 'MatMulInteger' || type === 'ConvInteger')
        return b === null
            ? null
            : { node, a, b, zeroA: operator.input(2), zeroB: operator.input(3), bias: null, made, steps: null };
    if (type === 'QLinearMatMul' || type === 'QLinearConv') {
        const weight = operator.input(3);
        const [scaleA, scaleB, scaleY] = [operator.input(1), operator.input(4), operator.input(6)];
        if (weight === null || scaleA === null || scaleB === null || scaleY === null)
            return null;
        const steps = { a: scaleA, b: scaleB, y: scaleY, zero: operator.input(7) };
        return {
            node,
            a,
            b: weight,
            zeroA: operator.input(2),
            zeroB: operator.input(5),
            bias: operator.input(8),
            made,
            steps,
        };
    }
    return null;
}
/** DequantizeLinear twice, a product, QuantizeLinear: runtimes make one integer product of them. */
function betweenQuantisers(operator, made) {
    const makers = new Map(operator.nodes.map((node) => [node.output?.[0] ?? '', node]));
    const product = makers.get(operator.node.input?.[0] ?? '');
    if (product === undefined || !['Conv', 'MatMul'].includes(product.opType ?? ''))
        return null;
    const [left, right, bias] = (product.input ?? []).map((name) => makers.get(name));
    if (left?.opType !== 'DequantizeLinear' || right?.opType !== 'DequantizeLinear')
        return null;
    const partOf = (node, place) => operator.value(node?.input?.[place] ?? '');
    const [a, b, scaleA, scaleB] = [partOf(left, 0), partOf(right, 0), partOf(left, 1), partOf(right, 1)];
    const y = operator.input(1);
    if (a === null || b === null || scaleA === null || scaleB === null || y === null)
        return null;
    if ((product.input ?? []).length > 2 && bias?.opType !== 'DequantizeLinear')
        return null;
    const steps = { a: scaleA, b: scaleB, y, zero: operator.input(2) };
    return {
        node: product,
        a,
        b,
        zeroA: partOf(left, 2),
        zeroB: partOf(right, 2),
        bias: partOf(bias, 0),
        made,
        steps,
    };
}
/** In the order of the output. Only weights of int8 saturate. */
function sumsOf(product) {
    const { a, b } = product;
    if (b.dtype !== 'int8' || (a.dtype !== 'uint8' && a.dtype !== 'int8'))
        return null;
    return (product.node.opType ?? '').includes('Conv') ? convolved(product) : multiplied(product);
}
/** Signed numbers are moved into the unsigned range, and their zero point with them. */
function unsigned({ a, zeroA }) {
    const shift = a.dtype === 'int8' ? 128 : 0;
    return {
        numbers: (0,numbers_of/* numbersOf */.c)(a).map((value) => value + shift),
        zero: (zeroA === null ? 0 : ((0,numbers_of/* numbersOf */.c)(zeroA)[0] ?? 0)) + shift,
    };
}
function zeros(zero) {
    const numbers = zero === null ? [0] : (0,numbers_of/* numbersOf */.c)(zero);
    return (column) => numbers[numbers.length === 1 ? 0 : column] ?? 0;
}
function multiplied(product) {
    const { a, b, zeroB } = product;
    const [depth = 0, columns = 0] = b.shape;
    if (b.shape.length !== 2 || a.shape.at(-1) !== depth)
        return null;
    const { numbers, zero } = unsigned(product);
    const weights = (0,numbers_of/* numbersOf */.c)(b);
    return saturatingSums({
        rows: (0,tensor_tensor/* elementCount */.KX)(a.shape) / depth,
        depth,
        columns,
        left: (row, place) => numbers[row * depth + place] ?? 0,
        right: (place, column) => weights[place * columns + column] ?? 0,
        leftZero: zero,
        rightZero: zeros(zeroB),
    });
}
/** Kernels go through a window pixel by pixel, and through the channels of each. */
function convolved(product) {
    const { node, a, b, zeroB, made } = product;
    const [batch = 0, channels = 0, height = 0, width = 0] = a.shape;
    const [outputs = 0, depthOf = 0, ...kernel] = b.shape;
    const windows = windowsOf(node, kernel, made.shape.slice(2));
    if (windows === null)
        return null;
    const { numbers, zero } = unsigned(product);
    const weights = (0,numbers_of/* numbersOf */.c)(b);
    const [kh, kw] = windows.kernel;
    const [rows, columns] = windows.size;
    const groups = (0,onnx_attributes/* intOf */.L0)(node, 'group', 1);
    const perGroup = outputs / groups;
    const zeroOf = zeros(zeroB);
    const sums = new Float64Array(batch * outputs * rows * columns);
    for (let group = 0; group < groups; group++) {
        const part = saturatingSums({
            rows: batch * rows * columns,
            depth: kh * kw * depthOf,
            columns: perGroup,
            left(row, place) {
                const [image, pixel] = [Math.floor(row / (rows * columns)), row % (rows * columns)];
                const [tap, channel] = [Math.floor(place / depthOf), place % depthOf];
                const [y, x] = windows.at(Math.floor(pixel / columns), pixel % columns, Math.floor(tap / kw), tap % kw);
                if (y < 0 || x < 0 || y >= height || x >= width)
                    return zero;
                return numbers[((image * channels + group * depthOf + channel) * height + y) * width + x] ?? 0;
            },
            right(place, column) {
                const [tap, channel] = [Math.floor(place / depthOf), place % depthOf];
                return weights[((group * perGroup + column) * depthOf + channel) * kh * kw + tap] ?? 0;
            },
            leftZero: zero,
            rightZero: (column) => zeroOf(group * perGroup + column),
        });
        part.forEach((sum, index) => {
            const [row, column] = [Math.floor(index / perGroup), index % perGroup];
            const [image, pixel] = [Math.floor(row / (rows * columns)), row % (rows * columns)];
            sums[(image * outputs + group * perGroup + column) * rows * columns + pixel] = sum;
        });
    }
    return sums;
}
function requantised(sums, { node, made, bias }, { dtype }, steps) {
    const isConvolution = (node.opType ?? '').includes('Conv');
    const [, outputs = 1] = made.shape;
    const inner = isConvolution ? (0,tensor_tensor/* elementCount */.KX)(made.shape.slice(2)) : 1;
    const channels = isConvolution ? outputs : (made.shape.at(-1) ?? 1);
    const [scaleA = 1, scaleY = 1] = [(0,numbers_of/* numbersOf */.c)(steps.a)[0], (0,numbers_of/* numbersOf */.c)(steps.y)[0]];
    const scaleB = (0,numbers_of/* numbersOf */.c)(steps.b);
    const added = bias === null ? null : (0,numbers_of/* numbersOf */.c)(bias);
    const zero = steps.zero === null ? 0 : ((0,numbers_of/* numbersOf */.c)(steps.zero)[0] ?? 0);
    const [low, high] = (0,encode_elements/* integerLimits */.nZ)(dtype).map(Number);
    return sums.map((sum, index) => {
        const channel = Math.floor(index / inner) % channels;
        const scale = (scaleA * (scaleB[scaleB.length === 1 ? 0 : channel] ?? 1)) / scaleY;
        return clamp(halfToEven((sum + (added?.[channel] ?? 0)) * scale) + zero, low ?? 0, high ?? 0);
    });
}
function halfToEven(value) {
    const floor = Math.floor(value);
    const rest = value - floor;
    return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

;// CONCATENATED MODULE: ./lib/replay/variants/scatter-reduction.js


/** Whether updates replace what is there, or are added to it, multiplied with it or compared with it. */
const scatterReduction = {
    id: 'scatter-reduction',
    readings(operator) {
        const own = (0,onnx_attributes/* textOf */.b6)((0,onnx_attributes/* attributeOf */.w4)(operator.node, 'reduction')) ?? 'none';
        if (!['ScatterND', 'ScatterElements'].includes(operator.type) || own === 'none')
            return [];
        return [
            {
                asIf: `updates replaced what was there (reduction none instead of ${own})`,
                fix: null,
                computed: withAttributes(operator, { reduction: null }),
            },
        ];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/selu-constants.js


/** Defaults of ONNX since operator set 6, in float32. */
const selu_constants_EXACT = { alpha: 1.6732631921768188, gamma: 1.0507010221481323 };
/** The same constants as they are written in short. */
const SHORT = [
    { alpha: 1.67326, gamma: 1.0507 },
    { alpha: 1.6732, gamma: 1.0507 },
];
/** Defaults that a runtime has with fewer digits than ONNX. */
const seluConstants = {
    id: 'selu-constants',
    readings(operator) {
        if (operator.type !== 'Selu')
            return [];
        const own = (name) => (0,onnx_attributes/* attributeOf */.w4)(operator.node, name)?.f ?? selu_constants_EXACT[name];
        const isDefault = (name) => Math.abs(own(name) - selu_constants_EXACT[name]) < 1e-7;
        if (!isDefault('alpha') && !isDefault('gamma'))
            return [
                {
                    asIf: 'its alpha and gamma were ignored',
                    fix: null,
                    computed: withAttributes(operator, { alpha: null, gamma: null }),
                },
            ];
        if (!isDefault('alpha') || !isDefault('gamma'))
            return [];
        const isStated = ['alpha', 'gamma'].every((name) => (0,onnx_attributes/* attributeOf */.w4)(operator.node, name) !== undefined);
        const fix = isStated ? null : 'write alpha and gamma into the node, so that no runtime has to know their defaults';
        return SHORT.map(({ alpha, gamma }) => ({
            asIf: `alpha was ${alpha} instead of 1.6732632, and gamma ${gamma} instead of 1.050701`,
            fix,
            computed: withAttributes(operator, {
                alpha: (0,onnx_attributes/* floatAttribute */.fC)('alpha', alpha),
                gamma: (0,onnx_attributes/* floatAttribute */.fC)('gamma', gamma),
            }),
        }));
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/sequence-lengths.js

/** Sequences of different lengths in one batch: the shorter ones end early. */
const sequenceLengths = {
    id: 'sequence-lengths',
    readings(operator) {
        if (!['LSTM', 'GRU', 'RNN'].includes(operator.type) || (operator.node.input?.[4] ?? '') === '')
            return [];
        return [
            {
                asIf: 'sequence_lens was ignored: every sequence ran to the end',
                fix: 'run each sequence by itself, or mask what lies beyond its end in the graph',
                computed: withInputs(operator, { 4: '' }),
            },
        ];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/slice-bounds.js


/** The largest end that stands for "up to the end of the axis". */
const slice_bounds_END = 2 ** 31 - 1;
/** Starts and ends of a Slice that count from the end, or steps, and are read as if they did not. */
const sliceBounds = {
    id: 'slice-bounds',
    readings(operator) {
        const shape = operator.input(0)?.shape ?? [];
        const [starts, ends] = [integersOf(operator, 1), integersOf(operator, 2)];
        if (operator.type !== 'Slice' || starts === null || ends === null)
            return [];
        const axes = integersOf(operator, 3) ?? starts.map((_, place) => place);
        const steps = integersOf(operator, 4) ?? starts.map(() => 1);
        return starts.flatMap((start, place) => {
            const axis = axes[place] ?? place;
            const size = shape[axis < 0 ? axis + shape.length : axis] ?? 0;
            const [end = size, step = 1] = [ends[place], steps[place]];
            const from = inside(start, size);
            const to = inside(end, size);
            const of = (asIf, own, last, by = step) => ({
                asIf: `${asIf} on axis ${axis}`,
                fix: null,
                computed: withBounds(operator, starts.with(place, own), ends.with(place, last), steps.with(place, by)),
            });
            const readings = [];
            if (start < 0) {
                readings.push(of(`its start ${start} was taken for 0`, 0, end));
                if (to > from)
                    readings.push(of(`its start ${start} was taken for 0, with the same length`, 0, to - from));
            }
            if (end < 0 && step > 0)
                readings.push(of(`its end ${end} was ignored`, start, slice_bounds_END));
            if (step > 1)
                readings.push(of(`its step ${step} was ignored`, start, end, 1));
            if (step > 1)
                readings.push(of(`its step ${step} was ignored, with the same length`, from, from + Math.ceil((to - from) / step), 1));
            if (step === 1 && to > from)
                for (const by of [-1, 1])
                    if (from + by >= 0 && to + by <= size)
                        readings.push(of(`it began ${by < 0 ? 'one before' : 'one behind'} its start`, from + by, to + by));
            return readings;
        });
    },
};
/** A bound as a place from 0 to the size. */
function inside(bound, size) {
    return Math.min(Math.max(bound < 0 ? bound + size : bound, 0), size);
}
function integersOf(operator, place) {
    const value = operator.input(place);
    return value === null ? null : [...(0,numbers_of/* numbersOf */.c)(value)];
}
function withBounds(operator, starts, ends, steps) {
    const dtype = operator.input(1)?.dtype ?? 'int64';
    const list = nodeList(operator);
    const named = (numbers) => list.tensor(dtype, [numbers.length], numbers);
    const axes = operator.input(3) ?? null;
    const inputs = { 1: named(starts), 2: named(ends), 4: named(steps) };
    const all = axes === null ? { ...inputs, 3: named(starts.map((_, place) => place)) } : inputs;
    return withInputs(operator, all, list.constants);
}

;// CONCATENATED MODULE: ./lib/replay/variants/softmax-axis.js


const softmax_axis_OPERATORS = ['Softmax', 'LogSoftmax', 'Hardmax'];
/**
 * Before operator set 13, these took all axes from theirs on as one; since then theirs alone. The default changed as well,
 * from the second axis to the last.
 */
const softmaxAxis = {
    id: 'softmax-axis',
    readings(operator) {
        const { type, opset, node } = operator;
        const rank = operator.input(0)?.shape.length ?? 0;
        if (!softmax_axis_OPERATORS.includes(type) || rank < 2)
            return [];
        const old = opset < 13;
        const own = (0,onnx_attributes/* intOf */.L0)(node, 'axis', old ? 1 : -1);
        const axis = own < 0 ? own + rank : own;
        const fix = 'convert the model to operator set 13 or later, where the operator has one axis';
        const reading = (asIf, to, set) => ({
            asIf,
            fix: old ? fix : null,
            computed: { ...withAttributes(operator, { axis: (0,onnx_attributes/* intAttribute */.ux)('axis', to) }), opset: set },
        });
        const others = Array.from({ length: rank }, (_, place) => place).filter((one) => one !== axis);
        return [
            old
                ? reading(`it ran along axis ${axis} alone instead of all axes from there on`, axis, 13)
                : reading(`it ran along all axes from ${axis} on instead of that one alone`, axis, 11),
            ...others.map((one) => reading(`it ran along axis ${one} instead of axis ${axis}`, one, 13)),
        ];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/softplus-tail.js

/** log(1 + eˣ) term by term: below about −16, 1 + eˣ is 1 in float32, and what is left is 0. */
const softplusTail = {
    id: 'softplus-tail',
    readings(operator) {
        const { type, node } = operator;
        if (type !== 'Softplus' && type !== 'Mish')
            return [];
        const [x = ''] = node.input ?? [];
        const list = nodeList(operator);
        const exp = list.add('Exp', [x]);
        const sum = list.add('Add', [exp, list.number(1)]);
        const asIf = 'log(1 + eˣ) was computed term by term, which loses the negative tail';
        if (type === 'Softplus')
            return [{ asIf, fix: null, computed: list.end('Log', [sum]) }];
        const soft = list.add('Log', [sum]);
        const tanh = list.add('Tanh', [soft]);
        return [{ asIf, fix: null, computed: list.end('Mul', [x, tanh]) }, squared(operator)].flat();
    },
};
/** tanh(log(1 + eˣ)) as ((1 + eˣ)² − 1) / ((1 + eˣ)² + 1), which cancels there too. */
function squared(operator) {
    const [x = ''] = operator.node.input ?? [];
    const list = nodeList(operator);
    const one = list.number(1);
    const sum = list.add('Add', [list.add('Exp', [x]), one]);
    const square = list.add('Mul', [sum, sum]);
    const ratio = list.add('Div', [list.add('Sub', [square, one]), list.add('Add', [square, one])]);
    return [
        {
            asIf: 'its tanh was computed as ((1 + eˣ)² − 1) / ((1 + eˣ)² + 1), which loses the negative tail',
            fix: null,
            computed: list.end('Mul', [x, ratio]),
        },
    ];
}

;// CONCATENATED MODULE: ./lib/replay/variants/swapped-operands.js

const TWO = ['Div', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual', 'MatMul', 'Mod', 'Pow', 'Sub'];
/** Inputs of an operator that is not commutative, in another order. */
const swappedOperands = {
    id: 'swapped-operands',
    readings(operator) {
        const { type, node } = operator;
        const [a = '', b = '', c = ''] = node.input ?? [];
        if (type === 'Where' && c !== '')
            return [
                {
                    asIf: 'the two values to choose from were swapped',
                    fix: null,
                    computed: withInputs(operator, { 1: c, 2: b }),
                },
            ];
        if (type === 'Concat') {
            const parts = node.input ?? [];
            if (parts.length < 2)
                return [];
            const computed = withInputs(operator, Object.fromEntries(parts.toReversed().entries()));
            return [{ asIf: 'the parts were joined in reverse order', fix: null, computed }];
        }
        if (type === 'Attention') {
            const sizes = [0, 1].map((place) => String(operator.input(place)?.shape));
            const computed = withInputs(operator, { 0: b, 1: a });
            return sizes[0] === sizes[1] ? [{ asIf: 'its queries and keys were swapped', fix: null, computed }] : [];
        }
        if (!TWO.includes(type) || b === '')
            return [];
        const shapes = [operator.input(0)?.shape, operator.input(1)?.shape].map(String);
        // Products of other shapes are not defined the other way round, or of another shape.
        if (type === 'MatMul' && shapes[0] !== shapes[1])
            return [];
        return [{ asIf: 'its two inputs were swapped', fix: null, computed: withInputs(operator, { 0: b, 1: a }) }];
    },
};

// EXTERNAL MODULE: ./lib/compare/kernel/slices.js
var kernel_slices = __webpack_require__(65366);
// EXTERNAL MODULE: ./lib/published.js
var published = __webpack_require__(80845);
;// CONCATENATED MODULE: ./lib/replay/variants/tie-order.js






const FIX = `let every index of an equal value pass with \`tolerance: { index: … }\` for that output (${published/* DOCUMENTATION */.l0}/tolerances.md), or break ties in the graph, as by subtracting a small multiple of the position`;
/** The order in which TopK returns equal values, and which of them ArgMax and ArgMin point at: by ONNX, the first. */
const tieOrder = {
    id: 'tie-order',
    readings(operator) {
        const place = PLACES.get(operator.type);
        const indices = place === undefined ? null : operator.output(place);
        const rows = indices === null ? null : rowsOf(operator, indices);
        if (place === undefined || indices === null || rows === null)
            return [];
        const reading = (asIf, order) => {
            const chosen = new Array((0,tensor_tensor/* elementCount */.KX)(indices.shape)).fill(0);
            for (const row of rows)
                for (const [rank, index] of order(row).entries())
                    chosen[row.places[rank] ?? 0] = index;
            const changed = (0,tensor_tensor/* tensor */.OE)(indices.dtype, indices.shape, (0,encode_elements/* encodeElements */.CD)(indices.dtype, chosen));
            const outputs = (operator.node.output ?? []).flatMap((name, output) => {
                const value = output === place ? changed : operator.output(output);
                return name === '' || value === null ? [] : [[name, value]];
            });
            return { asIf, fix: FIX, computed: { values: Object.fromEntries(outputs) } };
        };
        const last = reading('the last of equal values came first', lastFirst);
        const made = operator.made(place);
        if (made === null || made.dtype !== indices.dtype || String(made.shape) !== String(indices.shape))
            return [last];
        const numbers = (0,numbers_of/* numbersOf */.c)(made);
        const own = ({ places }) => places.map((one) => numbers[one] ?? -1);
        const isFree = rows.every((row) => isOfEqualValues(row, own(row)));
        return isFree ? [last, reading('equal values came in another order than that of their places', own)] : [last];
    },
};
/** Where these operators return indices. */
const PLACES = new Map([
    ['TopK', 1],
    ['ArgMax', 0],
    ['ArgMin', 0],
]);
/** Null where nothing ties. */
function rowsOf({ type, node, input }, indices) {
    const values = input(0);
    const slices = values === null ? null : (0,kernel_slices/* slicesAlong */.J)(values.shape, (0,onnx_attributes/* intOf */.L0)(node, 'axis', type === 'TopK' ? -1 : 0));
    if (values === null || slices === null || slices.count === 0)
        return null;
    const { stride, size, start } = slices;
    const count = (0,tensor_tensor/* elementCount */.KX)(indices.shape) / slices.count;
    const [numbers, found] = [(0,numbers_of/* numbersOf */.c)(values), (0,numbers_of/* numbersOf */.c)(indices)];
    const rows = Array.from({ length: slices.count }, (_, slice) => {
        const at = (index) => numbers[start(slice) + index * stride];
        const equal = new Map();
        for (let index = 0; index < size; index++) {
            const same = equal.get(at(index));
            if (same === undefined)
                equal.set(at(index), [index]);
            else
                same.push(index);
        }
        const first = Math.floor(slice / stride) * count * stride + (slice % stride);
        const places = Array.from({ length: count }, (_, rank) => first + rank * stride);
        return { at, equal, taken: places.map((place) => found[place] ?? 0), places };
    });
    return rows.some(({ at, equal, taken }) => taken.some((index) => (equal.get(at(index))?.length ?? 0) > 1))
        ? rows
        : null;
}
function lastFirst({ at, equal, taken }) {
    const used = new Map();
    return taken.map((index) => {
        const same = equal.get(at(index)) ?? [index];
        const before = used.get(at(index)) ?? 0;
        used.set(at(index), before + 1);
        return same[same.length - 1 - before] ?? index;
    });
}
/** Whether every index is that of an equal value, and none occurs twice. */
function isOfEqualValues({ at, equal, taken }, own) {
    const equals = own.every((index, rank) => equal.get(at(taken[rank] ?? 0))?.includes(index) === true);
    return equals && new Set(own).size === own.length;
}

;// CONCATENATED MODULE: ./lib/replay/variants/transposed-convolution.js


/** Where the rows that output_padding adds to a transposed convolution go, and whether there are any. */
const transposedConvolution = {
    id: 'transposed-convolution',
    readings(operator) {
        const { type, node } = operator;
        const added = (0,onnx_attributes/* intsOf */.YA)(node, 'output_padding') ?? [];
        if (type !== 'ConvTranspose' || !added.some((size) => size > 0))
            return [];
        const pads = (0,onnx_attributes/* intsOf */.YA)(node, 'pads') ?? added.flatMap(() => [0, 0]);
        const front = pads.map((pad, place) => place < added.length ? pad - (added[place] ?? 0) : pad + (added[place - added.length] ?? 0));
        const without = withAttributes(operator, { output_padding: null });
        const readings = [{ asIf: 'output_padding was ignored', fix: null, computed: without }];
        if (front.some((pad) => pad < 0))
            return readings;
        const moved = withAttributes(operator, { pads: (0,onnx_attributes/* intsAttribute */.R6)('pads', front) });
        return [...readings, { asIf: 'output_padding was added in front instead of behind', fix: null, computed: moved }];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/transposed-weight.js


/** A square matrix of weights that is read the other way round. */
const transposedWeight = {
    id: 'transposed-weight',
    readings(operator) {
        const shape = operator.input(1)?.shape ?? [];
        if (shape.length !== 2 || shape[0] !== shape[1])
            return [];
        const asIf = 'the second matrix was transposed';
        if (operator.type === 'Gemm') {
            const transB = (0,onnx_attributes/* intOf */.L0)(operator.node, 'transB', 0) === 0 ? 1 : 0;
            return [{ asIf, fix: null, computed: withAttributes(operator, { transB: (0,onnx_attributes/* intAttribute */.ux)('transB', transB) }) }];
        }
        if (operator.type !== 'MatMul')
            return [];
        const list = nodeList(operator);
        const [a = '', b = ''] = operator.node.input ?? [];
        const turned = list.add('Transpose', [b], (0,onnx_attributes/* intsAttribute */.R6)('perm', [1, 0]));
        return [{ asIf, fix: null, computed: list.end('MatMul', [a, turned]) }];
    },
};

;// CONCATENATED MODULE: ./lib/replay/variants/variance-divisor.js



/** What the sum of squares of a normalisation is divided by: their number n, one less, or nothing. */
const varianceDivisor = {
    id: 'variance-divisor',
    readings(operator) {
        const { type, node } = operator;
        const shape = operator.input(0)?.shape ?? [];
        const axis = type === 'InstanceNormalization' ? 2 : (0,onnx_attributes/* intOf */.L0)(node, 'axis', -1);
        const count = (0,tensor_tensor/* elementCount */.KX)(shape.slice(axis));
        if (!['InstanceNormalization', 'LayerNormalization'].includes(type) || shape.length < 2 || count < 2)
            return [];
        if ((node.output ?? []).filter((name) => name !== '').length > 1)
            return [];
        return [
            {
                asIf: 'the variance was divided by n − 1 instead of n',
                fix: null,
                computed: divided(operator, count, count - 1),
            },
            { asIf: 'the variance was a sum that was not divided by n', fix: null, computed: divided(operator, count, 1) },
        ];
    },
};
/** (x − m) / √(v·n/d + ε), by the operator itself: √(d/n) times the same with ε·d/n. */
function divided(operator, count, divisor) {
    const { node } = operator;
    const [x = '', scale = '', bias = ''] = node.input ?? [];
    const list = nodeList(operator);
    const ratio = divisor / count;
    const epsilon = (0,onnx_attributes/* attributeOf */.w4)(node, 'epsilon')?.f ?? 1e-5;
    const others = (node.attribute ?? []).filter(({ name }) => name !== 'epsilon');
    const scaled = list.add('Mul', [scale, list.number(Math.sqrt(ratio))]);
    const inputs = bias === '' ? [x, scaled] : [x, scaled, bias];
    return list.end(operator.type, inputs, ...others, { name: 'epsilon', type: 1, f: epsilon * ratio });
}

;// CONCATENATED MODULE: ./lib/replay/variants.js



























































/** Every known misreading. */
const VARIANTS = [
    activationConstants,
    batchNormStatistics,
    castRounding,
    cumulativeSum,
    depthToSpaceOrder,
    droppedBias,
    einsumOperand,
    epsilon,
    extremeOfTies,
    flippedKernel,
    gateOrder,
    gatherNegative,
    geluFormula,
    gridSampleBounds,
    gridSampleCorners,
    groupCount,
    gruReset,
    hardSwish,
    ifBranch,
    ignoredAxes,
    ignoredInput,
    integerDivision,
    keptAxes,
    leftOut,
    logOfSoftmax,
    lrnAlpha,
    lrnBias,
    lrnChannels,
    modSign,
    negativePads,
    oneHotNegative,
    otherAttribute,
    otherAxis,
    padMode,
    paddingSide,
    permutedAxes,
    poolCeiling,
    poolDivisor,
    preluAxis,
    resizeCoordinates,
    resizeCubic,
    resizeCubicBorder,
    resizeMode,
    resizeNearest,
    roundHalf,
    roundedOperands,
    roundedResult,
    saturatingProducts,
    scatterReduction,
    seluConstants,
    sequenceLengths,
    sliceBounds,
    softmaxAxis,
    softplusTail,
    swappedOperands,
    tieOrder,
    transposedConvolution,
    transposedWeight,
    varianceDivisor,
];

;// CONCATENATED MODULE: ./lib/replay/name-cause.js




/**
 * What the known misreadings of the operator make of its inputs, evaluated on the reference runtime. One that makes what
 * the specification does, within rounding, is not offered: on these inputs it explains nothing.
 * @param candidate what the column made, for misreadings that leave something open
 */
async function offeredReadings(alone, { values: specified, noise }, candidate, context) {
    const last = operatorOf(alone, alone.nodes, specified, candidate);
    const offered = [];
    for (const { id, readings } of VARIANTS)
        for (const reading of [...readings(last), ...inGroup(alone, specified, candidate, readings)]) {
            const values = await name_cause_valuesOf(reading, alone, context);
            if (values !== null && !distance(specified, values, { noise }).agree)
                offered.push({ ...reading, variant: id, values });
        }
    return offered;
}
/** Operators of a group that are looked at by themselves. */
const MOST_OF_GROUP = 12;
/** What each operator of a group may be misread as by itself, with the others as they are; none where there is but one. */
function inGroup(alone, specified, candidate, readings) {
    const { nodes } = alone;
    if (nodes.length === 1)
        return [];
    return nodes.slice(-MOST_OF_GROUP).flatMap((node) => {
        const own = operatorOf(alone, [node], specified, candidate);
        const place = nodes.indexOf(node);
        return readings(own).flatMap(({ asIf, fix, computed }) => {
            if ('values' in computed)
                return [];
            const whole = [...nodes.slice(0, place), ...computed.nodes, ...nodes.slice(place + 1)];
            const which = `${own.type} \`${node.name || (node.output?.[0] ?? '')}\``;
            return [{ asIf: `in ${which}, ${asIf}`, fix, computed: { ...computed, nodes: whole } }];
        });
    });
}
/** The misreadings that reproduce the candidate within rounding, the closest first. */
function causesOf(candidate, offered, noise) {
    return offered
        .map(({ variant, asIf, fix, values }) => ({ variant, asIf, fix, distance: distance(values, candidate, { noise }) }))
        .filter((cause) => cause.distance.agree)
        .toSorted((a, b) => Number(a.distance.noiseRatio ?? 0) - Number(b.distance.noiseRatio ?? 0));
}
function operatorOf({ model, inputs }, nodes, specified, candidate) {
    const node = nodes.at(-1) ?? nodes[0];
    const domain = (node.domain ?? '').replace('ai.onnx', '');
    const imported = (model.opsetImport ?? []).find((one) => (one.domain ?? '').replace('ai.onnx', '') === domain);
    const value = (name) => {
        const own = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
        if (own !== undefined)
            return own.dtype === 'string' ? null : own;
        return name === '' ? null : weightOf(model, name);
    };
    return {
        type: `${domain === '' ? '' : `${domain}.`}${node.opType ?? ''}`,
        node,
        nodes,
        opset: Number(imported?.version ?? 1),
        value,
        input: (place) => value(node.input?.[place] ?? ''),
        isWeight: (place) => weightOf(model, node.input?.[place] ?? '') !== null,
        output: (place) => packedOf(specified, node.output?.[place] ?? ''),
        made: (place) => packedOf(candidate, node.output?.[place] ?? ''),
    };
}
function packedOf(values, name) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value?.kind === 'tensor' && value.dtype !== 'string' ? value : null;
}
/** Null when the reference runtime cannot evaluate it. */
async function name_cause_valuesOf({ computed }, alone, context) {
    if ('values' in computed)
        return computed.values;
    const made = await runOperator({ bytes: bytesOfModel(read(alone, computed)), inputs: alone.inputs, column: context.reference }, context);
    return 'fault' in made ? null : made.values;
}
function read(alone, { nodes, constants = [], opset }) {
    const { graph, opsetImport } = alone.model;
    const constant = (graph?.node ?? []).filter((node) => !alone.nodes.includes(node));
    const imports = (opsetImport ?? []).map((one) => opset === undefined || (one.domain ?? '').replace('ai.onnx', '') !== '' ? one : { ...one, version: opset });
    const changed = {
        ...graph,
        node: [...constant, ...nodes],
        initializer: [...(graph?.initializer ?? []), ...constants],
    };
    return { ...alone, model: { ...alone.model, opsetImport: imports, graph: changed } };
}

// EXTERNAL MODULE: ./lib/compare/kernel/decode.js
var kernel_decode = __webpack_require__(53719);
;// CONCATENATED MODULE: ./lib/truth/float64-values.js



/** Floats that are widened for a computation in float64. */
function isNarrowFloat(dtype) {
    return dtype === 'float32' || dtype === 'float16' || dtype === 'bfloat16';
}
/** The same numbers as float64. */
function inFloat64(value) {
    return retyped(value, 'float64');
}
/** The values with every narrow float as float64. */
function valuesInFloat64(values) {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, widened(value)]));
}
/**
 * Values of a computation in float64, rounded to the types that the reference's have.
 * @param names the reference's names → those of the values
 */
function roundedLike(values, reference, names) {
    const first = new Map(Object.entries(names).flatMap(([name, own]) => (own === null ? [] : [[own, name]])));
    return Object.fromEntries(Object.entries(values).map(([own, value]) => [own, float64_values_rounded(value, reference[first.get(own) ?? own])]));
}
function float64_values_rounded(value, like) {
    if (value.kind === 'tensor' && like?.kind === 'tensor') {
        const narrower = value.dtype === 'float64' && like.dtype !== 'string' && isNarrowFloat(like.dtype);
        return narrower ? retyped(value, like.dtype) : value;
    }
    if (value.kind === 'sequence' && like?.kind === 'sequence')
        return { kind: 'sequence', items: value.items.map((item, index) => float64_values_rounded(item, like.items[index])) };
    if (value.kind === 'map' && like?.kind === 'map')
        return { ...value, values: float64_values_rounded(value.values, like.values) };
    return value;
}
function retyped(value, dtype) {
    const numbers = new Float64Array((0,tensor_tensor/* elementCount */.KX)(value.shape));
    const decode = (0,kernel_decode/* float64Decoder */.B)(value);
    for (let start = 0; start < numbers.length; start += kernel_decode/* CHUNK */.m$)
        decode(start, Math.min(kernel_decode/* CHUNK */.m$, numbers.length - start), numbers.subarray(start));
    return { ...value, dtype, bytes: (0,encode_elements/* encodeElements */.CD)(dtype, numbers) };
}
function widened(value) {
    switch (value.kind) {
        case 'tensor':
            return value.dtype !== 'string' && isNarrowFloat(value.dtype) ? inFloat64(value) : value;
        case 'sequence':
            return { kind: 'sequence', items: value.items.map(widened) };
        case 'map':
            return { ...value, values: widened(value.values) };
        case 'absent':
            return value;
    }
}

;// CONCATENATED MODULE: ./lib/truth/float64-model.js





const FLOAT64 = 11;
/** AttributeProto.AttributeType.TENSOR. */
const TENSOR = 4;
/** Operators whose result is not a function of exact numbers: they draw, or round to a grid on which float32 decides ties. */
const WITHOUT_TRUTH = /^(Random|Bernoulli$|Multinomial$|QuantizeLinear$|DynamicQuantize|DequantizeLinear$|QLinear|QGemm$|.*Integer$|QAttention$|MatMulNBits$)/;
/** Inputs that stay float32 whatever the other types are (ONNX operator specification). */
const FLOAT32_INPUTS = { Resize: 2, Upsample: 1 };
/** Attributes that name an element type. */
const TYPE_ATTRIBUTES = new Set(['to', 'dtype', 'output_datatype']);
/**
 * Turns a model that is in memory into the same computation in float64, in place: its inputs, outputs, constants and
 * casts. What the graph states of the types in between is left out: it is derived again.
 * @returns whether there is such a computation: not for models that draw random numbers or round to a grid
 */
function toFloat64(model) {
    const kept = new Set();
    let possible = true;
    (0,graph_walk/* forEachTensor */.K)(model, {
        node({ opType, input }) {
            if (WITHOUT_TRUTH.test(opType ?? ''))
                possible = false;
            const place = FLOAT32_INPUTS[opType ?? ''];
            const name = place === undefined ? '' : (input?.[place] ?? '');
            if (name !== '')
                kept.add(name);
        },
    });
    if (!possible)
        return false;
    try {
        (0,graph_walk/* forEachTensor */.K)(model, {
            node: (node) => retypeNode(node, kept),
            tensor: (tensor, name) => {
                if (!kept.has(name))
                    retypeTensor(tensor);
            },
        });
    }
    catch (error) {
        if (error instanceof malformed/* Malformed */.s)
            return false;
        throw error;
    }
    if (model.graph != null)
        retypeGraph(model.graph);
    for (const fn of model.functions ?? [])
        fn.valueInfo = [];
    model.trainingInfo = [];
    return true;
}
function retypeGraph(graph) {
    for (const { type } of [...(graph.input ?? []), ...(graph.output ?? [])])
        retype(type);
    graph.valueInfo = [];
}
function retype(type) {
    if (type == null)
        return;
    const { tensorType, sparseTensorType, sequenceType, optionalType, mapType } = type;
    for (const tensor of [tensorType, sparseTensorType])
        if (tensor != null)
            tensor.elemType = wide(tensor.elemType ?? 0);
    for (const inner of [sequenceType?.elemType, optionalType?.elemType, mapType?.valueType])
        retype(inner);
}
const wide = (elemType) => (isNarrowFloat((0,data_type/* dtypeOfOnnx */.Z)(elemType)) ? FLOAT64 : elemType);
function retypeTensor(tensor) {
    if (!isNarrowFloat((0,data_type/* dtypeOfOnnx */.Z)(tensor.dataType ?? 0)))
        return;
    const value = tensorOfProto(tensor);
    if (value.dtype === 'string')
        return;
    tensor.rawData = inFloat64(value).bytes;
    tensor.dataType = FLOAT64;
    tensor.floatData = [];
    tensor.int32Data = [];
}
function retypeNode(node, kept) {
    const [output = ''] = node.output ?? [];
    const attributes = node.attribute ?? [];
    for (const attribute of attributes) {
        for (const graph of [attribute.g, ...(attribute.graphs ?? [])])
            if (graph != null)
                retypeGraph(graph);
        if (TYPE_ATTRIBUTES.has(attribute.name ?? '') && attribute.i != null)
            attribute.i = wide(Number(attribute.i));
    }
    if (node.opType === 'Constant' && !kept.has(output))
        node.attribute = attributes.map(constantInFloat64);
    // Without a value it fills with float32 zeros.
    if (node.opType === 'ConstantOfShape' && attributes.length === 0)
        node.attribute = [doubles([1], [0])];
}
/** A float, or list of floats, is float32 by its kind of attribute: as a tensor it can be float64. */
function constantInFloat64(attribute) {
    if (attribute.name === 'value_float')
        return doubles([], [attribute.f ?? 0]);
    if (attribute.name === 'value_floats')
        return doubles([attribute.floats?.length ?? 0], attribute.floats ?? []);
    return attribute;
}
function doubles(dims, numbers) {
    return { name: 'value', type: TENSOR, t: { dims, dataType: FLOAT64, doubleData: [...numbers] } };
}

;// CONCATENATED MODULE: ./lib/replay/specification.js
/** By operator: what runtimes are known to read differently. */
const SENTENCES = {
    AveragePool: 'padding counts in an average only with count_include_pad=1; where ceil_mode lets a window reach beyond the padding, that part never counts',
    BatchNormalization: 'unless training_mode is 1 (which exists since version 14), the mean and variance given as inputs are used as they are; momentum only concerns the running statistics that training returns',
    ConvTranspose: 'with groups, the weight has one slice of C/group input channels for each group; output_padding adds to one side only, the end; with auto_pad, each output size is the input size times the stride',
    DepthToSpace: 'mode DCR takes the depth as blocks of channels, CRD as channels of blocks',
    Div: 'the quotient of integers is cut towards zero',
    Gather: 'an index may be negative, and then counts from the end of the axis',
    Gelu: 'it is x/2·(1 + erf(x/√2)); with approximate="tanh" it is the approximation by tanh',
    GRU: 'with linear_before_reset=0 the reset gate multiplies the state before the recurrent weights do; sequence_lens says for each sequence of the batch where it ends',
    GridSample: 'with padding_mode zeros, every neighbour outside the input counts as zero',
    If: 'the branch is chosen by the condition: then_branch where it is true',
    InstanceNormalization: 'mean and variance are those of each channel of each sample, over all positions, whatever their number',
    LRN: 'the squares are summed over the neighbouring channels, for every channel, and alpha is divided by the number of channels in the window',
    LSTM: 'sequence_lens says for each sequence of the batch where it ends: what lies beyond is zero in Y, and Y_h and Y_c are the state at the end',
    MatMulInteger: 'a product never overflows, and a sum only beyond 32 bits',
    Mish: 'it is x·tanh(log(1 + eˣ))',
    Mod: 'with fmod=0 the remainder has the sign of the divisor, with fmod=1 that of the dividend',
    OneHot: 'an index from −depth to depth − 1 is in range, and a negative one counts from the end; any other gives a row without a hot element',
    Pad: 'a negative pad removes elements from that side',
    PRelu: 'the slope broadcasts to the input from the last axis on, as in numpy',
    QuantizeLinear: 'a value halfway between two steps goes to the even one',
    Resize: 'coordinate_transformation_mode says where a pixel of the output lies in the input; unless exclude_outside is 1, pixels beyond the border are those of the border',
    RNN: 'sequence_lens says for each sequence of the batch where it ends',
    Round: 'a number halfway between two integers goes to the even one',
    ScatterND: 'with a reduction, every update is added to (or multiplied with, or compared with) what is there, also where an index occurs twice',
    Softmax: 'since version 13 it runs along one axis; before, along all axes from axis on, taken as one',
    Softplus: 'it is log(1 + eˣ)',
    Unique: 'without axis the input is taken as flat, and the results are in ascending order with sorted=1, else in the order of first occurrence',
};
/** What the specification says of the operator where runtimes disagree; null where nothing is known of that. */
function specificationOf({ opType, domain }) {
    const name = opType ?? '';
    const says = (domain ?? '').replace('ai.onnx', '') === '' && Object.hasOwn(SENTENCES, name) ? SENTENCES[name] : undefined;
    return says === undefined ? null : { says, section: sectionOf({ opType: name }) };
}
/** Where the specification describes the operator. */
function sectionOf({ opType }) {
    return `${opType ?? ''} in ONNX's list of operators (docs/Operators.md)`;
}

// EXTERNAL MODULE: ./lib/compare/kernel/box-overlap.js
var box_overlap = __webpack_require__(51902);
;// CONCATENATED MODULE: ./lib/onnx/valid-selection.js
/** Whether boxes are a right result of NonMaxSuppression: of boxes with the same score the specification prefers none. */


const valid_selection_EXACT = { score: 0, side: 0 };
/** Overlaps this close are equal: float32 rounding of a few operations. */
const SAME_OVERLAP = 2 ** -16;
/** @param made rows of batch, class and box */
function isValidSelection(made, selection, room = valid_selection_EXACT) {
    const { boxes, scores, most } = selection;
    const [batches = 0, classes = 0, count = 0] = scores.shape;
    if (made.dtype === 'string' || made.shape.length !== 2 || made.shape[1] !== 3)
        return false;
    if (boxes.shape.length !== 3 || boxes.shape[0] !== batches || boxes.shape[1] !== count)
        return false;
    const chosen = new Map();
    const rows = (0,numbers_of/* numbersOf */.c)(made);
    for (let row = 0; row < rows.length; row += 3) {
        const [batch = -1, of = -1, box = -1] = rows.subarray(row, row + 3);
        if (!isPlace(batch, batches) || !isPlace(of, classes) || !isPlace(box, count))
            return false;
        const key = `${batch} ${of}`;
        chosen.set(key, [...(chosen.get(key) ?? []), box]);
    }
    for (let batch = 0; batch < batches; batch++) {
        const own = Array.from({ length: count }, (_, box) => boxAt(selection, batch * count + box));
        for (let of = 0; of < classes; of++) {
            const start = (batch * classes + of) * count;
            const score = (box) => scores.numbers[start + box] ?? Number.NaN;
            const one = { boxes: own, score, count, most: most ?? 0 };
            if (!isValidClass(chosen.get(`${batch} ${of}`) ?? [], one, selection, room))
                return false;
        }
    }
    return true;
}
/** The best first, none that overlaps a better one, and none left out without a reason. */
function isValidClass(chosen, { boxes, score, count, most }, { overlap: limit, least }, room) {
    const threshold = least ?? Number.NEGATIVE_INFINITY;
    const near = 2 * room.score;
    const overlapOf = (a, b) => (0,box_overlap/* overlap */.EF)(boxes[a] ?? NOWHERE, boxes[b] ?? NOWHERE);
    const slack = (a, b) => SAME_OVERLAP + (room.side === 0 ? 0 : (8 * room.side) / Math.min(side(boxes[a]), side(boxes[b])));
    if (chosen.length > most || new Set(chosen).size < chosen.length)
        return false;
    for (const [place, box] of chosen.entries()) {
        if (!(score(box) >= threshold - near))
            return false;
        const before = chosen.slice(0, place);
        if (before.some((other) => !(score(other) >= score(box) - near)))
            return false;
        if (before.some((other) => overlapOf(other, box) > (limit ?? 0) + slack(other, box)))
            return false;
    }
    const isFull = chosen.length === most;
    for (let box = 0; box < count; box++) {
        if (chosen.includes(box) || !(score(box) > threshold + near))
            continue;
        const better = chosen.filter((other) => score(other) >= score(box) - near);
        const isLeftOut = (isFull && better.length === chosen.length) ||
            better.some((other) => overlapOf(other, box) > (limit ?? 0) - slack(other, box));
        if (!isLeftOut)
            return false;
    }
    return true;
}
const NOWHERE = [Number.NaN, Number.NaN, Number.NaN, Number.NaN];
function side(box) {
    const [x1, y1, x2, y2] = box ?? NOWHERE;
    return Math.min(Math.abs(x2 - x1), Math.abs(y2 - y1));
}
function boxAt({ boxes: { numbers }, isCentred }, place) {
    const [a = 0, b = 0, c = 0, d = 0] = numbers.subarray(4 * place, 4 * place + 4);
    const [x1, y1, x2, y2] = (0,box_overlap/* boxFrom */.mP)(isCentred ? 'cxcywh' : 'yxyx', a, b, c, d);
    return [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)];
}
function isPlace(index, count) {
    return Number.isInteger(index) && index >= 0 && index < count;
}

;// CONCATENATED MODULE: ./lib/tensor/broadcast-place.js
/** Which element of an operand is read for an element of the result, whose shape it is broadcast to. */
function broadcastPlace(index, own, shape) {
    let [rest, place, stride] = [index, 0, 1];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
        const size = shape[axis] ?? 1;
        const ownSize = own[axis - shape.length + own.length] ?? 1;
        if (ownSize > 1)
            place += (rest % size) * stride;
        stride *= ownSize;
        rest = Math.floor(rest / size);
    }
    return place;
}

;// CONCATENATED MODULE: ./lib/replay/undefined-result.js









/**
 * Why the specification defines no result where two sides differ, so that every runtime may make another one, in words that
 * follow "the specification says that". Null where it defines one for any element in which they differ, or is not known
 * not to.
 * @param find a value by its name, weights too
 */
function undefinedResult(node, find, sides) {
    const read = (place) => {
        const name = node.input?.[place] ?? '';
        return name === '' ? undefined : find(name);
    };
    const only = (isOpen) => {
        const differing = isOpen === null ? [] : differingElements(sides);
        return isOpen !== null && differing.length > 0 && differing.every(isOpen);
    };
    switch (node.opType) {
        case 'Cast':
            return only(overflows(node, read(0))) ? OVERFLOW : null;
        case 'Div':
        case 'Mod':
            return only(dividesByZero(read(1), sides)) ? ZERO : null;
        case 'NonMaxSuppression':
            return selectsAnother(node, read, sides) ? SAME_SCORES : null;
        default:
            return null;
    }
}
const OVERFLOW = 'a number that does not fit into the integer type of a Cast has no defined result';
const ZERO = 'an integer divided by zero has no defined result';
const SAME_SCORES = 'any of several boxes with the same score may come first';
/** Whether both sides select boxes as specified. */
function selectsAnother(node, read, made) {
    const numbers = (place) => {
        const value = read(place);
        if (value?.kind !== 'tensor' || value.dtype === 'string')
            return null;
        return { numbers: (0,numbers_of/* numbersOf */.c)(value), shape: value.shape };
    };
    const [boxes, scores] = [numbers(0), numbers(1)];
    if (boxes === null || scores === null)
        return false;
    const given = (place) => numbers(place)?.numbers[0] ?? null;
    const isCentred = (0,onnx_attributes/* intOf */.L0)(node, 'center_point_box', 0) === 1;
    const selection = { boxes, scores, most: given(2), overlap: given(3), least: given(4), isCentred };
    return [made.reference, made.candidate].every((side) => side?.kind === 'tensor' && isValidSelection(side, selection));
}
/** Their places; none where the two have no elements in common. */
function differingElements({ reference, candidate }) {
    if (reference?.kind !== 'tensor' || candidate?.kind !== 'tensor')
        return [];
    if (reference.dtype === 'string' || candidate.dtype !== reference.dtype)
        return [];
    if (!(0,structure/* sameShape */._C)(reference.shape, candidate.shape))
        return [];
    const [own, other] = [(0,tensor_elements/* storageOf */.p)(reference), (0,tensor_elements/* storageOf */.p)(candidate)];
    return Array.from(own.keys()).filter((index) => !Object.is(own[index], other[index]));
}
/** Of floats: integers are cut to the bits that there are. */
function overflows(node, value) {
    const to = (0,data_type/* dtypeOfOnnx */.Z)(Number((0,onnx_attributes/* attributeOf */.w4)(node, 'to')?.i ?? 0));
    if (to === undefined || to === 'string' || tensor_dtype/* DTYPES */.A1[to].kind !== 'integer')
        return null;
    if (value?.kind !== 'tensor' || (value.dtype !== 'float32' && value.dtype !== 'float64'))
        return null;
    const numbers = (0,tensor_elements/* storageOf */.p)(value);
    const [low = 0, high = 0] = (0,encode_elements/* integerLimits */.nZ)(to).map(Number);
    // The largest int64 is no number of JavaScript; the one after it is.
    return (index) => {
        const whole = Math.trunc(Number(numbers[index]));
        return !(whole >= low && whole < high + 1);
    };
}
function dividesByZero(divisor, { reference }) {
    if (divisor?.kind !== 'tensor' || divisor.dtype === 'string' || tensor_dtype/* DTYPES */.A1[divisor.dtype].kind !== 'integer')
        return null;
    if (reference?.kind !== 'tensor')
        return null;
    const numbers = (0,tensor_elements/* storageOf */.p)(divisor);
    return (index) => Number(numbers[broadcastPlace(index, divisor.shape, reference.shape)]) === 0;
}

;// CONCATENATED MODULE: ./lib/replay/operator-truth.js









/** An evaluation in plain numpy takes its time. */
const SECONDS = 60;
function weightOrInput(name, { model, inputs }) {
    return Object.hasOwn(inputs, name) ? inputs[name] : (weightOf(model, name) ?? undefined);
}
/** Says how far the reference and the column are from the operator in float64, and so who is off. */
async function truthOfOperator(disputed, context) {
    const { alone } = disputed;
    const node = alone.nodes.at(-1) ?? alone.nodes[0];
    const made = node.output?.[0] ?? '';
    const { [made]: reference } = disputed.reference;
    const { [made]: candidate } = disputed.candidate;
    const open = undefinedResult(node, (name) => weightOrInput(name, alone), { reference, candidate });
    if (open !== null) {
        const specification = { says: open, section: sectionOf(node) };
        return { unknown: null, witnesses: [], agree: null, verdict: 'undefined', specification };
    }
    const specification = specificationOf(node);
    const wide = onnx/* onnx */.W.ModelProto.decode(bytesOfModel(alone));
    if (!toFloat64(wide))
        return {
            unknown: 'it rounds to a grid or draws random numbers: in float64 it is another computation',
            witnesses: [],
            agree: null,
            verdict: 'unknown',
            specification,
        };
    const bytes = onnx/* onnx */.W.ModelProto.encode(wide).finish();
    const found = [];
    const about = { ...disputed, outputs: operator_truth_disputedOutputs(disputed) };
    for (const column of context.witnesses)
        found.push(await testimonyOf(column, bytes, about, context));
    const [one, other] = found.flatMap(({ values }) => (values === null ? [] : [values]));
    const agree = one === undefined || other === undefined ? null : distance(one, other, disputed).agree;
    const witnesses = found.map(({ witness }) => witness);
    const isExact = !hasFloats({ ...alone.inputs, ...disputed.reference });
    return {
        unknown: one === undefined ? 'no runtime could compute it again' : null,
        witnesses,
        agree,
        verdict: verdictOf(found.filter(isIndependent(context.reference, isExact)).map(({ witness }) => witness), agree),
        ...(isExact && { exact: true }),
        specification,
    };
}
function hasFloats(values) {
    return Object.values(values).some((value) => {
        if (value.kind !== 'tensor')
            return true;
        const { kind } = tensor_dtype/* DTYPES */.A1[value.dtype];
        return kind === 'float' || kind === 'complex';
    });
}
/** Of several outputs, those that the column makes otherwise: what the witnesses think of the others decides nothing. */
function operator_truth_disputedOutputs({ reference, candidate, noise, precision }) {
    const names = Object.keys(reference);
    const apart = names.filter((name) => !distance(only(reference, [name]), candidate, { noise, precision }).agree);
    return apart.length === 0 ? names : apart;
}
function only(values, names) {
    return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}
/** What the engine of the reference computes in the same types is what the reference has made already: of integers, always. */
function isIndependent({ runtime: { engine } }, isExact) {
    return ({ witness: { precision }, engine: own }) => (precision === 'f64' && !isExact) || own !== engine;
}
function verdictOf(witnesses, agree) {
    if (agree === false)
        return 'meaning';
    const said = witnesses.filter(({ reference, candidate }) => reference !== null && candidate !== null);
    if (said.length === 0)
        return 'unknown';
    const referenceIsOff = said.some(({ reference }) => reference?.agree === false);
    const candidateIsOff = said.some(({ candidate }) => candidate?.agree === false);
    if (candidateIsOff)
        return referenceIsOff ? 'both' : 'candidate';
    return referenceIsOff ? 'reference' : 'neither';
}
/** In float64, else as it is. */
async function testimonyOf(column, wide, { alone, reference, candidate, noise, precision, outputs }, context) {
    const { runtime } = column;
    const like = reference;
    const own = { column, seconds: SECONDS, like };
    const exact = await runOperator({ ...own, bytes: wide, inputs: valuesInFloat64(alone.inputs) }, context);
    const made = 'fault' in exact ? await runOperator({ ...own, bytes: bytesOfModel(alone), inputs: alone.inputs }, context) : exact;
    const about = { runtime: runtime.id, title: runtime.title, reason: 'fault' in exact ? exact.fault.what : null };
    if ('fault' in made)
        return {
            witness: { ...about, version: null, precision: null, reference: null, candidate: null },
            engine: runtime.engine,
            values: null,
        };
    const values = only(roundedLike(made.values, reference, {}), outputs);
    return {
        witness: {
            ...about,
            version: made.version,
            precision: 'fault' in exact ? 'own' : 'f64',
            reference: distance(values, reference, { noise }),
            candidate: distance(values, candidate, { noise, precision }),
        },
        engine: runtime.engine,
        values,
    };
}

;// CONCATENATED MODULE: ./lib/replay/replay-operator.js
/** One operator that was found to be computed wrongly, by itself: does it show the fault alone, why, and who is right. */








/** Replays the operator on the reference and down the route to its column, names the cause and asks for the truth. */
async function replayOperator(question, context) {
    const alone = operatorAlone(question);
    if ('fault' in alone)
        return notRun(question, [], alone.fault, context);
    const tried = await tryOperator(alone, question, context);
    if ('fault' in tried)
        return notRun(question, alone.nodes, tried.fault, context);
    return judged(tried, question, context);
}
/** What an operator that was run shows, why, and who is right. */
async function judged(tried, question, context) {
    const outcome = outcomeOf(tried, question, context);
    if (tried.distance.agree)
        return { question, outcome: { ...outcome, shows: 'not-alone' }, evidence: null };
    const { alone, reference, candidate } = tried;
    const offered = await offeredReadings(alone, reference, candidate, context);
    const { values, noise } = reference;
    const disputed = { alone, reference: values, candidate, noise, precision: question.precision };
    return {
        question,
        outcome: {
            ...outcome,
            shows: tried.rightWhenFixed ? 'open-sizes' : 'alone',
            offered: offered.length,
            causes: causesOf(candidate, offered, noise),
            truth: await truthOfOperator(disputed, context),
        },
        evidence: tried,
    };
}
/**
 * Runs it on the reference and on the column: with fixed sizes, and with open ones when the fault does not show.
 * A fault that is returned says where it does not run.
 */
async function tryOperator(alone, question, context) {
    const fixed = await tryWith(alone, false, question, context);
    if (!('fault' in fixed) && !fixed.distance.agree)
        return fixed;
    const open = await tryWith(alone, true, question, context);
    if ('fault' in open)
        return fixed;
    if (open.distance.agree)
        return 'fault' in fixed ? open : fixed;
    return { ...open, rightWhenFixed: !('fault' in fixed) };
}
/** Runs an operator on the reference and down the route to the column. */
async function tryWith(alone, open, { column, precision, acceptsFloat32, route, sigma = {}, }, context) {
    const { inputs } = alone;
    const winograd = column.runtime.winograd === true && hasWinogradConvolutions(alone.model.graph ?? {});
    const reference = await measureOperator(bytesOfModel(alone), inputs, winograd, context);
    if ('fault' in reference)
        return { fault: { ...reference.fault, what: `on ${context.reference.runtime.title}: ${reference.fault.what}` } };
    const { values } = reference;
    const narrow = acceptsFloat32 ? changed(reference.noise, noise_model/* withoutDouble */.Us) : reference.noise;
    const noise = quieter(winograd ? changed(narrow, noise_model/* withWinograd */.Iu) : narrow, sigma);
    const bytes = bytesOfModel(alone, { shapes: shapesOf(values), open });
    const made = await runOperator({ bytes, inputs, column, route, like: values }, context);
    if ('fault' in made)
        return { fault: { ...made.fault, what: `on ${column.id}: ${made.fault.what}` } };
    return {
        alone,
        open,
        rightWhenFixed: false,
        reference: { ...reference, noise },
        candidate: made.values,
        distance: distance(values, made.values, { noise, precision }),
        version: made.version,
        route: made.route,
    };
}
/**
 * The operator gets the very values that the reference computed. What it makes may jump where these move, as at the ties of
 * a Round, while in the whole model they never do: then that model's noise floors hold.
 */
function quieter(noise, whole) {
    return Object.fromEntries(Object.entries(noise).map(([name, own]) => {
        const floor = Object.hasOwn(whole, name) ? (whole[name] ?? null) : null;
        return [name, floor !== null && floor.doubt === undefined && floor.sigma < own.sigma ? floor : own];
    }));
}
function shapesOf(values) {
    return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value.kind === 'tensor' ? [[name, value.shape]] : [])));
}
function outcomeOf({ alone, distance: found, reference, version, route }, { column }, context) {
    return {
        ...namesOf(alone.nodes),
        reason: null,
        distance: found,
        reference: { runtime: context.reference.runtime.id, version: reference.version },
        column: { runtime: column.runtime.id, version, route },
        offered: 0,
        causes: [],
        truth: null,
    };
}
function namesOf(nodes) {
    const last = nodes.at(-1);
    return { operators: nodes.map(({ opType }) => opType ?? ''), node: last?.name || (last?.output?.[0] ?? '') };
}
function notRun(question, nodes, fault, context) {
    return {
        question,
        outcome: {
            ...namesOf(nodes),
            shows: 'not-run',
            reason: fault.what,
            distance: null,
            reference: { runtime: context.reference.runtime.id, version: null },
            column: { runtime: question.column.runtime.id, version: null, route: [] },
            offered: 0,
            causes: [],
            truth: null,
        },
        evidence: null,
    };
}

;// CONCATENATED MODULE: ./lib/replay/shrink-operator.js







const EFFORT = { runs: 40, seconds: 120 };
/**
 * The same fault on the smallest tensors that were found to show it: axis by axis, the largest first, down to a single
 * place where that is enough. Where a cause was named, it still has to be the cause.
 */
async function shrinkOperator(replayed, context, effort = EFFORT) {
    const { question, evidence, outcome } = replayed;
    if (evidence === null)
        return replayed;
    const variant = outcome.causes[0]?.variant ?? null;
    const end = performance.now() + effort.seconds * 1000;
    let smallest = evidence;
    let runs = 0;
    const input = largestInput(evidence.alone);
    for (const axis of shrink_operator_axesOf(evidence.alone, input)) {
        const tried = new Set();
        for (const cut of cutsOf(smallest, input, axis)) {
            if (runs >= effort.runs || performance.now() > end)
                break;
            const alone = sliced(smallest.alone, cut);
            const key = sizesOf(alone);
            if (alone === null || tried.has(key))
                continue;
            tried.add(key);
            runs += 1;
            const smaller = await stillShown(alone, smallest, question, variant, context);
            if (smaller === null)
                continue;
            smallest = smaller;
            break;
        }
    }
    return smallest === evidence ? replayed : judged(smallest, question, context);
}
async function stillShown(alone, before, question, variant, context) {
    const tried = await tryWith(alone, before.open, question, context);
    if ('fault' in tried || tried.distance.agree)
        return null;
    // Wrong numbers must not become a wrong shape: that would be another fault.
    if ((tried.distance.noiseRatio === null) !== (before.distance.noiseRatio === null))
        return null;
    const { reference, candidate } = tried;
    const { rightWhenFixed } = before;
    if (variant === null)
        return { ...tried, rightWhenFixed };
    const causes = causesOf(candidate, await offeredReadings(alone, reference, candidate, context), reference.noise);
    return causes.some((cause) => cause.variant === variant) ? { ...tried, rightWhenFixed } : null;
}
/** The operator is made smaller by this one. */
function largestInput({ inputs }) {
    const bySize = Object.entries(inputs).toSorted(([, a], [, b]) => (0,tensor_tensor/* elementCount */.KX)(b.shape) - (0,tensor_tensor/* elementCount */.KX)(a.shape));
    return bySize[0]?.[0] ?? '';
}
/** Axes of the input, the longest first. */
function shrink_operator_axesOf({ inputs }, input) {
    const shape = inputs[input]?.shape ?? [];
    const axes = shape.map((_, axis) => axis).filter((axis) => (shape[axis] ?? 0) > 1);
    return axes.toSorted((a, b) => (shape[b] ?? 0) - (shape[a] ?? 0) || a - b);
}
/** From one place to half of them, around the place where the fault is largest and from the front. */
function* cutsOf({ alone, reference, candidate }, input, axis) {
    const shape = alone.inputs[input]?.shape ?? [];
    const length = shape[axis] ?? 1;
    const worst = worstPlace(reference.values, candidate, shape.length, axis, length);
    for (let size = 1; size < length; size *= 2)
        for (const start of new Set([Math.min(worst, length - size), 0]))
            for (const along of ['inputs', 'broadcast', 'channels'])
                yield { input, axis, from: start, size, along };
}
/** Along an axis that outputs have too; 0 otherwise. */
function worstPlace(reference, candidate, rank, axis, length) {
    for (const [name, value] of Object.entries(reference)) {
        const other = (0,match_outputs/* outputOf */.j)(candidate, name);
        if (value.kind !== 'tensor' || other.kind !== 'tensor' || value.dtype === 'string' || other.dtype === 'string')
            continue;
        if (value.dtype !== other.dtype || String(value.shape) !== String(other.shape))
            continue;
        if (value.shape.length !== rank || value.shape[axis] !== length)
            continue;
        const { worst } = (0,measure/* measure */.x)(value, other, measure/* NO_LIMIT */.k);
        if (worst !== null)
            return Math.floor(worst / (0,tensor_tensor/* elementCount */.KX)(value.shape.slice(axis + 1))) % length;
    }
    return 0;
}
/** Null where a tensor cannot be cut. */
function sliced(alone, cut) {
    const first = alone.inputs[cut.input];
    if (first === undefined)
        return null;
    const weights = (alone.model.graph?.initializer ?? []).flatMap(({ name }) => {
        const value = weightOf(alone.model, name ?? '');
        return value === null ? [] : [[name ?? '', value]];
    });
    const rank = first.shape.length;
    const length = first.shape[cut.axis] ?? 0;
    const axisIn = ({ shape }) => {
        const aligned = cut.axis - rank + shape.length;
        if (cut.along === 'inputs')
            return shape.length === rank && shape[cut.axis] === length ? cut.axis : null;
        if (shape[aligned] === length)
            return aligned;
        // Scale, bias and statistics of each channel.
        return cut.along === 'channels' && cut.axis === 1 && shape.length === 1 && shape[0] === length ? 0 : null;
    };
    const cutTensor = (value) => {
        const axis = axisIn(value);
        if (axis === null)
            return value;
        return value.dtype === 'string' || tensor_dtype/* DTYPES */.A1[value.dtype].bits < 8 ? null : part(value, axis, cut.from, cut.size);
    };
    const inputs = Object.entries(alone.inputs).map(([name, value]) => [name, cutTensor(value)]);
    const held = cut.along === 'inputs' ? [] : weights.map(([name, value]) => [name, cutTensor(value)]);
    if ([...inputs, ...held].some(([, value]) => value === null))
        return null;
    const changed = new Map(held.map(([name, value]) => [name, value === null ? null : protoOf(name, value)]));
    const initializer = (alone.model.graph?.initializer ?? []).map((tensor) => changed.get(tensor.name ?? '') ?? tensor);
    return {
        ...alone,
        model: { ...alone.model, graph: { ...alone.model.graph, initializer } },
        inputs: Object.fromEntries(inputs.flatMap(([name, value]) => (value === null ? [] : [[name, value]]))),
    };
}
function part(value, axis, from, size) {
    const length = value.shape[axis] ?? 1;
    const outer = (0,tensor_tensor/* elementCount */.KX)(value.shape.slice(0, axis));
    const inner = ((0,tensor_tensor/* elementCount */.KX)(value.shape.slice(axis + 1)) * tensor_dtype/* DTYPES */.A1[value.dtype].bits) / 8;
    const bytes = new Uint8Array(outer * size * inner);
    for (let row = 0; row < outer; row++) {
        const start = (row * length + from) * inner;
        bytes.set(value.bytes.subarray(start, start + size * inner), row * size * inner);
    }
    return { ...value, shape: value.shape.map((old, at) => (at === axis ? size : old)), bytes };
}
function sizesOf(alone) {
    if (alone === null)
        return '';
    const weights = (alone.model.graph?.initializer ?? []).map(({ dims }) => String(dims));
    return [
        ...Object.values(alone.inputs).map(({ shape, ...value }) => `${shape}:${'bytes' in value ? Buffer.from(value.bytes.subarray(0, 64)).toString('hex') : ''}`),
        ...weights,
    ].join('|');
}

// EXTERNAL MODULE: ./lib/host/make-folder.js
var make_folder = __webpack_require__(93731);
// EXTERNAL MODULE: ./lib/compare/kernel/noise-limits.js
var noise_limits = __webpack_require__(37936);
// EXTERNAL MODULE: ./node_modules/yazl/index.js
var yazl = __webpack_require__(93044);
// EXTERNAL MODULE: ./lib/bytes/zip-archive.js + 1 modules
var zip_archive = __webpack_require__(35372);
;// CONCATENATED MODULE: ./lib/golden/npy-dtype.js


const NUMBERS = {
    b1: 'bool',
    '?1': 'bool',
    i1: 'int8',
    i2: 'int16',
    i4: 'int32',
    i8: 'int64',
    u1: 'uint8',
    u2: 'uint16',
    u4: 'uint32',
    u8: 'uint64',
    f2: 'float16',
    f4: 'float32',
    f8: 'float64',
    c8: 'complex64',
    c16: 'complex128',
};
/**
 * What a descriptor such as `<f4` means. numpy writes the types of ml_dtypes as bare bytes: bfloat16 as `<V2`, the
 * 8-bit floats and 4-bit integers as `<V1`, float8_e5m2 (and in old releases others) as `<f1`. That does not identify
 * the type, so these are read only as the signature's type, `expected`.
 * @throws Malformed for what is not a tensor, or is ambiguous
 */
function parseNpyDescr(descr, expected) {
    if ((0,tensor_dtype/* isDType */.Zn)(descr) && descr !== 'string')
        return stored(descr, false);
    const match = /^([<>=|]?)([a-zA-Z?])(\d{0,9})(\[.*)?$/.exec(descr);
    const [, order = '', kind = '', digits = ''] = match ?? [];
    const bigEndian = order === '>';
    const number = NUMBERS[kind + digits];
    if (number !== undefined)
        return stored(number, bigEndian);
    if (kind === 'O')
        throw objectArray();
    if (kind === 'U')
        return { dtype: 'string', itemBytes: 4 * Number(digits), unitBytes: 4, bigEndian, text: 'U' };
    if (kind === 'S' || kind === 'a')
        return { dtype: 'string', itemBytes: Number(digits), unitBytes: 1, bigEndian: false, text: 'S' };
    if ((kind === 'V' && (digits === '1' || digits === '2')) || (kind === 'f' && digits === '1'))
        return stored(bareBytes(descr, Number(digits), expected), bigEndian);
    throw new malformed/* Malformed */.s(`numpy dtype ${JSON.stringify(descr)} is not supported`, {
        next: 'convert the array with astype to the dtype of the model’s input before saving',
    });
}
function stored(dtype, bigEndian) {
    const { bits, kind } = tensor_dtype/* DTYPES */.A1[dtype];
    const itemBytes = Math.max(1, bits / 8);
    return { dtype, itemBytes, unitBytes: kind === 'complex' ? itemBytes / 2 : itemBytes, bigEndian };
}
function objectArray() {
    return new malformed/* Malformed */.s('holds an object array', {
        why: 'objects are stored as pickle, which runs code when it is loaded; it is never read here',
        next: "save plain arrays: numbers with astype(np.float32) or similar, strings with astype('U'), ragged lists as one array each",
    });
}
function bareBytes(descr, bytes, expected) {
    const native = /^(bfloat16|float8_.*|u?int4)$/.test(expected ?? '');
    if (expected !== null && native && Math.max(8, tensor_dtype/* DTYPES */.A1[expected].bits) === bytes * 8)
        return expected;
    const candidates = bytes === 2 ? 'bfloat16' : 'any 8-bit float or 4-bit integer';
    throw new malformed/* Malformed */.s(`numpy dtype ${JSON.stringify(descr)} is ambiguous`, {
        why: `numpy writes ${candidates} of ml_dtypes like that, and ` +
            (expected === null ? 'there is no signature to decide which' : `the model expects ${expected}`),
        next: 'save it as safetensors, which names these types, or convert it with astype before saving it',
    });
}

;// CONCATENATED MODULE: ./lib/golden/npy-header.js

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** numpy itself refuses longer ones by default. */
const MAX_HEADER_BYTES = 10_000;
const MAX_RANK = 64;
/** One entry of the header's Python dictionary: a quoted string, a boolean or a tuple of integers. */
const ITEM = /\s*'(descr|fortran_order|shape)'\s*:\s*(?:'([^'\\]*)'|(True|False)|\(([\dL,\s]*)\))\s*(?:,|$)/y;
/** Reads the header before the elements (versions 1 to 3). @throws Malformed */
function parseNpyHeader(bytes) {
    if (bytes.byteLength < 12 || MAGIC.some((byte, index) => bytes[index] !== byte))
        throw new malformed/* Malformed */.s('is not a .npy file: its first bytes are wrong');
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const version = view.getUint8(6);
    if (version < 1 || version > 3)
        throw new malformed/* Malformed */.s(`.npy version ${version} is not supported`);
    const start = version === 1 ? 10 : 12;
    const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
    if (length > MAX_HEADER_BYTES)
        throw new malformed/* Malformed */.s(`its .npy header of ${length} bytes is too long`);
    const dataStart = start + length;
    if (dataStart > bytes.byteLength)
        throw new malformed/* Malformed */.s('truncated in the .npy header');
    const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(start, dataStart)).trim();
    return { ...parseDictionary(text), dataStart };
}
function parseDictionary(text) {
    if (/'descr'\s*:\s*\[/.test(text))
        throw new malformed/* Malformed */.s('holds a structured array, a table with named fields', {
            next: 'save each field as an array of its own',
        });
    const found = new Map();
    const body = text.startsWith('{') && text.endsWith('}') ? text.slice(1, -1).trim() : '';
    ITEM.lastIndex = 0;
    let end = 0;
    for (let match = ITEM.exec(body); match?.[1] !== undefined; match = ITEM.exec(body)) {
        found.set(match[1], { string: match[2], boolean: match[3], tuple: match[4] });
        end = ITEM.lastIndex;
    }
    const descr = found.get('descr')?.string;
    const order = found.get('fortran_order')?.boolean;
    const tuple = found.get('shape')?.tuple;
    if (end !== body.length || descr === undefined || order === undefined || tuple === undefined)
        throw new malformed/* Malformed */.s('the .npy header is not the dictionary that numpy writes');
    return { descr, fortranOrder: order === 'True', shape: parseShape(tuple) };
}
function parseShape(tuple) {
    const sizes = tuple
        .split(',')
        .map((size) => size.trim().replace(/L$/, ''))
        .filter((size) => size !== '')
        .map(Number);
    if (sizes.length > MAX_RANK || !sizes.every(Number.isSafeInteger))
        throw new malformed/* Malformed */.s(`the shape (${tuple}) of the .npy header is not valid`);
    return sizes;
}

;// CONCATENATED MODULE: ./lib/golden/npy-text.js

/** Strings of fixed width, padded with NULs: little-endian UCS-4 (`U`) or UTF-8 bytes (`S`). @throws Malformed */
function decodeText(data, count, { itemBytes, text }) {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return Array.from({ length: count }, (_, index) => {
        const start = index * itemBytes;
        return text === 'U' ? decodeCodePoints(view, start, itemBytes) : decodeBytes(utf8, data, start, itemBytes);
    });
}
/** All strings at the width of the longest, at least 1 as in numpy. @throws RangeError for what numpy cannot store */
function encodeText(strings) {
    const rows = strings.map((string) => {
        if (string.endsWith('\0'))
            throw new RangeError('numpy drops a NUL at the end of a string');
        return Array.from(string, (character) => {
            const point = character.codePointAt(0) ?? 0;
            if (isSurrogate(point))
                throw new RangeError('a string holds half of a surrogate pair');
            return point;
        });
    });
    const width = rows.reduce((longest, row) => Math.max(longest, row.length), 1);
    const bytes = new Uint8Array(4 * width * rows.length);
    const view = new DataView(bytes.buffer);
    rows.forEach((row, r) => {
        row.forEach((point, c) => {
            view.setUint32(4 * (r * width + c), point, true);
        });
    });
    return { descr: `<U${width}`, bytes };
}
function decodeCodePoints(view, start, itemBytes) {
    const points = [];
    for (let at = start; at < start + itemBytes; at += 4) {
        const point = view.getUint32(at, true);
        if (point > 0x10ffff || isSurrogate(point))
            throw new malformed/* Malformed */.s(`a string has the code point ${point}, which is not a character`);
        points.push(point);
    }
    while (points.at(-1) === 0)
        points.pop();
    return points.map((point) => String.fromCodePoint(point)).join('');
}
function decodeBytes(utf8, data, start, itemBytes) {
    let end = start + itemBytes;
    while (end > start && data[end - 1] === 0)
        end--;
    try {
        return utf8.decode(data.subarray(start, end));
    }
    catch {
        throw new malformed/* Malformed */.s('a byte string is not UTF-8', { next: "decode it and save it with astype('U')" });
    }
}
function isSurrogate(point) {
    return point >= 0xd800 && point <= 0xdfff;
}

;// CONCATENATED MODULE: ./lib/golden/npy.js
/** numpy's .npy format, after numpy.lib.format: a header in Python's notation, then the elements. */








/**
 * A tensor from the bytes of a .npy file, row-major and little-endian whatever the file's order is; a view where nothing
 * has to be rearranged. `<U` and `|S` arrays become strings.
 * @param expected the signature's dtype, which decides where numpy's descriptor is ambiguous
 * @throws Malformed for object arrays, structured arrays, unknown dtypes, and sizes that do not agree
 */
function readNpy(bytes, expected = null) {
    const { descr, fortranOrder, shape, dataStart } = parseNpyHeader(bytes);
    const type = parseNpyDescr(descr, expected);
    const count = (0,tensor_tensor/* elementCount */.KX)(shape);
    const stored = (0,tensor_elements/* bytesOf */.$)(bytes).subarray(dataStart);
    if (!Number.isSafeInteger(count) || stored.byteLength !== count * type.itemBytes)
        throw new malformed/* Malformed */.s(`${type.dtype}[${shape.join(', ')}] needs ${count * type.itemBytes} bytes, the file has ${stored.byteLength}`);
    const ordered = fortranOrder ? toRowMajor(stored, shape, type.itemBytes) : stored;
    const data = type.bigEndian && type.unitBytes > 1 ? npy_swapped(ordered, type.unitBytes) : ordered;
    return toTensor(data, shape, count, type);
}
/** numpy's descriptor of a dtype, null for those that numpy cannot name. */
function npyDescr(dtype) {
    const { kind, bits } = tensor_dtype/* DTYPES */.A1[dtype];
    const order = bits > 8 ? '<' : '|';
    switch (kind) {
        case 'bool':
            return '|b1';
        case 'integer':
            return bits < 8 ? null : `${order}${dtype.startsWith('u') ? 'u' : 'i'}${bits / 8}`;
        case 'float':
            return dtype === 'bfloat16' || bits < 16 ? null : `<f${bits / 8}`;
        case 'complex':
            return `<c${bits / 8}`;
    }
}
/**
 * The bytes of a .npy file (version 1), as numpy.save writes them.
 * @throws RangeError for dtypes that numpy cannot name, and strings that it cannot hold (a NUL at the end)
 */
function writeNpy(value) {
    const { descr, bytes } = value.dtype === 'string' ? encodeText(value.strings) : packed(value.dtype, value.bytes);
    const sizes = value.shape.length === 1 ? `${value.shape[0]},` : value.shape.join(', ');
    const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
    const dataStart = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
    const file = new Uint8Array(dataStart + bytes.byteLength);
    file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
    new DataView(file.buffer).setUint16(8, dataStart - 10, true);
    file.set(new TextEncoder().encode(`${dictionary.padEnd(dataStart - 11)}\n`), 10);
    file.set(bytes, dataStart);
    return file;
}
function packed(dtype, bytes) {
    const descr = npyDescr(dtype);
    if (descr === null)
        throw new RangeError(`numpy files cannot name ${dtype}`);
    return { descr, bytes };
}
function toTensor(data, shape, count, type) {
    if (type.dtype === 'string')
        return (0,tensor_tensor/* stringTensor */.nr)(shape, decodeText(data, count, type));
    // numpy stores one 4-bit integer per byte
    if (tensor_dtype/* DTYPES */.A1[type.dtype].bits === 4)
        return (0,tensor_tensor/* tensor */.OE)(type.dtype, shape, (0,encode_elements/* packNibbles */.x1)(data));
    return (0,tensor_tensor/* tensor */.OE)(type.dtype, shape, data);
}
/** Column-major to row-major: walks the target in order and steps through the source by its strides. */
function toRowMajor(source, shape, itemBytes) {
    const target = new Uint8Array(source.byteLength);
    const strides = [];
    shape.reduce((stride, size) => {
        strides.push(stride);
        return stride * size;
    }, itemBytes);
    const index = shape.map(() => 0);
    let from = 0;
    for (let to = 0; to < target.byteLength; to += itemBytes) {
        for (let byte = 0; byte < itemBytes; byte++)
            target[to + byte] = source[from + byte] ?? 0;
        for (let axis = shape.length - 1; axis >= 0; axis--) {
            const stride = strides[axis] ?? 0;
            const next = (index[axis] ?? 0) + 1;
            from += stride;
            if (next < (shape[axis] ?? 0)) {
                index[axis] = next;
                break;
            }
            from -= next * stride;
            index[axis] = 0;
        }
    }
    return target;
}
function npy_swapped(source, unitBytes) {
    const target = new Uint8Array(source.byteLength);
    for (let start = 0; start < source.byteLength; start += unitBytes)
        for (let byte = 0; byte < unitBytes; byte++)
            target[start + byte] = source[start + unitBytes - 1 - byte] ?? 0;
    return target;
}

;// CONCATENATED MODULE: ./lib/golden/npz.js
/**
 * numpy's .npz format: a zip archive of .npy files, one per array. Archives come from pull requests, so every size is
 * checked before memory is allocated for it, and nothing is ever written to disk.
 */




/** The most bytes that the arrays of a golden may have in all, unless the caller allows more. */
const MAX_NPZ_BYTES = 4 * 2 ** 30;
const MAX_ENTRIES = 10_000;
const SUFFIX = '.npy';
/**
 * All arrays by name, each in memory of its own.
 * @throws Malformed with the archive entry: encrypted, not compressed by deflate, duplicate or overlapping entries,
 * names that are not names of arrays, more bytes than declared or allowed, a wrong checksum, or whatever readNpy refuses
 */
async function readNpz(archive, options = {}) {
    const entries = listEntries(archive, options.maxBytes ?? MAX_NPZ_BYTES);
    refuseOverlaps(archive, [...entries.values()]);
    const tensors = new Map();
    for (const [name, entry] of entries) {
        const array = await (0,zip_archive/* unpackZipEntry */.O5)(archive, entry);
        try {
            tensors.set(name, readNpy(array, options.expected?.(name) ?? null));
        }
        catch (error) {
            throw error instanceof malformed/* Malformed */.s ? error.in(entry.name) : error;
        }
    }
    return tensors;
}
/** Whether an array of this name can be written: zip libraries refuse what looks like a path out of the archive. */
function isNpzName(name) {
    return name !== '' && !/^\/|^[a-zA-Z]:|\\|[\x00-\x1f]/.test(name) && !hasParentSegment(name);
}
/**
 * The bytes of an archive, arrays sorted by name, the same for the same arrays: times are fixed, as numpy fixes them.
 * @throws RangeError for names and tensors that cannot be written, see isNpzName and writeNpy
 */
async function writeNpz(tensors) {
    const zip = new yazl/* ZipFile */.u();
    for (const [name, value] of [...tensors].sort(([a], [b]) => (a < b ? -1 : 1))) {
        if (!isNpzName(name))
            throw new RangeError(`an npz archive cannot hold the name ${JSON.stringify(name)}`);
        const npy = writeNpy(value);
        zip.addBuffer(Buffer.from(npy.buffer, npy.byteOffset, npy.byteLength), name + SUFFIX, {
            // the zip epoch in local time, which is how zip stores times: the same digits in every time zone
            mtime: new Date(1980, 0, 1),
            mode: 0o100644,
            forceDosTimestamp: true,
        });
    }
    zip.end();
    const pieces = [];
    for await (const piece of zip.outputStream)
        pieces.push(Buffer.from(piece));
    return Buffer.concat(pieces);
}
/** Checks names and declared sizes of the whole directory before anything is unpacked. */
function listEntries(archive, maxBytes) {
    const entries = new Map();
    let total = 0;
    for (const entry of (0,zip_archive/* zipEntries */.uW)(archive, MAX_ENTRIES)) {
        const name = arrayName(entry.name);
        if (entries.has(name))
            throw new malformed/* Malformed */.s('is in the archive twice', { entry: entry.name });
        entries.set(name, entry);
        total += entry.bytes;
        if (total > maxBytes)
            throw new malformed/* Malformed */.s(`the arrays would take more than ${maxBytes} bytes`, { entry: entry.name });
    }
    return entries;
}
/** Entries that share bytes would let a small archive unpack to a huge one. */
function refuseOverlaps(archive, entries) {
    let end = 0;
    for (const entry of [...entries].sort((a, b) => a.offset - b.offset)) {
        const { to } = (0,zip_archive/* zipContent */.R0)(archive, entry);
        if (entry.offset < end)
            throw new malformed/* Malformed */.s('overlaps another entry of the archive', { entry: entry.name });
        end = to;
    }
}
function arrayName(file) {
    const name = file.slice(0, -SUFFIX.length);
    if (!file.endsWith(SUFFIX) || name === '')
        throw new malformed/* Malformed */.s('is not an array of an npz archive: its name does not end in .npy', { entry: file });
    if (/[\x00-\x1f\\]/.test(name) || hasParentSegment(name))
        throw new malformed/* Malformed */.s('its name is not valid for an input or output', { entry: file });
    return name;
}
function hasParentSegment(name) {
    return name.split('/').some((segment) => segment === '..' || segment === '.');
}

;// CONCATENATED MODULE: ./lib/repro/case-values.js





function inputPorts({ alone }) {
    return Object.keys(alone.inputs).map((name, place) => ({ name, key: case_values_keyOf(name, `input_${place}`) }));
}
function outputPorts({ alone, reference }) {
    return alone.outputs.map(({ name }, place) => {
        const value = reference.values[name];
        const noise = reference.noise[name];
        const isFloat = value?.kind === 'tensor' && value.dtype !== 'string' && tensor_dtype/* DTYPES */.A1[value.dtype].kind === 'float';
        if (!isFloat || noise === undefined)
            return { name, key: case_values_keyOf(name, `output_${place}`), limit: 0 };
        const { rms } = (0,measure/* measure */.x)(value, value, measure/* NO_LIMIT */.k);
        const limit = noise_limits/* NOISE_MULTIPLE */.OV * (0,noise_model/* noiseModel */._f)(noise, value.dtype, rms, 'f32').expected;
        return { name, key: case_values_keyOf(name, `output_${place}`), limit };
    });
}
/** The last part of names that are paths is the same for many, so such a port has its place for a name. */
const case_values_keyOf = (name, otherwise) => (isNpzName(name) && !name.includes('/') ? name : otherwise);
/** The archive; null where numpy has no name for an element type. */
async function archiveOf(ports, values) {
    const tensors = new Map();
    for (const { name, key } of ports) {
        const value = Object.hasOwn(values, name) ? values[name] : undefined;
        if (value?.kind === 'tensor')
            tensors.set(key, value);
    }
    try {
        return await writeNpz(tensors);
    }
    catch (error) {
        if (error instanceof RangeError)
            return null;
        throw error;
    }
}

// EXTERNAL MODULE: ./lib/results/located-words.js
var located_words = __webpack_require__(25804);
;// CONCATENATED MODULE: ./lib/repro/attribute-text.js

/** An attribute as in `mode="cubic"`. */
function attributeText({ name, f, i, s, floats, ints, strings, g, t }) {
    const text = (bytes) => JSON.stringify(new TextDecoder().decode(bytes));
    const list = (items) => `[${items.join(', ')}]`;
    if (s != null && s.length > 0)
        return `\`${name}=${text(s)}\``;
    if (ints != null && ints.length > 0)
        return `\`${name}=${list(ints.map(String))}\``;
    if (floats != null && floats.length > 0)
        return `\`${name}=${list(floats.map((one) => (0,number_format/* brief */.dh)(one, 7)))}\``;
    if (strings != null && strings.length > 0)
        return `\`${name}=${list(strings.map(text))}\``;
    if (g != null)
        return `\`${name}\` (a graph)`;
    if (t != null)
        return `\`${name}\` (a tensor)`;
    return `\`${name}=${f != null && f !== 0 ? (0,number_format/* brief */.dh)(f, 7) : String(i ?? 0)}\``;
}

;// CONCATENATED MODULE: ./lib/repro/largest-differences.js




const MOST = 5;
/** A table of the elements that are furthest apart, or what the structures are where these differ. */
function largestDifferences({ reference, candidate }) {
    const rows = Object.entries(reference.values).flatMap(([name, expected]) => {
        const made = (0,match_outputs/* outputOf */.j)(candidate, name);
        if (expected.kind !== 'tensor' || made.kind !== 'tensor' || expected.dtype === 'string' || made.dtype === 'string')
            return [];
        if (expected.dtype !== made.dtype || String(expected.shape) !== String(made.shape))
            return [
                {
                    place: name,
                    expected: (0,tensor_tensor/* describeType */.MF)(expected.dtype, expected.shape),
                    made: (0,tensor_tensor/* describeType */.MF)(made.dtype, made.shape),
                    size: Number.POSITIVE_INFINITY,
                },
            ];
        const [left, right] = [(0,numbers_of/* numbersOf */.c)(expected), (0,numbers_of/* numbersOf */.c)(made)];
        return Array.from(left, (value, index) => {
            const other = right[index] ?? 0;
            const size = Object.is(value, other) ? 0 : Math.abs(value - other);
            const place = `${name}[${indexOf(index, expected.shape).join(', ')}]`;
            return {
                place,
                expected: (0,number_format/* formatElement */.Oz)(value),
                made: (0,number_format/* formatElement */.Oz)(other),
                size: Number.isNaN(size) ? Number.POSITIVE_INFINITY : size,
            };
        });
    });
    const worst = rows.filter(({ size }) => size > 0).toSorted((a, b) => b.size - a.size || (a.place < b.place ? -1 : 1));
    const lines = worst.slice(0, MOST).map(({ place, expected, made }) => `| \`${place}\` | ${expected} | ${made} |`);
    return ['| element | expected | seen |', '| --- | ---: | ---: |', ...lines].join('\n');
}
function indexOf(flat, shape) {
    let rest = flat;
    return shape
        .toReversed()
        .map((size) => {
        const at = rest % size;
        rest = Math.floor(rest / size);
        return at;
    })
        .toReversed();
}

;// CONCATENATED MODULE: ./lib/repro/report-text.js






/** First line of the report. */
function titleOf({ question, outcome }) {
    const { title } = question.column.runtime;
    const [cause] = outcome.causes;
    const what = `${outcome.operators.join(' → ')} on ${title}${outcome.column.version === null ? '' : ` ${outcome.column.version}`}`;
    if (cause !== undefined)
        return `${what}: as if ${cause.asIf}`;
    const isWrong = outcome.truth?.verdict === 'candidate' || outcome.truth?.verdict === 'both';
    return isWrong ? `${what}: wrong result` : `${what}: another result than that of ${outcome.reference.runtime}`;
}
/** The text of a report to the project of the runtime, in Markdown. */
function reportText(replayed, evidence, script) {
    return [
        `# ${titleOf(replayed)}`,
        introduction(replayed, evidence),
        '## Expected',
        expected(replayed),
        '## Seen',
        ...seen(replayed, evidence),
        ...truth(replayed),
        '## Run it',
        `\`\`\`\n${script.commands}\n\`\`\``,
        script.ends,
        '## Versions',
        versions(replayed),
        '## Files',
        files(evidence),
        '',
    ].join('\n\n');
}
function introduction({ outcome }, { alone }) {
    const domain = alone.nodes.at(-1)?.domain || 'ai.onnx';
    const opset = (alone.model.opsetImport ?? []).find((one) => (one.domain || 'ai.onnx') === domain)?.version ?? '?';
    const inputs = Object.entries(alone.inputs).map(([name, { dtype, shape }]) => `\`${name}\` ${(0,tensor_tensor/* describeType */.MF)(dtype, shape)}`);
    const only = outcome.operators.length === 1 ? 'a single operator' : 'operators that fail only together';
    const operators = alone.nodes.map(({ opType, attribute }) => {
        const attributes = (attribute ?? []).map(attributeText);
        return `\`${opType}\`${attributes.length === 0 ? '' : ` with ${attributes.join(', ')}`}`;
    });
    const named = operators.join(operators.some((one) => one.includes(', ')) ? '; ' : ', ');
    return `\`model.onnx\` has ${only}, of version ${opset} of ${domain}: ${named}. It reads ${inputs.join(', ') || 'nothing'}.`;
}
function expected({ outcome }) {
    const specification = outcome.truth?.specification ?? null;
    const said = specification === null
        ? ''
        : `In our words, the specification says: ${specification.says}. See ${specification.section}. `;
    return `${said}\`reference.npz\` is what ${outcome.reference.runtime} ${outcome.reference.version ?? ''} computes without optimisations.`;
}
function seen({ outcome, question }, evidence) {
    const [cause] = outcome.causes;
    const sizes = outcome.shows === 'open-sizes'
        ? [
            `It shows only while the model leaves the sizes of its inputs open; with fixed ones ${question.column.runtime.title} is right.`,
        ]
        : [];
    const named = cause === undefined
        ? outcome.offered === 0
            ? 'The cause is unknown.'
            : `None of the ${(0,number_format/* formatCount */.B4)(outcome.offered, 'misreading')} that were tried makes what it makes: the cause is unknown.`
        : `What it makes is what comes out if ${cause.asIf}: ${distanceFrom(cause.distance, 'that')}.${cause.fix === null ? '' : ` What avoids it: ${cause.fix}.`}`;
    return [
        `${question.column.runtime.title} is ${distanceInWords(evidence.distance)} from the reference.`,
        largestDifferences(evidence),
        ...sizes,
        named,
    ];
}
function truth({ outcome }) {
    if (outcome.truth === null)
        return [];
    const { witnesses, verdict, unknown } = outcome.truth;
    const heading = '## Who is right';
    if (unknown !== null)
        return [heading, `Not known: ${unknown}.`];
    const where = (0,located_words/* evaluatedInWords */.oi)(outcome.truth);
    const verdicts = {
        candidate: `${where} the reference is confirmed.`,
        reference: `${where} the reference is off, and the runtime is right.`,
        both: `${where} both are off.`,
        neither: `${where} both are within rounding.`,
        meaning: 'The two that computed it again read the operator differently, so this is a question of its meaning and not of rounding. We leave it to the reader.',
        undefined: `No side is wrong: ${outcome.truth.specification?.says ?? 'the result is not defined'}.`,
        unknown: 'Nothing could be concluded.',
    };
    const isExact = outcome.truth.exact === true;
    const lines = witnesses.map((witness) => `${witnessLine(witness, isExact)}${verdict === 'meaning' ? readsIt(witness) : ''}`);
    return [heading, verdicts[verdict], lines.join('\n')];
}
function witnessLine(witness, isExact) {
    const { title, version, precision, reason, reference, candidate } = witness;
    if (reference === null || candidate === null)
        return `- ${title} could not compute it: ${reason ?? 'it did not say why'}.`;
    const inOwnTypes = isExact ? 'in its own integers' : 'in the types of the model, since it has no float64 kernel';
    const how = precision === 'f64' && !isExact ? 'in float64' : inOwnTypes;
    return `- ${title} ${version ?? '(release unknown)'}, ${how}: the reference is ${distanceFrom(reference, 'it')}, the runtime ${distanceFrom(candidate, 'it')}.`;
}
function readsIt({ reference, candidate }) {
    if (reference === null || candidate === null)
        return '';
    if (reference.agree === candidate.agree)
        return reference.agree ? '' : ' It reads the operator in a third way.';
    return ` It reads the operator as the ${reference.agree ? 'reference' : 'runtime'} does.`;
}
/** `3.4e6× the rounding noise (at most 25,076,925 ulp)`. */
function distanceInWords({ noiseRatio, ulp, agree }) {
    const steps = ulp === null ? '' : ` (at most ${(0,number_format/* groupThousands */.Zv)(ulp)} ulp)`;
    if (noiseRatio === null)
        return agree ? 'equal' : 'different';
    const ratio = (0,tensor_real/* fromReal */.b5)(noiseRatio);
    return ratio === 0 ? '0× the rounding noise' : `${(0,number_format/* formatRatio */.B0)(ratio)} the rounding noise${steps}`;
}
/** "equal to it", "0.5× the rounding noise (at most 1 ulp) from it". */
function distanceFrom(distance, what) {
    const words = distanceInWords(distance);
    return `${words} ${words === 'equal' ? 'to' : 'from'} ${what}`;
}
function versions({ outcome, question }) {
    const line = (name, version) => `- ${name} ${version ?? '(release unknown)'}`;
    const { route } = outcome.column;
    return [
        line(question.column.runtime.title, outcome.column.version),
        ...route.map(({ converter, version }, place) => line(question.route[place]?.converter.title ?? converter, version)),
        line(`${outcome.reference.runtime} (reference)`, outcome.reference.version),
    ].join('\n');
}
function files({ alone }) {
    const weights = alone.model.graph?.initializer ?? [];
    const numbers = weights.reduce((sum, { dims }) => sum + (0,tensor_tensor/* elementCount */.KX)((dims ?? []).map(Number)), 0);
    const held = weights.length === 0
        ? 'It holds no weights.'
        : `It holds ${(0,number_format/* formatCount */.B4)(numbers, 'number')} of weights: those that ${alone.nodes.length === 1 ? 'this operator reads' : 'these operators read'}, and no others.`;
    return [
        `- \`model.onnx\`: the operator${alone.nodes.length === 1 ? '' : 's'}. ${held}`,
        '- `inputs.npz`, `reference.npz`, `candidate.npz`: inputs, and what the reference and the runtime made of them.',
        '- `test_data_set_0/`: inputs and the reference’s outputs, as ONNX’s own test data.',
        '- `run.py`, `case.json`: runs it on the runtime alone and compares.',
    ].join('\n');
}

// EXTERNAL MODULE: ./lib/adapters/python-requirement.js
var python_requirement = __webpack_require__(88249);
;// CONCATENATED MODULE: ./lib/repro/requirements.js




/** What to install for the script, with the releases that ran: one requirement a line, sorted. */
async function requirementsOfScript({ question, outcome }) {
    const { column, route } = question;
    const runtime = pinned({ ...column.runtime, dependencies: (0,plan_column/* requirementsOf */.CG)(column) }, column.version, outcome.column.version);
    const converters = route.map(({ converter, version }, place) => pinned(converter, version, outcome.column.route[place]?.version ?? null));
    const numpy = await lockedNumpy([column.runtime, ...route.map(({ converter }) => converter)]);
    const all = [...runtime, ...converters.flat(), ...(column.runtime.language === 'python' ? [numpy] : [])];
    return all
        .filter((one, place) => all.findIndex((other) => (0,python_requirement/* sameName */.q)((0,python_requirement/* packageOf */.wg)(other), (0,python_requirement/* packageOf */.wg)(one))) === place)
        .sort();
}
/** The adapter's own pins, or for another release that one, and the packages around it by name. */
function pinned(facts, asked, ran) {
    if (asked === undefined)
        return [...facts.dependencies];
    return facts.dependencies.map((one) => (0,python_requirement/* sameName */.q)((0,python_requirement/* packageOf */.wg)(one), facts.package) ? `${facts.package}==${ran ?? asked}` : (0,python_requirement/* packageOf */.wg)(one));
}
/** The release of numpy in the first lock that has one. */
async function lockedNumpy(adapters) {
    for (const { file, id } of adapters) {
        if (file === undefined)
            continue;
        const lock = await (0,promises_.readFile)((0,external_node_path_.join)((0,external_node_path_.dirname)(file), '..', 'locks', `${id}.txt`), 'utf8').catch(() => '');
        const found = /^(numpy==[\w.]+)/m.exec(lock)?.[1];
        if (found !== undefined)
            return found;
    }
    return 'numpy';
}

;// CONCATENATED MODULE: ./lib/repro/run-script.js


/**
 * `run.py`: runs the operator on the runtime without the gate. Its own lines for a runtime or converter are in a file of
 * the adapter's name beside its folder (`scripts/<id>.py`). Without them, the script compares outputs that were made by
 * hand, and says how.
 */
async function runScript({ question }, { title, requirements, assets }) {
    const { column, route } = question;
    const converters = await Promise.all(route.map(({ converter }) => linesOf(converter)));
    const run = await linesOf(column.runtime);
    const common = partOf(await (0,promises_.readFile)((0,external_node_path_.join)(assets, 'repro', 'script.py'), 'utf8'));
    const written = [run, ...converters].every((part) => part !== null);
    const parts = written
        ? [...converters.map((part, place) => named(part ?? NOTHING, place)), run ?? NOTHING, common]
        : [common];
    const steps = route.map((_, place) => `convert_${place + 1}`).join(', ');
    const end = written ? `    sys.exit(main([${steps}], run))` : `    sys.exit(main_by_hand(sys.argv[1:], ADVICE))`;
    const packages = written ? requirements : ['numpy'];
    const commands = `pip install ${packages.map(quoted).join(' ')}\npython run.py${written ? '' : ' outputs.npz'}`;
    const ends = written ? ENDS : ENDS_BY_HAND;
    const text = [
        header(column.runtime, packages),
        `"""${title.replaceAll('\\', '\\\\').replaceAll('"""', "'''")}\n\n${commands.replace(/^/gm, '    ')}\n\n${ends}\n"""`,
        '',
        imports(parts),
        ...(written ? [] : ['', `ADVICE = """${advice(question)}"""`]),
        ...parts.map(({ body }) => `\n${body}`),
        '\nif __name__ == "__main__":',
        end,
        '',
    ].join('\n');
    return { text, commands, ends };
}
const ENDS = 'Its exit status is 1 while the fault shows, 0 when it is gone, and 125 when the operator cannot be run.';
const ENDS_BY_HAND = `outputs.npz has what the runtime makes of the model; without it, the script says how to make it.
The exit status is 1 while the fault shows, 0 when it is gone, and 2 without the outputs.`;
/** For a shell. */
const quoted = (requirement) => (/[;\s[]/.test(requirement) ? JSON.stringify(requirement) : requirement);
function header({ language, requiresPython }, packages) {
    const python = language === 'python' && requiresPython !== '' ? requiresPython : '>=3.10';
    const list = packages.map((one) => JSON.stringify(one)).join(', ');
    return `# /// script\n# requires-python = "${python}"\n# dependencies = [${list}]\n# ///`;
}
function advice({ column, route }) {
    const steps = route.length === 0
        ? ''
        : ` after converting it with ${route.map(({ converter }) => converter.title).join(' and ')}`;
    return [
        `Run model.onnx on ${column.runtime.title}${steps}, with the arrays of inputs.npz as its inputs.`,
        'Save its outputs with numpy.savez, under the names that reference.npz has.',
        'Then: python run.py outputs.npz',
    ].join('\n');
}
const NOTHING = { imports: [], body: '' };
async function linesOf({ file, id }) {
    if (file === undefined)
        return null;
    const text = await (0,promises_.readFile)((0,external_node_path_.join)((0,external_node_path_.dirname)(file), '..', 'scripts', `${id}.py`), 'utf8').catch(() => null);
    return text === null ? null : partOf(text);
}
/** Without the text in front, and without the lines that run a file by itself. */
function partOf(text) {
    const code = text.replace(/^"""[\s\S]*?"""\n/, '').replace(/\nif __name__ == "__main__":[\s\S]*$/, '\n');
    const lines = code.split('\n');
    const isImport = (line) => /^(import|from) /.test(line);
    return {
        imports: lines.filter(isImport),
        body: `\n${lines
            .filter((line) => !isImport(line))
            .join('\n')
            .trim()}`,
    };
}
function named({ imports: own, body }, place) {
    return { imports: own, body: body.replace('def convert(', `def convert_${place + 1}(`) };
}
const STANDARD = ['json', 'os', 'pathlib', 'sys', 'tempfile', 'traceback'];
/** Python's own first. */
function imports(parts) {
    const all = [...new Set(parts.flatMap((part) => part.imports))].sort();
    const isStandard = (line) => STANDARD.includes(line.split(' ')[1] ?? '');
    return [...all.filter(isStandard), '', ...all.filter((line) => !isStandard(line))].join('\n');
}

;// CONCATENATED MODULE: ./lib/repro/write-repro.js
/** A folder that shows the fault of one operator without the gate: the report to the project of the runtime. */










/**
 * Writes the folder: the model with its inputs and outputs, a script for the runtime alone, and the text of a report. The
 * same fault gives the same bytes.
 * @returns the names of the files, sorted; none for an operator that does not show the fault by itself
 */
async function writeRepro(replayed, folder, { assets }) {
    const { evidence } = replayed;
    if (evidence === null)
        return [];
    const requirements = await requirementsOfScript(replayed);
    const script = await runScript(replayed, { title: titleOf(replayed), requirements, assets });
    const files = new Map([
        ['README.md', reportText(replayed, evidence, script)],
        ['case.json', caseOf(replayed, evidence)],
        ['model.onnx', modelOf(evidence)],
        ['run.py', script.text],
        ...(await archives(evidence)),
        ...testData(evidence),
    ]);
    await (0,make_folder/* makeFolder */.f)((0,external_node_path_.join)(folder, 'test_data_set_0'));
    for (const [name, content] of files)
        await (0,promises_.writeFile)((0,external_node_path_.join)(folder, name), content);
    return [...files.keys()].sort();
}
function modelOf({ alone, open, reference }) {
    return bytesOfModel(alone, { shapes: shapesOf(reference.values), open });
}
/** What the script has to know. */
function caseOf({ question }, evidence) {
    const { column, route } = question;
    const described = {
        inputs: inputPorts(evidence),
        outputs: outputPorts(evidence),
        options: column.options,
        converters: route.map(({ options }) => options),
    };
    return `${JSON.stringify(described, null, 2)}\n`;
}
async function archives(evidence) {
    const { alone, reference, candidate } = evidence;
    const made = [
        ['inputs.npz', inputPorts(evidence), alone.inputs],
        ['reference.npz', outputPorts(evidence), reference.values],
        ['candidate.npz', outputPorts(evidence), candidate],
    ];
    const written = await Promise.all(made.map(async ([name, ports, values]) => [name, await archiveOf(ports, values)]));
    return written.flatMap(([name, bytes]) => (bytes === null ? [] : [[name, bytes]]));
}
/** ONNX's own layout of test data, with the reference's outputs. */
function testData({ alone, reference }) {
    const file = (kind, values) => Object.entries(values).flatMap(([name, value], place) => value.kind === 'tensor'
        ? [[`test_data_set_0/${kind}_${place}.pb`, onnx/* onnx */.W.TensorProto.encode(protoOf(name, value)).finish()]]
        : []);
    const outputs = alone.outputs.flatMap(({ name }) => {
        const value = reference.values[name];
        return value === undefined ? [] : [[name, value]];
    });
    return [...file('input', alone.inputs), ...file('output', Object.fromEntries(outputs))];
}

;// CONCATENATED MODULE: ./lib/examine-operator.js
/** What becomes of an operator that was located: run by itself, its cause, who is right, and on request a folder that shows it. */








/** Shrinking takes most of the time that a folder takes. */
const IN_A_RUN = { runs: 12, seconds: 20 };
/** Examines one operator after the other. */
function operatorExaminer({ session, columns, converterIn, repro }) {
    const { host, runtimes, platform } = session;
    const witnesses = (0,truth_columns/* truthColumns */.l)(runtimes, columns, `${platform.os}-${platform.arch}`);
    const folder = (0,external_node_path_.join)(host.scratch, 'replay');
    /** Removes what was made on the way. */
    const withoutTraces = async (work) => {
        try {
            return await work();
        }
        finally {
            await (0,promises_.rm)(folder, { recursive: true, force: true });
        }
    };
    return async (suspect, operator) => {
        const { model, inputs, expected, sigma, column, steps } = operator;
        const { precision, acceptsFloat32 } = suspect;
        const values = { path: model.path, inputs, expected, sigma };
        const question = { model: suspect.model, ...values, column, precision, acceptsFloat32, route: steps };
        const { reference } = suspect;
        // A converter remembers what it made in the folder, so it ends with it.
        const context = () => ({
            pool: session.workers().runtimes,
            converter: converterIn((0,external_node_path_.join)(folder, 'conversions')),
            ...{ reference, witnesses, folder },
        });
        const replayed = await withoutTraces(() => replayOperator(question, context()));
        return {
            replay: factsOf(replayed.outcome),
            async withRepro() {
                if (repro === undefined || replayed.evidence === null)
                    return factsOf(replayed.outcome);
                host.log.progress(`${suspect.model} on ${column.id}: looking for the smallest tensors that show it`);
                // A run that has other things to do does not look as long.
                const effort = repro.mostBytes === null ? undefined : IN_A_RUN;
                const smallest = await withoutTraces(() => shrinkOperator(replayed, context(), effort));
                const name = reproName(suspect.model, column.id, ...(operator.around ?? []), operator.index);
                await writeRepro(smallest, (0,external_node_path_.join)(repro.folder, name), { assets: host.assets });
                const fits = repro.mostBytes === null || (await (0,repro_folders/* bytesBelow */.bR)(repro.folder)) <= repro.mostBytes;
                if (fits)
                    return { ...factsOf(replayed.outcome), repro: name };
                const reproTooLarge = (0,number_format/* formatBytes */.z3)(await (0,repro_folders/* bytesBelow */.bR)((0,external_node_path_.join)(repro.folder, name)));
                await (0,promises_.rm)((0,external_node_path_.join)(repro.folder, name), { recursive: true });
                return { ...factsOf(replayed.outcome), reproTooLarge };
            },
        };
    };
}
/** A name for a folder, on every system: letters, digits, dots, dashes. */
function reproName(model, column, ...places) {
    return [model, column, ...places.map((place) => String(place + 1))]
        .map((part) => part.replace(/[^A-Za-z0-9.]+/g, '-').replace(/^[.-]+/, ''))
        .filter((part) => part !== '')
        .join('-');
}
function factsOf({ shows, reason, distance, offered, causes, truth }) {
    return {
        shows,
        reason,
        distance,
        offered,
        causes: causes.map((cause) => ({ ...cause })),
        truth: truth === null ? null : { ...truth, witnesses: truth.witnesses.map((witness) => ({ ...witness })) },
    };
}

// EXTERNAL MODULE: ./lib/trial/trial.js
var trial_trial = __webpack_require__(22692);
// EXTERNAL MODULE: ./lib/results/failures.js
var failures = __webpack_require__(4863);
;// CONCATENATED MODULE: ./lib/judge/failed-form.js



/** Why a form did not run to its end; null when it did. */
function failedForm(trial) {
    if ('unconverted' in trial) {
        const { failure, doing } = trial.unconverted;
        const fault = (0,worker_failure/* describeFailure */.Ic)(failure, doing, 'limits.convert');
        return { state: convertStateOf(failure), fault, failure: recordOf(trial.unconverted) };
    }
    const { failure } = trial.ran;
    if (failure === null)
        return null;
    const fault = (0,worker_failure/* describeFailure */.Ic)(failure.failure, failure.doing);
    // Converters that fix sizes do so from the first case: another size is nothing that should have worked.
    const otherSize = trial.route.length === 0 ? null : otherSizeIn(failure.failure);
    if (otherSize !== null)
        return {
            state: 'unsupported',
            fault: ofOneSize(trial.route, otherSize),
            failure: { ...recordOf(failure), kind: 'unsupported' },
        };
    // If the runtime cannot load the artefact, the conversion has failed.
    if (trial.route.length > 0 && failure.doing === run_request/* LOADING */.F5 && failure.failure.kind === 'failed')
        return { state: 'convert-failed', fault: failed_form_unreadable(trial.route, fault), failure: recordOf(failure) };
    return { state: failures/* FAILURES */.E[failure.failure.kind].state, fault, failure: recordOf(failure) };
}
/** As workers say it of a tensor that fits but for its sizes. */
const OTHER_SIZE = /^input '.*' is (\w+)\[.*\], but the model expects (\w+)\[.*\]$/s;
function otherSizeIn(failure) {
    if (failure.kind !== 'failed' || failure.type !== 'WrongInput')
        return null;
    const [said, own, expected] = OTHER_SIZE.exec(failure.message) ?? [];
    return said !== undefined && own === expected ? said : null;
}
function ofOneSize(route, message) {
    return {
        what: `${route.at(-1)?.converter ?? 'the converter'} makes a model of the sizes of one golden case: ${message}`,
        next: 'give this model golden cases of one size, or deploy a form in which its sizes are open',
    };
}
function convertStateOf({ kind }) {
    const { state } = failures/* FAILURES */.E[kind];
    return state === 'run-failed' ? 'convert-failed' : state;
}
function failed_form_unreadable(route, fault) {
    return {
        ...fault,
        what: `the artefact of ${route.at(-1)?.converter ?? 'the converter'} cannot be used: ${fault.what}`,
    };
}
/** A failure as the results document has it. */
function recordOf({ failure, doing, case: running }) {
    const { kind } = failure;
    return {
        kind,
        doing,
        ...(running !== undefined && { case: running }),
        ...(kind === 'crashed' && failure.signal !== null && { signal: failure.signal }),
        ...(kind === 'crashed' && failure.code !== null && { code: failure.code }),
        ...(kind === 'timed-out' && { seconds: failure.seconds }),
        ...(kind === 'out-of-memory' && { limitBytes: failure.limitBytes }),
    };
}

// EXTERNAL MODULE: ./lib/compare/kernel/rounding.js
var rounding = __webpack_require__(44725);
;// CONCATENATED MODULE: ./lib/compare/pairing/still-leaves.js





/**
 * The outputs, by leaf, that are the same in both runs, within the tolerance for rounding. If the inputs differ, comparing
 * such an output proves nothing.
 */
function stillLeaves(first, other, noise) {
    return Object.entries(first).flatMap(([name, value]) => {
        const changed = Object.hasOwn(other, name) ? other[name] : undefined;
        if (changed === undefined)
            return [];
        return (0,structure/* pairLeaves */.BM)(name, value, changed)
            .filter((pair) => isStill(pair, Object.hasOwn(noise, pair.name) ? noise[pair.name] : undefined))
            .map((pair) => pair.name);
    });
}
function isStill(pair, noise) {
    if (pair.kind !== 'tensors')
        return false;
    const { reference, candidate } = pair;
    // An empty output is empty for every input.
    if (reference.shape.includes(0))
        return false;
    if (reference.dtype === 'string' || candidate.dtype === 'string')
        return (reference.dtype === 'string' &&
            candidate.dtype === 'string' &&
            reference.strings.every((text, index) => text === candidate.strings[index]));
    const { rmse, rms, nonFiniteMismatches } = (0,measure/* measure */.x)(reference, candidate, measure/* NO_LIMIT */.k);
    if (nonFiniteMismatches > 0)
        return false;
    const { kind } = tensor_dtype/* DTYPES */.A1[reference.dtype];
    if (kind !== 'float' && kind !== 'complex')
        return rmse === 0;
    return rmse <= noise_limits/* NOISE_MULTIPLE */.OV * Math.max(noise?.sigma ?? 0, (0,rounding/* formatRounding */.i)(reference.dtype, rms));
}

// EXTERNAL MODULE: ./lib/discover/discover-models.js + 4 modules
var discover_models = __webpack_require__(2801);
;// CONCATENATED MODULE: ./lib/judge/noise-doubts.js






/** A tolerance of more than this share of what an output varies by would pass another input's output, or zeros. */
const MOST_OF_SPREAD = 1 / 4;
/** A tolerance of less than this share of it is kept, however well runtimes agree: they may be exact. */
const LEAST_OF_SPREAD = 1e-3;
/** What varies by less than this share of its size does not vary: constant outputs are found elsewhere. */
const LEAST_VARIATION = 1e-3;
/** A noise floor that runtimes which share no kernels undercut by this factor is not about rounding. */
const OUTDONE = 1000;
/** The smallest of what was seen between cases and between rows; between elements where there is only one of both. */
function watchSpreads() {
    let first = null;
    const between = {
        cases: new Map(),
        rows: new Map(),
        elements: new Map(),
    };
    const keep = (found, leaf, { size, of }) => {
        if (size > LEAST_VARIATION * of)
            found.set(leaf, Math.min(size, found.get(leaf) ?? Number.POSITIVE_INFINITY));
    };
    return {
        look(expected) {
            for (const { name, reference } of (0,structure/* floatLeaves */.hE)(expected, expected)) {
                keep(between.rows, name, betweenRows(reference));
                keep(between.elements, name, betweenElements(reference));
            }
            if (first === null)
                first = expected;
            else
                for (const { name, reference, candidate } of (0,structure/* floatLeaves */.hE)(first, expected))
                    keep(between.cases, name, betweenTensors(reference, candidate));
        },
        of(leaf) {
            const found = ['cases', 'rows'].flatMap((kind) => {
                const size = between[kind].get(leaf);
                return size === undefined ? [] : [{ size, between: kind }];
            });
            const [smallest] = found.toSorted((a, b) => a.size - b.size);
            if (smallest !== undefined)
                return smallest;
            const size = between.elements.get(leaf);
            return size === undefined ? null : { size, between: 'elements' };
        },
    };
}
/** The deviation between neighbours along the first axis, for which all but the last are compared with all but the first. */
function betweenRows({ dtype, shape, bytes }) {
    const [rows = 0, ...rest] = shape;
    if (rest.length === 0 || rows < 2 || bytes.length === 0)
        return { size: 0, of: 0 };
    const row = bytes.length / rows;
    const part = (from, to) => ({
        kind: 'tensor',
        dtype,
        shape: [rows - 1, ...rest],
        bytes: bytes.subarray(from, to),
    });
    return betweenTensors(part(0, bytes.length - row), part(row, bytes.length));
}
/** The deviation of two independent values is their distance by √2. */
function betweenTensors(one, other) {
    const { rmse, rms } = (0,measure/* measure */.x)(one, other, measure/* NO_LIMIT */.k);
    return { size: rmse / Math.SQRT2, of: rms };
}
/** The standard deviation of the finite elements; of a single one, its size. */
function betweenElements(tensor) {
    let count = 0;
    let mean = 0;
    let squares = 0;
    for (const value of (0,numbers_of/* numbersOf */.c)(tensor)) {
        if (!Number.isFinite(value))
            continue;
        count += 1;
        const off = value - mean;
        mean += off / count;
        squares += off * (value - mean);
    }
    const deviation = Math.sqrt(squares / Math.max(1, count));
    return { size: count === 1 ? Math.abs(mean) : deviation, of: Math.hypot(mean, deviation) };
}
/** Outputs, by leaf, whose noise floor is as large as what they vary by. */
function drownedOutputs(noise, spreads) {
    return [...largest(noise ?? {})].flatMap(([leaf, { sigma }]) => (isDrowned(sigma, spreads.of(leaf)) ? [leaf] : []));
}
function isDrowned(sigma, spread) {
    return spread !== null && noise_limits/* NOISE_MULTIPLE */.OV * sigma > MOST_OF_SPREAD * spread.size;
}
/**
 * Noise floors that cannot be what rounding does: as large as the output's own variation, so that another input's output
 * would pass, or a thousand times what independent runtimes differ by.
 * @param onlyRounding outputs that are known to vary by nothing but rounding: it is as large as their variation
 */
function doubtsOf(noise, spreads, witnesses, onlyRounding = new Set()) {
    const doubts = {};
    for (const [leaf, { sigma, unit, quantised }] of largest(noise ?? {})) {
        const spread = spreads.of(leaf);
        if (spread === null || noise_limits/* NOISE_MULTIPLE */.OV * sigma <= LEAST_OF_SPREAD * spread.size)
            continue;
        const drowned = isDrowned(sigma, spread) && !onlyRounding.has(leaf);
        const why = drowned
            ? `the measured noise floor is ${(0,number_format/* formatPercent */.l9)(sigma / spread.size)} of how much the output varies between ${spread.between}`
            : quantised || isCoarse(unit)
                ? null
                : outdone(leaf, noise ?? {}, witnesses);
        if (why !== null)
            doubts[leaf] = { limit: LEAST_OF_SPREAD * spread.size, why, ...(drowned && { rounding: sigma }) };
    }
    return doubts;
}
/** Weights in float16 or bfloat16: runtimes that compute with them in float32 agree much better than these types round. */
function isCoarse(unit) {
    return unit > rounding/* PRECISION_ROUNDOFF */.v.f32;
}
function withDoubts(noise, doubts) {
    return Object.fromEntries(Object.entries(noise).map(([leaf, floor]) => {
        const doubt = Object.hasOwn(doubts, leaf) ? doubts[leaf] : undefined;
        return [leaf, doubt === undefined ? floor : { ...floor, doubt }];
    }));
}
function largest(noise) {
    const found = new Map();
    for (const floors of Object.values(noise))
        for (const [leaf, floor] of Object.entries(floors))
            if (floor.sigma >= (found.get(leaf)?.sigma ?? 0))
                found.set(leaf, floor);
    return found;
}
function outdone(leaf, noise, witnesses) {
    const ratios = witnesses.flatMap(({ independent, outputs }) => {
        const own = independent ? outputs.filter(({ name }) => name === leaf) : [];
        if (own.length === 0 || own.some(({ rmse }) => typeof rmse !== 'number'))
            return [];
        return [Math.max(...own.map((one) => Number(one.rmse) / (noise[one.case]?.[leaf]?.sigma || Number.NaN)))];
    });
    const best = Math.min(...ratios.filter((ratio) => ratio <= 1 / OUTDONE));
    if (!Number.isFinite(best))
        return null;
    return best === 0
        ? 'independent runtimes give exactly the same, far below the measured noise floor'
        : `independent runtimes differ by ${(0,number_format/* formatRatio */.B0)(best)} the measured noise floor`;
}

;// CONCATENATED MODULE: ./lib/judge/reference.js




/**
 * The committed outputs; else those of the home runtime; else, if that could not run the model, those of the first column
 * with a home runtime of the format that could.
 */
function referenceOf(trial) {
    const { plan, staged, reference: own, random } = trial;
    const { cases } = staged;
    if (cases.length > 0 && cases.every(({ expected }) => expected !== null)) {
        const outputs = new Map(cases.flatMap(({ name, expected }) => (expected === null ? [] : [[name, expected]])));
        return { kind: 'committed', runtime: 'committed outputs', version: '', engine: null, outputs };
    }
    if (random !== null)
        return { missing: random };
    const { reference: column } = plan;
    const made = (runtime, engine, { version, outputs }) => ({
        kind: 'runtime',
        runtime,
        version: version ?? '',
        engine,
        outputs: withCommitted(trial, outputs),
    });
    if (column !== null && own?.failure === null)
        return made(column.runtime.id, column.runtime.engine, own);
    const { format } = plan.model.forms[0].content;
    for (const cell of trial.cells) {
        const { column: other } = cell.plan;
        if (!(0,trial_trial/* isRun */.y)(cell) || format === null || !other.runtime.homeOf.includes(format))
            continue;
        if ((other.format ?? format) !== format)
            continue;
        const ran = ranFirst(trial, cell.forms);
        if (ran !== null)
            return made(other.id, other.runtime.engine, ran.ran);
    }
    return noReference(trial);
}
/** Its outputs of one case. A worker wrote them: if they are not there or cannot be read, there is no reference. */
async function readReference(reference, name) {
    const read = await readOutputs(reference, name, `the reference on ${reference.runtime}`);
    return 'fault' in read ? { missing: read.fault } : { outputs: read.values };
}
/** The first form of the model where it ran to the end. */
function ranFirst({ plan }, forms) {
    const [first] = plan.model.forms;
    const found = forms.find(({ form }) => form === first);
    return found !== undefined && 'ran' in found && found.ran.failure === null ? found : null;
}
/** Committed outputs take precedence, case by case. */
function withCommitted({ staged }, outputs) {
    return new Map(staged.cases.flatMap(({ name, expected }) => {
        const found = expected ?? outputs.get(name);
        return found === undefined ? [] : [[name, found]];
    }));
}
/** The runtime of the reference could not run the model. */
function noReference({ plan, reference: own }) {
    const failure = own?.failure ?? null;
    const isRefusal = failure?.failure.kind === 'failed' && (failure.case !== undefined || failure.doing === run_request/* LOADING */.F5);
    const refused = isRefusal ? failure.case : undefined;
    const columns = plan.cells.map(({ column }) => column.runtime.id);
    const homes = plan.homes.filter(({ id }) => !columns.includes(id)).map(({ id }) => id);
    const others = homes.length === 0 ? '' : `, or add ${homes.join(' or ')} to \`runtimes:\``;
    const missing = {
        what: 'there is no reference to compare with',
        ...(failure !== null &&
            plan.reference !== null && {
            why: `the reference on ${plan.reference.runtime.id} ${(0,worker_failure/* describeFailure */.Ic)(failure.failure, failure.doing).what}`,
        }),
        next: `${refused === undefined ? '' : `fix the inputs of case ${refused}, or `}commit expected outputs beside the inputs${others}`,
    };
    return isRefusal ? { missing, refused: true } : { missing };
}

;// CONCATENATED MODULE: ./lib/judge/judge-cases.js






/** Fewer columns than this have no majority. */
const LEAST_COLUMNS = 3;
/**
 * Compares every column with the reference, case by case; once more where the noise floor of an output is not believed.
 * @param judges of each column that ran, by form: they keep the outputs that they judge
 */
async function judgeCases(trial, reference, judges, { before, findOnlyRounding }) {
    const still = stillSoFar(trial);
    const spreads = watchSpreads();
    const found = await judgeEachCase(trial, reference, judges, {}, (expected, probe) => {
        if (probe)
            return;
        still.look(expected);
        spreads.look(expected);
    });
    const drowned = drownedOutputs(trial.noise, spreads);
    const rounding = drowned.length === 0 ? new Set() : await findOnlyRounding(drowned, trial, reference);
    const doubts = doubtsOf(trial.noise, spreads, witnessesOf(reference, judges, before), rounding);
    if ('missing' in found || Object.keys(doubts).length === 0)
        return 'missing' in found ? found : { consensus: found, still: still.leaves(), doubts: {} };
    // What is read for this is read a second time: it is rare.
    const again = await judgeEachCase(trial, reference, judges, doubts, () => { });
    // Measured by a floor that is not believed, an output that varies looks constant.
    const constant = still.leaves().filter((leaf) => !Object.hasOwn(doubts, leaf));
    return 'missing' in again ? again : { consensus: again, still: constant, doubts };
}
/** Columns with another engine than the one that made the reference. */
function witnessesOf(reference, judges, before) {
    const seen = [...judges].flatMap(([{ plan }, forms]) => forms.map(({ outputs }) => ({ engine: plan.column.runtime.engine, outputs })));
    return [...seen, ...before].map(({ engine, outputs }) => ({
        independent: reference.engine !== null && engine !== reference.engine,
        outputs,
    }));
}
async function judgeEachCase(trial, reference, judges, doubts, look) {
    const { model } = trial.plan;
    const opinions = [...judges].flatMap(([{ plan }, forms]) => {
        const own = forms.find((judge) => judge.trial.form === model.forms[0]);
        return own === undefined ? [] : [{ column: plan.column, judge: own }];
    });
    const consensus = (0,judge_consensus/* openConsensus */.gh)(opinions.map(({ column }) => column.id));
    for (const { name, probe } of trial.staged.cases) {
        const read = await readReference(reference, name);
        if ('missing' in read)
            return read;
        const expected = read.outputs;
        look(expected, probe === true);
        const looking = caseConsensus(name, expected, {
            names: (0,discover_models/* outputNames */.g)(model) ?? Object.keys(expected).sort(),
            opinions: opinions.length < LEAST_COLUMNS ? [] : opinions,
            noise: withDoubts(trial.noise?.[name] ?? {}, doubts),
        });
        for (const judge of [...judges.values()].flat()) {
            const candidate = judge.failed === null ? await judge.judgeCase(name, expected, doubts) : null;
            if (candidate !== null)
                looking.see(judge, candidate);
        }
        looking.addTo(consensus);
    }
    return consensus.finish();
}
/** Outputs that are the same in every golden case, or for a single case, those found with other inputs. */
function stillSoFar({ staged, noise, still: found }) {
    const floors = noise?.[staged.cases[0]?.name ?? ''] ?? {};
    let first = null;
    let still = found;
    return {
        look(expected) {
            if (found !== null)
                return;
            if (first === null)
                first = expected;
            else if (still === null || still.length > 0) {
                const same = stillLeaves(first, expected, floors);
                still = (still ?? same).filter((leaf) => same.includes(leaf));
            }
        },
        leaves: () => still ?? [],
    };
}

// EXTERNAL MODULE: ./lib/judge/judge-cell.js
var judge_cell = __webpack_require__(9465);
;// CONCATENATED MODULE: ./lib/plan/accepts-float32.js
/** Whether the column or the form declares that float32 is enough, also for a model in float64. */
function acceptsFloat32({ declaresFloat32 }, { precision }) {
    return declaresFloat32 === true || precision === 'f32';
}

// EXTERNAL MODULE: ./lib/plan/plan.js
var plan_plan = __webpack_require__(49164);
// EXTERNAL MODULE: ./lib/plan/resolve-rules.js + 1 modules
var resolve_rules = __webpack_require__(94695);
// EXTERNAL MODULE: ./lib/plan/through.js
var through = __webpack_require__(1094);
// EXTERNAL MODULE: ./lib/compare/judgement.js
var judgement = __webpack_require__(47600);
;// CONCATENATED MODULE: ./lib/probe/rows.js


/**
 * The tensor with chosen positions along an axis, in the order given; a position may come several times.
 * @throws RangeError for elements of half a byte, which cannot be cut
 */
function takeAlong(value, axis, positions) {
    const shape = value.shape.map((size, at) => (at === axis ? positions.length : size));
    const inner = product(value.shape.slice(axis + 1));
    const size = value.shape[axis] ?? 0;
    const starts = Array.from({ length: product(value.shape.slice(0, axis)) }, (_, outer) => positions.map((position) => (outer * size + position) * inner)).flat();
    if (value.dtype === 'string')
        return (0,tensor_tensor/* stringTensor */.nr)(shape, starts.flatMap((start) => value.strings.slice(start, start + inner)));
    const width = bytesEach(value.dtype);
    const parts = starts.map((start) => value.bytes.subarray(start * width, (start + inner) * width));
    return (0,tensor_tensor/* tensor */.OE)(value.dtype, shape, Buffer.concat(parts));
}
/** Rows one after another along an axis; all of one type. */
function stackRows(rows, axis) {
    const [first] = rows;
    if (first === undefined)
        throw new RangeError('no rows to stack');
    const shape = first.shape.map((size, at) => (at === axis ? rows.length * size : size));
    const blocks = product(first.shape.slice(0, axis));
    const inner = product(first.shape.slice(axis));
    const order = Array.from({ length: blocks }, (_, block) => rows.map((row) => ({ row, start: block * inner }))).flat();
    if (first.dtype === 'string') {
        const strings = order.flatMap(({ row, start }) => row.dtype === 'string' ? row.strings.slice(start, start + inner) : []);
        return (0,tensor_tensor/* stringTensor */.nr)(shape, strings);
    }
    const width = bytesEach(first.dtype);
    const parts = order.flatMap(({ row, start }) => row.dtype === 'string' ? [] : [row.bytes.subarray(start * width, (start + inner) * width)]);
    return (0,tensor_tensor/* tensor */.OE)(first.dtype, shape, Buffer.concat(parts));
}
/** The same elements in the same shape, each moved by `step` places: other data of the same kind. */
function rolled(value, step) {
    const count = product(value.shape);
    const cut = count === 0 ? 0 : step % count;
    if (value.dtype === 'string')
        return (0,tensor_tensor/* stringTensor */.nr)(value.shape, [...value.strings.slice(count - cut), ...value.strings.slice(0, count - cut)]);
    const at = (count - cut) * bytesEach(value.dtype);
    const bytes = Buffer.concat([value.bytes.subarray(at), value.bytes.subarray(0, at)]);
    return (0,tensor_tensor/* tensor */.OE)(value.dtype, value.shape, bytes);
}
function bytesEach(dtype) {
    const { bits } = tensor_dtype/* DTYPES */.A1[dtype];
    if (bits < 8)
        throw new RangeError(`${dtype} cannot be cut into rows`);
    return bits / 8;
}
const product = (sizes) => sizes.reduce((result, size) => result * size, 1);

// EXTERNAL MODULE: ./lib/probe/symbols.js
var symbols = __webpack_require__(24003);
// EXTERNAL MODULE: ./lib/judge/compare-case.js + 3 modules
var compare_case = __webpack_require__(52045);
;// CONCATENATED MODULE: ./lib/judge/case-properties.js




/** What must hold between the cases that ran on one column: one entry for each output of each row, and for each wrong size. */
async function judgeProperties(properties, context) {
    const found = [];
    for (const property of properties)
        found.push(...(property.kind === 'batch' ? await judgeBatch(property, context) : await judgeSize(property, context)));
    return found;
}
/** Row by row: the outputs of the row alone against its part of the outputs of the batch. */
async function judgeBatch({ batch, rows, symbol }, context) {
    const { signature, names } = context;
    const together = await context.outputs(batch);
    const axes = new Map(signature.outputs.flatMap((port) => {
        const axis = (0,symbols/* rowAxis */.wY)(port, symbol);
        const own = nameIn(names, port.name);
        return axis === null || own === null ? [] : [[port.name, { axis, own }]];
    }));
    const found = [];
    for (const [row, name] of rows.entries()) {
        const alone = await context.outputs(name);
        const reference = {};
        const candidate = {};
        for (const [output, { axis, own }] of axes) {
            const value = alone[own];
            if (value !== undefined)
                reference[output] = value;
            const whole = together[own];
            if (whole !== undefined)
                candidate[own] = rowOf(whole, axis, row, rows.length);
        }
        const { outputs } = (0,compare_case/* compareCase */.o)({
            ...context,
            case: `probe: row ${row + 1} of the batch against the row alone`,
            reference,
            candidate,
            expectedOutputs: [...axes.keys()],
            names,
            noise: context.noise(name),
        });
        found.push(...outputs);
    }
    return found;
}
/** The part of one row; the whole value if its number of rows is wrong, which then shows as a different shape. */
function rowOf(value, axis, row, rows) {
    if (value.kind !== 'tensor' || value.shape[axis] !== rows)
        return value;
    return takeAlong(value, axis, [row]);
}
async function judgeSize({ case: name, symbol, size }, { signature, names, form, outputs }) {
    const values = await outputs(name);
    return signature.outputs.flatMap((port) => {
        const value = values[nameIn(names, port.name) ?? ''];
        const wrong = (0,symbols/* axesOf */.vj)(port, symbol).filter((axis) => value?.kind === 'tensor' && value.shape[axis] !== size);
        const [axis] = wrong;
        if (value?.kind !== 'tensor' || axis === undefined)
            return [];
        const reason = `dimension ${axis} is ${value.shape[axis]}, but the model declares ${symbol}, which is ${size} here: a size is hard-coded`;
        return [{ case: name, form, name: port.name, ...(0,judgement/* unmeasured */.Q8)(value, 'drift', reason) }];
    });
}
function nameIn(names, name) {
    const own = Object.hasOwn(names, name) ? names[name] : undefined;
    return own === undefined ? name : own;
}

// EXTERNAL MODULE: ./lib/compare/kernel/components.js
var kernel_components = __webpack_require__(91341);
;// CONCATENATED MODULE: ./lib/compare/kernel/error-distribution.js
/** How the errors of one output are distributed: over sizes, over the values they are errors of, and over its axes. */




const MOST_ROWS = 16;
const MOST_COLUMNS = 32;
const SIZES = { from: -16, to: 64 };
const MAGNITUDES = { from: -12, to: 12 };
/**
 * The distribution of |candidate − reference|.
 * @param reference of the same shape and dtype as the candidate
 * @param sigma noise floor, in the units of the output; null where it is not known
 */
function errorDistribution(reference, candidate, sigma) {
    const { unit, unitIs } = unitOf(reference, sigma);
    const sizes = new Map();
    const magnitudes = new Map();
    const axes = axisProfiles(reference);
    let [equal, notFinite] = [0, 0];
    (0,pairs/* forEachPair */.b)(reference, candidate, (r, c, place) => {
        const error = errorOf(r, c) / unit;
        if (error === 0) {
            equal += 1;
            return;
        }
        for (const axis of axes)
            axis.add(place, error);
        if (!Number.isFinite(error)) {
            notFinite += 1;
            return;
        }
        const size = binOf(Math.log2(error), SIZES);
        sizes.set(size, (sizes.get(size) ?? 0) + 1);
        const magnitude = binOf(Math.log10(Math.abs(r)), MAGNITUDES);
        const bin = magnitudes.get(magnitude) ?? { count: 0, largest: 0 };
        magnitudes.set(magnitude, { count: bin.count + 1, largest: Math.max(bin.largest, error) });
    });
    return {
        unit,
        unitIs,
        equal,
        notFinite,
        sizes: ascending(sizes).map(([exponent, count]) => ({ exponent, count })),
        magnitudes: ascending(magnitudes).map(([exponent, bin]) => ({ exponent, ...bin })),
        map: mapOf(reference, candidate, unit, mostUneven(axes)),
    };
}
/** Infinite where only one of the two is NaN, or for another infinity. */
function errorOf(r, c) {
    if (Object.is(r, c))
        return 0;
    const error = Math.abs(c - r);
    return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
}
function unitOf(reference, sigma) {
    if (sigma !== null && sigma > 0)
        return { unit: sigma, unitIs: 'noise' };
    const { kind } = tensor_dtype/* DTYPES */.A1[reference.dtype];
    if (kind !== 'float' && kind !== 'complex')
        return { unit: 1, unitIs: 'step' };
    return { unit: spacingAtLargest(reference), unitIs: 'ulp' };
}
function binOf(logarithm, { from, to }) {
    return Math.max(from, Math.min(to, Math.floor(logarithm)));
}
function ascending(bins) {
    return [...bins].sort(([a], [b]) => a - b);
}
function spacingAtLargest(reference) {
    let largest = 0;
    (0,pairs/* forEachPair */.b)(reference, reference, (r) => {
        if (Number.isFinite(r))
            largest = Math.max(largest, Math.abs(r));
    });
    // A float32 has 24 significant bits: 2⁻²³ of the power of two below a number is the distance to the next.
    return largest === 0 ? 1 : 2 ** (Math.floor(Math.log2(largest)) - 23);
}
function axisProfiles({ shape, dtype }) {
    return shape.flatMap((size, axis) => {
        if (size < 2)
            return [];
        const stride = strideOf(shape, axis) * (0,kernel_components/* componentsPerElement */._)(dtype);
        const largest = new Float64Array(size);
        return {
            axis,
            size,
            add(place, error) {
                const index = Math.floor(place / stride) % size;
                largest[index] = Math.max(largest[index] ?? 0, error);
            },
            unevenness() {
                const sizes = largest.map((error) => Math.log2(1 + Math.min(error, Number.MAX_VALUE)));
                const most = sizes.reduce((one, other) => Math.max(one, other), 0);
                return most === 0 ? 0 : 1 - sizes.reduce((sum, one) => sum + one, 0) / (most * size);
            },
        };
    });
}
const strideOf = (shape, axis) => (0,tensor_tensor/* elementCount */.KX)(shape.slice(axis + 1));
/** Two axes, or the only one, in the order of the shape. The last ones where several are alike. */
function mostUneven(profiles) {
    return profiles
        .map((profile) => ({ profile, unevenness: profile.unevenness() }))
        .sort((a, b) => b.unevenness - a.unevenness || b.profile.axis - a.profile.axis)
        .slice(0, 2)
        .map(({ profile }) => profile)
        .sort((a, b) => a.axis - b.axis);
}
function mapOf(reference, candidate, unit, chosen) {
    const columns = chosen.at(-1);
    if (columns === undefined)
        return null;
    const rows = chosen.length === 2 ? chosen[0] : undefined;
    const { shape, dtype } = reference;
    const components = (0,kernel_components/* componentsPerElement */._)(dtype);
    const binAlong = (profile, most) => {
        const [stride, bins] = [strideOf(shape, profile.axis) * components, Math.min(profile.size, most)];
        return {
            bins,
            of: (place) => Math.floor(((Math.floor(place / stride) % profile.size) * bins) / profile.size),
        };
    };
    const [down, across] = [rows === undefined ? null : binAlong(rows, MOST_ROWS), binAlong(columns, MOST_COLUMNS)];
    const largest = Array.from({ length: down?.bins ?? 1 }, () => new Array(across.bins).fill(0));
    (0,pairs/* forEachPair */.b)(reference, candidate, (r, c, place) => {
        const row = largest[down?.of(place) ?? 0] ?? [];
        const column = across.of(place);
        row[column] = Math.max(row[column] ?? 0, errorOf(r, c) / unit);
    });
    return {
        axes: chosen.map(({ axis }) => axis),
        sizes: chosen.map(({ size }) => size),
        largest: largest.map((row) => row.map(exponentOf)),
    };
}
function exponentOf(error) {
    if (error === 0)
        return null;
    return Number.isFinite(error) ? binOf(Math.log2(error), SIZES) : error;
}

;// CONCATENATED MODULE: ./lib/judge/distribution.js


/** How the errors of an output are distributed, as the results document has it; null for strings. */
function distributionOf({ name, reference, candidate, context }, place) {
    if (reference.dtype === 'string' || candidate.dtype === 'string')
        return null;
    const { unit, sizes, magnitudes, map, ...rest } = errorDistribution(reference, candidate, context.noise?.sigma ?? null);
    return {
        ...place,
        output: name,
        ...rest,
        unit: (0,tensor_real/* toReal */.kj)(unit),
        sizes: sizes.map((bin) => ({ ...bin })),
        magnitudes: magnitudes.map(({ largest, ...bin }) => ({ ...bin, largest: (0,tensor_real/* toReal */.kj)(largest) })),
        map: map === null
            ? null
            : {
                axes: [...map.axes],
                sizes: [...map.sizes],
                largest: map.largest.map((row) => row.map((exponent) => (exponent === null ? null : (0,tensor_real/* toReal */.kj)(exponent)))),
            },
    };
}

;// CONCATENATED MODULE: ./lib/judge/judge-form.js















const NO_DOUBTS = {};
/** The results of one form on one column, case after case. */
class FormJudge {
    trial;
    context;
    #cases = new Map();
    #furthest = null;
    #properties = [];
    /** Set if outputs of the worker cannot be read: none of its outputs count then. */
    failed = null;
    constructor(trial, context) {
        this.trial = trial;
        this.context = context;
    }
    get outputs() {
        return [...[...this.#cases.values()].flatMap(({ outputs }) => outputs), ...this.#properties];
    }
    get evidence() {
        return [...this.#cases.values()].flatMap(({ evidence }) => evidence);
    }
    /** Of the output, of all cases, that is furthest off; null when none drifts that was compared number by number. */
    get furthest() {
        return this.#furthest;
    }
    /** Whether float32 is said to be enough, also for a model in float64. */
    get acceptsFloat32() {
        return acceptsFloat32(this.context.plan.column, this.trial.form);
    }
    /** The coarser one of its column and its form. What rounding inside does is known by the noise floor, or not at all. */
    get precision() {
        const { precision = 'f32', content } = this.trial.form;
        const declared = (0,through/* coarserOf */.z4)(this.context.plan.column.precision, precision);
        const narrow = 'fault' in content ? undefined : content.narrow;
        return this.context.noise === null && narrow !== undefined ? (0,through/* coarserOf */.z4)(declared, narrow) : declared;
    }
    /**
     * Compares the outputs of one case; again, if it was compared before.
     * @param expected by the first form's names
     * @param doubts noise floors that are not believed
     * @returns the outputs as they were read, for further comparisons; null when they cannot be read
     */
    async judgeCase(name, expected, doubts = NO_DOUBTS) {
        const candidate = await this.#read(name);
        if (candidate === null)
            return null;
        const { model, plan, noise, threads } = this.context;
        // A format that does not record its outputs is judged by the outputs of the reference.
        const names = (0,discover_models/* outputNames */.g)(model) ?? Object.keys(expected).sort();
        const { furthest, ...compared } = (0,compare_case/* compareCase */.o)({
            case: name,
            form: this.trial.form.path,
            reference: expected,
            candidate,
            expectedOutputs: names,
            names: this.trial.loaded.names,
            extraOutputs: this.#extraOutputs(),
            noise: withDoubts(this.#floors(noise?.[name] ?? {}), doubts),
            tolerances: (0,resolve_rules/* appliedRules */.rz)((0,plan_plan/* rulesFor */.N)(plan, this.trial.form), names),
            precision: this.precision,
            tallyPool: threads,
        });
        this.#cases.set(name, compared);
        if (furthest !== null)
            this.#see(furthest, name, doubts);
        return candidate;
    }
    /** Of the kernels of the column, and of what it or the form declares. */
    #floors(noise) {
        const own = this.context.plan.column.runtime.winograd ? changed(noise, noise_model/* withWinograd */.Iu) : noise;
        return this.acceptsFloat32 ? changed(own, noise_model/* withoutDouble */.Us) : own;
    }
    /** What was seen with other doubts is judged again, and does not count. */
    #see(leaf, name, doubts) {
        const before = this.#furthest?.doubts === doubts ? this.#furthest.howFar : Number.NEGATIVE_INFINITY;
        if (leaf.howFar <= before)
            return;
        const distribution = distributionOf(leaf, { case: name, form: this.trial.form.path });
        if (distribution !== null)
            this.#furthest = { doubts, howFar: leaf.howFar, distribution };
    }
    /** What must hold between the cases, whatever the reference says. */
    async judgeProperties(properties) {
        const { model, plan, noise } = this.context;
        const signature = (0,discover_form/* signatureOfForm */.eD)(model.forms[0]);
        if (signature === null || this.failed !== null)
            return;
        const found = await judgeProperties(properties, {
            form: this.trial.form.path,
            signature,
            names: this.trial.loaded.names,
            tolerances: (0,resolve_rules/* appliedRules */.rz)((0,plan_plan/* rulesFor */.N)(plan, this.trial.form)),
            precision: this.precision,
            outputs: async (name) => (await this.#read(name)) ?? {},
            noise: (name) => this.#floors(noise?.[name] ?? {}),
        });
        this.#properties.push(...found);
    }
    /** Under the names of what was loaded: converters rename them like any other output. */
    #extraOutputs() {
        const { form, loaded } = this.trial;
        return (form.extraOutputs ?? []).flatMap((name) => (0,correspondence/* ownName */.qU)(loaded.names, name) ?? []);
    }
    async #read(name) {
        const stored = this.trial.ran.outputs.get(name);
        try {
            if (stored === undefined)
                throw new malformed/* Malformed */.s('they were never written');
            return await stored.read();
        }
        catch (error) {
            if (!(error instanceof malformed/* Malformed */.s))
                throw error;
            this.failed = unreadableOutputs(name, error);
            return null;
        }
    }
}
/** Outputs of a worker are untrusted data: if they cannot be read, their cell fails. */
function unreadableOutputs(name, { message, detail: { why } }) {
    const what = `the outputs of case ${name} cannot be read: ${message}`;
    const failure = { kind: 'failed', type: 'Malformed', message: what };
    return {
        state: 'run-failed',
        fault: { what, ...(why === undefined ? {} : { why }) },
        failure: recordOf({ failure, doing: `writing the outputs of case ${name}`, case: name }),
    };
}

;// CONCATENATED MODULE: ./lib/judge/judge-model.js






/**
 * Judges one model, case by case: the reference is read once for all columns, every output of a column once. This gives
 * the verdicts, the evidence, the consensus of the columns, and the outputs that never vary.
 * @param before recorded results that stand beside the trial, and that can cast doubt on its noise floor too
 * @param findOnlyRounding asked about outputs whose noise floor is as large as their variation
 */
async function judgeModel(trial, threads, before = [], findOnlyRounding = async () => new Set()) {
    if ('fault' in trial)
        return judgeUntried(trial);
    const found = referenceOf(trial);
    const judges = 'missing' in found ? new Map() : judgesOf(trial, threads);
    const compared = 'missing' in found ? found : await judgeCases(trial, found, judges, { before, findOnlyRounding });
    const { consensus, still, doubts } = 'missing' in compared ? NOTHING_COMPARED : compared;
    const reference = 'missing' in compared ? compared : found;
    for (const judge of [...judges.values()].flat())
        await judge.judgeProperties(trial.staged.properties ?? []);
    return {
        plan: trial.plan,
        goldens: trial.staged.cases.length === 0 ? 'none' : trial.staged.goldens,
        reference,
        noise: trial.noise,
        ...(Object.keys(doubts).length > 0 && { doubts }),
        cells: trial.cells.map((cell) => (0,trial_trial/* isRun */.y)(cell)
            ? cellOf(trial, cell, reference, judges.get(cell) ?? [], new Set(still))
            : (0,judge_cell/* untriedCell */.u)(trial.plan, cell.plan.column, { ...cell.plan, failure: null })),
        consensus,
    };
}
const NOTHING_COMPARED = { consensus: [], still: [], doubts: {} };
/** A finding at the model: the others continue. */
function judgeUntried({ plan, fault, doing, goldens }) {
    const state = doing === null ? 'error' : 'run-failed';
    const failure = doing === null ? null : { kind: 'failed', doing };
    return {
        plan,
        goldens,
        reference: { missing: fault },
        noise: null,
        cells: plan.cells.map((cell) => (0,judge_cell/* untriedCell */.u)(plan, cell.column, cell.kind === 'skip' ? { ...cell, failure: null } : { state, fault, failure })),
        consensus: [],
    };
}
/** Of the forms that ran to their end. */
function judgesOf({ plan, noise, cells }, threads) {
    return new Map(cells
        .filter(trial_trial/* isRun */.y)
        .map((cell) => [
        cell,
        cell.forms.flatMap((form) => 'ran' in form && form.ran.failure === null
            ? [new FormJudge(form, { model: plan.model, plan: cell.plan, noise, threads })]
            : []),
    ]));
}
function unjudgedForm({ missing, refused }) {
    return { state: refused === true ? 'run-failed' : 'error', fault: missing, failure: null };
}
function cellOf({ plan, staged }, cell, reference, judges, still) {
    const forms = cell.forms.map((form) => {
        const judge = judges.find(({ trial }) => trial === form);
        const unjudged = 'missing' in reference ? unjudgedForm(reference) : null;
        const outputs = (judge?.outputs ?? []).map((one) => (still.has(one.name) ? { ...one, vacuous: true } : one));
        const failed = failedForm(form) ?? judge?.failed ?? unjudged;
        const { evidence = [], furthest = null } = judge ?? {};
        return { path: form.form.path, outputs, evidence, furthest, failed };
    });
    return (0,judge_cell/* judgeCell */.E)(plan, cell, forms, staged.cases.length);
}

// EXTERNAL MODULE: ./lib/bytes/regular-file.js
var regular_file = __webpack_require__(6914);
;// CONCATENATED MODULE: ./lib/golden/read-committed.js






/** The largest size of a golden file. */
const MAX_GOLDEN_BYTES = 4 * 2 ** 30;
const LFS_POINTER = 'version https://git-lfs';
/**
 * Reads a committed file and passes its bytes to `parse`; errors of both become a UserError that names the file.
 * Symbolic links may lead to other files of the repository, not out of it.
 * @param path relative to `root`
 */
async function read_committed_readCommitted(root, path, parse) {
    return await asUserError(path, async () => {
        const bytes = await (0,regular_file/* readRegularFile */.X)(await insidePath(root, path), MAX_GOLDEN_BYTES);
        refusePointer(bytes.subarray(0, LFS_POINTER.length));
        return await parse(bytes);
    });
}
/** The same for a file that is not read as a whole. */
async function openCommitted(root, path, parse) {
    return await asUserError(path, async () => {
        const file = new file_window/* FileWindow */.V(await insidePath(root, path), { followLinks: false });
        try {
            refusePointer(file.read(0, Math.min(file.size, LFS_POINTER.length)));
            return await parse(file);
        }
        finally {
            file.close();
        }
    });
}
async function asUserError(path, read) {
    try {
        return await read();
    }
    catch (error) {
        if (!(error instanceof malformed/* Malformed */.s))
            throw error;
        const { entry, why, next } = error.detail;
        throw new errors/* UserError */.yo({
            what: error.what,
            where: entry === undefined ? path : `${path} (${entry})`,
            ...(why === undefined ? {} : { why }),
            next: next ?? 'write the file again, or take an earlier version of it from git',
        });
    }
}
function refusePointer(head) {
    if (Buffer.from(head).toString('latin1') !== LFS_POINTER)
        return;
    throw new malformed/* Malformed */.s('is a Git LFS pointer, not the file itself', {
        next: 'run `git lfs pull`, or check out with `lfs: true`',
    });
}
async function insidePath(root, path) {
    const [realRoot, real] = await Promise.all([(0,promises_.realpath)(root), (0,promises_.realpath)((0,external_node_path_.join)(root, path)).catch(() => null)]);
    if (real === null)
        throw new malformed/* Malformed */.s('does not exist');
    const inside = (0,external_node_path_.relative)(realRoot, real);
    if (inside === '..' || inside.startsWith(`..${external_node_path_.sep}`))
        throw new malformed/* Malformed */.s('leads out of the repository');
    return real;
}

;// CONCATENATED MODULE: ./lib/golden/provenance.js





const PROVENANCE = 'provenance.json';
const documentSchema = schemas/* strictObject */.rej({ version: schemas/* literal */.euz(1), cases: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* json */.Pq9()) });
/**
 * The text of provenance.json with the given cases set or replaced; keys are sorted, so that equal facts are equal text.
 * @throws UserError when the existing file is not a provenance record
 */
async function mergeProvenance(root, path, cases) {
    const exists = await stat(join(root, path)).then(() => true, () => false);
    const before = exists ? await readCommitted(root, path, parse) : {};
    const now = Object.fromEntries(cases.map(({ name, provenance }) => [name, provenance]));
    return `${JSON.stringify(sorted({ version: 1, cases: { ...before, ...now } }), null, 2)}\n`;
}
const modelSchema = schemas/* object */.Ikc({ model: schemas/* object */.Ikc({ path: schemas/* string */.YjP(), sha256: schemas/* string */.YjP() }) });
/**
 * The file of the model that a committed case was recorded with; null where that is not recorded, or not in a way that
 * can be read.
 * @param folder of the case
 */
async function recordedWith(root, folder, name) {
    try {
        const cases = await read_committed_readCommitted(root, external_node_path_.posix.join(folder, PROVENANCE), parse);
        return modelSchema.parse(cases[name]).model;
    }
    catch {
        // Whoever edits it by hand is told when goldens are recorded again.
        return null;
    }
}
function parse(bytes) {
    try {
        return documentSchema.parse(JSON.parse(new TextDecoder().decode(bytes))).cases;
    }
    catch (error) {
        throw new malformed/* Malformed */.s('is not a provenance record', {
            why: error instanceof Error ? error.message : String(error),
        });
    }
}
function sorted(value) {
    if (Array.isArray(value))
        return value.map(sorted);
    if (typeof value !== 'object' || value === null)
        return value;
    return Object.fromEntries(Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, item]) => [key, sorted(item)]));
}

// EXTERNAL MODULE: ./lib/tensor/type-in-words.js
var type_in_words = __webpack_require__(97425);
;// CONCATENATED MODULE: ./lib/tensor/check-inputs.js


/**
 * What is wrong with the inputs, in words; empty when they fit. A size of 0 or -1 in the signature means unknown, as
 * some exporters write it.
 */
function checkInputs(values, signature) {
    const symbols = new Map();
    return [
        ...names('input', values, signature.inputs, (port) => port.type.kind === 'optional'),
        ...signature.inputs.flatMap((port) => {
            const value = Object.hasOwn(values, port.name) ? values[port.name] : undefined;
            return value === undefined ? [] : checkValue(`input ${port.name}`, value, port.type, symbols);
        }),
    ];
}
/**
 * What is wrong with the names and element types of the expected outputs. The comparison checks the rest: a model may
 * declare wrong sizes for its outputs. Where the signature lists none, only a run shows them.
 */
function checkExpected(values, signature) {
    if (signature.outputs.length === 0)
        return [];
    return [
        ...names('expected output', values, signature.outputs, () => false),
        ...signature.outputs.flatMap(({ name, type }) => {
            const value = Object.hasOwn(values, name) ? values[name] : undefined;
            return value?.kind === 'tensor' && type.kind === 'tensor' && value.dtype !== type.dtype
                ? [`expected output ${name} is ${(0,tensor_tensor/* describeType */.MF)(value.dtype, value.shape)}, the model computes ${type.dtype}`]
                : [];
        }),
    ];
}
function names(what, values, ports, mayMiss) {
    const missing = ports.filter((port) => !Object.hasOwn(values, port.name) && !mayMiss(port));
    const known = ports.map(({ name }) => name);
    const extra = Object.keys(values).filter((name) => !known.includes(name));
    return [
        ...missing.map(({ name, type }) => `${what} ${name} (${(0,type_in_words/* typeInWords */.$)(type)}) is missing`),
        ...extra.map((name) => `${what} ${name} is unknown: the model has ${known.join(', ') || 'none'}`),
    ];
}
function checkValue(what, value, type, symbols) {
    if (type.kind === 'optional')
        return value.kind === 'absent' ? [] : checkValue(what, value, type.item, symbols);
    if (value.kind !== type.kind)
        return [`${what} is ${kindInWords(value)}, the model expects ${(0,type_in_words/* typeInWords */.$)(type)}`];
    if (value.kind === 'sequence' && type.kind === 'sequence')
        return value.items.flatMap((item, index) => checkItem(`item ${index} of ${what}`, item, type.item));
    if (value.kind === 'map' && type.kind === 'map')
        return value.keys.dtype === type.key
            ? []
            : [`the keys of ${what} are ${value.keys.dtype}, the model expects ${type.key}`];
    if (value.kind !== 'tensor' || type.kind !== 'tensor')
        return [];
    const got = (0,tensor_tensor/* describeType */.MF)(value.dtype, value.shape);
    const problems = value.dtype === type.dtype ? [] : [`${what} is ${got}, the model expects ${type.dtype}`];
    if (type.shape === null)
        return problems;
    if (value.shape.length !== type.shape.length)
        return [...problems, `${what} is ${got}, the model expects ${(0,type_in_words/* typeInWords */.$)(type)}: the ranks differ`];
    return [...problems, ...checkSizes(what, value.shape, type, symbols)];
}
/** Items of one sequence may differ in their symbolic sizes. */
function checkItem(what, item, type) {
    return checkValue(what, item, type, new Map());
}
function checkSizes(what, shape, type, symbols) {
    return (type.shape ?? []).flatMap((dimension, axis) => {
        const size = shape[axis] ?? 0;
        if (typeof dimension === 'number')
            return dimension <= 0 || dimension === size
                ? []
                : [`${what} has size ${size} in dimension ${axis}, the model expects ${dimension} (${(0,type_in_words/* typeInWords */.$)(type)})`];
        if (dimension === null)
            return [];
        const bound = symbols.get(dimension);
        if (bound === undefined)
            symbols.set(dimension, { size, by: what });
        if (bound === undefined || bound.size === size)
            return [];
        return [`${what} has size ${size} in dimension ${axis}, but ${dimension} is ${bound.size} in ${bound.by}`];
    });
}
function kindInWords(value) {
    return value.kind === 'tensor'
        ? (0,tensor_tensor/* describeType */.MF)(value.dtype, value.shape)
        : `a ${value.kind}`.replace('a absent', 'absent');
}

// EXTERNAL MODULE: ./lib/golden/find-cases.js + 1 modules
var find_cases = __webpack_require__(25911);
// EXTERNAL MODULE: ./lib/config/did-you-mean.js
var did_you_mean = __webpack_require__(49839);
;// CONCATENATED MODULE: ./lib/golden/golden-hint.js


const USUAL = 'fix the golden files; `portability plan` shows the inputs and outputs of the model';
/** What to do about a golden case that does not fit its model, by the way in which it was most likely written. */
function goldenHint({ name, inputs, expected }, { inputs: wanted, outputs }) {
    const strays = expected === null ? Object.keys(inputs).filter((one) => isPort(one, outputs) && !isPort(one, wanted)) : [];
    const lists = Object.keys(inputs).filter((one) => /^(inputs?|outputs?)$/.test(one) && !isPort(one, wanted));
    const hints = new Set([
        ...hintsFor(inputs, wanted, { file: `${name}.inputs.npz`, explained: [...strays, ...lists] }),
        ...(expected === null || outputs.length === 0
            ? []
            : hintsFor(expected, outputs, { file: `${name}.outputs.npz`, explained: [] })),
    ]);
    if (strays.length > 0)
        hints.add(`put ${strays.join(', ')} into ${strays.length === 1 ? 'a file of its' : 'a file of their'} own, ${name}.outputs.npz: this file holds inputs only`);
    if (lists.length > 0)
        hints.add(`write one file for the inputs and one for the outputs, with one array by name for each: ${save(`${name}.inputs.npz`, wanted)}`);
    return hints.size === 0 ? USUAL : [...hints].join('; ');
}
/** @param explained names that the model does not have, and of which something else is said */
function hintsFor(values, ports, { file, explained }) {
    const missing = ports.filter((port) => !Object.hasOwn(values, port.name));
    const extra = Object.keys(values).filter((name) => !isPort(name, ports));
    const numbered = extra.length > 0 && extra.every((name) => /^arr_\d+$/.test(name));
    const pairs = numbered ? [] : golden_hint_renamed(missing, extra);
    const strays = numbered
        ? []
        : extra.filter((name) => !explained.includes(name) && !pairs.some(({ own }) => own === name));
    return [
        ...(numbered ? [`np.savez was called without names: ${save(file, ports)}`] : []),
        ...(pairs.length > 0
            ? [`use the model's own names: ${pairs.map(({ name, own }) => `${name} for ${own}`).join(', ')}`]
            : []),
        ...(strays.length > 0 && missing.length === pairs.length ? [`leave out ${strays.join(', ')} of ${file}`] : []),
        ...ports.flatMap((port) => {
            const value = Object.hasOwn(values, port.name) ? values[port.name] : undefined;
            return value?.kind === 'tensor' ? tensorHints(value, port) : [];
        }),
    ];
}
/** Which of the arrays is most likely which input: in their order if there are as many, else those with a name alike. */
function golden_hint_renamed(missing, extra) {
    if (missing.length === extra.length)
        return missing.map(({ name }, index) => ({ name, own: extra[index] ?? '' }));
    return missing.flatMap(({ name }) => {
        const own = (0,did_you_mean/* closestName */.N)(name, extra);
        return own === undefined ? [] : [{ name, own }];
    });
}
function tensorHints({ dtype, shape }, { name, type }) {
    if (type.kind !== 'tensor')
        return [];
    const numeric = dtype !== 'string' && type.dtype !== 'string' && tensor_dtype/* DTYPES */.A1[dtype].kind === tensor_dtype/* DTYPES */.A1[type.dtype].kind;
    const lacksBatch = type.shape !== null &&
        shape.length === type.shape.length - 1 &&
        shape.every((size, axis) => fits(size, type.shape?.[axis + 1] ?? null));
    const order = type.shape === null ? null : orderThatFits(shape, type.shape);
    return [
        ...(dtype !== type.dtype && numeric ? [`save ${name} as ${type.dtype}: ${name}.astype(np.${type.dtype})`] : []),
        ...(order === null ? [] : [`${name} has its axes in another order: save ${name}.transpose(${order.join(', ')})`]),
        ...(lacksBatch ? [`${name} lacks its first axis, the batch: save ${name}[None]`] : []),
    ];
}
/** Orders in which axes are written by other frameworks: channels last, and transposed matrices. */
const golden_hint_ORDERS = [
    [1, 0],
    [0, 2, 1],
    [0, 3, 1, 2],
    [0, 2, 3, 1],
    [2, 0, 1],
    [0, 4, 1, 2, 3],
];
/** The order of axes with which a shape that does not fit does; null where it fits, or no order helps. */
function orderThatFits(shape, wanted) {
    const suits = (sizes) => sizes.length === wanted.length && sizes.every((size, axis) => fits(size, wanted[axis] ?? null));
    if (suits(shape))
        return null;
    const found = golden_hint_ORDERS.find((order) => order.length === shape.length && suits(order.map((axis) => shape[axis] ?? 0)));
    return found ?? null;
}
const fits = (size, wanted) => typeof wanted !== 'number' || wanted <= 0 || wanted === size;
const isPort = (name, ports) => ports.some((port) => port.name === name);
const isKeyword = (name) => /^[A-Za-z_]\w*$/.test(name);
/** A call that writes a file with the right names. */
function save(file, ports) {
    const plain = ports.every(({ name }) => isKeyword(name));
    const given = ports.map(({ name }) => (plain ? `${name}=…` : `${JSON.stringify(name)}: …`)).join(', ');
    return `np.savez(${JSON.stringify(file)}, ${plain ? given : `**{${given}}`})`;
}

// EXTERNAL MODULE: ./lib/values/safetensors.js
var safetensors = __webpack_require__(47755);
// EXTERNAL MODULE: ./node_modules/zod/v4/core/errors.js
var core_errors = __webpack_require__(37428);
// EXTERNAL MODULE: ./lib/bytes/repeated-json-key.js
var repeated_json_key = __webpack_require__(24954);
;// CONCATENATED MODULE: ./lib/golden/literal.js
/** Tensors written by hand: nested or flat lists in JSON goldens and in recipes. */




const literal_MAX_RANK = 32;
/**
 * A tensor from a single element or a nested list, whose nesting is the shape unless `shape` is given: then only the
 * number of elements must agree. Integers beyond 2^53 are strings of digits, NaN and infinities the strings "NaN",
 * "Infinity" and "-Infinity", complex numbers pairs [re, im].
 * @throws Malformed when the list is ragged, or an element does not fit the dtype
 */
function literalTensor(dtype, literal, shape) {
    const flat = flatten(literal);
    if (dtype === 'string') {
        const strings = flat.leaves.map((leaf) => {
            if (typeof leaf !== 'string')
                throw new malformed/* Malformed */.s(`${show(leaf)} is not a string`);
            return leaf;
        });
        return (0,tensor_tensor/* stringTensor */.nr)(requireCount(shape ?? flat.shape, strings.length), strings);
    }
    const complex = tensor_dtype/* DTYPES */.A1[dtype].kind === 'complex';
    if (complex && flat.shape.at(-1) !== 2)
        throw new malformed/* Malformed */.s(`${dtype} needs pairs [re, im]`);
    const own = complex ? flat.shape.slice(0, -1) : flat.shape;
    const numbers = flat.leaves.map((leaf) => literalElement(dtype, leaf));
    const size = requireCount(shape ?? own, complex ? numbers.length / 2 : numbers.length);
    try {
        return (0,tensor_tensor/* tensor */.OE)(dtype, size, (0,encode_elements/* encodeElements */.CD)(dtype, numbers));
    }
    catch (error) {
        throw error instanceof RangeError ? new malformed/* Malformed */.s(error.message) : error;
    }
}
/** Shape that a nested list has as a tensor of the dtype, [] for a single element. @throws Malformed when it is ragged */
function literalShape(dtype, literal) {
    const { shape } = flatten(literal);
    return tensor_dtype/* DTYPES */.A1[dtype].kind === 'complex' ? shape.slice(0, -1) : shape;
}
function requireCount(shape, count) {
    if ((0,tensor_tensor/* elementCount */.KX)(shape) !== count)
        throw new malformed/* Malformed */.s(`shape [${shape.join(', ')}] needs ${(0,tensor_tensor/* elementCount */.KX)(shape)} elements, the data has ${count}`);
    return shape;
}
function flatten(literal) {
    const leaves = [];
    const shape = literal_measure(literal);
    collect(literal, shape, 0, leaves);
    return { shape, leaves };
}
/** Sizes along the first elements; `collect` checks that all others agree. */
function literal_measure(literal) {
    const shape = [];
    for (let inner = literal; Array.isArray(inner); inner = inner[0]) {
        if (shape.length === literal_MAX_RANK)
            throw new malformed/* Malformed */.s(`lists nested deeper than ${literal_MAX_RANK} levels`);
        shape.push(inner.length);
    }
    return shape;
}
function collect(literal, shape, depth, leaves) {
    const size = shape[depth];
    if (size === undefined) {
        if (Array.isArray(literal))
            throw new malformed/* Malformed */.s('the nested lists are ragged');
        leaves.push(literal);
        return;
    }
    if (!Array.isArray(literal) || literal.length !== size)
        throw new malformed/* Malformed */.s('the nested lists are ragged');
    for (const item of literal)
        collect(item, shape, depth + 1, leaves);
}
/** One element as a number. @throws Malformed when it does not fit the dtype */
function literalElement(dtype, leaf) {
    switch (tensor_dtype/* DTYPES */.A1[dtype].kind) {
        case 'bool':
            if (leaf === true || leaf === 1)
                return 1;
            if (leaf === false || leaf === 0)
                return 0;
            break;
        case 'integer':
            if (typeof leaf === 'string' && /^-?\d{1,20}$/.test(leaf))
                return BigInt(leaf);
            if (typeof leaf === 'number' && Number.isInteger(leaf))
                return exact(leaf);
            break;
        case 'float':
        case 'complex':
            if (typeof leaf === 'number')
                return inRange(dtype, leaf);
            if (leaf === 'NaN' || leaf === 'Infinity' || leaf === '-Infinity')
                return Number(leaf);
            break;
        case 'string':
            break;
    }
    throw new malformed/* Malformed */.s(`${show(leaf)} is not a valid ${dtype}`);
}
/** Rounding to an infinity, or to NaN where there is none, is not what somebody wrote. */
function inRange(dtype, value) {
    if (!Number.isFinite(value) || dtype === 'string' || (0,encode_elements/* fitsFloat */.tw)(dtype, value))
        return value;
    throw new malformed/* Malformed */.s(`${value} does not fit ${dtype}`, {
        next: 'write an infinity as the string "Infinity" or "-Infinity"',
    });
}
function exact(value) {
    if (Number.isSafeInteger(value))
        return value;
    throw new malformed/* Malformed */.s(`${value} may have lost digits`, {
        why: 'integers in JSON are exact only up to 2^53',
        next: 'write integers beyond that as strings, as in "9223372036854775807"',
    });
}
function show(leaf) {
    return JSON.stringify(leaf)?.slice(0, 60) ?? 'nothing';
}

;// CONCATENATED MODULE: ./lib/golden/json.js
/**
 * Goldens in JSON, for people who write them by hand. The document is an object; each value is either
 *   {"dtype": "float32", "shape": [2, 2], "data": [1, 2, 3, 4]}   `data` flat or nested; dtype and shape are optional
 *   [[1, 2], [3, 4]] or 1                                         nested list or scalar, the signature gives the dtype
 * Elements are as in literal.ts: big integers, NaN and infinities are strings, complex numbers pairs.
 */





const isName = (name) => Object.hasOwn(tensor_dtype/* DTYPES */.A1, name);
const explicit = schemas/* strictObject */.rej({
    dtype: schemas/* custom */.IeY((raw) => typeof raw === 'string' && isName(raw), 'is not a dtype').optional(),
    shape: schemas/* array */.YOg(schemas/* int */.Whr().min(0)).max(32).optional(),
    data: schemas/* unknown */.L5J(),
});
/**
 * All tensors by name.
 * @param expected the signature's dtype for a name, used where the document has none
 * @throws Malformed with the name as entry
 */
function readJsonGolden(text, expected = () => null) {
    let document;
    try {
        document = JSON.parse(text);
    }
    catch (error) {
        throw new malformed/* Malformed */.s('not JSON', { why: error instanceof Error ? error.message : String(error) });
    }
    if (typeof document !== 'object' || document === null || Array.isArray(document))
        throw new malformed/* Malformed */.s('must be an object of names and values');
    const repeated = (0,repeated_json_key/* repeatedJsonKey */.G)(text);
    if (repeated !== null)
        throw new malformed/* Malformed */.s('is in the document twice', { entry: repeated, next: 'keep one of the two' });
    return new Map(Object.entries(document).map(([name, raw]) => {
        try {
            return [name, readEntry(raw, expected(name))];
        }
        catch (error) {
            throw error instanceof malformed/* Malformed */.s ? error.in(name) : error;
        }
    }));
}
function readEntry(raw, expected) {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
        return written(requireDType(expected), raw);
    const parsed = explicit.safeParse(raw);
    if (!parsed.success)
        throw new malformed/* Malformed */.s('must be {"dtype", "shape", "data"}, a list or a number', {
            why: core_errors/* prettifyError */.S1(parsed.error),
        });
    const { dtype, shape, data } = parsed.data;
    return written(requireDType(dtype ?? expected), data, shape);
}
/** JSON has no infinity: what is read as one is a number with too many digits. */
function written(dtype, data, shape) {
    const value = literalTensor(dtype, data, shape);
    for (const left = [data]; left.length > 0;) {
        const one = left.pop();
        if (Array.isArray(one))
            for (const item of one)
                left.push(item);
        else if (typeof one === 'number' && !Number.isFinite(one))
            throw new malformed/* Malformed */.s('has a number that is larger than any float64', {
                next: 'write an infinity as the string "Infinity" or "-Infinity"',
            });
    }
    return value;
}
function requireDType(dtype) {
    if (dtype !== null)
        return dtype;
    throw new malformed/* Malformed */.s('has no dtype, and the model has no tensor of this name to take one from', {
        next: 'write {"dtype": "float32", "data": …}',
    });
}

// EXTERNAL MODULE: ./lib/bytes/byte-reader.js
var byte_reader = __webpack_require__(38389);
// EXTERNAL MODULE: ./lib/bytes/protobuf.js
var protobuf = __webpack_require__(47896);
;// CONCATENATED MODULE: ./lib/golden/value-proto.js
/**
 * ONNX golden files (`input_0.pb`): a TensorProto, SequenceProto, OptionalProto or MapProto. The file does not record
 * which; the type of the model's input or output decides.
 */











const MAX_DEPTH = 16;
/** Decodes a file's bytes as the kind of value that the model expects. @throws Malformed */
function readValueProto(bytes, kind) {
    switch (kind) {
        case 'tensor': {
            const proto = decode(onnx/* onnx */.W.TensorProto, kind, bytes);
            return { name: proto.name ?? '', value: tensorOfProto(proto) };
        }
        case 'sequence': {
            const proto = decode(onnx/* onnx */.W.SequenceProto, kind, bytes);
            return { name: proto.name ?? '', value: sequence(proto, 0) };
        }
        case 'map': {
            const proto = decode(onnx/* onnx */.W.MapProto, kind, bytes);
            return { name: proto.name ?? '', value: map(proto, 0) };
        }
        case 'optional': {
            const proto = decode(onnx/* onnx */.W.OptionalProto, kind, bytes);
            return { name: proto.name ?? '', value: optional(proto, 0) };
        }
    }
}
/** Fields that hold further messages, by number (onnx-data.proto); everything else is numbers and strings. */
const CHILDREN = {
    tensor: {},
    sequence: { 3: 'tensor', 5: 'sequence', 6: 'map', 7: 'optional' },
    map: { 5: 'sequence' },
    optional: { 3: 'tensor', 5: 'sequence', 6: 'map', 7: 'optional' },
};
/** The generated reader skips groups and follows any nesting, so the bytes are walked first. */
function decode(type, kind, bytes) {
    try {
        walk(protobuf/* ProtobufMessage */.h.whole(new byte_reader/* BytesInMemory */.i(bytes)), kind);
        return type.decode(bytes);
    }
    catch (error) {
        const why = error instanceof malformed/* Malformed */.s ? error.detail.why : undefined;
        throw new malformed/* Malformed */.s('is not an ONNX value', { why: why ?? (0,errors/* messageOf */.bD)(error) });
    }
}
function walk(message, kind) {
    for (const field of message.fields()) {
        const child = field.kind === 'bytes' ? CHILDREN[kind][field.number] : undefined;
        if (child !== undefined)
            walk(message.inner(field), child);
    }
}
function sequence(proto, depth) {
    return { kind: 'sequence', items: itemsOf(proto, depth) };
}
/** Only one of the lists may be filled, the one that elem_type names. */
function itemsOf(proto, depth) {
    requireDepth(depth);
    if (proto.sparseTensorValues?.length)
        throw sparse();
    const lists = [
        (proto.tensorValues ?? []).map(tensorOfProto),
        (proto.sequenceValues ?? []).map((item) => sequence(item, depth + 1)),
        (proto.mapValues ?? []).map((item) => map(item, depth + 1)),
        (proto.optionalValues ?? []).map((item) => optional(item, depth + 1)),
    ].filter((list) => list.length > 0);
    if (lists.length > 1)
        throw new malformed/* Malformed */.s('a sequence holds items of several kinds');
    return lists[0] ?? [];
}
function map(proto, depth) {
    const keys = keysOf(proto);
    const items = itemsOf(proto.values ?? {}, depth + 1);
    if (keys.shape[0] !== items.length)
        throw new malformed/* Malformed */.s(`a map has ${keys.shape[0]} keys and ${items.length} values`);
    return { kind: 'map', keys, values: stacked(items) ?? { kind: 'sequence', items } };
}
function keysOf(proto) {
    const dtype = (0,data_type/* dtypeOfOnnx */.Z)(proto.keyType ?? 0);
    if (dtype === 'string') {
        const strings = (proto.stringKeys ?? []).map(decodeUtf8);
        return (0,tensor_tensor/* stringTensor */.nr)([strings.length], strings);
    }
    if (dtype === undefined || tensor_dtype/* DTYPES */.A1[dtype].kind !== 'integer')
        throw new malformed/* Malformed */.s('the keys of a map are neither integers nor strings');
    const keys = (proto.keys ?? []).map(toBigInt);
    try {
        return (0,tensor_tensor/* tensor */.OE)(dtype, [keys.length], (0,encode_elements/* encodeElements */.CD)(dtype, keys));
    }
    catch (error) {
        throw error instanceof RangeError ? new malformed/* Malformed */.s(error.message) : error;
    }
}
/** Scalar values of a map are passed as one tensor with an element per key, as runtimes return them. */
function stacked(items) {
    const tensors = items.filter((item) => item.kind === 'tensor');
    const first = tensors[0];
    const scalars = tensors.every(({ dtype, shape }) => dtype === first?.dtype && (shape.length === 0 || String(shape) === '1'));
    if (first === undefined || tensors.length !== items.length || !scalars)
        return null;
    if (first.dtype === 'string') {
        const strings = tensors.flatMap((item) => (item.dtype === 'string' ? item.strings : []));
        return (0,tensor_tensor/* stringTensor */.nr)([items.length], strings);
    }
    if (tensor_dtype/* DTYPES */.A1[first.dtype].bits < 8)
        return null;
    return value_proto_joined(first.dtype, tensors);
}
function value_proto_joined(dtype, tensors) {
    const bytes = Buffer.concat(tensors.map((item) => (item.dtype === 'string' ? new Uint8Array() : item.bytes)));
    return (0,tensor_tensor/* tensor */.OE)(dtype, [tensors.length], (0,tensor_elements/* bytesOf */.$)(bytes));
}
function optional(proto, depth) {
    requireDepth(depth);
    if (proto.sparseTensorValue != null)
        throw sparse();
    if (proto.tensorValue != null)
        return tensorOfProto(proto.tensorValue);
    if (proto.sequenceValue != null)
        return sequence(proto.sequenceValue, depth + 1);
    if (proto.mapValue != null)
        return map(proto.mapValue, depth + 1);
    if (proto.optionalValue != null)
        return optional(proto.optionalValue, depth + 1);
    return { kind: 'absent' };
}
function requireDepth(depth) {
    if (depth > MAX_DEPTH)
        throw new malformed/* Malformed */.s(`nested deeper than ${MAX_DEPTH} levels`);
}
function sparse() {
    return new malformed/* Malformed */.s('holds sparse tensors, which are not supported');
}

;// CONCATENATED MODULE: ./lib/golden/load-case.js







/**
 * Reads the files of a case. The signature decides what the formats leave open: dtypes of JSON lists and of bare numpy
 * types, and the names and kinds of ONNX test data.
 * @throws UserError with file and entry
 */
async function loadCase(root, found, signature) {
    const { name, source } = found;
    const inputs = await loadFiles(root, found.inputs, signature?.inputs ?? []);
    const expected = found.expected && (await loadFiles(root, found.expected, signature?.outputs ?? []));
    return { name, source, inputs, expected };
}
async function loadFiles(root, files, ports) {
    const expected = (name) => dtypeOf(ports.find((port) => port.name === name)?.type);
    switch (files.layout) {
        case 'archive':
            return Object.fromEntries(await readArchive(root, files, expected));
        case 'npy-folder': {
            const values = [];
            for (const { name, path } of files.files)
                values.push([name, await read_committed_readCommitted(root, path, (bytes) => readNpy(bytes, expected(name)))]);
            return Object.fromEntries(values);
        }
        case 'onnx-test-data':
            return await loadTestData(root, files.files, ports);
    }
}
async function readArchive(root, { format, path }, expected) {
    switch (format) {
        case 'npz':
            return await openCommitted(root, path, (file) => readNpz(file, { expected }));
        case 'safetensors':
            return await read_committed_readCommitted(root, path, safetensors/* readSafetensors */.IO);
        case 'json':
            return await read_committed_readCommitted(root, path, (bytes) => readJsonGolden(new TextDecoder().decode(bytes), expected));
        default:
            return (0,errors/* assertNever */.xb)(format);
    }
}
/** The name in the file counts when the model has it; otherwise the number in the file's name is the position. */
async function loadTestData(root, files, ports) {
    const values = new Map();
    for (const { index, path } of files) {
        const port = ports[index];
        const read = await read_committed_readCommitted(root, path, (bytes) => readValueProto(bytes, port?.type.kind ?? 'tensor'));
        const name = ports.length === 0 || ports.some((other) => other.name === read.name) ? read.name : port?.name;
        if (!name)
            throw new errors/* UserError */.yo({
                what: `number ${index} is out of range, and the tensor has none of the model's names`,
                where: path,
                why: `the model has ${ports.map(({ name }) => name).join(', ') || 'none'} there, counted from 0`,
                next: 'rename the file, or set the name of the tensor in it',
            });
        if (values.has(name))
            throw new errors/* UserError */.yo({ what: `${name} is defined twice`, where: path });
        values.set(name, read.value);
    }
    return Object.fromEntries(values);
}
function dtypeOf(type) {
    if (type?.kind === 'optional')
        return dtypeOf(type.item);
    return type?.kind === 'tensor' ? type.dtype : null;
}

// EXTERNAL MODULE: ./lib/config/recipe.js
var config_recipe = __webpack_require__(90422);
;// CONCATENATED MODULE: ./lib/golden/recipe-files.js



/**
 * The arrays that recipes refer to with `file:`, by input name, for the inputs that the model has.
 * @throws UserError when a file cannot be read
 */
async function readRecipeFiles(root, recipes, signature) {
    const files = new Map();
    for (const { name, type } of signature.inputs) {
        const content = (0,config_recipe/* contentOf */.$E)(Object.hasOwn(recipes, name) ? recipes[name] : undefined);
        if (content.kind !== 'file')
            continue;
        const expected = type.kind === 'tensor' ? type.dtype : null;
        files.set(name, await read_committed_readCommitted(root, content.path, (bytes) => readNpy(bytes, expected)));
    }
    return files;
}

;// CONCATENATED MODULE: ./lib/golden/signature-of-recipes.js



/**
 * The inputs of a model whose format does not record them, as far as recipes describe them: all that have one, of the
 * element type that the recipe or its file has, else float32. Null without recipes.
 * @throws UserError when a file cannot be read
 */
async function signatureOfRecipes(root, recipes) {
    const inputs = await Promise.all(Object.entries(recipes).map(async ([name, recipe]) => {
        const content = (0,config_recipe/* contentOf */.$E)(recipe);
        const file = content.kind === 'file' ? await read_committed_readCommitted(root, content.path, (bytes) => readNpy(bytes)) : null;
        const dtype = (0,config_recipe/* dtypeOf */.g2)(recipe) ?? file?.dtype ?? 'float32';
        return { name, type: { kind: 'tensor', dtype, shape: null } };
    }));
    return inputs.length === 0 ? null : { inputs, outputs: [] };
}

;// CONCATENATED MODULE: ./lib/onnx/declared-zeros.js
/**
 * By input: the axes for which the file writes the size 0. Some exporters write it where they mean any size, and some
 * mean it, as for the cache of a decoder's first step.
 */
function declaredZeros({ graph }) {
    return new Map((graph?.input ?? []).flatMap(({ name, type }) => {
        const axes = (type?.tensorType?.shape?.dim ?? []).flatMap(({ dimValue, dimParam }, axis) => dimValue != null && Number(dimValue) === 0 && !dimParam ? [axis] : []);
        return name && axes.length > 0 ? [[name, axes]] : [];
    }));
}

;// CONCATENATED MODULE: ./lib/onnx/sizes.js
const openSize = (name = null) => ({ name, is: null, sum: null });
/** A size with everything that is known of it by now. */
function known(size) {
    let found = size;
    while (typeof found !== 'number' && found.is !== null)
        found = found.is;
    if (typeof found === 'number' || found.sum === null)
        return found;
    const parts = found.sum.map(known);
    return parts.every((part) => typeof part === 'number') ? parts.reduce((sum, part) => sum + part, 0) : found;
}
/**
 * The two are the same size.
 * @returns whether they can be; if not, nothing has changed
 */
function equate(one, other) {
    const [a, b] = [known(one), known(other)];
    if (a === b)
        return true;
    if (typeof a === 'number')
        return typeof b !== 'number' && settle(b, a);
    if (typeof b === 'number')
        return settle(a, b);
    if (a.sum === null && (a.name === null || b.name !== null) && !isPartOf(a, b))
        a.is = b;
    else if (b.sum === null && !isPartOf(b, a))
        b.is = a;
    else if (a.sum === null && !isPartOf(a, b))
        a.is = b;
    return true;
}
/** A sum with all parts but one known gives that one. */
function settle(size, value) {
    const parts = size.sum?.map(known) ?? [];
    const open = parts.filter((part) => typeof part !== 'number');
    const rest = parts.reduce((left, part) => left - (typeof part === 'number' ? part : 0), value);
    if (size.sum !== null && rest <= 0)
        return false;
    size.is = value;
    const [only, ...more] = open;
    return only === undefined || more.length > 0 || equate(only, rest);
}
function isPartOf(size, whole) {
    return (whole.sum ?? [])
        .map(known)
        .some((part) => part === size || (typeof part !== 'number' && isPartOf(size, part)));
}
/** The size of several laid end to end. */
function sizes_sumOf(sizes) {
    const parts = sizes.map(known).filter((part) => part !== 0);
    if (parts.length === 1 && parts[0] !== undefined)
        return parts[0];
    return known({ ...openSize(), sum: parts });
}
/** A size as a signature has it: a number, a symbol, a sum of both ("past + 1"), or null if it has no name. */
function dimensionOf(size) {
    const found = known(size);
    if (typeof found === 'number')
        return found;
    if (found.sum === null)
        return found.name;
    const parts = found.sum.map(dimensionOf);
    return parts.every((part) => part !== null && /^[\w +]+$/.test(String(part))) ? parts.join(' + ') : found.name;
}

;// CONCATENATED MODULE: ./lib/onnx/shape-arithmetic.js
/** How shapes follow from shapes. Sizes that an operator needs to be equal are reported to `same`. */

/** The size of an axis, counted from the end where it is negative. */
const at = (shape, axis) => shape.at(axis) ?? openSize();
/** The shape of operands of several shapes; sizes that meet are taken to be equal unless one of them is 1. */
function broadcast(shapes, same) {
    let result = [];
    for (const shape of shapes) {
        if (shape == null)
            return null;
        const rank = Math.max(result.length, shape.length);
        const [a, b] = [result, shape];
        result = Array.from({ length: rank }, (_, axis) => {
            const [x, y] = [known(a[axis - rank + a.length] ?? 1), known(b[axis - rank + b.length] ?? 1)];
            if (x === 1)
                return y;
            if (y !== 1)
                same(x, y);
            return x;
        });
    }
    return result;
}
/** The shape of a matrix product, of stacks of matrices or of vectors. */
function matMul(a, b, same) {
    if (a == null || b == null || a.length === 0 || b.length === 0)
        return null;
    same(at(a, -1), b.length === 1 ? at(b, 0) : at(b, -2));
    const batch = broadcast([a.slice(0, -2), b.slice(0, -2)], same) ?? [];
    return [...batch, ...(a.length > 1 ? [at(a, -2)] : []), ...(b.length > 1 ? [at(b, -1)] : [])];
}
/** All sizes multiplied. */
function shape_arithmetic_product(sizes) {
    const found = sizes.map(known).filter((size) => size !== 1);
    if (found.every((size) => typeof size === 'number'))
        return found.reduce((all, size) => all * Number(size), 1);
    return found.length === 1 ? (found[0] ?? 1) : openSize();
}
/** @param axes null: all of them @param keep as 1 */
function withoutAxes(shape, axes, keep) {
    const gone = (axis) => axes === null || axes.some((one) => (one + shape.length) % shape.length === axis);
    return shape.flatMap((size, axis) => (gone(axis) ? (keep ? [1] : []) : [size]));
}
/** A shape in another form: 0 copies a size, -1 takes what is left. */
function reshaped(from, to, same) {
    const sizes = to.map(known).map((size, axis) => (size === 0 ? known(from?.[axis] ?? openSize()) : size));
    if (from === null)
        return sizes.map((size) => (size === -1 ? openSize() : size));
    const rest = restOf(from.map(known), sizes);
    const fits = typeof rest !== 'number' || (sizes.includes(-1) ? Number.isInteger(rest) && rest > 0 : rest === 1);
    if (!fits)
        same(0, 1);
    return sizes.map((size) => (size === -1 ? (fits ? rest : openSize()) : size));
}
/** What the one shape has and the other lacks. */
function restOf(from, to) {
    const open = from.filter((size) => typeof size !== 'number');
    for (const size of to) {
        const found = open.indexOf(size);
        if (typeof size !== 'number' && found === -1)
            return openSize();
        if (typeof size !== 'number')
            open.splice(found, 1);
    }
    const numbers = (sizes) => sizes.reduce((all, size) => all * (typeof size === 'number' && size > 0 ? size : 1), 1);
    const quotient = numbers(from) / numbers(to);
    const [only, ...more] = open;
    if (only === undefined)
        return quotient;
    return more.length === 0 && quotient === 1 ? only : openSize();
}

;// CONCATENATED MODULE: ./lib/onnx/selection-facts.js



function concat({ node, inputs, same }) {
    const values = inputs.every((fact) => fact.values != null) ? inputs.flatMap((fact) => fact.values ?? []) : null;
    const shapes = inputs.map(({ shape }) => shape);
    const [first] = shapes;
    if (first == null || !shapes.every((shape) => shape?.length === first.length))
        return [{ values }];
    const axis = ((numberOf(node, 'axis') ?? 0) + first.length) % first.length;
    const joined = first.map((size, place) => {
        if (place === axis)
            return sizes_sumOf(shapes.map((shape) => shape?.[axis] ?? openSize()));
        for (const shape of shapes.slice(1))
            same(size, shape?.[place] ?? size);
        return size;
    });
    return [{ shape: joined, values }];
}
function slice({ node, input }) {
    const { shape, values, source = null } = input(0);
    const starts = input(1).values ?? numbersOf(node, 'starts');
    const ends = input(2).values ?? numbersOf(node, 'ends');
    const axes = input(3).values ?? numbersOf(node, 'axes') ?? starts?.map((_, axis) => axis);
    if (shape == null || axes == null)
        return [{ source }];
    const isWhole = input(4).values?.every((step) => step === 1) !== false;
    const cut = shape.map((size, axis) => {
        const place = axes.findIndex((one) => typeof one === 'number' && (one + shape.length) % shape.length === axis);
        if (place === -1)
            return size;
        const [start, end] = [known(starts?.[place] ?? openSize()), known(ends?.[place] ?? openSize())];
        return start === 0 && isWhole ? upTo(known(size), end) : openSize();
    });
    const [from, to] = [starts?.[0], ends?.[0]];
    if (values == null || shape.length !== 1 || typeof from !== 'number' || typeof to !== 'number' || !isWhole)
        return [{ shape: cut, source }];
    const kept = values.slice(from, to);
    return [{ shape: [kept.length], values: kept, source }];
}
/** The size of what is cut off at an end; one that is open is that of another tensor, as for a table of positions. */
function upTo(size, end) {
    if (typeof end !== 'number')
        return end;
    if (typeof size === 'number')
        return end < 0 ? size + end : Math.min(end, size);
    return end > 2 ** 30 ? size : openSize();
}
function gather({ node, input, use, same }) {
    const [data, indices] = [input(0), input(1)];
    const { source = null } = data;
    if (data.shape == null)
        return [{ source }];
    const axis = ((numberOf(node, 'axis') ?? 0) + data.shape.length) % Math.max(1, data.shape.length);
    const rows = known(at(data.shape, axis));
    use(1, { kind: 'index', below: rows });
    const counts = indices.counts == null ? null : known(indices.counts);
    if (typeof counts === 'number' && typeof rows === 'number' && counts > rows)
        same(counts, rows);
    const [index] = indices.values ?? [];
    const one = typeof index === 'number' && indices.values?.length === 1 ? data.values?.at(index) : undefined;
    const around = [data.shape.slice(0, axis), data.shape.slice(axis + 1)];
    const shape = indices.shape == null ? null : [...around[0], ...indices.shape, ...around[1]];
    return [{ shape, values: one === undefined ? null : [one], source }];
}

;// CONCATENATED MODULE: ./lib/onnx/small-constants.js
/** The numbers of a tensor of integers or float32 that the skeleton kept, such as shapes, axes and scales; else null. */
function smallConstant(tensor) {
    const count = (tensor.dims ?? []).reduce((product, size) => product * Number(size), 1);
    const numbers = small_constants_numbersOf(tensor);
    return numbers !== null && numbers.length === count ? numbers : null;
}
function small_constants_numbersOf({ dataType, rawData, int64Data, int32Data, floatData, }) {
    const raw = rawData ?? new Uint8Array();
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    const read = (bytes, at) => Array.from({ length: Math.floor(raw.length / bytes) }, (_, index) => at(bytes * index));
    switch (dataType) {
        case 1:
            return raw.length > 0 ? read(4, (offset) => view.getFloat32(offset, true)) : (floatData ?? []);
        case 6:
            return raw.length > 0 ? read(4, (offset) => view.getInt32(offset, true)) : (int32Data ?? []);
        case 7:
            return raw.length > 0
                ? read(8, (offset) => Number(view.getBigInt64(offset, true)))
                : (int64Data ?? []).map(Number);
        default:
            return null;
    }
}

;// CONCATENATED MODULE: ./lib/onnx/wanted-numbers.js



/** The axes before are samples and channels, which no resampling kernel changes. */
const FIRST_SPATIAL_AXIS = 2;
/** Tells what the node needs in its inputs of sizes, places and counts. */
function useNumbers(call) {
    const type = call.node.opType ?? '';
    if (Object.hasOwn(RULES, type))
        RULES[type]?.(call);
}
const RULES = {
    CenterCropPad: (call) => wanted_numbers_all(call, 1, chosenAxes(call)?.map(({ size }) => size)),
    ConstantOfShape: (call) => each(call, 0, 2),
    Expand: (call) => {
        const [shape, wanted] = [shapeOf(call), lengthOf(call, 1)];
        if (wanted !== null && shape !== null && wanted >= shape.length)
            wanted_numbers_all(call, 1, [...ones(wanted - shape.length), ...shape]);
    },
    Pad: (call) => each(call, 1, 1),
    Range: (call) => [0, 2, 1].forEach((value, index) => void each(call, index, value)),
    Reshape: (call) => {
        const [shape, wanted] = [shapeOf(call), lengthOf(call, 1)];
        if (wanted === null || wanted === 0 || shape === null)
            return;
        wanted_numbers_all(call, 1, wanted < shape.length ? [...shape.slice(0, wanted - 1), -1] : [...shape, ...ones(wanted - shape.length)]);
    },
    Resize: (call) => {
        const axes = chosenAxes(call);
        const twice = (size, times) => (times === 1 ? size : sizes_sumOf([size, size]));
        wanted_numbers_all(call, 3, axes?.map(({ size, axis }) => twice(size, scaleOf(axis, shapeOf(call)))));
        // The scales came first before operator set 11.
        wanted_numbers_all(call, call.inputs.length === 2 ? 1 : 2, axes?.map(({ axis }) => scaleOf(axis, shapeOf(call))));
    },
    Slice: (call) => {
        const shape = shapeOf(call);
        const count = lengthOf(call, 1) ?? lengthOf(call, 2);
        each(call, 1, 0);
        each(call, 4, 1);
        if (count === null || shape === null)
            return;
        const first = Array.from({ length: count }, (_, axis) => axis);
        wanted_numbers_all(call, 3, first);
        const axes = call.input(3).values?.map(known) ?? first;
        wanted_numbers_all(call, 2, axes.map((axis) => (typeof axis === 'number' ? at(shape, axis) : openSize())));
    },
    Split: (call) => {
        const size = known(at(shapeOf(call) ?? [], numberOf(call.node, 'axis') ?? 0));
        if (typeof size === 'number')
            wanted_numbers_all(call, 1, [...ones(call.outputs - 1), size - (call.outputs - 1)]);
    },
    Tile: (call) => each(call, 1, 2),
    Upsample: (call) => wanted_numbers_all(call, 1, shapeOf(call)?.map((_, axis) => scaleOf(axis, shapeOf(call)))),
};
const ones = (count) => Array.from({ length: count }, () => 1);
const shapeOf = ({ input }) => input(0).shape ?? null;
function each({ use }, index, value) {
    use(index, { kind: 'number', value });
}
function wanted_numbers_all({ use }, index, values) {
    if (values !== undefined)
        use(index, { kind: 'numbers', values });
}
/** How many numbers an input gives. */
function lengthOf({ input }, index) {
    const [length] = input(index).shape ?? [];
    const found = length === undefined ? null : known(length);
    return typeof found === 'number' ? found : null;
}
/** The axes that an attribute names; without it all of them. */
function chosenAxes(call) {
    const shape = shapeOf(call);
    if (shape === null)
        return undefined;
    const axes = numbersOf(call.node, 'axes')?.map((axis) => (axis + shape.length) % shape.length);
    return (axes ?? shape.map((_, axis) => axis)).map((axis) => ({ axis, size: at(shape, axis) }));
}
function scaleOf(axis, shape) {
    return axis < FIRST_SPATIAL_AXIS && (shape?.length ?? 0) > FIRST_SPATIAL_AXIS ? 1 : 2;
}

;// CONCATENATED MODULE: ./lib/onnx/window-shapes.js
/** Shapes behind operators that slide a window: convolutions and pools (ONNX operator specification). */



/** The shape behind a convolution; its weights say how many channels go in. */
function window_shapes_convolved(node, x, weights, same) {
    const channels = known(at(weights, 1));
    if (typeof channels === 'number')
        same(at(x, 1), channels * (numberOf(node, 'group') ?? 1));
    return [at(x, 0), at(weights, 0), ...spatial(node, x, weights.slice(2).map(known), same)];
}
/** The shape behind a transposed convolution. */
function unconvolved(node, x, weights, same) {
    same(at(x, 1), at(weights, 0));
    const perGroup = known(at(weights, 1));
    const channels = typeof perGroup === 'number' ? perGroup * (numberOf(node, 'group') ?? 1) : openSize();
    const plain = textOf(node, 'auto_pad') === null && numbersOf(node, 'output_shape') === null;
    const sizes = x.slice(2).map((size, axis) => {
        const [from, kernel] = [known(size), known(at(weights, axis + 2))];
        if (!plain || typeof from !== 'number' || typeof kernel !== 'number')
            return openSize();
        const { stride, dilation, padding } = windowOf(node, axis, x.length - 2);
        return ((from - 1) * stride + dilation * (kernel - 1) + 1 + (numbersOf(node, 'output_padding')?.[axis] ?? 0) - padding);
    });
    return [at(x, 0), channels, ...sizes];
}
/** The shape behind a pool. */
function pooled(node, x, same) {
    return [...x.slice(0, 2), ...spatial(node, x, numbersOf(node, 'kernel_shape') ?? [], same)];
}
function spatial(node, x, kernels, same) {
    const auto = textOf(node, 'auto_pad') ?? 'NOTSET';
    return x.slice(2).map((size, axis) => {
        const [from, kernel] = [known(size), kernels[axis]];
        if (typeof kernel !== 'number')
            return openSize();
        const { stride, dilation, padding } = windowOf(node, axis, x.length - 2);
        const reach = dilation * (kernel - 1) + 1;
        const isSame = auto.startsWith('SAME');
        if (stride === 1 && (isSame || (auto === 'NOTSET' && padding === reach - 1)))
            return from;
        if (typeof from !== 'number')
            return openSize();
        if (isSame)
            return Math.ceil(from / stride);
        const steps = (from + (auto === 'VALID' ? 0 : padding) - reach) / stride;
        const to = (numberOf(node, 'ceil_mode') === 1 ? Math.ceil(steps) : Math.floor(steps)) + 1;
        if (to > 0)
            return to;
        // Smaller than the window.
        same(0, 1);
        return openSize();
    });
}
function windowOf(node, axis, axes) {
    const pads = numbersOf(node, 'pads');
    return {
        stride: numbersOf(node, 'strides')?.[axis] ?? 1,
        dilation: numbersOf(node, 'dilations')?.[axis] ?? 1,
        padding: (pads?.[axis] ?? 0) + (pads?.[axis + axes] ?? 0),
    };
}

;// CONCATENATED MODULE: ./lib/onnx/node-facts.js







/** The facts of a node's outputs. */
function node_facts_factsOf(node, around) {
    const names = node.input ?? [];
    const input = (index) => around.factOf(names[index] ?? '');
    const call = {
        node,
        input,
        inputs: names.map((_, index) => input(index)),
        outputs: (node.output ?? []).length,
        use: (index, use) => {
            if (names[index])
                around.use(names[index], use);
        },
        same: around.same,
    };
    useNumbers(call);
    const type = node.opType ?? '';
    const rule = Object.hasOwn(node_facts_RULES, type) ? node_facts_RULES[type] : undefined;
    if (rule !== undefined)
        return rule(call);
    if (SAME_SHAPE.has(type))
        return [{ shape: input(0).shape ?? null }];
    if (!BROADCAST.has(type))
        return [];
    return [
        {
            shape: broadcast(call.inputs.map(({ shape }) => shape), call.same),
        },
    ];
}
const words = (text) => new Set(text.split(' '));
const SAME_SHAPE = words('Abs Acos Acosh Asin Asinh Atan Atanh BitwiseNot Ceil Celu Clip Cos Cosh DequantizeLinear Dropout ' +
    'DynamicQuantizeLinear Elu Erf Exp FastGelu Floor Gelu HardSigmoid HardSwish Hardmax IsInf IsNaN LeakyRelu ' +
    'LogSoftmax Log LpNormalization LRN MeanVarianceNormalization Mish Neg Not PRelu QuantizeLinear QuickGelu ' +
    'Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin Sinh Softmax Softplus Softsign Sqrt Tan Tanh ' +
    'ThresholdedRelu Trilu');
const BROADCAST = words('And BitwiseAnd BitwiseOr Equal Greater GreaterOrEqual Less LessOrEqual Max Mean Min Mod Or Pow Sum Where Xor');
const REDUCTIONS = words('L1 L2 LogSum LogSumExp Max Mean Min Prod Sum SumSquare');
const node_facts_RULES = {
    // What is only given another form keeps its numbers.
    Cast: ({ input }) => [input(0)],
    Identity: ({ input }) => [input(0)],
    Constant: constant,
    Add: (call) => arithmetic(call, (a, b) => a + b, 1),
    Sub: (call) => arithmetic(call, (a, b) => a - b, -1),
    Mul: (call) => arithmetic(call, (a, b) => a * b, null),
    Div: (call) => arithmetic(call, (a, b) => Math.floor(a / b), null),
    Shape: ({ node, input }) => {
        const { shape } = input(0);
        if (shape == null)
            return [];
        const sizes = shape.slice(numberOf(node, 'start') ?? 0, numberOf(node, 'end') ?? shape.length);
        return [{ shape: [sizes.length], values: sizes }];
    },
    Concat: concat,
    Transpose: ({ node, input }) => {
        const { shape, source = null } = input(0);
        const order = numbersOf(node, 'perm') ?? shape?.map((_, axis) => shape.length - 1 - axis) ?? [];
        return [{ shape: shape == null ? null : order.map((axis) => at(shape, axis)), source }];
    },
    Unsqueeze: ({ node, input }) => {
        const { shape, ...rest } = input(0);
        const axes = node_facts_axesOf(node, input(1));
        if (shape == null || axes === null)
            return [rest];
        const rank = shape.length + axes.length;
        const added = new Set(axes.map((axis) => (axis + rank) % rank));
        const left = [...shape];
        return [
            {
                ...rest,
                shape: Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : (left.shift() ?? openSize()))),
            },
        ];
    },
    Squeeze: ({ node, input }) => {
        const { shape, ...rest } = input(0);
        if (shape == null)
            return [rest];
        const axes = node_facts_axesOf(node, input(1))?.map((axis) => (axis + shape.length) % shape.length);
        const stays = (size, axis) => (axes === undefined ? known(size) !== 1 : !axes.includes(axis));
        return [{ ...rest, shape: shape.filter(stays) }];
    },
    Flatten: ({ node, input }) => {
        const { shape, source = null } = input(0);
        const axis = numberOf(node, 'axis') ?? 1;
        return [{ shape: shape == null ? null : [shape_arithmetic_product(shape.slice(0, axis)), shape_arithmetic_product(shape.slice(axis))], source }];
    },
    Reshape: ({ node, input, same }) => {
        const { shape = null, ...rest } = input(0);
        const wanted = input(1).values ?? numbersOf(node, 'shape');
        return [wanted == null ? rest : { ...rest, shape: reshaped(shape, wanted, same) }];
    },
    Expand: ({ input, same }) => [
        { shape: broadcast([input(0).shape, input(1).values], same), source: input(0).source ?? null },
    ],
    ConstantOfShape: ({ input }) => [{ shape: input(0).values ?? null }],
    Range: ({ inputs }) => {
        const [start, limit, delta] = inputs.map(({ values }) => values?.[0]);
        const counts = start === 0 && delta === 1 && limit !== undefined ? limit : null;
        return [{ shape: [counts ?? openSize()], counts }];
    },
    Slice: slice,
    Split: ({ node, input, outputs }) => {
        const { shape, source = null } = input(0);
        const axis = numberOf(node, 'axis') ?? 0;
        const cut = shape?.map((size, place) => (place === (axis + shape.length) % shape.length ? openSize() : size));
        return Array.from({ length: outputs }, () => ({ shape: cut ?? null, source }));
    },
    Gather: gather,
    GatherElements: ({ node, input, use }) => {
        const { shape } = input(0);
        if (shape != null)
            use(1, { kind: 'index', below: at(shape, numberOf(node, 'axis') ?? 0) });
        return [{ shape: input(1).shape ?? null }];
    },
    GatherND: ({ input, use }) => {
        const [first] = input(0).shape ?? [];
        if (first !== undefined)
            use(1, { kind: 'index', below: first });
        return [];
    },
    OneHot: ({ input, use }) => {
        const [depth] = input(1).values ?? [];
        if (depth !== undefined)
            use(0, { kind: 'index', below: depth });
        return [];
    },
    EmbedLayerNormalization: ({ input, use }) => {
        const tables = [
            [0, 2],
            [1, 4],
        ];
        for (const [index, table] of tables) {
            const [rows] = input(table).shape ?? [];
            if (rows !== undefined)
                use(index, { kind: 'index', below: rows });
        }
        counted(use, [7, 1]);
        const [ids, width] = [input(0).shape, input(2).shape?.[1]];
        return [{ shape: ids == null || width === undefined ? null : [...ids, width] }];
    },
    MatMul: ({ input, same }) => [{ shape: matMul(input(0).shape, input(1).shape, same) }],
    MatMulInteger: ({ input, same }) => [{ shape: matMul(input(0).shape, input(1).shape, same) }],
    QLinearMatMul: ({ input, same }) => [{ shape: matMul(input(0).shape, input(3).shape, same) }],
    Gemm: ({ node, input, same }) => {
        const turned = (index, name) => {
            const { shape } = input(index);
            return numberOf(node, name) === 1 ? shape?.toReversed() : shape;
        };
        return [{ shape: matMul(turned(0, 'transA'), turned(1, 'transB'), same) }];
    },
    Conv: (call) => windowed(call, window_shapes_convolved, 1),
    ConvInteger: (call) => windowed(call, window_shapes_convolved, 1),
    QLinearConv: (call) => windowed(call, window_shapes_convolved, 3),
    ConvTranspose: (call) => windowed(call, unconvolved, 1),
    AveragePool: (call) => windowed(call, (node, x, _, same) => pooled(node, x, same), 0),
    MaxPool: (call) => windowed(call, (node, x, _, same) => pooled(node, x, same), 0),
    GlobalAveragePool: pooledAway,
    GlobalMaxPool: pooledAway,
    Pad: ({ node, input, same }) => {
        const { shape } = input(0);
        const pads = input(1).values ?? numbersOf(node, 'pads');
        // A mirror image is shorter than the original.
        if (textOf(node, 'mode') === 'reflect' && input(3).shape == null)
            shape?.map(known).forEach((size, axis) => {
                const most = Math.max(...[pads?.[axis], pads?.[axis + shape.length]].map((pad) => (typeof pad === 'number' ? pad : 0)));
                if (typeof size === 'number' && most >= size)
                    same(0, 1);
            });
        const axes = shape?.map((size, axis) => sizes_sumOf([size, pads?.[axis] ?? openSize(), pads?.[axis + shape.length] ?? openSize()]));
        return [{ shape: (input(3).shape == null ? axes : shape?.map(() => openSize())) ?? null }];
    },
    Resize: ({ input }) => resized(input(0), input(3).values, input(2).values),
    Upsample: ({ input }) => resized(input(0), null, input(1).values),
    BatchNormalization: (call) => perChannel(call, 1),
    InstanceNormalization: (call) => perChannel(call, 1),
    LayerNormalization: (call) => perChannel(call, -1),
    SimplifiedLayerNormalization: (call) => perChannel(call, -1),
    SkipLayerNormalization: (call) => perChannel(call, -1, 2),
    LSTM: recurrent,
    GRU: recurrent,
    RNN: recurrent,
    ReverseSequence: ({ node, input, use, same }) => {
        const { shape } = input(0);
        if (shape != null) {
            use(1, { kind: 'length', of: at(shape, numberOf(node, 'time_axis') ?? 0) });
            alike(input(1), [at(shape, numberOf(node, 'batch_axis') ?? 1)], same);
        }
        return [{ shape: shape ?? null }];
    },
    ...Object.fromEntries([...REDUCTIONS].map((name) => [`Reduce${name}`, reduce])),
    ArgMax: reduceOne,
    ArgMin: reduceOne,
    TopK: ({ input, use }) => {
        use(1, { kind: 'number', value: 1 });
        // Sorted, but the same numbers.
        return [{ source: input(0).source ?? null }];
    },
    Loop: ({ use }) => counted(use, [0, 2], [1, 1]),
    If: ({ use }) => counted(use, [0, 1]),
    NonMaxSuppression: ({ use }) => counted(use, [2, 10], [3, 0.5], [4, 0]),
    // Masks of ONNX Runtime's own operators are 1 where there is a token; ONNX's own Attention has another one.
    Attention: ({ node, use }) => (node.domain === 'com.microsoft' ? counted(use, [3, 1]) : []),
    MultiHeadAttention: ({ use }) => counted(use, [4, 1]),
};
/** Inputs that are best at a given number: one more round, one more result. */
function counted(use, ...best) {
    for (const [index, value] of best)
        use(index, { kind: 'number', value });
    return [];
}
function constant({ node }) {
    for (const { name, t, i, ints } of node.attribute ?? []) {
        if (t != null)
            return [{ shape: (t.dims ?? []).map(Number), values: smallConstant(t), constant: true }];
        if (name === 'value_int')
            return [{ shape: [], values: [Number(i ?? 0)], constant: true }];
        if (name === 'value_ints')
            return [{ shape: [ints?.length ?? 0], values: (ints ?? []).map(Number), constant: true }];
    }
    return [{ constant: true }];
}
/** Element by element: of single numbers the result too, and how far an input is moved by a constant that is added. */
function arithmetic({ inputs: [a = {}, b = {}], same }, compute, sign) {
    const [x, y] = [a.values?.length === 1 ? a.values[0] : undefined, b.values?.length === 1 ? b.values[0] : undefined];
    const values = x === undefined || y === undefined ? null : [computed(known(x), known(y), compute, sign)];
    const moved = sign === null ? null : (movedBy(a, b, sign) ?? (sign === 1 ? movedBy(b, a, 1) : null));
    return [{ shape: broadcast([a.shape, b.shape], same), values, source: moved }];
}
function computed(x, y, compute, sign) {
    if (typeof x === 'number' && typeof y === 'number')
        return compute(x, y);
    return sign === 1 ? sizes_sumOf([x, y]) : openSize();
}
/** Of several offsets the largest: every element stays below the end of the table. */
function movedBy({ source }, { constant: fixed, values }, sign) {
    if (source == null || fixed !== true || values == null || values.length === 0)
        return null;
    return { input: source.input, offset: source.offset + Math.max(...values.map((value) => sign * Number(value))) };
}
/** @param weights index of the input that says how many channels there are; 0: none */
function windowed({ node, input, same }, shapeOf, weights) {
    const [x, w] = [input(0).shape, input(weights).shape];
    return x == null || w == null ? [] : [{ shape: shapeOf(node, x, w, same) }];
}
function pooledAway({ input }) {
    return [{ shape: input(0).shape?.map((size, axis) => (axis < 2 ? size : 1)) ?? null }];
}
function resized({ shape }, sizes, scales) {
    if (shape == null)
        return [];
    if (sizes?.length === shape.length)
        return [{ shape: sizes }];
    const scaled = shape.map((size, axis) => {
        const [from, scale] = [known(size), scales?.[axis]];
        if (scale === 1)
            return size;
        return typeof from === 'number' && typeof scale === 'number' ? Math.floor(from * scale) : openSize();
    });
    return [{ shape: scaled }];
}
function perChannel({ input, same }, axis, scale = 1) {
    const { shape } = input(0);
    const [channels] = input(scale).shape ?? [];
    if (shape != null && channels !== undefined)
        same(at(shape, axis), channels);
    return [{ shape: shape ?? null }];
}
function recurrent({ node, input, use, same }) {
    const [x, w, r] = [input(0).shape, input(1).shape, input(2).shape];
    if (x == null || w == null || r == null || numberOf(node, 'layout') === 1)
        return [];
    const [time, batch, hidden, directions] = [at(x, 0), at(x, 1), at(r, 2), at(w, 0)];
    same(at(x, 2), at(w, 2));
    use(4, { kind: 'length', of: time });
    alike(input(4), [batch], same);
    for (const index of [5, 6])
        alike(input(index), [directions, batch, hidden], same);
    const state = { shape: [directions, batch, hidden] };
    return [{ shape: [time, directions, batch, hidden] }, state, state];
}
function reduce({ node, input }) {
    const { shape } = input(0);
    const axes = node_facts_axesOf(node, input(1));
    const isKnown = shape != null && (axes !== null || input(1).shape == null);
    return [{ shape: isKnown ? withoutAxes(shape, axes, numberOf(node, 'keepdims') !== 0) : null }];
}
function reduceOne({ node, input }) {
    const { shape } = input(0);
    const axes = [numberOf(node, 'axis') ?? 0];
    return [{ shape: shape == null ? null : withoutAxes(shape, axes, numberOf(node, 'keepdims') !== 0) }];
}
function alike({ shape }, sizes, same) {
    if (shape?.length !== sizes.length)
        return;
    shape.forEach((size, axis) => {
        same(size, at(sizes, axis));
    });
}
/** Axes are an attribute in older operator sets, an input in newer ones. */
function node_facts_axesOf(node, { values }) {
    if (values == null)
        return numbersOf(node, 'axes');
    return values.every((axis) => typeof axis === 'number') ? values : null;
}

;// CONCATENATED MODULE: ./lib/onnx/input-demands.js



const NOTHING_SET = { dims: {}, shapes: new Map() };
/**
 * Follows the shapes of a graph from its inputs through its operators, as far as they are understood: the channels of a
 * convolution, the rows of a table, a mask as long as the past and the present. What is not understood demands nothing.
 */
function findInputDemands({ graph }, signature, set = NOTHING_SET) {
    const symbols = new Map(Object.entries(set.dims));
    const facts = new Map();
    const inputs = new Map();
    for (const { name, type } of signature.inputs) {
        if (type.kind !== 'tensor' || type.shape === null)
            continue;
        const pinned = set.shapes.get(name);
        const sizes = type.shape.map((dimension, axis) => {
            const size = input_demands_sizeOf(dimension, symbols, placeOf(name, axis));
            if (pinned?.[axis] !== undefined)
                equate(size, pinned[axis]);
            return { declared: typeof dimension === 'number' ? null : dimension, size };
        });
        inputs.set(name, sizes);
        facts.set(name, { shape: sizes.map(({ size }) => size), source: { input: name, offset: 0 } });
    }
    const uses = new Map();
    const walk = { facts, symbols, uses, contradictions: 0 };
    if (graph != null)
        followGraph(graph, walk);
    return {
        contradictions: walk.contradictions,
        shapes: new Map([...inputs].map(([name, shape]) => [name, shape.map(({ declared, size }) => dimensionOf(size) ?? declared)])),
        uses: new Map([...uses].map(([name, use]) => [name, settled(use)])),
    };
}
function followGraph(graph, walk) {
    const { facts, symbols, uses } = walk;
    for (const tensor of graph.initializer ?? [])
        facts.set(tensor.name ?? '', constantFact(tensor));
    const declared = new Map((graph.valueInfo ?? []).map(({ name, type }) => [name ?? '', type?.tensorType?.shape?.dim]));
    for (const node of graph.node ?? []) {
        const made = node_facts_factsOf(node, {
            factOf: (name) => facts.get(name) ?? {},
            use(name, use) {
                const source = facts.get(name)?.source;
                if (source != null)
                    addUse(uses, source.input, shifted(use, source.offset));
            },
            same(one, other) {
                if (!equate(one, other))
                    walk.contradictions += 1;
            },
        });
        (node.output ?? []).forEach((name, index) => {
            if (name === '')
                return;
            const fact = made[index] ?? {};
            const dims = declared.get(name);
            const shape = dims?.map((dim) => declaredSize(dim, symbols));
            if (fact.shape != null && shape?.length === fact.shape.length)
                fact.shape.forEach((size, axis) => {
                    equate(size, shape[axis] ?? size);
                });
            facts.set(name, { ...fact, shape: fact.shape ?? shape ?? null });
        });
        for (const { g } of node.attribute ?? [])
            if (g != null)
                followGraph(g, walk);
    }
}
function constantFact(tensor) {
    const shape = (tensor.dims ?? []).map(Number);
    return { shape, values: smallConstant(tensor), constant: true };
}
/** Of several uses the strictest: the smallest table. */
function addUse(uses, input, use) {
    const before = uses.get(input);
    if (before === undefined || (before.kind === 'index' && use.kind !== 'index'))
        uses.set(input, use);
    else if (before.kind === 'index' && use.kind === 'index') {
        const [a, b] = [known(before.below), known(use.below)];
        if (typeof a !== 'number' || (typeof b === 'number' && b < a))
            uses.set(input, use);
    }
}
/** An index that grows by an offset on its way to the table has to be that much smaller. */
function shifted(use, offset) {
    if (use.kind !== 'index' || offset === 0)
        return use;
    const below = known(use.below);
    return { kind: 'index', below: typeof below === 'number' ? below - offset : openSize() };
}
function settled(use) {
    if (use.kind === 'number')
        return use;
    if (use.kind === 'numbers')
        return { kind: 'numbers', values: use.values.map(dimensionOf) };
    if (use.kind === 'length')
        return { kind: 'length', of: dimensionOf(use.of) };
    const below = known(use.below);
    return { kind: 'index', below: typeof below === 'number' && below > 0 ? below : null };
}
/** A name for a dimension without a symbol. */
const placeOf = (input, axis) => `_${input.replaceAll(/\W/g, '_')}_${axis}`;
function declaredSize({ dimValue, dimParam }, symbols) {
    const size = dimValue == null ? 0 : Number(dimValue);
    // Symbols inside the graph that no input has are worth nothing.
    return size > 0 ? size : ((dimParam ? symbols.get(dimParam) : undefined) ?? openSize());
}
/** Symbols have one size in the whole model; those that are sums of others follow from them. */
function input_demands_sizeOf(dimension, symbols, place) {
    if (typeof dimension === 'number' && dimension > 0)
        return dimension;
    if (typeof dimension !== 'string')
        return openSize(place);
    const found = symbols.get(dimension);
    if (found !== undefined)
        return found;
    const parts = dimension.split('+').map((part) => part.trim());
    const size = parts.length > 1 && parts.every((part) => /^\w+$/.test(part))
        ? sizes_sumOf(parts.map((part) => (/^\d+$/.test(part) ? Number(part) : input_demands_sizeOf(part, symbols, place))))
        : openSize(dimension);
    symbols.set(dimension, size);
    return size;
}

;// CONCATENATED MODULE: ./lib/golden/draw.js
const FIRST = {
    name: '',
    batch: 1,
    spatial: 64,
    samples: 16_000,
    length: 16,
    floats: 'normal',
    integers: 'few',
    mask: 1,
};
/**
 * The draws in the order in which they are tried, until the reference makes something of one: first the sizes stay and
 * the contents are tamed, then the sizes of usual networks follow.
 */
const DRAWS = [
    FIRST,
    { ...FIRST, name: 'tame', floats: 'uniform', integers: 'bits' },
    { ...FIRST, name: 'positive', floats: 'uniform', integers: 'positive' },
    { ...FIRST, name: 'photo', spatial: 224 },
    { ...FIRST, name: 'long', spatial: 256, length: 512, floats: 'uniform' },
    { ...FIRST, name: 'single', spatial: 32, samples: 512, length: 1, floats: 'uniform', integers: 'zeros' },
    { ...FIRST, name: 'unmasked', floats: 'uniform', mask: 0 },
    { ...FIRST, name: 'large', spatial: 640, samples: 48_000, length: 3000, floats: 'uniform', integers: 'bits' },
];
/** For a file that writes 0 for sizes of its inputs. */
const DRAW_OF_ZEROS = { ...FIRST, name: 'empty', zeros: true };
/** Draws with sizes that the graph itself names: all open sizes, and then the batch alone. */
function drawsOfSizes(sizes) {
    return [
        ...sizes.map((size) => ({ ...FIRST, name: `size-${size}`, spatial: size, length: size })),
        ...sizes.map((size) => ({ ...FIRST, name: `batch-${size}`, batch: size })),
    ];
}

;// CONCATENATED MODULE: ./lib/golden/fill.js






/** Dtypes whose elements a typed array holds without conversion. */
const WIDE_FLOATS = {
    float32: Float32Array,
    float64: Float64Array,
    complex64: Float32Array,
    complex128: Float64Array,
};
const WORDS = ['apple', 'bread', 'cloud', 'dance', 'earth', 'flame', 'green', 'house'];
/** Integers below this by default: small enough for most tables of embeddings and classes. */
const DEFAULT_HIGH = 10;
/**
 * A tensor of the wanted type, filled as the recipe says; without one: floats normal(0, 1), integers 0 to 9 (as far as
 * the dtype goes), random booleans, short words for strings.
 * @throws Malformed when the content does not suit the dtype or the shape
 */
function fill(dtype, shape, content, random) {
    if (content.kind === 'constant' && Array.isArray(content.literal))
        return literalTensor(dtype, content.literal, shape);
    const count = (0,tensor_tensor/* elementCount */.KX)(shape);
    if (dtype === 'string')
        return (0,tensor_tensor/* stringTensor */.nr)(shape, fillStrings(count, content, random));
    const parts = tensor_dtype/* DTYPES */.A1[dtype].kind === 'complex' ? 2 * count : count;
    const draw = drawer(dtype, content, random);
    const wide = WIDE_FLOATS[dtype];
    if (wide !== undefined) {
        // The common case without a boxed number per element: images have millions of them.
        const array = new wide(parts);
        for (let part = 0; part < parts; part++)
            array[part] = Number(draw(part));
        return (0,tensor_tensor/* tensor */.OE)(dtype, shape, (0,tensor_elements/* bytesOf */.$)(array));
    }
    const elements = [];
    for (let part = 0; part < parts; part++)
        elements.push(draw(part));
    try {
        return (0,tensor_tensor/* tensor */.OE)(dtype, shape, (0,encode_elements/* encodeElements */.CD)(dtype, elements));
    }
    catch (error) {
        throw error instanceof RangeError ? new malformed/* Malformed */.s(error.message) : error;
    }
}
function fillStrings(count, content, random) {
    const words = content.kind === 'choices' ? content.choices : content.kind === 'constant' ? [content.literal] : WORDS;
    const usable = words.filter((word) => typeof word === 'string');
    if (usable.length !== words.length || content.kind === 'range' || content.kind === 'normal')
        throw new malformed/* Malformed */.s('the content is not strings', { next: 'use {value: "text"} or {choices: ["one", "two"]}' });
    return Array.from({ length: count }, () => usable[random.integer(0, usable.length)] ?? '');
}
/** A function that draws element after element; for complex dtypes real and imaginary parts in turn. */
function drawer(dtype, content, random) {
    const { kind } = tensor_dtype/* DTYPES */.A1[dtype];
    const continuous = kind === 'float' || kind === 'complex';
    switch (content.kind) {
        case 'constant': {
            const value = literalElement(dtype, content.literal);
            return (part) => (kind === 'complex' && part % 2 === 1 ? 0 : value);
        }
        case 'choices': {
            const choices = content.choices.map((choice) => literalElement(dtype, choice));
            return (part) => (kind === 'complex' && part % 2 === 1 ? 0 : (choices[random.integer(0, choices.length)] ?? 0));
        }
        case 'normal':
            if (!continuous)
                throw new malformed/* Malformed */.s(`normal draws floats, not ${dtype}`, { next: 'use range or choices' });
            return () => content.mean + content.deviation * random.normal();
        case 'range': {
            const { low, high } = content;
            if (continuous)
                return () => low + random.uniform() * (high - low);
            return integers(dtype, low, high, random);
        }
        default:
            if (continuous)
                return random.normal;
            return kind === 'bool' ? integers(dtype, 0, 2, random) : integers(dtype, 0, defaultHigh(dtype), random);
    }
}
function defaultHigh(dtype) {
    return Math.min(DEFAULT_HIGH, Number((0,encode_elements/* integerLimits */.nZ)(dtype)[1]) + 1);
}
function integers(dtype, low, high, random) {
    const [smallest, largest] = dtype === 'bool' ? [0n, 1n] : (0,encode_elements/* integerLimits */.nZ)(dtype);
    if (!Number.isSafeInteger(low) ||
        !Number.isSafeInteger(high) ||
        BigInt(low) < smallest ||
        BigInt(high) - 1n > largest)
        throw new malformed/* Malformed */.s(`range [${low}, ${high}] is not within the integers of ${dtype}`);
    return () => random.integer(low, high);
}

;// CONCATENATED MODULE: ./lib/golden/resolve-shapes.js

/** Channels last: the last of four sizes is as small as the channels of an image. */
const MAX_CHANNELS = 4;
/** Whisper and its relatives take the spectrum of thirty seconds. */
const SPECTRUM_FRAMES = 3000;
const SUM = /^\w+(?:\s*[+*]\s*\w+)+$/;
/**
 * A size for every dimension, by input name. Symbols have one size in the whole model: from `dims`, else from a pinned
 * shape, else a guess. Symbols that are sums or products of others ("past + 1") follow from them. The guess, also for
 * sizes of which nothing is known (null, 0 or -1), is by the names of the symbol and the input, else by the place: 1 for
 * the first dimension (the batch), the draw's size of images for height and width of four-dimensional inputs, its usual
 * length elsewhere.
 */
function resolveShapes(wanted, dims, draw = DRAWS[0]) {
    const inputs = withCaches(wanted);
    const sizes = new Map(Object.entries(dims));
    for (const { shape, pinned } of inputs)
        if (pinned?.length === shape.length)
            shape.forEach((dimension, axis) => {
                const size = pinned[axis];
                if (typeof dimension === 'string' && size !== undefined && !sizes.has(dimension))
                    sizes.set(dimension, size);
            });
    for (const input of inputs)
        input.shape.forEach((dimension, axis) => {
            if (typeof dimension === 'string' && !SUM.test(dimension) && !sizes.has(dimension))
                sizes.set(dimension, guess(input, axis, draw));
        });
    return new Map(inputs.map((input) => [
        input.name,
        input.pinned ??
            input.shape.map((dimension, axis) => input.empty?.includes(axis) === true ? 0 : (resolve_shapes_sizeOf(dimension, sizes, draw) ?? guess(input, axis, draw))),
    ]));
}
/** The attention mask of a decoder with a cache is as long as the past and the present together. */
function withCaches(inputs) {
    const past = inputs.find(({ name, shape }) => /past|cache/i.test(name) && shape.length === 4)?.shape[2];
    const present = inputs.find(({ name, shape }) => /^input_ids$|^inputs_embeds$/.test(name) && shape.length >= 2)
        ?.shape[1];
    if (past === undefined || present === undefined || ![past, present].every((size) => /^\w+$/.test(String(size))))
        return inputs;
    const uses = (size) => inputs.filter(({ shape }) => shape.includes(size)).length;
    return inputs.map((input) => {
        const [batch = null, length = null] = input.shape;
        const own = typeof length === 'string' && uses(length) === 1 && !SUM.test(length);
        const isMask = /^attention_mask$/.test(input.name) && input.shape.length === 2;
        return isMask && own ? { ...input, shape: [batch, `${past} + ${present}`] } : input;
    });
}
function resolve_shapes_sizeOf(dimension, sizes, draw) {
    if (typeof dimension !== 'string')
        return dimension !== null && dimension > 0 ? dimension : null;
    const known = sizes.get(dimension);
    if (known !== undefined)
        return known;
    const size = dimension
        .split('+')
        .map((product) => product.split('*').reduce((value, factor) => value * factorOf(factor.trim(), sizes, draw), 1))
        .reduce((sum, term) => sum + term, 0);
    sizes.set(dimension, size);
    return size;
}
function factorOf(factor, sizes, draw) {
    return /^\d+$/.test(factor) ? Number(factor) : (sizes.get(factor) ?? draw.length);
}
/** What symbols are called by exporters, and the size that each should have. */
const BY_SYMBOL = [
    [/batch/i, ({ batch }) => batch],
    [/samples|wave/i, ({ samples }) => samples],
    [/height|width/i, ({ spatial }) => spatial],
    [/seq|past|time|frames|tokens|length/i, ({ length }) => length],
];
function guess({ name, shape }, axis, draw) {
    const dimension = shape[axis];
    const named = typeof dimension === 'string' ? BY_SYMBOL.find(([pattern]) => pattern.test(dimension)) : undefined;
    const last = shape.length - 1;
    if (axis === last && /^input_features$/.test(name) && shape.length === 3)
        return SPECTRUM_FRAMES;
    if (axis === last && shape.length <= 2 && isSound(name))
        return draw.samples;
    if (named !== undefined)
        return named[1](draw);
    if (axis === 1 && shape.length === 3 && isState(name))
        return 1;
    if (axis === 0 && !isImage(shape))
        return draw.batch;
    if (!isImage(shape) && shape.length !== 4)
        return draw.length;
    if (axis === 0 && shape.length === 4)
        return draw.batch;
    return spatialAxes(shape).includes(axis) ? draw.spatial : draw.length;
}
/** Whether an input of that name is a sound, sample by sample. */
function isSound(name) {
    return /audio|wav|speech|pcm|sound|input_values|^signal/i.test(name);
}
/** What a recurrent network keeps from step to step: [layers, batch, width]. */
function isState(name) {
    return /state|hidden|^[hc][0n]?$/i.test(name) && !/encoder|last_hidden/i.test(name);
}
/** One image without a batch dimension, as detectors of torchvision take it. */
function isImage(shape) {
    return (shape.length === 3 &&
        (shape[0] === 3 || shape[2] === 3) &&
        shape.filter((size) => typeof size !== 'number').length === 2);
}
function spatialAxes(shape) {
    const last = shape.at(-1);
    const channelsLast = typeof last === 'number' && last > 0 && last <= MAX_CHANNELS;
    const end = channelsLast ? shape.length - 1 : shape.length;
    return [end - 2, end - 1];
}

;// CONCATENATED MODULE: ./lib/golden/guess-content.js




const guess_content_constant = (literal) => ({ kind: 'constant', literal });
const range = (low, high) => ({ kind: 'range', low, high });
function everything(dtype) {
    const [least, most] = (0,encode_elements/* integerLimits */.nZ)(dtype);
    return range(Number(least), Number(most) + 1);
}
const guess_content_QUANTISED = new Set(['int8', 'uint8', 'int16']);
const SAMPLE_RATE = 16_000;
const DIFFUSION_STEPS = 1000;
const WIDE = 1000;
const FEW = 10;
/** What fills an input that no recipe describes: what the graph uses it for decides, then its name, then its type. */
function guessContent(input) {
    const { name, dtype, shape, draw } = input;
    const { kind } = tensor_dtype/* DTYPES */.A1[dtype];
    const whole = kind === 'integer';
    return byUse(input) ?? byName() ?? byType();
    function byName() {
        if (kind === 'complex')
            return null;
        if (/mask/i.test(name))
            return guess_content_constant(draw.mask);
        if (/use_cache/i.test(name))
            return guess_content_constant(1);
        if (/^sr$|sampl(e|ing)_?rate/i.test(name))
            return guess_content_constant(SAMPLE_RATE);
        if (/scale_factor/i.test(name))
            return guess_content_constant(1);
        if (/timestep/i.test(name))
            return range(0, DIFFUSION_STEPS);
        if (/^(im|img|image|orig|target)\w*_(size|shape)s?$/i.test(name) && shape.length <= 2)
            return guess_content_constant(draw.spatial);
        if (whole && /position/i.test(name))
            return counting(shape, pastOf(input.shapes), null);
        if (whole && /token_type|segment/i.test(name))
            return guess_content_constant(0);
        if (whole && /(^|_)(len|lens|length|lengths|seqlens?)$/i.test(name))
            return guess_content_constant(longest(input));
        if (kind === 'float' && /threshold/i.test(name))
            return guess_content_constant(0.5);
        // A band to look in: an empty one, or one below 0, leaves nothing.
        if (kind === 'float' && (0,tensor_tensor/* elementCount */.KX)(shape) === 1 && /min/i.test(name))
            return guess_content_constant(0);
        if (kind === 'float' && (0,tensor_tensor/* elementCount */.KX)(shape) === 1 && /max/i.test(name))
            return guess_content_constant(WIDE);
        if (kind === 'float' && isSound(name))
            return range(-1, 1);
        return null;
    }
    function byType() {
        if (dtype === 'uint8' && shape.length >= 3)
            return range(0, 256);
        if (kind === 'float' && draw.floats === 'uniform')
            return range(0, 1);
        if (whole && draw.integers === 'bits')
            return range(0, 2);
        if (whole && draw.integers === 'zeros')
            return guess_content_constant(0);
        // Divisors, and counts of something.
        if (whole && draw.integers === 'positive')
            return range(1, FEW);
        // Nobody counts in them: they are quantised numbers, or sound.
        if (guess_content_QUANTISED.has(dtype))
            return everything(dtype);
        return { kind: 'default' };
    }
}
function byUse({ name, dtype, shape, use, shapes, sizeOf, draw }) {
    if (use === undefined)
        return null;
    if (use.kind === 'number')
        return guess_content_constant(tensor_dtype/* DTYPES */.A1[dtype].kind === 'float' ? use.value : Math.ceil(use.value));
    if (use.kind === 'numbers') {
        const numbers = use.values.map(sizeOf);
        return numbers.length === (0,tensor_tensor/* elementCount */.KX)(shape) && numbers.every((one) => one !== null) ? guess_content_constant(numbers) : null;
    }
    if (use.kind === 'length') {
        const size = sizeOf(use.of);
        return size === null ? null : guess_content_constant(size);
    }
    if (tensor_dtype/* DTYPES */.A1[dtype].kind !== 'integer' || use.below === null)
        return null;
    if (/position/i.test(name))
        return counting(shape, pastOf(shapes), use.below);
    return draw.integers === 'zeros' ? guess_content_constant(0) : range(0, Math.min(use.below, Number((0,encode_elements/* integerLimits */.nZ)(dtype)[1])));
}
/** 0, 1, 2, … along the last axis, after what is in the cache. @param below of the table of positions */
function counting(shape, from, below) {
    const last = shape.at(-1) ?? 1;
    const most = below === null ? Number.POSITIVE_INFINITY : below - 1;
    return guess_content_constant(Array.from({ length: (0,tensor_tensor/* elementCount */.KX)(shape) }, (_, index) => Math.min(most, from + (index % last))));
}
/** How many tokens the caches hold: the third size of [batch, heads, past, width]. */
function pastOf(shapes) {
    for (const [name, shape] of shapes)
        if (/past|cache/i.test(name) && shape.length === 4)
            return shape[2] ?? 0;
    return 0;
}
/** The longest sequence among the other inputs: the largest of the sizes that they leave open. */
function longest({ name, openSizes }) {
    const lengths = [...openSizes].flatMap(([other, sizes]) => (other === name ? [] : sizes));
    return Math.max(1, ...lengths);
}

;// CONCATENATED MODULE: ./lib/golden/random.js

/**
 * The stream for a seed and a name, so that an input stays the same when others are added or removed. sfc32 (Chris
 * Doty-Humphrey's small fast counting generator of PractRand: 128 bits of state, a counter among them, period at least
 * 2^32), started from SHA-256 of both.
 */
function randomFor(seed, name) {
    const hash = (0,external_node_crypto_.createHash)('sha256').update(`${seed}\0${name}`).digest();
    let a = hash.readInt32LE(0);
    let b = hash.readInt32LE(4);
    let c = hash.readInt32LE(8);
    let counter = hash.readInt32LE(12);
    const next = () => {
        const out = (((a + b) | 0) + counter) | 0;
        counter = (counter + 1) | 0;
        a = b ^ (b >>> 9);
        b = (c + (c << 3)) | 0;
        c = (((c << 21) | (c >>> 11)) + out) | 0;
        return out >>> 0;
    };
    const uniform = () => (next() * 2 ** 21 + (next() >>> 11)) * 2 ** -53;
    return {
        uniform,
        integer: (low, high) => low + Math.floor(uniform() * (high - low)),
        normal: () => {
            let sum = 0;
            for (let draw = 0; draw < 12; draw++)
                sum += next();
            return sum * 2 ** -32 - 6;
        },
    };
}

;// CONCATENATED MODULE: ./lib/golden/suitable-shapes.js

/** Sizes of images and of sequences that networks are built for. */
const SPATIAL = [224, 28, 32, 96, 112, 128, 160, 192, 256, 299, 320, 384, 416, 512, 640, 1024];
const LENGTHS = [8, 4, 1, 32, 64, 77, 128, 197, 256, 512, 1024, 1500, 3000];
/**
 * Sizes for every dimension (resolveShapes): the draw's own or, where the graph contradicts them, others in use that it
 * contradicts least.
 * @param contradictions how many operators do not suit the sizes
 */
function suitableShapes(inputs, draw, dims, contradictions) {
    const weigh = (draw) => {
        const shapes = resolveShapes(inputs, dims, draw);
        return { draw, shapes, count: contradictions(shapes) };
    };
    const least = (from, others) => {
        let best = from;
        for (const other of others) {
            if (best.count === 0)
                break;
            const next = weigh(other);
            if (next.count < best.count)
                best = next;
        }
        return best;
    };
    const first = weigh(draw);
    const image = least(first, SPATIAL.map((spatial) => ({ ...draw, spatial })));
    return least(image, LENGTHS.map((length) => ({ ...image.draw, length }))).shapes;
}

;// CONCATENATED MODULE: ./lib/golden/synthesise.js














/** More are most likely a mistake in the sizes. */
const MAX_ELEMENTS = 2 ** 27;
/**
 * Inputs for a model without goldens: the same for the same seed, signature, graph and recipes. The random numbers of an
 * input depend on the seed and its own name only. Sizes that the signature leaves open follow from the graph
 * (findInputDemands) or are guessed (resolveShapes), and so are contents (guessContent). Recipes for inputs that the model
 * does not have are ignored, because one list may be for many models.
 * @throws UserError for inputs that are not tensors or of unknown rank, and recipes that do not suit the input
 */
function synthesise(signature, { recipes, dims = {}, files = new Map(), graph = {}, draw = DRAWS[0] }, seed) {
    const zeros = draw.zeros === true ? declaredZeros(graph) : new Map();
    const wanted = signature.inputs.map((port) => {
        const type = tensorType(port);
        const recipe = Object.hasOwn(recipes, port.name) ? recipes[port.name] : undefined;
        const pinned = about(port, () => pinnedShape(type, recipe, files.get(port.name)));
        const empty = zeros.get(port.name) ?? [];
        return { name: port.name, port, type, recipe, pinned, empty, shape: openShape(port, type, pinned) };
    });
    const set = new Map(wanted.flatMap(({ name, pinned }) => (pinned === null ? [] : [[name, pinned]])));
    const demands = findInputDemands(graph, signature, { dims, shapes: set });
    const sharpened = wanted.map((one) => ({ ...one, shape: demands.shapes.get(one.name) ?? one.shape }));
    const shapes = suitableShapes(sharpened, draw, dims, (shapes) => findInputDemands(graph, signature, { dims, shapes }).contradictions);
    const open = wanted.map(({ name, shape }) => [name, (shapes.get(name) ?? []).filter((_, axis) => typeof shape[axis] !== 'number')]);
    const making = { seed, draw, demands, shapes, openSizes: new Map(open), sizeOf: synthesise_sizesOf(sharpened, shapes) };
    const values = Object.fromEntries(wanted.map(({ name, port, type, recipe }) => [
        name,
        about(port, () => make(type, name, recipe, files.get(name), making)),
    ]));
    const problems = checkInputs(values, signature);
    if (problems.length > 0)
        throw new errors/* UserError */.yo({
            what: 'the recipes produce inputs that the model does not accept',
            where: 'inputs',
            why: problems.join('; '),
            next: 'fix `inputs:` or `dims:` of the model in the config',
        });
    return values;
}
function make({ dtype }, name, recipe, file, { seed, draw, demands, ...known }) {
    const shape = known.shapes.get(name) ?? [];
    const written = (0,config_recipe/* contentOf */.$E)(recipe);
    if ((0,tensor_tensor/* elementCount */.KX)(shape) > MAX_ELEMENTS)
        throw new malformed/* Malformed */.s(`${dtype}[${shape.join(', ')}] has more than ${MAX_ELEMENTS} elements`);
    if (written.kind !== 'file') {
        const use = demands.uses.get(name);
        const content = written.kind === 'default' && dtype !== 'string'
            ? guessContent({ name, dtype, shape, use, draw, ...known })
            : written;
        return fill(dtype, shape, content, randomFor(seed, name + draw.name));
    }
    if (file === undefined)
        throw new Error(`the file of ${name} was not read`);
    if ((0,tensor_tensor/* elementCount */.KX)(file.shape) !== (0,tensor_tensor/* elementCount */.KX)(shape))
        throw new malformed/* Malformed */.s(`shape [${shape.join(', ')}] does not fit the file's [${file.shape.join(', ')}]`);
    return { ...file, shape };
}
/** The number that was found for a size: itself, what the first dimension with that symbol got, or the sum of several. */
function synthesise_sizesOf(wanted, shapes) {
    const sizeOf = (dimension) => {
        if (typeof dimension === 'number')
            return dimension;
        for (const { name, shape } of wanted) {
            const axis = dimension === null ? -1 : shape.indexOf(dimension);
            if (axis !== -1)
                return shapes.get(name)?.[axis] ?? null;
        }
        const parts = dimension?.split('+').map((part) => part.trim()) ?? [];
        return parts.length < 2
            ? null
            : parts.reduce((sum, part) => {
                const size = /^\d+$/.test(part) ? Number(part) : sizeOf(part);
                return sum === null || size === null ? null : sum + size;
            }, 0);
    };
    return sizeOf;
}
/** The shape that a recipe sets: its own, its file's, or that of its list when that is nested like the input. */
function pinnedShape(type, recipe, file) {
    const declared = (0,config_recipe/* dtypeOf */.g2)(recipe);
    if (declared !== undefined && declared !== type.dtype)
        throw new malformed/* Malformed */.s(`its \`dtype\` is ${declared}, that of the model ${type.dtype}`);
    const asked = (0,config_recipe/* shapeOf */.F5)(recipe) ?? file?.shape;
    if (asked !== undefined)
        return asked;
    const content = (0,config_recipe/* contentOf */.$E)(recipe);
    if (content.kind !== 'constant' || !Array.isArray(content.literal))
        return null;
    const shape = literalShape(type.dtype, content.literal);
    return type.shape === null || shape.length === type.shape.length ? shape : null;
}
function openShape(port, { shape }, pinned) {
    if (shape !== null)
        return shape;
    if (pinned !== null)
        return pinned.map(() => null);
    throw new errors/* UserError */.yo({
        what: `the model does not declare the rank of input ${port.name}`,
        where: `inputs.${port.name}`,
        next: 'give its shape in the config, as in `inputs: { NAME: { shape: [1, 16] } }`, or commit goldens',
    });
}
function tensorType({ name, type }) {
    if (type.kind === 'tensor')
        return type;
    throw new errors/* UserError */.yo({
        what: `input ${name} is ${(0,type_in_words/* typeInWords */.$)(type)}, which cannot be synthesised`,
        where: `inputs.${name}`,
        next: 'commit golden inputs for this model, as ONNX test data (test_data_set_0/input_0.pb)',
    });
}
function about({ name, type }, build) {
    try {
        return build();
    }
    catch (error) {
        if (!(error instanceof malformed/* Malformed */.s))
            throw error;
        const { why, next } = error.detail;
        throw new errors/* UserError */.yo({
            what: `recipe of input ${name} (${(0,type_in_words/* typeInWords */.$)(type)}): ${error.what}`,
            where: `inputs.${name}`,
            ...(why === undefined ? {} : { why }),
            ...(next === undefined ? {} : { next }),
        });
    }
}

;// CONCATENATED MODULE: ./lib/golden/stage-cases.js














/** The cases that are goldens: without those that only try what goldens do not. */
function goldenCases({ cases }) {
    return cases.filter(({ probe }) => probe !== true);
}
/** Name of the one case that is synthesised when a model has no goldens. */
const SYNTHETIC_CASE = 'synthetic';
/**
 * Reads and checks the golden cases of a model, or synthesises its inputs from the seed. One case is in memory at a time.
 * Where the format has no signature, goldens are taken as they are, and without goldens recipes say what the inputs are.
 * @param draw how what the signature leaves open is made up; the usual way when left out
 * @throws UserError with every golden that cannot be read, and every missing, extra or unfitting tensor, before anything runs
 */
async function stage_cases_stageCases(model, folder, config, host, draw) {
    const [first] = model.forms;
    if ('fault' in first.content)
        return { goldens: 'synthetic', cases: [] };
    const { golden, inputs, dims } = model.entry;
    const found = await (0,find_cases/* findCases */.r)({
        root: host.cwd,
        model: model.id,
        form: first.path,
        ...(golden === undefined ? {} : { folder: golden }),
    });
    const declared = (0,discover_form/* signatureOfForm */.eD)(first);
    const signature = declared ?? (found.length === 0 ? await signatureOfRecipes(host.cwd, inputs) : null);
    if (found.length === 0 && signature === null)
        return { goldens: 'synthetic', cases: [] };
    if (found.length === 0 && signature !== null) {
        const files = await readRecipeFiles(host.cwd, inputs, signature);
        const graph = first.content.onnx?.graph;
        const more = { ...(graph !== undefined && { graph }), ...(draw !== undefined && { draw }) };
        const values = synthesise(signature, { recipes: inputs, dims, files, ...more }, config.seed);
        const staged = await stage({ name: SYNTHETIC_CASE, source: '', inputs: values, expected: null }, (0,external_node_path_.join)(folder, '0'));
        return { goldens: 'synthetic', cases: [staged] };
    }
    const cases = [];
    const mistakes = new errors/* Mistakes */.So();
    for (const [index, golden] of found.entries()) {
        const loaded = await mistakes.attemptAsync(() => loadCase(host.cwd, golden, signature));
        if (loaded === undefined)
            continue;
        const problems = signature === null ? [] : problemsOf(loaded, signature);
        if (signature !== null && problems.length > 0)
            mistakes.add({
                what: problems.join('; '),
                where: `${golden.source} (case ${golden.name} of ${model.id})`,
                next: goldenHint(loaded, signature),
            });
        else
            cases.push({ ...(await stage(loaded, (0,external_node_path_.join)(folder, String(index)))), committed: golden });
    }
    mistakes.throwAll();
    return { goldens: 'committed', cases };
}
function problemsOf({ inputs, expected }, signature) {
    return [...checkInputs(inputs, signature), ...(expected === null ? [] : checkExpected(expected, signature))];
}
async function stage({ name, source, inputs, expected }, folder) {
    const own = (0,external_node_path_.join)(folder, 'inputs');
    await write(own, inputs, source);
    const outputs = (0,external_node_path_.join)(folder, 'expected');
    if (expected !== null)
        await write(outputs, expected, source);
    return {
        name,
        inputs: (0,stored_values/* valuesIn */.aC)(own),
        expected: expected === null ? null : (0,stored_values/* valuesIn */.aC)(outputs),
        sha256: await hashOf(own),
    };
}
/** @throws UserError for values that no worker could be given */
async function write(folder, values, source) {
    try {
        await (0,value_folder/* writeValues */.w4)(folder, values);
    }
    catch (error) {
        if (!(error instanceof RangeError))
            throw error;
        const where = source === '' ? 'the inputs that were made up' : source;
        throw new errors/* UserError */.yo({
            what: error.message,
            where,
            next: 'export the model again, with tensors that runtimes take',
        });
    }
}
async function hashOf(folder) {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    hash.update(await (0,promises_.readFile)((0,external_node_path_.join)(folder, 'values.json')));
    hash.update(await (0,promises_.readFile)((0,external_node_path_.join)(folder, 'tensors.safetensors')).catch(() => ''));
    return hash.digest('hex');
}

// EXTERNAL MODULE: ./lib/onnx/onnx-model.js + 1 modules
var onnx_model = __webpack_require__(68510);
// EXTERNAL MODULE: ./lib/group-by.js
var group_by = __webpack_require__(85344);
;// CONCATENATED MODULE: ./lib/model-diff/observation.js
/** What kind of difference it is, in the order in which they are told: what changes the computation most likely first. */
const KINDS = ['nodes', 'wiring', 'attribute', 'weights', 'constant', 'interface', 'version', 'unread'];

;// CONCATENATED MODULE: ./lib/model-diff/shown.js
/** Names and texts of a model are shortened: anybody may have written them. */
const LONGEST = 80;
/** A name or a text of a model for a sentence, on one line. */
function shown(text) {
    const plain = text.replace(/[\u0000-\u001f\u007f`]/g, ' ');
    return plain.length <= LONGEST ? plain : `${plain.slice(0, LONGEST - 1)}…`;
}
/** `Conv` and `2 Convs`, `Softmaxes`. */
function operators(op, count) {
    const name = shown(op);
    if (count === 1)
        return name;
    return `${count} ${name}${/[sx]$/.test(name) ? 'es' : 's'}`;
}

;// CONCATENATED MODULE: ./lib/model-diff/change.js



/** Nodes that are listed in a change. */
const MOST_PLACES = 5;
/** Nodes that are named in a sentence. */
const MOST_NAMED = 2;
/** What was observed, alike things told together, in the order of their kinds and then of the graph. */
function change_changesOf(observations) {
    const groups = [...(0,group_by/* groupBy */.$)(observations, change_keyOf).values()];
    return groups
        .map(changeOf)
        .map((change, index) => ({ change, index }))
        .sort((a, b) => KINDS.indexOf(a.change.kind) - KINDS.indexOf(b.change.kind) || a.index - b.index)
        .map(({ change }) => change);
}
function change_keyOf(one) {
    if ('description' in one)
        return JSON.stringify([one.kind, one.noun.learned, one.description.key]);
    if ('name' in one)
        return JSON.stringify([one.kind, one.node.op, one.name, one.from, one.to]);
    return JSON.stringify([one.kind, one.sentence]);
}
function changeOf(group) {
    const [first] = group;
    const nodes = [...new Set(group.flatMap(({ node }) => (node === null ? [] : [node])))];
    return {
        kind: first.kind,
        text: change_textOf(group, nodes),
        count: nodes.length,
        places: nodes.slice(0, MOST_PLACES).map(({ op, name }) => `${shown(op)} ${shown(name)}`.trim()),
    };
}
function change_textOf(group, nodes) {
    const [first] = group;
    if ('name' in first)
        return `${first.name} ${first.from} → ${first.to} in ${placesInWords(nodes)}`;
    if (!('description' in first))
        return first.sentence.replace('@…', () => namesInWords(nodes)).replace('…', () => placesInWords(nodes));
    const described = group.flatMap((one) => ('description' in one ? [one] : []));
    const size = Math.max(...described.map(({ description }) => description.size));
    const nouns = [...new Set(described.map(({ noun }) => noun))];
    const isPlural = described.length > 1 || nouns.every(({ one, many }) => one === many);
    const named = nouns.map(({ one, many }) => (isPlural && nodes.length > 1 ? many : one)).join(' and ');
    const subject = nodes.length > 1 ? named : `the ${named}`;
    const places = first.noun.learned && nodes.length > MOST_NAMED ? `${nodes.length} layers` : placesInWords(nodes);
    return `${subject} of ${places} ${first.description.say(isPlural, size)}`;
}
/** At `act1` and `act2`, or in 12 places. */
function namesInWords(nodes) {
    if (nodes.length > MOST_NAMED)
        return `in ${nodes.length} places`;
    return `at ${nodes.map(({ name }) => `\`${shown(name)}\``).join(' and ')}`;
}
/** Conv `conv1` and Conv `conv2`, or 12 Convs. */
function placesInWords(nodes) {
    if (nodes.length <= MOST_NAMED)
        return nodes.map(({ op, name }) => (name === '' ? shown(op) : `${shown(op)} \`${shown(name)}\``)).join(' and ');
    const byOp = [...(0,group_by/* groupBy */.$)(nodes, ({ op }) => op)].map(([op, group]) => operators(op, group.length));
    return byOp.length <= MOST_NAMED + 1 ? byOp.join(' and ') : `${nodes.length} nodes`;
}

;// CONCATENATED MODULE: ./lib/model-diff/compare-interface.js


/** The inputs and outputs of the second model by the names of the first: equal names first, then the rest in order. */
function pairPorts(a, b) {
    return {
        inputs: compare_interface_pairs(a.signature.inputs, b.signature.inputs),
        outputs: compare_interface_pairs(a.signature.outputs, b.signature.outputs),
    };
}
function compare_interface_pairs(a, b) {
    const [known, own] = [new Set(a.map(({ name }) => name)), new Set(b.map(({ name }) => name))];
    const rest = a.filter(({ name }) => !own.has(name));
    const open = b.filter(({ name }) => !known.has(name));
    return new Map([
        ...b.filter(({ name }) => known.has(name)).map(({ name }) => [name, name]),
        // Another number of them is another interface: which is which cannot be known.
        ...(rest.length === open.length ? open.map(({ name }, index) => [name, rest[index]?.name ?? name]) : []),
    ]);
}
/** How the signatures, versions and operator sets of two models differ. */
function compareInterface(a, b, names) {
    return [
        ...comparePorts('input', a.signature.inputs, b.signature.inputs, names.inputs),
        ...comparePorts('output', a.signature.outputs, b.signature.outputs, names.outputs),
        ...compareOpsets(a.opsets, b.opsets),
        ...(a.irVersion === b.irVersion ? [] : [version(`IR version ${a.irVersion} → ${b.irVersion}`)]),
    ];
}
const version = (sentence) => ({ kind: 'version', node: null, sentence });
const compare_interface_port = (sentence) => ({ kind: 'interface', node: null, sentence });
function comparePorts(role, a, b, names) {
    const byName = new Map(b.map((one) => [names.get(one.name) ?? one.name, one]));
    const known = new Set(a.map(({ name }) => name));
    return [
        ...a.flatMap(({ name, type }) => {
            const other = byName.get(name);
            if (other === undefined)
                return [compare_interface_port(`${role} \`${shown(name)}\` is gone`)];
            const [from, to] = [(0,type_in_words/* typeInWords */.$)(type), (0,type_in_words/* typeInWords */.$)(other.type)];
            return [
                ...(other.name === name ? [] : [compare_interface_port(`${role} \`${shown(name)}\` is called \`${shown(other.name)}\``)]),
                ...(from === to ? [] : [compare_interface_port(`${role} \`${shown(name)}\`: ${shown(from)} → ${shown(to)}`)]),
            ];
        }),
        ...b
            .filter(({ name }) => !known.has(names.get(name) ?? name))
            .map(({ name }) => compare_interface_port(`${role} \`${shown(name)}\` is new`)),
    ];
}
function compareOpsets(a, b) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort().flatMap((domain) => {
        const [from, to] = [a[domain], b[domain]];
        if (from === to)
            return [];
        const name = domain === 'ai.onnx' ? 'opset' : `opset of ${shown(domain)}`;
        return [version(`${name} ${from ?? 'none'} → ${to ?? 'none'}`)];
    });
}

;// CONCATENATED MODULE: ./lib/model-diff/attribute-defaults.js
/**
 * What operators of ONNX take where an attribute is not given, from the operator schemas of onnx 1.19. One value holds for
 * every operator that has the attribute; where operators differ, each is listed. Those that changed with the operator set
 * (the axis of Softmax) are left out: nothing is assumed of them.
 */
const DEFAULTS = {
    align_corners: 0,
    allowzero: 0,
    alpha: {
        Celu: 1,
        Elu: 1,
        Gemm: 1,
        HardSigmoid: 0.2,
        LRN: 1e-4,
        LeakyRelu: 0.01,
        Swish: 1,
        ThresholdedRelu: 1,
    },
    antialias: 0,
    auto_pad: 'NOTSET',
    axis: {
        ArgMax: 0,
        ArgMin: 0,
        Compress: 0,
        DequantizeLinear: 1,
        Flatten: 1,
        Gather: 0,
        GatherElements: 0,
        LayerNormalization: -1,
        LpNormalization: -1,
        OneHot: -1,
        QuantizeLinear: 1,
        RMSNormalization: -1,
        ScatterElements: 0,
        Split: 0,
        TopK: -1,
    },
    batch_dims: 0,
    beta: { Gemm: 1, HardSigmoid: 0.5, LRN: 0.75 },
    bias: { LRN: 1, Shrink: 0 },
    ceil_mode: 0,
    center_point_box: 0,
    // Of a formula that is one node here.
    constants: { Gelu: 'as usual' },
    coordinate_transformation_mode: 'half_pixel',
    count_include_pad: 0,
    cubic_coeff_a: -0.75,
    direction: 'forward',
    epsilon: 1e-5,
    exclude_outside: 0,
    exclusive: 0,
    extrapolation_value: 0,
    fmod: 0,
    group: 1,
    is_causal: 0,
    keep_aspect_ratio_policy: 'stretch',
    keepdims: 1,
    largest: 1,
    layout: 0,
    linear_before_reset: 0,
    mode: { DepthToSpace: 'DCR', Pad: 'constant', Resize: 'nearest', RoiAlign: 'avg', Upsample: 'nearest' },
    momentum: 0.9,
    nearest_mode: 'round_prefer_floor',
    noop_with_empty_axes: 0,
    onesided: { DFT: 0, STFT: 1 },
    padding_mode: 'zeros',
    reduction: { NegativeLogLikelihoodLoss: 'mean', ScatterElements: 'none', ScatterND: 'none' },
    reverse: 0,
    sampling_ratio: 0,
    saturate: 1,
    select_last_index: 0,
    softcap: 0,
    sorted: 1,
    spatial_scale: 1,
    stash_type: 1,
    storage_order: 0,
    training_mode: 0,
    transA: 0,
    transB: 0,
    upper: 1,
};
/** Lists that repeat one number as often as there are axes, where they are not given. */
const REPEATED = { dilations: 1, output_padding: 0, pads: 0, strides: 1 };
/** @returns undefined when it is not known */
function defaultOf(op, attribute) {
    const found = DEFAULTS[attribute];
    return typeof found === 'object' ? found[op] : found;
}
/** Whether a list is what holds where it is not given. */
function isDefaultList(attribute, values) {
    const usual = REPEATED[attribute];
    return usual !== undefined && values.every((value) => value === usual);
}

;// CONCATENATED MODULE: ./lib/model-diff/compare-attributes.js




/** Attributes of two nodes of one operator that differ, by name; one that is left out has the operator's default. */
function compareAttributes(a, b) {
    const [before, now] = [byName(a), byName(b)];
    return [...new Set([...before.keys(), ...now.keys()])].sort().flatMap((name) => {
        const [x, y] = [before.get(name), now.get(name)];
        if (x !== undefined && y !== undefined && isEqual(x, y))
            return [];
        const own = x ?? y;
        if (own === undefined || ((x === undefined || y === undefined) && isDefaultList(name, compare_attributes_numbersOf(own))))
            return [];
        const [from, to] = [compare_attributes_textOf(a.op, name, x), compare_attributes_textOf(b.op, name, y)];
        return from === to ? [] : [{ name: shown(name), from, to }];
    });
}
const byName = ({ attributes }) => new Map(attributes.map((one) => [one.name ?? '', one]));
const compare_attributes_numbersOf = ({ ints, floats }) => [...(ints ?? []), ...(floats ?? [])].map(Number);
/** The values themselves: the text may shorten them. */
function isEqual(a, b) {
    const plain = ({ f, i, s, ints, floats, strings }) => JSON.stringify([
        f ?? 0,
        Number(i ?? 0),
        compare_attributes_bytesOf(s),
        (ints ?? []).map(Number),
        floats ?? [],
        (strings ?? []).map(compare_attributes_bytesOf),
    ]);
    return plain(a) === plain(b);
}
const compare_attributes_bytesOf = (text) => Buffer.from(text ?? []).toString('latin1');
/** Attributes whose number stands for an element type. */
const ELEMENT_TYPES = new Set(['to', 'dtype', 'output_dtype', 'stash_type']);
/** Elements of a list that are shown. */
const compare_attributes_MOST = 12;
function compare_attributes_textOf(op, name, attribute) {
    if (attribute === undefined) {
        const usual = defaultOf(op, name);
        return typeof usual === 'number' ? integerText(name, usual) : String(usual ?? 'not set');
    }
    switch (attribute.type) {
        case TYPES.float:
            return (0,number_format/* formatElement */.Oz)(attribute.f ?? 0);
        case TYPES.int:
            return integerText(name, Number(attribute.i ?? 0));
        case TYPES.string:
            return shown(new TextDecoder().decode(attribute.s ?? new Uint8Array()));
        case TYPES.floats:
        case TYPES.ints:
            return listed(compare_attributes_numbersOf(attribute).map(number_format/* formatElement */.Oz));
        case TYPES.strings:
            return listed((attribute.strings ?? []).map((text) => shown(new TextDecoder().decode(text))));
        default:
            return 'a value of another kind';
    }
}
function integerText(name, value) {
    return (ELEMENT_TYPES.has(name) && (0,data_type/* dtypeOfOnnx */.Z)(value)) || String(value);
}
/** AttributeProto.AttributeType (onnx.proto). */
const TYPES = { float: 1, int: 2, string: 3, floats: 6, ints: 7, strings: 8 };
function listed(items) {
    return items.length <= compare_attributes_MOST
        ? `[${items.join(', ')}]`
        : `[${items.slice(0, compare_attributes_MOST).join(', ')}, … ${items.length} in all]`;
}

;// CONCATENATED MODULE: ./lib/model-diff/constants/close.js

/** Another training, a later checkpoint, or coarser arithmetic: how far apart, relative to their size. */
const close_close = ({ each: { relative }, floats }) => {
    // Beyond that the two have nothing in common.
    if (!floats || !(relative < 0.5))
        return null;
    return {
        key: 'close',
        size: relative,
        say: (plural, size) => `${plural ? 'differ by up to' : 'differs by'} ${(0,number_format/* formatMagnitude */.qU)(size)} of ${plural ? 'their' : 'its'} size`,
    };
};

;// CONCATENATED MODULE: ./lib/model-diff/constants/description.js
/** A description whose words say everything. */
function described(one, many) {
    return { key: many, size: 0, say: (plural) => (plural ? many : one) };
}

;// CONCATENATED MODULE: ./lib/model-diff/constants/elementwise.js
/** Significant bits, the smallest normal number and the largest number (IEEE 754 binary16; bfloat16). */
const elementwise_NARROW = {
    float16: { bits: 11, smallest: 2 ** -14, largest: 65504 },
    bfloat16: { bits: 8, smallest: 2 ** -126, largest: 3.3895313892515355e38 },
};
function compareElements(a, b) {
    const tally = { differing: 0, nonFinite: 0, aa: 0, ab: 0, bb: 0, dd: 0 };
    const range = { least: Number.POSITIVE_INFINITY, most: Number.NEGATIVE_INFINITY };
    const zero = { a: true, b: true };
    const roundings = { float16: 0, bfloat16: 0 };
    let first = null;
    const others = b.blocks();
    for (const { from, numbers } of a.blocks()) {
        const { numbers: other = new Float64Array() } = others.next().value ?? {};
        for (let index = 0; index < numbers.length; index++) {
            const x = numbers[index] ?? 0;
            const y = other[index] ?? 0;
            if (x !== 0)
                zero.a = false;
            if (y !== 0)
                zero.b = false;
            const difference = y - x;
            if (difference < range.least)
                range.least = difference;
            if (difference > range.most)
                range.most = difference;
            tally.aa += x * x;
            tally.ab += x * y;
            tally.bb += y * y;
            tally.dd += difference * difference;
            if (x === y || Object.is(x, y))
                continue;
            tally.differing++;
            first ??= { index: from + index, a: x, b: y };
            if (Number.isFinite(x) && !Number.isFinite(y))
                tally.nonFinite++;
        }
        // The few numbers of the first block decide, unless it is such a type.
        for (const type of ['float16', 'bfloat16'])
            if (roundings[type] <= MOST_ROUNDINGS)
                roundings[type] = Math.max(roundings[type], mostRoundings(numbers, other, type));
    }
    const { aa, ab, bb, dd } = tally;
    const value = aa === 0 ? 0 : ab / aa;
    return {
        count: a.count,
        differing: tally.differing,
        first,
        nonFinite: tally.nonFinite,
        zero,
        relative: Math.sqrt(dd / aa),
        offset: range.least === range.most ? range.least : null,
        factor: { value, rest: Math.sqrt(Math.max(0, bb - value * ab) / aa) },
        roundings,
    };
}
/** The most roundings that two numbers are apart; it ends where the type is not that of the second. */
function mostRoundings(a, b, type) {
    let most = 0;
    for (let index = 0; index < a.length && most <= MOST_ROUNDINGS; index++)
        most = Math.max(most, roundingsOf(a[index] ?? 0, b[index] ?? 0, type));
    return most;
}
/** One rounding, or one truncation, which is up to twice as much. */
const MOST_ROUNDINGS = 2;
/** How many roundings of a type apart two numbers are, the second of which must be in that type. */
function roundingsOf(x, y, type) {
    if (!isIn(y, type))
        return Number.POSITIVE_INFINITY;
    if (x === y)
        return 0;
    const { bits, smallest } = elementwise_NARROW[type];
    return Math.abs(y - x) / (Math.max(Math.abs(x), smallest) * 2 ** -bits);
}
/** Whether a number is exact in a type. */
function isIn(value, type) {
    if (value === 0 || !Number.isFinite(value))
        return true;
    const { bits, smallest, largest } = elementwise_NARROW[type];
    const size = Math.abs(value);
    if (size > largest)
        return false;
    if (size < smallest)
        return Number.isInteger(size / (smallest * 2 ** (1 - bits)));
    // Dekker's splitting: the number rounded to so many bits.
    const scaled = size * (2 ** (53 - bits) + 1);
    return scaled - (scaled - size) === size;
}

;// CONCATENATED MODULE: ./lib/model-diff/constants/non-finite.js

const nonFinite = ({ each }) => each.nonFinite === 0
    ? null
    : described('has NaN or infinity where it had numbers', 'have NaN or infinity where they had numbers');

;// CONCATENATED MODULE: ./lib/model-diff/constants/numbers.js


/** Numbers of a constant that could be read as a whole. */
function numbers_numbersOf(data, dtype) {
    const parts = tensor_dtype/* DTYPES */.A1[dtype].kind === 'complex' ? 2 : 1;
    const count = data.elements * parts;
    return {
        count,
        *blocks() {
            // A multiple of two, so that a byte with two elements is never cut.
            const most = kernel_decode/* CHUNK */.m$ / parts;
            for (let from = 0; from < data.elements; from += most) {
                const elements = Math.min(most, data.elements - from);
                const bytes = data.read((0,tensor_dtype/* byteLength */.dp)(dtype, from), (0,tensor_dtype/* byteLength */.dp)(dtype, elements));
                const numbers = new Float64Array(elements * parts);
                (0,kernel_decode/* float64Decoder */.B)({ kind: 'tensor', dtype, shape: [elements], bytes })(0, numbers.length, numbers);
                yield { from: from * parts, numbers };
            }
        },
    };
}
/** Numbers that are kept in memory to look for patterns among them: 64 MB for two constants. */
const MOST_IN_MEMORY = 1 << 22;
/** All numbers at once; null when they are too many. */
function allNumbers(numbers) {
    if (numbers.count > MOST_IN_MEMORY)
        return null;
    const all = new Float64Array(numbers.count);
    for (const { from, numbers: block } of numbers.blocks())
        all.set(block, from);
    return all;
}

;// CONCATENATED MODULE: ./lib/model-diff/constants/one-element.js


/** One element of many. */
const oneElement = ({ shape, each: { differing, first, count } }) => {
    if (differing !== 1 || first === null || count < 2)
        return null;
    const place = `[${indices(first.index, shape).join(', ')}]`;
    const change = `${(0,number_format/* formatElement */.Oz)(first.a)} → ${(0,number_format/* formatElement */.Oz)(first.b)}`;
    return described(`differs in one element of ${count}, at ${place}: ${change}`, `differ in one element of ${count}, at ${place}: ${change}`);
};
function indices(index, shape) {
    let rest = index;
    return shape
        .toReversed()
        .map((size) => {
        const own = rest % size;
        rest = Math.floor(rest / size);
        return own;
    })
        .toReversed();
}

;// CONCATENATED MODULE: ./lib/model-diff/constants/other.js


/** Whatever differs in no way that is known. */
function other({ each: { count, differing } }) {
    if (differing === count)
        return described('has other numbers', 'have other numbers');
    const words = `${(0,number_format/* groupThousands */.Zv)(differing)} of ${(0,number_format/* groupThousands */.Zv)(count)} elements`;
    return described(`differs in ${words}`, `differ in ${words}`);
}

;// CONCATENATED MODULE: ./lib/model-diff/constants/slices.js
function slicesOf(a, b, shape, axis) {
    const size = shape[axis] ?? 0;
    const inner = shape.slice(axis + 1).reduce((product, one) => product * one, 1);
    const [before, now] = [digests(a, size, inner), digests(b, size, inner)];
    const changed = before.texts.flatMap((text, index) => (text === now.texts[index] ? [] : [index]));
    return {
        size,
        changed,
        from: permutation(before.texts, now.texts, changed),
        moved: [1, -1].find((step) => isMoved(before.texts, now.texts, step)) ?? 0,
        zeroed: changed.every((index) => now.zero[index] === 1),
    };
}
/** Two hashes of 32 bits of every slice, in the manner of FNV-1a over the words of its numbers, and whether it is zero. */
function digests(numbers, size, inner) {
    const words = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length * 2);
    const first = new Uint32Array(size).fill(0x811c9dc5);
    const second = new Uint32Array(size).fill(0x9e3779b1);
    const zero = new Uint8Array(size).fill(1);
    for (let index = 0; index < numbers.length; index++) {
        const slice = Math.floor(index / inner) % size;
        const [low, high] = [words[2 * index] ?? 0, words[2 * index + 1] ?? 0];
        first[slice] = slices_mixed(slices_mixed((first[slice] ?? 0) ^ low, 0x01000193) ^ high, 0x01000193);
        second[slice] = slices_mixed(slices_mixed((second[slice] ?? 0) ^ high, 0x85ebca6b) ^ low, 0xc2b2ae35);
        if (numbers[index] !== 0)
            zero[slice] = 0;
    }
    return { texts: Array.from(first, (hash, slice) => `${hash}.${second[slice]}`), zero };
}
/** Also brings high bits down: a product alone moves bits only up, so that two changed signs would cancel out. */
function slices_mixed(word, factor) {
    const product = Math.imul(word, factor);
    return product ^ (product >>> 15);
}
function permutation(before, now, changed) {
    const free = new Map();
    for (const index of changed) {
        const text = before[index] ?? '';
        const known = free.get(text);
        if (known === undefined)
            free.set(text, [index]);
        else
            known.push(index);
    }
    const from = now.map((_, index) => index);
    for (const index of changed) {
        const found = free.get(now[index] ?? '')?.pop();
        if (found === undefined)
            return null;
        from[index] = found;
    }
    return from;
}
/** Whether every slice is the next one, or the one before, of the first constant. */
function isMoved(before, now, step) {
    const inside = now.flatMap((text, index) => {
        const other = before[index + step];
        return other === undefined ? [] : [text === other];
    });
    return inside.length > 1 && inside.every(Boolean);
}

;// CONCATENATED MODULE: ./lib/model-diff/constants/rearranged.js


/** Axes with more indices are not those of channels, rows or labels. */
const LARGEST_AXIS = 1 << 17;
/** Slices that are said to be the only ones that differ. */
const rearranged_FEW = 3;
/** Channels, rows or labels in another order, moved along, zeroed, or only some of them changed. */
const rearranged = (pair) => {
    const all = pair.whole();
    if (all === null)
        return null;
    const axes = pair.shape.flatMap((size, axis) => size < 2 || size > LARGEST_AXIS ? [] : [{ axis, slices: slicesOf(all.a, all.b, pair.shape, axis) }]);
    for (const inWords of [reordered, moved, zeroedSome, onlySome])
        for (const { axis, slices } of axes) {
            const found = inWords(slices, pair.axisName(axis), pair);
            if (found !== null)
                return found;
        }
    return null;
};
const reordered = ({ size, changed, from }, name) => {
    if (from === null)
        return null;
    const [a, b] = changed;
    if (size > 2 && from.every((one, index) => one === size - 1 - index)) {
        const colours = size === 3 && name === 'input channels' ? ': RGB and BGR are exchanged' : '';
        return described(`has its ${name} reversed${colours}`, `have their ${name} reversed${colours}`);
    }
    const which = changed.length === 2
        ? `${name} ${a} and ${b} exchanged`
        : `${name} in another order (${changed.length} of ${size} moved)`;
    return described(`has its ${which}`, `have their ${which}`);
};
const moved = ({ moved: step }, name) => step === 0 ? null : described(`has its ${name} moved by one`, `have their ${name} moved by one`);
const zeroedSome = ({ size, changed, zeroed }, name) => zeroed && changed.length < size
    ? described(`is zero now at ${rearranged_at(name, changed)}`, `are zero now at ${rearranged_at(name, changed)}`)
    : null;
const onlySome = ({ size, changed }, name, { shape }) => {
    if (changed.length > rearranged_FEW || size <= 2 * rearranged_FEW || shape.length < 2)
        return null;
    return described(`differs only at ${rearranged_at(name, changed)}`, `differ only at ${rearranged_at(name, changed)}`);
};
/** `row 3`, `rows 3, 8–11`, `index 3 of axis 1`. */
function rearranged_at(name, indices) {
    const [, many = name, axis = ''] = /^(indices)( of axis \d+)$/.exec(name) ?? [];
    const one = many === 'indices' ? 'index' : many.replace(/s$/, '');
    return `${indices.length === 1 ? one : many} ${ranges(indices)}${axis}`;
}
/** Ranges that are named. */
const MOST_RANGES = 4;
/** `3, 8–11`. */
function ranges(indices) {
    const found = [];
    for (const index of indices) {
        const last = found.at(-1);
        if (last !== undefined && last.to === index - 1)
            last.to = index;
        else
            found.push({ from: index, to: index });
    }
    const named = found.slice(0, MOST_RANGES).map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`));
    return found.length > MOST_RANGES ? `${named.join(', ')} and ${found.length - MOST_RANGES} more` : named.join(', ');
}

;// CONCATENATED MODULE: ./lib/model-diff/constants/rounded.js

/** Stored in half the bits and back. */
const rounded_rounded = ({ each: { roundings }, floats }) => {
    if (!floats)
        return null;
    for (const type of ['float16', 'bfloat16']) {
        const words = roundings[type] <= 1 ? 'rounding' : roundings[type] <= 2 ? 'truncation' : null;
        if (words !== null)
            return described(`differs by ${type} ${words}`, `differ by ${type} ${words}`);
    }
    return null;
};

;// CONCATENATED MODULE: ./lib/model-diff/constants/scaled.js


/** What a factor leaves must be so much smaller than what it explains. */
const LEFT_OVER = 1e-3;
const scaled = ({ each: { factor, count }, floats }) => {
    const explained = Math.abs(factor.value - 1);
    if (!floats || count < 3 || !(factor.rest <= LEFT_OVER * explained) || !(explained > 1e-6))
        return null;
    const words = `multiplied by ${(0,number_format/* formatElement */.Oz)(Number(factor.value.toPrecision(4)))}`;
    return described(`is ${words}`, `are ${words}`);
};

;// CONCATENATED MODULE: ./lib/model-diff/constants/shifted-values.js


/** All numbers higher or lower by the same: positions that begin at one instead of at zero. */
const shiftedValues = ({ each: { offset, count } }) => {
    if (offset === null || count < 2)
        return null;
    const words = `${(0,number_format/* formatElement */.Oz)(Math.abs(offset))} ${offset > 0 ? 'higher' : 'lower'} in every element`;
    return described(`is ${words}`, `are ${words}`);
};

;// CONCATENATED MODULE: ./lib/model-diff/constants/transposed.js

/** The two last axes exchanged; their sizes are the same, so that no shape gives it away. */
const transposed = ({ shape, whole }) => {
    const [rows = 0, columns = 0] = shape.slice(-2);
    const all = shape.length < 2 || rows !== columns || rows < 2 ? null : whole();
    return all !== null && isTransposed(all.a, all.b, rows, columns)
        ? described('is transposed', 'are transposed')
        : null;
};
/** Whether each of the matrices in `b` is that in `a`, of so many rows and columns, transposed. */
function isTransposed(a, b, rows, columns) {
    const size = rows * columns;
    return a.every((value, index) => {
        const within = index % size;
        const place = (within % columns) * rows + Math.floor(within / columns);
        return Object.is(b[index - within + place], value);
    });
}

;// CONCATENATED MODULE: ./lib/model-diff/constants/turned.js

/** A kernel whose spatial axes, behind the two of channels, are all reversed: a convolution for a correlation. */
const turned_turned = ({ shape, whole }) => {
    const taps = shape.slice(2).reduce((product, size) => product * size, 1);
    // Of one axis alone the reversed indices tell as much.
    if (shape.slice(2).filter((size) => size > 1).length < 2)
        return null;
    const all = whole();
    return all?.a.every((value, index) => {
        const tap = index % taps;
        return Object.is(all.b[index - tap + (taps - 1 - tap)], value);
    }) === true
        ? described('is turned around along its spatial axes', 'are turned around along their spatial axes')
        : null;
};

;// CONCATENATED MODULE: ./lib/model-diff/constants/zeroed.js

const zeroed = ({ each: { zero, count } }) => {
    if (count < 2 || zero.a === zero.b)
        return null;
    return zero.b ? described('is all zeros now', 'are all zeros now') : described('was all zeros', 'were all zeros');
};

;// CONCATENATED MODULE: ./lib/model-diff/compare-constants.js


















/** The ways in which numbers are known to differ, the most specific first. */
const RECOGNISERS = [
    nonFinite,
    zeroed,
    rounded_rounded,
    shiftedValues,
    transposed,
    turned_turned,
    rearranged,
    oneElement,
    scaled,
    close_close,
];
/** Values of so few elements are shown. */
const compare_constants_FEW = 4;
/**
 * How two constants of corresponding nodes differ; null when they do not.
 * @param axisName what the indices of an axis are
 */
function compareConstants(a, b, axisName) {
    if (a.dtype === 'string' || b.dtype === 'string')
        return compareStrings(a, b);
    if (a.size < 0 || b.size < 0)
        return null;
    const types = { a: (0,tensor_tensor/* describeType */.MF)(a.dtype, a.shape), b: (0,tensor_tensor/* describeType */.MF)(b.dtype, b.shape) };
    const isSameShape = a.shape.length === b.shape.length && a.shape.every((size, axis) => size === b.shape[axis]);
    if (!isSameShape)
        return otherShape(a, b, a.dtype, b.dtype) ?? { from: types.a, to: types.b };
    if (a.dtype === b.dtype && haveSameBytes(a, b))
        return null;
    const [x, y] = [numbers_numbersOf(a, a.dtype), numbers_numbersOf(b, b.dtype)];
    if (x.count !== y.count)
        return { from: types.a, to: types.b };
    const each = compareElements(x, y);
    if (a.dtype !== b.dtype)
        return otherType(a.dtype, b.dtype, each.relative);
    if (each.differing === 0)
        return null;
    const floats = tensor_dtype/* DTYPES */.A1[a.dtype].kind === 'float';
    if (x.count === 1 && !(floats && each.roundings.float16 <= 1))
        return values(a, b, a.dtype);
    const isComplex = tensor_dtype/* DTYPES */.A1[a.dtype].kind === 'complex';
    const pair = {
        shape: isComplex ? [...a.shape, 2] : a.shape,
        each,
        floats: floats || isComplex,
        axisName,
        whole: once(() => (isNearlySame(each) ? null : both(allNumbers(x), allNumbers(y)))),
    };
    for (const recognise of RECOGNISERS) {
        const found = recognise(pair);
        if (found !== null)
            return found;
    }
    return x.count <= compare_constants_FEW ? values(a, b, a.dtype) : other(pair);
}
/** Nearly every number a little different: what comes from another place differs by more. */
const isNearlySame = ({ differing, count, relative }) => differing > 0.9 * count && relative < 0.01;
/** The same value however often it is asked for: several recognisers look at all numbers. */
function once(make) {
    let made;
    return () => {
        made ??= { value: make() };
        return made.value;
    };
}
function both(a, b) {
    return a === null || b === null ? null : { a, b };
}
function compareStrings(a, b) {
    if (a.strings === null || b.strings === null)
        return a.dtype === b.dtype ? null : { from: (0,tensor_tensor/* describeType */.MF)(a.dtype, a.shape), to: (0,tensor_tensor/* describeType */.MF)(b.dtype, b.shape) };
    const differing = a.strings.findIndex((text, index) => text !== b.strings?.[index]);
    if (differing < 0 && a.strings.length === b.strings.length)
        return null;
    const known = new Set(a.strings);
    if (a.strings.length === b.strings.length && b.strings.every((text) => known.has(text)))
        return described('has the same texts in another order', 'have the same texts in another order');
    const at = Math.max(0, differing);
    return { from: `"${shown(a.strings[at] ?? '')}"`, to: `"${shown(b.strings[at] ?? '')}"` };
}
/** A matrix that is transposed; null for anything else. */
function otherShape(a, b, dtypeA, dtypeB) {
    const [rows = 0, columns = 0] = a.shape;
    const areMatrices = a.shape.length === 2 && b.shape.length === 2 && dtypeA === dtypeB;
    if (!areMatrices || b.shape[0] !== columns || b.shape[1] !== rows)
        return null;
    const all = both(allNumbers(numbers_numbersOf(a, dtypeA)), allNumbers(numbers_numbersOf(b, dtypeB)));
    return all !== null && isTransposed(all.a, all.b, rows, columns)
        ? described('is transposed', 'are transposed')
        : null;
}
function otherType(a, b, relative) {
    // What one rounding to the coarser type may change.
    const coarse = Math.max(tensor_dtype/* DTYPES */.A1[a].unitRoundoff, tensor_dtype/* DTYPES */.A1[b].unitRoundoff);
    const too = relative <= coarse ? '' : ', and other numbers';
    return described(`is ${b} instead of ${a}${too}`, `are ${b} instead of ${a}${too}`);
}
function values(a, b, dtype) {
    return { from: compare_constants_valuesOf(a, dtype), to: compare_constants_valuesOf(b, dtype) };
}
function compare_constants_valuesOf(data, dtype) {
    const numbers = allNumbers(numbers_numbersOf(data, dtype)) ?? new Float64Array();
    const texts = Array.from(numbers, number_format/* formatElement */.Oz);
    return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
}
const BLOCK = 1 << 20;
function haveSameBytes(a, b) {
    for (let at = 0; at < a.size; at += BLOCK) {
        const length = Math.min(BLOCK, a.size - at);
        if (Buffer.compare(a.read(at, length), b.read(at, length)) !== 0)
            return false;
    }
    return a.size === b.size;
}

;// CONCATENATED MODULE: ./lib/model-diff/match-nodes.js

/** Operators of which the order of the inputs means nothing. */
const COMMUTATIVE = new Set(['Add', 'And', 'Equal', 'Max', 'Mean', 'Min', 'Mul', 'Or', 'Sum', 'Xor']);
function isCommutative({ op }) {
    return COMMUTATIVE.has(op);
}
/**
 * The nodes of two graphs that correspond, by what they are made of and what is made of them: names are asked only where
 * structure leaves several possibilities. Attributes and constants do not count, so that a changed one is a difference
 * of one node.
 */
function matchNodes(a, b) {
    const matching = new Matching(a, b);
    const ids = new Ids();
    const [madeA, madeB] = [madeOf(a, ids), madeOf(b, ids)];
    const [usedA, usedB] = [usedBy(a, ids), usedBy(b, ids)];
    matching.byKey((node) => `${madeA.get(node)} ${usedA.get(node)}`, (node) => `${madeB.get(node)} ${usedB.get(node)}`);
    matching.byKey((node) => `${madeA.get(node)}`, (node) => `${madeB.get(node)}`);
    matching.byKey((node) => `${usedA.get(node)}`, (node) => `${usedB.get(node)}`);
    matching.spread();
    matching.byKey(ownName, ownName);
    matching.spread();
    matching.inOrder();
    return matching.pairs;
}
/** Names that exporters count up, as in Add_12, are other nodes' as soon as one node is added. */
function ownName({ op, name }) {
    return name === '' || /^(\w*_)?\d+$/.test(name) ? null : `${op} ${name}`;
}
/** Numbers for texts, the same number for the same text. */
class Ids {
    #known = new Map();
    of(text) {
        const id = this.#known.get(text) ?? this.#known.size;
        this.#known.set(text, id);
        return id;
    }
}
/** An id for all that a node is computed from. */
function madeOf({ nodes }, ids) {
    const made = new Map();
    const word = (source) => {
        if (source.kind === 'node')
            return `${made.get(source.node) ?? '?'}.${source.output}`;
        return source.kind === 'input' ? JSON.stringify(source.key) : source.kind;
    };
    for (const node of nodes) {
        const words = node.inputs.map(word);
        made.set(node, ids.of(`${node.op}(${(isCommutative(node) ? words.sort() : words).join()})`));
    }
    return made;
}
/** An id for all that is computed from a node. */
function usedBy({ nodes, outputs }, ids) {
    const uses = new Map();
    const note = (source, use) => {
        if (source.kind !== 'node')
            return;
        const known = uses.get(source.node);
        if (known === undefined)
            uses.set(source.node, [`${source.output}>${use}`]);
        else
            known.push(`${source.output}>${use}`);
    };
    for (const { key, source } of outputs)
        note(source, JSON.stringify(key));
    const used = new Map();
    for (const node of nodes.toReversed()) {
        const id = ids.of(`${node.op}>${(uses.get(node) ?? []).sort().join()}`);
        used.set(node, id);
        node.inputs.forEach((source, port) => {
            note(source, `${id}.${isCommutative(node) ? '' : port}`);
        });
    }
    return used;
}
/** The longest common sequence of what is left takes a table of so many entries. */
const LARGEST_TABLE = 1 << 22;
class Matching {
    pairs = new Map();
    #taken = new Set();
    /** Pairs whose neighbours were not looked at since they were found. */
    #fresh = [];
    #a;
    #b;
    constructor(a, b) {
        this.#a = a;
        this.#b = b;
    }
    /** Pairs what has the same key: of several with one key those with one name, and all in order if there are equally many. */
    byKey(keyA, keyB) {
        const others = (0,group_by/* groupBy */.$)(this.#openB(), keyB);
        for (const [key, group] of (0,group_by/* groupBy */.$)(this.#openA(), keyA))
            if (key !== null)
                this.#pairGroup(group, others.get(key) ?? []);
    }
    /** Pairs what stands in the same place beside nodes that are paired, until there is nothing more. */
    spread() {
        const [consumersA, consumersB] = [portsReading(this.#a), portsReading(this.#b)];
        for (let next = this.#fresh.pop(); next !== undefined; next = this.#fresh.pop()) {
            const [a, b] = next;
            const others = (0,group_by/* groupBy */.$)(this.#free(consumersB.get(b) ?? []), ({ place }) => place);
            for (const [place, group] of (0,group_by/* groupBy */.$)(this.#free(consumersA.get(a) ?? []), (one) => one.place))
                this.#pairGroup(group.map(({ node }) => node), (others.get(place) ?? []).map(({ node }) => node));
            this.#pairMakers(a, b);
        }
    }
    /** Pairs what is left by the longest sequence of operators that both have. */
    inOrder() {
        const a = this.#openA();
        const b = this.#openB();
        const width = b.length + 1;
        if ((a.length + 1) * width > LARGEST_TABLE)
            return;
        const table = new Uint16Array((a.length + 1) * width);
        const at = (row, column) => table[row * width + column] ?? 0;
        const alike = (row, column) => a[row]?.op === b[column]?.op;
        for (let row = a.length - 1; row >= 0; row--)
            for (let column = b.length - 1; column >= 0; column--)
                table[row * width + column] = alike(row, column)
                    ? at(row + 1, column + 1) + 1
                    : Math.max(at(row + 1, column), at(row, column + 1));
        for (let row = 0, column = 0; row < a.length && column < b.length;) {
            if (alike(row, column))
                this.#pair(a[row++], b[column++]);
            else if (at(row + 1, column) >= at(row, column + 1))
                row++;
            else
                column++;
        }
    }
    #openA() {
        return this.#a.nodes.filter((node) => !this.pairs.has(node));
    }
    #openB() {
        return this.#b.nodes.filter((node) => !this.#taken.has(node));
    }
    #free(readers) {
        return readers.filter(({ node }) => !this.pairs.has(node) && !this.#taken.has(node));
    }
    #pairGroup(a, b) {
        const named = new Map(b.map((node) => [node.name, node]));
        for (const node of a)
            this.#pair(node, named.get(node.name));
        const restA = a.filter((node) => !this.pairs.has(node));
        const restB = b.filter((node) => !this.#taken.has(node));
        if (restA.length === restB.length)
            for (const [index, node] of restA.entries())
                this.#pair(node, restB[index]);
    }
    #pairMakers(a, b) {
        if (isCommutative(a)) {
            const others = (0,group_by/* groupBy */.$)(makers(b), ({ op }) => op);
            for (const [op, group] of (0,group_by/* groupBy */.$)(makers(a), (node) => node.op))
                this.#pairGroup(group.filter((node) => !this.pairs.has(node)), (others.get(op) ?? []).filter((node) => !this.#taken.has(node)));
            return;
        }
        a.inputs.forEach((source, port) => {
            const other = b.inputs[port];
            if (source.kind === 'node' && other?.kind === 'node' && source.output === other.output)
                this.#pair(source.node, other.node);
        });
    }
    #pair(a, b) {
        if (a === undefined || b === undefined || a.op !== b.op || this.pairs.has(a) || this.#taken.has(b))
            return;
        this.pairs.set(a, b);
        this.#taken.add(b);
        this.#fresh.push([a, b]);
    }
}
function portsReading({ nodes }) {
    const readers = new Map();
    for (const node of nodes)
        node.inputs.forEach((source, port) => {
            if (source.kind !== 'node')
                return;
            const place = `${source.output} ${isCommutative(node) ? '' : port} ${node.op}`;
            const known = readers.get(source.node);
            if (known === undefined)
                readers.set(source.node, [{ node, place }]);
            else
                known.push({ node, place });
        });
    return readers;
}
const makers = ({ inputs }) => inputs.flatMap((source) => (source.kind === 'node' ? [source.node] : []));

;// CONCATENATED MODULE: ./lib/model-diff/moved-settings.js



/** Attributes that became inputs in a later operator set, with the place of the input. */
const MOVED = {
    Clip: { min: 1, max: 2 },
    DFT: { axis: 2 },
    Dropout: { ratio: 1 },
    Pad: { pads: 1, value: 2 },
    ReduceL1: { axes: 1 },
    ReduceL2: { axes: 1 },
    ReduceLogSum: { axes: 1 },
    ReduceLogSumExp: { axes: 1 },
    ReduceMax: { axes: 1 },
    ReduceMean: { axes: 1 },
    ReduceMin: { axes: 1 },
    ReduceProd: { axes: 1 },
    ReduceSum: { axes: 1 },
    ReduceSumSquare: { axes: 1 },
    Slice: { starts: 1, ends: 2, axes: 3 },
    Split: { split: 1 },
    Squeeze: { axes: 1 },
    TopK: { k: 1 },
    Unsqueeze: { axes: 1 },
    Upsample: { scales: 1 },
};
/** The settings of two nodes that only moved with the operator set, or moved and changed. */
function movedSettings(a, b, files) {
    return Object.entries(MOVED[a.op] ?? {}).flatMap(([name, port]) => {
        const [from, to] = [attributeNumbers(a, name), attributeNumbers(b, name)];
        if ((from === null) === (to === null))
            return [];
        const before = from ?? inputNumbers(a.inputs[port], files.a);
        const now = to ?? inputNumbers(b.inputs[port], files.b);
        if (before === null || now === null)
            return [];
        const [was, is] = [moved_settings_textOf(before), moved_settings_textOf(now)];
        return [{ name, port, change: was === is ? null : { name, from: was, to: is } }];
    });
}
function attributeNumbers({ attributes }, name) {
    const attribute = (0,onnx_attributes/* attributeOf */.w4)({ attribute: [...attributes] }, name);
    if (attribute === undefined)
        return null;
    const { type, f, i, floats, ints } = attribute;
    if (type === 1)
        return [f ?? 0];
    return type === 2 ? [Number(i ?? 0)] : [...(ints ?? []), ...(floats ?? [])].map(Number);
}
function inputNumbers(source, file) {
    const constant = source?.kind === 'constant' ? file.constant(source.tensor) : null;
    if (constant === null || constant.dtype === 'string' || constant.size < 0)
        return null;
    const numbers = allNumbers(numbers_numbersOf(constant, constant.dtype));
    return numbers === null ? null : [...numbers];
}
const moved_settings_textOf = (numbers) => `[${numbers.map(number_format/* formatElement */.Oz).join(', ')}]`;

;// CONCATENATED MODULE: ./lib/model-diff/port-noun.js
const learned = (one, many = `${one}s`) => ({ one, many, learned: true });
const setting = (one, many = `${one}s`) => ({ one, many, learned: false });
const settings = (many) => setting(many, many);
const port_noun_WEIGHTS = learned('weights', 'weights');
const BIAS = learned('bias', 'biases');
const SCALE = learned('scale');
const CONSTANT = { one: 'constant', many: 'constants', learned: false };
/** Inputs by operator, in their order; null where an input is usually no constant. */
const NOUNS = {
    BatchNormalization: [null, SCALE, BIAS, learned('mean'), learned('variance')],
    Clip: [null, setting('min', 'min values'), setting('max', 'max values')],
    Conv: [null, port_noun_WEIGHTS, BIAS],
    ConvTranspose: [null, port_noun_WEIGHTS, BIAS],
    Expand: [null, setting('shape')],
    GRU: [
        null,
        port_noun_WEIGHTS,
        learned('recurrent weights', 'recurrent weights'),
        BIAS,
        settings('sequence lengths'),
        learned('initial state'),
    ],
    Gather: [learned('table'), settings('indices')],
    Gemm: [null, port_noun_WEIGHTS, BIAS],
    GroupNormalization: [null, SCALE, BIAS],
    InstanceNormalization: [null, SCALE, BIAS],
    LSTM: [
        null,
        port_noun_WEIGHTS,
        learned('recurrent weights', 'recurrent weights'),
        BIAS,
        settings('sequence lengths'),
        learned('initial state'),
        learned('initial cell state'),
        learned('peepholes', 'peepholes'),
    ],
    LayerNormalization: [null, SCALE, BIAS],
    MatMul: [port_noun_WEIGHTS, port_noun_WEIGHTS],
    PRelu: [null, learned('slope')],
    Pad: [null, settings('pads'), setting('value'), settings('axes')],
    RMSNormalization: [null, SCALE],
    RNN: [null, port_noun_WEIGHTS, learned('recurrent weights', 'recurrent weights'), BIAS],
    Reshape: [null, setting('shape')],
    Resize: [null, setting('roi'), settings('scales'), settings('sizes')],
    Slice: [null, settings('starts'), settings('ends'), settings('axes'), settings('steps')],
    Tile: [null, settings('repeats')],
    TopK: [null, setting('k', 'values of k')],
    Transpose: [port_noun_WEIGHTS],
    Unsqueeze: [null, settings('axes')],
};
/** @param port which input of the node it is */
function nounOf({ op, inputs }, port) {
    const known = NOUNS[op]?.[port];
    if (known != null)
        return known;
    const other = inputs[1 - port];
    const isBias = op === 'Add' && other?.kind === 'node' && ['MatMul', 'Gemm', 'Conv'].includes(other.node.op);
    return isBias ? BIAS : CONSTANT;
}
/** What the indices of an axis of the constant are. */
function axisName({ op, attributes }, port, axis, rank) {
    const transB = Number(attributes.find(({ name }) => name === 'transB')?.i ?? 0) !== 0;
    switch (op) {
        case 'Conv':
            return ['output channels', 'input channels'][axis] ?? `indices of axis ${axis}`;
        case 'Gemm':
            if (rank === 2)
                return (axis === 0) === transB ? 'outputs' : 'inputs';
            return 'outputs';
        case 'MatMul':
            if (port === 1 && axis >= rank - 2)
                return axis === rank - 1 ? 'outputs' : 'inputs';
            return `indices of axis ${axis}`;
        case 'Gather':
            return axis === 0 ? 'rows' : `indices of axis ${axis}`;
        default:
            return rank === 1 ? 'elements' : `indices of axis ${axis}`;
    }
}

;// CONCATENATED MODULE: ./lib/model-diff/compare-pairs.js





const NONE = { kind: 'none' };
/** How two nodes differ that correspond: attributes, constants, and what they read. */
function comparePair(a, b, context) {
    const moved = movedSettings(a, b, context.files);
    const changes = [
        ...compareAttributes(a, b).filter(({ name }) => !moved.some((one) => one.name === name)),
        ...moved.flatMap(({ change }) => change ?? []),
    ];
    const attributes = changes.map((change) => {
        const isFormula = change.name === 'formula';
        return isFormula
            ? { kind: 'nodes', node: b, sentence: `${a.op} by ${change.to} instead of ${change.from} @…` }
            : { kind: 'attribute', node: b, ...change };
    });
    const ports = portsOf(a, b, context).filter(({ port }) => !moved.some((one) => one.port === port));
    const exchanged = isCommutative(a) ? null : exchangedInputs(a, ports, context);
    return [
        ...attributes,
        ...(exchanged !== null ? [{ kind: 'wiring', node: b, sentence: `${exchanged} of … are exchanged` }] : []),
        ...(exchanged !== null ? [] : ports.flatMap((port) => comparePort(port, a, b, context))),
    ];
}
/** Inputs by position; where their order means nothing, by what corresponds, and constants with constants. */
function portsOf(a, b, context) {
    const x = isCommutative(a) ? constantsLast(portsIn(a)) : portsIn(a);
    const y = isCommutative(a) ? constantsLast(inOrderOf(x, portsIn(b), context)) : portsIn(b);
    return Array.from({ length: Math.max(x.length, y.length) }, (_, index) => ({
        a: x[index]?.source ?? NONE,
        b: y[index]?.source ?? NONE,
        port: x[index]?.port ?? y[index]?.port ?? index,
    }));
}
const portsIn = ({ inputs }) => inputs.map((source, port) => ({ source, port }));
function constantsLast(ports) {
    const isConstant = ({ source }) => source.kind === 'constant';
    return [...ports.filter((port) => !isConstant(port)), ...ports.filter(isConstant)];
}
/** The ports of one node in the order in which they correspond to another's; the rest fills the gaps. */
function inOrderOf(wanted, ports, context) {
    const open = [...ports];
    const found = wanted.map(({ source }) => {
        const at = open.findIndex((own) => corresponds(source, own.source, context));
        return at < 0 ? null : open.splice(at, 1);
    });
    return [...found.flatMap((own) => own ?? open.splice(0, 1)), ...open];
}
function comparePort({ a: from, b: to, port }, a, b, context) {
    const noun = nounOf(a, port);
    const verb = noun.one === noun.many ? 'are' : 'is';
    if (from.kind === 'constant' && to.kind === 'constant')
        return compareTensors(from, to, port, a, b, context);
    if (from.kind === 'constant' && to.kind === 'none')
        return [{ kind: 'nodes', node: b, sentence: `the ${noun.one} of … ${verb} dropped` }];
    if (from.kind === 'none' && to.kind === 'constant')
        return [{ kind: 'nodes', node: b, sentence: `the ${noun.one} of … ${verb} new` }];
    if (from.kind === 'constant' || to.kind === 'constant') {
        const made = from.kind === 'constant' ? 'computed instead of constant' : 'constant instead of computed';
        // What makes it is told as added or removed nodes.
        return isNewOnEitherSide(from, to, context)
            ? []
            : [{ kind: 'wiring', node: b, sentence: `input ${port} of … is ${made}` }];
    }
    if (corresponds(from, to, context) || isNewOnEitherSide(from, to, context))
        return [];
    if (from.kind === 'none' || to.kind === 'none')
        return [{ kind: 'wiring', node: b, sentence: `input ${port} of … is ${from.kind === 'none' ? 'new' : 'dropped'}` }];
    return [{ kind: 'wiring', node: b, sentence: `input ${port} of … is another value` }];
}
function compareTensors(from, to, port, a, b, context) {
    const known = context.compared.get(from.tensor)?.get(to.tensor);
    const found = known === undefined ? compareOnce(from, to, a, port, context) : known;
    if (known === undefined) {
        const others = context.compared.get(from.tensor) ?? new Map();
        context.compared.set(from.tensor, others.set(to.tensor, found));
    }
    if (found === null)
        return [];
    const noun = nounOf(a, port);
    if (found === 'unread')
        return [
            {
                kind: 'unread',
                node: b,
                sentence: `${noun.many} of … were not compared: they are stored in a way that is not read here`,
            },
        ];
    const kind = noun.learned ? 'weights' : 'constant';
    if ('key' in found)
        return [{ kind, node: b, noun, description: found }];
    return [{ kind, node: b, name: noun.one, ...found }];
}
function compareOnce(from, to, node, port, { files, last }) {
    const [x, y] = [files.a.constant(from.tensor), files.b.constant(to.tensor)];
    if (x === null || y === null || isUnread(x) || isUnread(y))
        return 'unread';
    const named = (axis) => {
        const name = axisName(node, port, axis, x.shape.length);
        return last.has(node) && (name === 'outputs' || name === 'elements') ? 'labels' : name;
    };
    return compareConstants(x, y, named);
}
const isUnread = ({ size, dtype, strings }) => (dtype === 'string' ? strings === null : size < 0);
/** Which inputs stand in each other's place: both, or what the two branches return. */
function exchangedInputs({ op }, ports, context) {
    const isAlike = (a, b) => corresponds(a, b, context) || (a.kind === 'constant' && b.kind === 'constant');
    const own = op === 'If' ? ports.slice(1) : ports;
    const half = own.length / 2;
    const pairs = own.slice(0, half).map((one, place) => ({ one, other: own[place + half] }));
    if (half !== pairs.length || half === 0 || (op !== 'If' && half > 1))
        return null;
    const areExchanged = pairs.every(({ one, other }) => other !== undefined && isAlike(one.a, other.b) && isAlike(other.a, one.b)) &&
        pairs.some(({ one }) => !isAlike(one.a, one.b));
    if (!areExchanged)
        return null;
    return op === 'If' ? 'the two branches' : 'the two inputs';
}
function corresponds(a, b, { pairs }) {
    if (a.kind === 'node')
        return b.kind === 'node' && pairs.get(a.node) === b.node && a.output === b.output;
    if (a.kind === 'input')
        return b.kind === 'input' && a.key === b.key;
    return a.kind === b.kind && a.kind === 'none';
}
/** It is made by a node that only one of the models has: that node is told. */
function isNewOnEitherSide(a, b, { pairs, paired }) {
    return (a.kind === 'node' && !pairs.has(a.node)) || (b.kind === 'node' && !paired.has(b.node));
}

;// CONCATENATED MODULE: ./lib/model-diff/structure/bias.js
/** The addition of a vector behind a product. */
const bias = (open, side) => [...open].flatMap((node) => {
    if (node.op !== 'Add')
        return [];
    const vector = node.inputs.find((source) => {
        const constant = side.constant(source);
        return constant !== null && constant.elements > 1;
    });
    const layer = node.inputs
        .map((source) => (source.kind === 'node' ? source.node : null))
        .find((one) => one !== null);
    if (vector === undefined || layer == null || !['Conv', 'Gemm', 'MatMul'].includes(layer.op))
        return [];
    // A whole layer that is gone or new is told as that.
    if (open.has(layer))
        return [];
    const sentence = `the bias behind … is ${side.removed ? 'dropped' : 'new'}`;
    return [{ nodes: [node], observation: { kind: 'nodes', node: layer, sentence } }];
});

;// CONCATENATED MODULE: ./lib/model-diff/structure/folding-error.js

/**
 * How far the weights and the bias of the folded layer are from what folding gives, in parts of the largest of them; null
 * where that is not worked out here.
 */
function foldingError(folding) {
    const { layer, folded, isBefore, numbers, foldedNumbers } = folding;
    const weights = numbers(layer.inputs[1]);
    const now = foldedNumbers(folded.inputs[1]);
    const shape = folding_error_shapeOf(layer.inputs[1]);
    const channels = channelsOf(layer, shape);
    const affine = affineOf(folding);
    if (weights === null || now === null || now.length !== weights.length || channels === null || affine === null)
        return null;
    const { from, to, inputs, outputs } = channels;
    const [scaled, size] = isBefore ? [from, inputs] : [to, outputs];
    if (![1, size].includes(affine.factors.length) || ![1, size].includes(affine.shifts.length))
        return null;
    const bias = layer.inputs[2] === undefined ? new Float64Array(outputs) : numbers(layer.inputs[2]);
    if (bias === null)
        return null;
    const expected = weights.map((value, index) => value * folding_error_at(affine.factors, scaled(index)));
    const shifted = Float64Array.from(bias, (value, output) => isBefore ? value : value * folding_error_at(affine.factors, output) + folding_error_at(affine.shifts, output));
    if (isBefore)
        for (const [index, value] of weights.entries()) {
            const output = to(index);
            shifted[output] = (shifted[output] ?? 0) + value * folding_error_at(affine.shifts, from(index));
        }
    const ownBias = folded.inputs[2] === undefined ? null : foldedNumbers(folded.inputs[2]);
    return Math.max(folding_error_distance(expected, now), ownBias === null ? 0 : folding_error_distance(shifted, ownBias));
}
const folding_error_at = (values, index) => values[values.length === 1 ? 0 : index] ?? Number.NaN;
function folding_error_distance(expected, found) {
    if (expected.length !== found.length)
        return Number.POSITIVE_INFINITY;
    let [largest, off] = [0, 0];
    for (const [index, value] of expected.entries()) {
        largest = Math.max(largest, Math.abs(value));
        off = Math.max(off, Math.abs(value - (found[index] ?? Number.NaN)));
    }
    return off === 0 ? 0 : off / largest;
}
function folding_error_shapeOf(source) {
    return source?.kind === 'constant' ? (source.tensor.dims ?? []).map(Number) : [];
}
/** Null for a layer of which it is not known. */
function channelsOf(layer, shape) {
    const [first = 0, second = 0] = shape;
    const inner = shape.slice(2).reduce((product, one) => product * one, 1);
    const node = { attribute: [...layer.attributes] };
    const groups = layer.op === 'Conv' || layer.op === 'ConvTranspose' ? (0,onnx_attributes/* intOf */.L0)(node, 'group', 1) : 1;
    const outer = (index) => Math.floor(index / (inner * second));
    // The second axis runs over the channels of the group that the first one is in.
    const other = (index) => Math.floor(outer(index) / (first / groups)) * second + (Math.floor(index / inner) % second);
    const outputsFirst = { to: outer, outputs: first, from: other, inputs: second * groups };
    const inputsFirst = { from: outer, inputs: first, to: other, outputs: second * groups };
    switch (layer.op) {
        case 'Conv':
            return outputsFirst;
        case 'ConvTranspose':
            return inputsFirst;
        case 'Gemm': {
            const isScaled = ['alpha', 'beta'].some((name) => layer.attributes.some((one) => one.name === name && one.f !== 1));
            if (isScaled)
                return null;
            return (0,onnx_attributes/* intOf */.L0)(node, 'transB', 0) === 1 ? outputsFirst : inputsFirst;
        }
        case 'MatMul':
            return shape.length === 2 ? inputsFirst : null;
        default:
            return null;
    }
}
/** The normalisations as factor · x + shift, for every channel or for all; null for what divides by x. */
function affineOf({ chain, numbers }) {
    let made = { factors: Float64Array.of(1), shifts: Float64Array.of(0) };
    for (const node of chain) {
        const step = folding_error_stepOf(node, numbers);
        if (step === null)
            return null;
        const { factors, shifts } = made;
        made = {
            factors: combined(factors, step.factors, (a, b) => a * b),
            shifts: combined(combined(shifts, step.factors, (a, b) => a * b), step.shifts, (a, b) => a + b),
        };
    }
    return made;
}
function folding_error_stepOf({ op, inputs, attributes }, numbers) {
    if (op === 'BatchNormalization') {
        const [scale, bias, mean, variance] = inputs.slice(1).map(numbers);
        if (scale == null || bias == null || mean == null || variance == null)
            return null;
        const epsilon = attributes.find(({ name }) => name === 'epsilon')?.f ?? 1e-5;
        const factors = scale.map((value, channel) => value / Math.sqrt((variance[channel] ?? Number.NaN) + epsilon));
        const shifts = bias.map((value, channel) => value - (mean[channel] ?? Number.NaN) * (factors[channel] ?? Number.NaN));
        return { factors, shifts };
    }
    const place = inputs.findIndex((source) => source.kind === 'constant');
    const value = numbers(inputs[place]);
    if (value === null)
        return null;
    const [one, zero] = [Float64Array.of(1), Float64Array.of(0)];
    switch (op) {
        case 'Add':
            return { factors: one, shifts: value };
        case 'Sub':
            return place === 1
                ? { factors: one, shifts: value.map((number) => -number) }
                : { factors: Float64Array.of(-1), shifts: value };
        case 'Mul':
            return { factors: value, shifts: zero };
        case 'Div':
            return place === 1 ? { factors: value.map((number) => 1 / number), shifts: zero } : null;
        default:
            return null;
    }
}
function combined(a, b, join) {
    return Float64Array.from({ length: Math.max(a.length, b.length) }, (_, index) => join(folding_error_at(a, index), folding_error_at(b, index)));
}

;// CONCATENATED MODULE: ./lib/model-diff/structure/folded.js




const AFFINE = new Set(['Add', 'BatchNormalization', 'Div', 'Mul', 'Sub']);
const LINEAR = new Set(['Conv', 'ConvTranspose', 'Gemm', 'MatMul']);
/** A normalisation that went into the weights of the layer behind or before it, or came out of them. */
const folded = (open, side) => {
    const told = new Set();
    return [...open].flatMap((node) => {
        if (told.has(node) || !isAffine(node, side))
            return [];
        const chain = [node];
        for (let next = folded_only(side.consumers(node)); next !== null && open.has(next) && isAffine(next, side);) {
            chain.push(next);
            next = folded_only(side.consumers(next));
        }
        const behind = folded_only(side.consumers(chain.at(-1) ?? node));
        const before = node.inputs
            .map((source) => (source.kind === 'node' ? source.node : null))
            .find((one) => one !== null);
        const layer = [behind, before].find((one) => one != null && LINEAR.has(one.op) && side.isChanged(one));
        if (layer == null)
            return [];
        for (const one of chain)
            told.add(one);
        const sentence = folded_inWords(chain, layer, layer === behind, side);
        return [
            {
                nodes: chain,
                explains: layer,
                observation: {
                    kind: 'nodes',
                    node: layer,
                    sentence: `${sentence}${remainder(chain, layer, layer === behind, side)}`,
                },
            },
        ];
    });
};
/** Rounding to float16 changes less. */
const folded_EXACT = 1e-3;
/** What folding does not explain; empty where it explains all. */
function remainder(chain, layer, isBefore, side) {
    const folded = side.counterpart(layer);
    if (folded === null)
        return '';
    const { numbers, otherNumbers: foldedNumbers } = side;
    const error = foldingError({ chain, layer, folded, isBefore, numbers, foldedNumbers });
    if (error === null)
        return ' (whether that is all that changed in them was not worked out)';
    return error <= folded_EXACT
        ? ''
        : `, and they differ by up to ${(0,number_format/* formatMagnitude */.qU)(error)} of the largest of them from what that gives`;
}
const isAffine = ({ op, inputs }, side) => AFFINE.has(op) && inputs.filter((source) => side.constant(source) === null).length === 1;
const folded_only = (nodes) => (nodes.length === 1 ? (nodes[0] ?? null) : null);
function folded_inWords(chain, layer, isBefore, { removed }) {
    const what = [...new Set(chain.map(({ op }) => operators(op, 1)))].join(' and ');
    const place = isBefore ? 'before' : 'behind';
    if (!removed)
        return `${what} ${place} … ${chain.length > 1 ? 'are' : 'is'} no longer folded into its weights`;
    const pads = (0,onnx_attributes/* intsOf */.YA)({ attribute: [...layer.attributes] }, 'pads') ?? [];
    const border = isBefore && pads.some((pad) => pad !== 0)
        ? ': it pads with zeros, which are not normalised, so its border differs'
        : '';
    return `the normalisation ${place} … (${what}) is folded into its weights${border}`;
}

;// CONCATENATED MODULE: ./lib/model-diff/structure/mask.js
/** What adds, multiplies or chooses right before a Softmax masks its scores. */
const mask = (open, side) => [...open].flatMap((node) => {
    if (!['Add', 'Mul', 'Sub', 'Where'].includes(node.op))
        return [];
    const softmax = side.consumers(node).find(({ op }) => op === 'Softmax');
    if (softmax === undefined || open.has(softmax))
        return [];
    const nodes = [node, ...feeding(node, open)];
    const sentence = side.removed ? 'the mask of … is ignored' : '… has a mask now';
    return [{ nodes, observation: { kind: 'nodes', node: softmax, sentence } }];
});
/** The nodes that only this one needs, directly or not. */
function feeding(node, open) {
    const found = new Set();
    const next = [node];
    for (let at = next.pop(); at !== undefined; at = next.pop())
        for (const source of at.inputs)
            if (source.kind === 'node' && open.has(source.node) && !found.has(source.node)) {
                found.add(source.node);
                next.push(source.node);
            }
    return [...found];
}

;// CONCATENATED MODULE: ./lib/model-diff/compare-structure.js



/** What nodes of one model alone may mean, the most specific first. */
const READERS = [folded, mask, bias];
/** Nodes that only one model has, by what they mean, and the rest by operator. */
function readOneSided(side) {
    const open = new Set(side.nodes);
    const observations = [];
    const explained = new Set();
    for (const reader of READERS)
        for (const { nodes, observation, explains } of reader(open, side)) {
            for (const node of nodes)
                open.delete(node);
            observations.push(observation);
            if (explains !== undefined)
                explained.add(explains);
        }
    const sentence = side.removed ? 'removed: …' : 'added: …';
    const rest = [...open].map((node) => ({ kind: 'nodes', node, sentence }));
    return { observations: [...observations, ...rest], explained };
}

;// CONCATENATED MODULE: ./lib/model-diff/flat-graph.js


/** Larger graphs are not compared: matching would take minutes. The largest in practice have a fifth of this. */
const MOST_NODES = 100_000;
const flat_graph_NONE = { kind: 'none' };
/** @returns null for a graph that is too large to be compared */
function flattened(model, names) {
    const flat = new Flattening();
    const graph = model.graph ?? {};
    const inputs = (graph.input ?? []).map(({ name }) => `input ${names.inputs.get(name ?? '') ?? name}`);
    const outputs = flat.graph(graph, inputs, null).map(({ name, source }) => ({
        key: `output ${names.outputs.get(name) ?? name}`,
        source,
    }));
    for (const { name, domain, node = [], input = [], output = [], attributeProto = [] } of model.functions ?? []) {
        const called = `function ${domain ?? ''}:${name ?? ''}`;
        const body = {
            node,
            input: (input ?? []).map((one) => ({ name: one })),
            output: (output ?? []).map((one) => ({ name: one })),
        };
        const keys = (input ?? []).map((_, index) => `${called} input ${index}`);
        const returned = flat.graph(body, keys, null).map(({ source }, index) => ({ key: `${called} ${index}`, source }));
        outputs.push(...returned);
        for (const { name: attribute } of attributeProto ?? [])
            outputs.push({ key: `${called} ${attribute}`, source: flat_graph_NONE });
    }
    return flat.tooLarge ? null : { nodes: flat.nodes, outputs };
}
class Flattening {
    nodes = [];
    tooLarge = false;
    /** Adds the nodes of a graph and returns its outputs. @param inputs their keys, in the graph's order */
    graph(graph, inputs, around) {
        const scope = { around, values: new Map() };
        (graph.input ?? []).forEach(({ name }, index) => {
            scope.values.set(name ?? '', { kind: 'input', key: inputs[index] ?? '' });
        });
        for (const tensor of graph.initializer ?? [])
            scope.values.set(tensor.name ?? '', { kind: 'constant', tensor, name: tensor.name ?? '' });
        for (const node of graph.node ?? []) {
            if (this.nodes.length >= MOST_NODES) {
                this.tooLarge = true;
                return [];
            }
            this.#node(node, scope);
        }
        return (graph.output ?? []).map(({ name }) => ({ name: name ?? '', source: lookUp(scope, name ?? '') }));
    }
    #node(node, scope) {
        const constant = constantOf(node);
        if (constant !== null) {
            const name = node.output?.[0] ?? '';
            scope.values.set(name, { kind: 'constant', tensor: constant, name });
            return;
        }
        // Files hold attributes in any order; what a branch or body returns counts by its name.
        const attributes = (node.attribute ?? []).toSorted((a, b) => Number((a.name ?? '') > (b.name ?? '')) - 0.5);
        const bodies = attributes.flatMap((attribute) => {
            const graphs = [attribute.g, ...(attribute.graphs ?? [])].filter((graph) => graph != null);
            return graphs.map((graph, place) => ({ graph, called: `${attribute.name} ${place}` }));
        });
        const returned = bodies.flatMap(({ graph, called }) => {
            const inputs = (graph.input ?? []).map((_, index) => `${node.opType} ${called} ${index}`);
            return this.graph(graph, inputs, scope).map(({ source }) => source);
        });
        const domain = (0,element_types/* isStandard */.mI)(node) ? '' : `${node.domain}:`;
        const flat = {
            op: `${domain}${node.opType ?? ''}`,
            name: node.name || (node.output?.[0] ?? ''),
            attributes: (node.attribute ?? []).filter(({ g, graphs }) => g == null && (graphs ?? []).length === 0),
            inputs: [...withoutTrailing((node.input ?? []).map((name) => lookUp(scope, name))), ...returned],
            outputs: (node.output ?? []).length,
        };
        this.nodes.push(flat);
        (node.output ?? []).forEach((name, output) => {
            if (name !== '')
                scope.values.set(name, { kind: 'node', node: flat, output });
        });
    }
}
/** Optional inputs at the end may be written as empty names or not at all. */
function withoutTrailing(inputs) {
    return inputs.slice(0, inputs.findLastIndex(({ kind }) => kind !== 'none') + 1);
}
function lookUp(scope, name) {
    if (name === '')
        return flat_graph_NONE;
    for (let at = scope; at !== null; at = at.around) {
        const found = at.values.get(name);
        if (found !== undefined)
            return found;
    }
    return flat_graph_NONE;
}
/** The tensor of a Constant node, however it states it; null for other nodes and for sparse tensors. */
function constantOf(node) {
    if (!(0,element_types/* isStandard */.mI)(node) || node.opType !== 'Constant')
        return null;
    const value = (0,onnx_attributes/* attributeOf */.w4)(node, 'value')?.t;
    if (value != null)
        return value;
    const [stated] = node.attribute ?? [];
    switch (stated?.name) {
        case 'value_float':
            return { dims: [], dataType: 1, floatData: [stated.f ?? 0] };
        case 'value_floats':
            return { dims: [stated.floats?.length ?? 0], dataType: 1, floatData: stated.floats ?? [] };
        case 'value_int':
            return { dims: [], dataType: 7, int64Data: [stated.i ?? 0] };
        case 'value_ints':
            return { dims: [stated.ints?.length ?? 0], dataType: 7, int64Data: stated.ints ?? [] };
        case 'value_string':
            return { dims: [], dataType: 8, stringData: [stated.s ?? new Uint8Array()] };
        case 'value_strings':
            return { dims: [stated.strings?.length ?? 0], dataType: 8, stringData: stated.strings ?? [] };
        default:
            return null;
    }
}

;// CONCATENATED MODULE: ./lib/model-diff/model-file.js







/** The constants of one ONNX file, read from it and from the files beside it through windows of bounded memory. */
class ModelFile {
    #path;
    #weights;
    #windows = new Map();
    /** @param path absolute, of the file that `model` describes */
    constructor(path, { weights }) {
        this.#path = path;
        this.#weights = new Map(weights.map((weight) => [weight.id, weight]));
    }
    close() {
        for (const window of this.#windows.values())
            window.close();
    }
    /** A constant of the graph; null for one that is not valid, or of a type that the gate does not know. */
    constant(tensor) {
        const dtype = (0,data_type/* dtypeOfOnnx */.Z)(tensor.dataType ?? 0);
        const shape = (tensor.dims ?? []).map(Number);
        const elements = (0,tensor_tensor/* elementCount */.KX)(shape);
        if (dtype === undefined || !Number.isSafeInteger(elements) || shape.some((size) => !(size >= 0)))
            return null;
        const about = { dtype, shape, elements };
        const inline = inlineOf(tensor);
        if (inline !== null) {
            if ('strings' in inline)
                return { ...about, strings: inline.strings, size: 0, read: () => new Uint8Array() };
            const { bytes } = inline;
            return {
                ...about,
                strings: null,
                size: bytes.length,
                read: (from, length) => bytes.subarray(from, from + length),
            };
        }
        const pieces = this.#piecesOf(this.#weights.get(tensor.docString ?? ''));
        const size = pieces.reduce((sum, { length }) => sum + length, 0);
        const complete = dtype !== 'string' && size === (0,tensor_dtype/* byteLength */.dp)(dtype, elements);
        return {
            ...about,
            strings: null,
            size: complete ? size : -1,
            read: (from, length) => readAcross(pieces, from, length),
        };
    }
    #piecesOf(weight) {
        if (weight === undefined)
            return [];
        const { external, payload } = weight;
        if (external !== null)
            return [{ ...external, file: this.#window((0,external_node_path_.join)((0,external_node_path_.dirname)(this.#path), external.path)) }];
        return payload.pieces.map(({ offset, length }) => ({ offset, length, file: this.#window(this.#path) }));
    }
    #window(path) {
        const known = this.#windows.get(path);
        if (known !== undefined)
            return known;
        const window = new file_window/* FileWindow */.V(path);
        this.#windows.set(path, window);
        return window;
    }
}
/** What the graph itself has of the tensor: all of a small one; null when it does not have its elements. */
function inlineOf(tensor) {
    try {
        const read = tensorOfProto(tensor);
        return read.dtype === 'string' ? { strings: read.strings } : { bytes: read.bytes };
    }
    catch (error) {
        if (error instanceof malformed/* Malformed */.s)
            return null;
        throw error;
    }
}
function readAcross(pieces, from, length) {
    const out = Buffer.allocUnsafe(length);
    let start = 0;
    let done = 0;
    for (const { file, offset, length: own } of pieces) {
        const skipped = Math.max(0, from + done - start);
        const count = Math.min(own - skipped, length - done);
        if (count > 0) {
            file.copy(offset + skipped, count, out, done);
            done += count;
        }
        start += own;
    }
    if (done < length)
        throw new malformed/* Malformed */.s('a tensor has fewer bytes than its shape needs');
    return out;
}

;// CONCATENATED MODULE: ./lib/model-diff/structure/replaced.js

/** Nodes in the same place with another operator: they read the same, and the same reads them. */
function replacedNodes(a, b) {
    const ids = new Map();
    const others = (0,group_by/* groupBy */.$)(b.nodes, (node) => replaced_placeOf(node, b, ids));
    return [...(0,group_by/* groupBy */.$)(a.nodes, (node) => replaced_placeOf(node, a, ids))].flatMap(([place, [own, ...more]]) => {
        const [other, ...further] = place === null ? [] : (others.get(place) ?? []);
        return other === undefined || more.length + further.length > 0 ? [] : [{ a: own, b: other }];
    });
}
/** What a node reads and what reads it, as text; null where that is not in both models. */
function replaced_placeOf(node, { common, consumers }, ids) {
    const idOf = (one) => {
        const shared = common(one);
        if (shared === null)
            return null;
        const id = ids.get(shared) ?? ids.size;
        ids.set(shared, id);
        return String(id);
    };
    const word = (source) => {
        if (source?.kind === 'node')
            return idOf(source.node);
        return source?.kind === 'input' ? source.key : null;
    };
    const read = word(node.inputs.find(({ kind }) => kind !== 'constant'));
    const [reader] = consumers(node);
    const by = reader === undefined ? 'output' : idOf(reader);
    return read === null || by === null ? null : JSON.stringify([read, by]);
}

;// CONCATENATED MODULE: ./lib/model-diff/formulas/formula.js
/** The node that makes a value; null for inputs and constants. */
function makerOf(source) {
    return source?.kind === 'node' ? source.node : null;
}
function formula_isSame(a, b) {
    if (a === undefined || b === undefined || a.kind === 'none')
        return false;
    if (a.kind === 'node')
        return b.kind === 'node' && a.node === b.node && a.output === b.output;
    if (a.kind === 'input')
        return b.kind === 'input' && a.key === b.key;
    return b.kind === 'constant' && a.name === b.name;
}
/** Nothing else reads what is inside. */
function isClosed(inner, last, around) {
    const own = new Set([...inner, last]);
    return inner.every((node) => around.consumers(node).every((consumer) => own.has(consumer)));
}

;// CONCATENATED MODULE: ./lib/model-diff/formulas/gelu.js



/** GELU in the ways in which exporters write it: by erf, by tanh, as x·sigmoid(1.702·x), or as an operator. */
const gelu = (node, around) => {
    switch (node.op) {
        case 'Erf':
            return half(node, 'erf', around);
        case 'Tanh':
            return half(node, 'tanh approximation', around);
        case 'Sigmoid':
            return quick(node, around);
        case 'Gelu':
            return asOperator(node, approximate(node) === 'tanh' ? 'tanh approximation' : 'erf');
        case 'com.microsoft:Gelu':
            return asOperator(node, 'erf');
        case 'com.microsoft:FastGelu':
            return node.inputs.length === 1 ? asOperator(node, 'tanh approximation') : null;
        case 'com.microsoft:QuickGelu':
            return asOperator(node, 'sigmoid approximation');
        default:
            return null;
    }
};
const approximate = ({ attributes }) => (0,onnx_attributes/* textOf */.b6)(attributes.find(({ name }) => name === 'approximate'));
function asOperator(node, way) {
    return { last: node, inner: [], as: geluOf(node.inputs.slice(0, 1), way) };
}
function geluOf(inputs, way) {
    return { op: 'Gelu', inputs, attributes: [(0,onnx_attributes/* stringAttribute */.MR)('formula', way)] };
}
/** With what its constants are, where they are not the usual ones. */
function withConstants(as, constants) {
    if (constants === null)
        return as;
    return { ...as, attributes: [...as.attributes, (0,onnx_attributes/* stringAttribute */.MR)('constants', constants)] };
}
/** What f gets for x = 1 and for x = 2. */
const USUAL_ARGUMENTS = {
    erf: [1, 2].map((x) => x / Math.SQRT2),
    tanh: [1, 2].map((x) => Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)),
};
/** 0.5·x·(1 + f(…)), multiplied in any order, where x is what the argument of f is made of. */
function half(f, way, around) {
    const [sum] = around.consumers(f);
    if (sum?.op !== 'Add' || !sum.inputs.some((source) => isNear(around.scalar(source), 1)))
        return null;
    const factors = factorsFrom(sum, around);
    if (factors === null)
        return null;
    const { last, nodes, others } = factors;
    const values = others.filter((source) => around.scalar(source) === null);
    const [x] = values;
    const numbers = others.map((source) => around.scalar(source));
    if (x === undefined || values.length > 1 || !numbers.some((number) => isNear(number, 0.5)))
        return null;
    const argument = between(f.inputs[0], x);
    if (argument === null)
        return null;
    const inner = [...argument, f, sum, ...nodes];
    if (!isClosed(inner, last, around))
        return null;
    const one = sum.inputs.map((source) => around.scalar(source)).find((number) => number !== null) ?? Number.NaN;
    const half = numbers.find((number) => number !== null) ?? Number.NaN;
    const made = [1, 2].map((at) => evaluated(f.inputs[0], x, at, around));
    const name = f.op === 'Erf' ? 'erf' : 'tanh';
    const isUsual = areUsual([one, half, ...made], [1, 0.5, ...USUAL_ARGUMENTS[name]]);
    const [first, second] = made.map(number_format/* formatElement */.Oz);
    const text = `${(0,number_format/* formatElement */.Oz)(half)}·x·(${(0,number_format/* formatElement */.Oz)(one)} + ${name}(u)), where u is ${first} at 1 and ${second} at 2`;
    return { last, inner, as: withConstants(geluOf([x], way), isUsual ? null : text) };
}
/** As float32 has them, or nearer. */
const areUsual = (numbers, usual) => usual.every((number, index) => Math.abs((numbers[index] ?? Number.NaN) - number) <= 1e-6 * number);
/** What arithmetic with constants makes of a number in place of x. */
function evaluated(source, x, at, around) {
    if (source === undefined || formula_isSame(source, x))
        return at;
    const node = makerOf(source);
    if (node === null)
        return around.scalar(source) ?? Number.NaN;
    const [a = Number.NaN, b = Number.NaN] = node.inputs.map((input) => evaluated(input, x, at, around));
    switch (node.op) {
        case 'Mul':
            return a * b;
        case 'Div':
            return a / b;
        case 'Add':
            return a + b;
        case 'Pow':
            return a ** b;
        default:
            return Number.NaN;
    }
}
/** The products that a value goes into, at most two deep, and what it is multiplied with. */
function factorsFrom(start, around) {
    const nodes = [];
    const others = [];
    let at = start;
    while (others.length < 2) {
        const [next, ...more] = around.consumers(at);
        if (next?.op !== 'Mul' || more.length > 0)
            return null;
        const other = next.inputs.find((source) => makerOf(source) !== at);
        if (other === undefined)
            return null;
        const product = makerOf(other);
        // x·0.5 may be multiplied first.
        if (product?.op === 'Mul' && product.inputs.some((source) => isNear(around.scalar(source), 0.5))) {
            others.push(...product.inputs);
            nodes.push(product);
        }
        else
            others.push(other);
        if (others.length < 2)
            nodes.push(next);
        at = next;
    }
    return { last: at, nodes, others };
}
/** More nodes than any way of writing the argument has. */
const LONGEST_ARGUMENT = 12;
/** The nodes of arithmetic with constants from x to a value; null when it is made of something else. */
function between(value, x) {
    const found = new Set();
    const open = [value];
    for (let source = open.pop(); source !== undefined; source = open.pop()) {
        if (source.kind === 'constant' || formula_isSame(source, x))
            continue;
        const maker = makerOf(source);
        if (maker === null || !['Mul', 'Div', 'Add', 'Pow'].includes(maker.op) || found.size > LONGEST_ARGUMENT)
            return null;
        if (found.has(maker))
            continue;
        found.add(maker);
        open.push(...maker.inputs);
    }
    return [...found];
}
/** x·sigmoid(1.702·x). */
function quick(f, around) {
    const scaled = makerOf(f.inputs[0]);
    const [last, ...more] = around.consumers(f);
    if (scaled?.op !== 'Mul' || last?.op !== 'Mul' || more.length > 0)
        return null;
    const x = scaled.inputs.find((source) => around.scalar(source) === null);
    const factor = scaled.inputs.map((source) => around.scalar(source)).find((number) => isNear(number, 1.702));
    if (factor == null || x === undefined || !last.inputs.some((source) => formula_isSame(source, x)))
        return null;
    const inner = [scaled, f];
    if (!isClosed(inner, last, around))
        return null;
    const text = areUsual([factor], [1.702]) ? null : `x·sigmoid(${(0,number_format/* formatElement */.Oz)(factor)}·x)`;
    return { last, inner, as: withConstants(geluOf([x], 'sigmoid approximation'), text) };
}
const isNear = (value, wanted) => value !== null && Math.abs(value - wanted) < 1e-2 * wanted;

;// CONCATENATED MODULE: ./lib/model-diff/formulas/layer-normalization.js


/** (x − mean) / sqrt(variance + ε) · scale + bias over the last axis, as exporters write it below operator set 17. */
const layerNormalization = (root, around) => {
    const sum = makerOf(root.inputs[0]);
    if (root.op !== 'Sqrt' || sum?.op !== 'Add')
        return null;
    const [epsilon] = sum.inputs.flatMap((source) => around.scalar(source) ?? []);
    const variance = sum.inputs.map(makerOf).find((maker) => maker?.op === 'ReduceMean');
    const axis = variance == null ? null : layer_normalization_axisOf(variance, around);
    if (epsilon === undefined || variance == null || axis === null)
        return null;
    const square = makerOf(variance.inputs[0]);
    const centred = square === null ? null : layer_normalization_squared(square, around);
    const sub = makerOf(centred ?? undefined);
    const mean = makerOf(sub?.inputs[1]);
    const [x] = sub?.inputs ?? [];
    if (square === null || sub?.op !== 'Sub' || mean?.op !== 'ReduceMean' || x === undefined)
        return null;
    if (!formula_isSame(mean.inputs[0], x) || layer_normalization_axisOf(mean, around) !== axis)
        return null;
    const quotient = layer_normalization_only(around.consumers(root));
    const numerator = makerOf(quotient?.inputs[0]);
    // Some exporters subtract the mean once for each use.
    const isCentred = numerator?.op === 'Sub' && numerator.inputs.every((source, port) => formula_isSame(source, sub.inputs[port]));
    const scaled = quotient === null ? null : layer_normalization_only(around.consumers(quotient));
    const shifted = scaled === null ? null : layer_normalization_only(around.consumers(scaled));
    if (quotient?.op !== 'Div' || !isCentred || scaled?.op !== 'Mul' || shifted?.op !== 'Add')
        return null;
    const scale = constantIn(scaled);
    const bias = constantIn(shifted);
    if (scale === null || bias === null)
        return null;
    const inner = [...new Set([mean, sub, numerator, square, variance, sum, root, quotient, scaled])];
    if (!isClosed(inner, shifted, around))
        return null;
    const attributes = [(0,onnx_attributes/* intAttribute */.ux)('axis', axis), (0,onnx_attributes/* floatAttribute */.fC)('epsilon', epsilon)];
    return { last: shifted, inner, as: { op: 'LayerNormalization', inputs: [x, scale, bias], attributes } };
};
/** The only axis that it runs over and keeps; null for several. */
function layer_normalization_axisOf(node, around) {
    const attribute = (0,onnx_attributes/* intsOf */.YA)({ attribute: [...node.attributes] }, 'axes');
    const keeps = Number(node.attributes.find(({ name }) => name === 'keepdims')?.i ?? 1) !== 0;
    const input = node.inputs[1] === undefined ? null : around.scalar(node.inputs[1]);
    const axes = attribute ?? (input === null ? [] : [input]);
    return keeps && axes.length === 1 ? (axes[0] ?? null) : null;
}
/** What is squared; null for anything else. */
function layer_normalization_squared({ op, inputs }, around) {
    const [a, b] = inputs;
    if (a === undefined || b === undefined)
        return null;
    if (op === 'Pow')
        return around.scalar(b) === 2 ? a : null;
    return op === 'Mul' && formula_isSame(a, b) ? a : null;
}
const layer_normalization_only = (nodes) => (nodes.length === 1 ? (nodes[0] ?? null) : null);
const constantIn = ({ inputs }) => inputs.find(({ kind }) => kind === 'constant') ?? null;

;// CONCATENATED MODULE: ./lib/model-diff/formulas/swish.js


/** x·sigmoid(k·x), which exporters write as two or three nodes: SiLU where k is 1. With 1.702 it is a GELU. */
const swish = (node, around) => {
    if (node.op !== 'Sigmoid')
        return null;
    const [last, ...more] = around.consumers(node);
    const argument = node.inputs[0];
    if (last?.op !== 'Mul' || more.length > 0 || argument === undefined)
        return null;
    const isFactor = (x) => last.inputs.some((source) => formula_isSame(source, x));
    const found = (x, k, inner) => isClosed(inner, last, around)
        ? { last, inner, as: { op: 'Swish', inputs: [x], attributes: k === 1 ? [] : [(0,onnx_attributes/* floatAttribute */.fC)('alpha', k)] } }
        : null;
    if (isFactor(argument))
        return found(argument, 1, [node]);
    const scaled = makerOf(argument);
    if (scaled?.op !== 'Mul')
        return null;
    const x = scaled.inputs.find((source) => around.scalar(source) === null);
    const k = scaled.inputs.map((source) => around.scalar(source)).find((number) => number !== null);
    return x === undefined || k == null || !isFactor(x) ? null : found(x, k, [scaled, node]);
};

;// CONCATENATED MODULE: ./lib/model-diff/with-formulas.js



/** Functions that are written as several nodes, each found by a node that is characteristic of it. */
const FORMULAS = [gelu, layerNormalization, swish];
/** The graph with each known formula as one node, so that two ways of writing one function differ in one attribute. */
function withFormulas(graph, scalar) {
    const consumers = consumersIn(graph);
    const around = { consumers: (node) => consumers.get(node) ?? [], scalar };
    const lasts = new Map();
    const inner = new Set();
    for (const node of graph.nodes) {
        if (inner.has(node))
            continue;
        const found = FORMULAS.map((formula) => formula(node, around)).find((one) => one !== null);
        if (found == null || [found.last, ...found.inner].some((one) => inner.has(one) || lasts.has(one)))
            continue;
        lasts.set(found.last, found);
        for (const one of found.inner)
            inner.add(one);
    }
    return lasts.size === 0 ? graph : rewritten(graph, lasts, inner);
}
/** The nodes that read each node, one for each time. */
function consumersIn({ nodes }) {
    const consumers = new Map();
    for (const node of nodes)
        for (const source of node.inputs)
            if (source.kind === 'node') {
                const known = consumers.get(source.node);
                if (known === undefined)
                    consumers.set(source.node, [node]);
                else
                    known.push(node);
            }
    return consumers;
}
function rewritten({ nodes, outputs }, lasts, inner) {
    const now = new Map();
    const mapped = (source) => source.kind === 'node' ? { ...source, node: now.get(source.node) ?? source.node } : source;
    for (const node of nodes) {
        if (inner.has(node))
            continue;
        const own = { ...node, ...lasts.get(node)?.as };
        now.set(node, { ...own, inputs: own.inputs.map(mapped) });
    }
    return {
        nodes: [...now.values()],
        outputs: outputs.map(({ key, source }) => ({ key, source: mapped(source) })),
    };
}

;// CONCATENATED MODULE: ./lib/model-diff/diff-models.js















/** Changes that are kept: what has more is another model. */
const MOST_CHANGES = 50;
/**
 * What has changed between the ONNX files at two absolute paths, in memory that does not grow with their weights. Nodes
 * are matched by structure, so that renaming them is no change, and neither is anything else that changes no result.
 * @returns a fault for a file that cannot be read, or two that are too large to be compared
 */
function diffModels(pathA, pathB) {
    const a = (0,onnx_model/* readOnnxModel */.D)(pathA);
    if ('fault' in a)
        return faultOfFile(a, pathA);
    const b = (0,onnx_model/* readOnnxModel */.D)(pathB);
    if ('fault' in b)
        return faultOfFile(b, pathB);
    const files = { a: new ModelFile(pathA, a), b: new ModelFile(pathB, b) };
    try {
        return diffOf(a, b, files);
    }
    catch (error) {
        if (error instanceof malformed/* Malformed */.s)
            return { fault: error.fault('check that nothing writes to the file') };
        throw error;
    }
    finally {
        files.a.close();
        files.b.close();
    }
}
/** Which of the two it is. */
function faultOfFile({ fault }, path) {
    return { fault: { ...fault, what: `${(0,external_node_path_.basename)(path)}: ${fault.what}` } };
}
const TOO_LARGE = {
    what: `a graph has more than ${MOST_NODES} nodes`,
    why: 'larger graphs are not compared',
};
function diffOf(a, b, files) {
    const names = pairPorts(a, b);
    const none = { inputs: new Map(), outputs: new Map() };
    const flatA = flattened(a.graph, none);
    const flatB = flattened(b.graph, names);
    if (flatA === null || flatB === null)
        return { fault: TOO_LARGE };
    const graphs = {
        a: withFormulas(flatA, (source) => scalarOf(source, files.a)),
        b: withFormulas(flatB, (source) => scalarOf(source, files.b)),
    };
    const changes = change_changesOf([
        ...compareGraphs(graphs.a, graphs.b, files),
        ...unusedInputs(a, graphs.a, graphs.b),
        ...compareInterface(a, b, names),
    ]);
    return { changes: changes.slice(0, MOST_CHANGES), more: Math.max(0, changes.length - MOST_CHANGES) };
}
function compareGraphs(a, b, files) {
    const pairs = matchNodes(a, b);
    const paired = new Set(pairs.values());
    const before = new Map([...pairs].map(([nodeA, nodeB]) => [nodeB, nodeA]));
    const context = { pairs, paired, files, last: lastNodes(a), compared: new Map() };
    const own = [...pairs].flatMap(([nodeA, nodeB]) => comparePair(nodeA, nodeB, context));
    const changed = new Set(own.flatMap(({ kind, node }) => (kind === 'weights' || kind === 'nodes' ? [node] : [])));
    const [consumersA, consumersB] = [consumersIn(a), consumersIn(b)];
    const sides = {
        a: {
            nodes: a.nodes.filter((node) => !pairs.has(node)),
            common: (node) => pairs.get(node) ?? null,
            consumers: (node) => consumersA.get(node) ?? [],
        },
        b: {
            nodes: b.nodes.filter((node) => !paired.has(node)),
            common: (node) => (paired.has(node) ? node : null),
            consumers: (node) => consumersB.get(node) ?? [],
        },
    };
    const replaced = replacedNodes(sides.a, sides.b);
    const gone = new Set(replaced.flatMap((pair) => [pair.a, pair.b]));
    const rest = (nodes) => nodes.filter((node) => !gone.has(node));
    const removed = readOneSided({
        ...sides.a,
        nodes: rest(sides.a.nodes),
        removed: true,
        constant: (source) => diff_models_sizeOf(source, files.a),
        isChanged: (node) => changed.has(pairs.get(node) ?? null),
        counterpart: (node) => pairs.get(node) ?? null,
        numbers: (source) => numbersIn(source, files.a),
        otherNumbers: (source) => numbersIn(source, files.b),
    });
    const added = readOneSided({
        ...sides.b,
        nodes: rest(sides.b.nodes),
        removed: false,
        constant: (source) => diff_models_sizeOf(source, files.b),
        isChanged: (node) => changed.has(node),
        counterpart: (node) => before.get(node) ?? null,
        numbers: (source) => numbersIn(source, files.b),
        otherNumbers: (source) => numbersIn(source, files.a),
    });
    const explained = new Set([...[...removed.explained].map((node) => pairs.get(node)), ...added.explained]);
    return [
        ...replaced.map(({ a: { op }, b: node }) => ({
            kind: 'nodes',
            node,
            sentence: `${shown(node.op)} instead of ${shown(op)} @…`,
        })),
        ...removed.observations,
        ...added.observations,
        ...own.filter(({ kind, node }) => !(explained.has(node ?? undefined) && (kind === 'weights' || kind === 'nodes'))),
    ];
}
/** Operators that keep the labels of what they read in their place. */
const KEEPING = new Set(['Add', 'Cast', 'Identity', 'LogSoftmax', 'Mul', 'Sigmoid', 'Softmax']);
/** The nodes behind which nothing but such operators stands. */
function lastNodes({ outputs }) {
    const last = new Set();
    const open = outputs.map(({ source }) => source);
    for (let source = open.pop(); source !== undefined; source = open.pop()) {
        if (source.kind !== 'node' || last.has(source.node))
            continue;
        last.add(source.node);
        if (KEEPING.has(source.node.op))
            open.push(...source.node.inputs);
    }
    return last;
}
/** Inputs that nodes of the first model read and none of the second. */
function unusedInputs({ signature }, a, b) {
    const [before, now] = [keysRead(a), keysRead(b)];
    return signature.inputs.flatMap(({ name }) => before.has(`input ${name}`) && !now.has(`input ${name}`)
        ? [{ kind: 'wiring', node: null, sentence: `input \`${shown(name)}\` is used by nothing any more` }]
        : []);
}
function keysRead({ nodes, outputs }) {
    const sources = [...nodes.flatMap(({ inputs }) => inputs), ...outputs.map(({ source }) => source)];
    return new Set(sources.flatMap((source) => (source.kind === 'input' ? [source.key] : [])));
}
function diff_models_sizeOf(source, file) {
    if (source.kind !== 'constant')
        return null;
    const shape = (source.tensor.dims ?? []).map(Number);
    const constant = file.constant(source.tensor);
    return { elements: constant?.elements ?? (0,tensor_tensor/* elementCount */.KX)(shape), rank: shape.length };
}
function scalarOf(source, file) {
    const numbers = numbersIn(source, file, 1);
    return numbers?.length === 1 ? (numbers[0] ?? null) : null;
}
function numbersIn(source, file, most = Number.POSITIVE_INFINITY) {
    const constant = source?.kind === 'constant' ? file.constant(source.tensor) : null;
    if (constant === null || constant.dtype === 'string' || constant.size < 0 || constant.elements > most)
        return null;
    return allNumbers(numbers_numbersOf(constant, constant.dtype));
}

// EXTERNAL MODULE: ./lib/results/verdict.js
var verdict = __webpack_require__(36643);
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(31421);
// EXTERNAL MODULE: external "node:events"
var external_node_events_ = __webpack_require__(78474);
// EXTERNAL MODULE: ./lib/discover/ask-git.js
var ask_git = __webpack_require__(83547);
// EXTERNAL MODULE: ./lib/host/find-on-path.js
var find_on_path = __webpack_require__(3933);
;// CONCATENATED MODULE: ./lib/locate/earlier-file.js
/** Earlier files of a model, out of git. */








/** Commits that changed the file and are looked at: it is the last change, or one of a few before it, that matters. */
const MOST_COMMITS = 20;
/**
 * The version of a committed file, with the files that belong to it, that has this digest: written below `folder`. Nothing
 * is fetched, so a shallow checkout has few of them.
 * @param paths relative to the root, that of the model first
 * @returns its path and its commit; null when git does not have it
 */
async function earlierFile(root, paths, sha256, folder) {
    for (const commit of await commitsOf(root, paths[0])) {
        const written = paths.map((path) => (0,external_node_path_.join)(folder, commit, path));
        const found = await Promise.all(paths.map((path, index) => writeBlob(root, commit, path, written[index] ?? '')));
        const [path] = written;
        if (path !== undefined && found.every(Boolean) && (await (0,hash_files/* hashFiles */.y)(written)) === sha256)
            return { path, commit };
    }
    return null;
}
async function commitsOf(root, path) {
    const list = ['log', `--max-count=${MOST_COMMITS}`, '--format=%H', '--', path];
    const answer = await (0,ask_git/* askGit */.gG)(root, list).catch(() => Buffer.alloc(0));
    return answer
        .toString('utf8')
        .split('\n')
        .filter((line) => line !== '');
}
/** @returns whether the commit has the file */
async function writeBlob(root, commit, path, target) {
    await (0,promises_.mkdir)((0,external_node_path_.dirname)(target), { recursive: true });
    // Of the folder in which git runs, which may be below the root of the repository.
    const child = (0,external_node_child_process_.spawn)(await (0,ask_git/* findGit */.Ct)(root), (0,ask_git/* gitArguments */.D5)(root, ['cat-file', 'blob', `${commit}:./${path}`]), {
        cwd: (0,find_on_path/* folderApart */.Fo)(root),
        env: (0,ask_git/* gitEnvironment */._K)(root),
        stdio: ['ignore', 'pipe', 'ignore'],
    });
    const file = child.stdout.pipe((0,external_node_fs_.createWriteStream)(target));
    const [[code]] = await Promise.all([(0,external_node_events_.once)(child, 'close'), (0,external_node_events_.once)(file, 'close')]);
    return code === 0;
}

;// CONCATENATED MODULE: ./lib/locate/find-difference.js
/** What differs between two files of a model, where a cell drifts and both are ONNX. */








/** The cells that drift, each with what differs between two files, as far as there are two. */
async function findDifferences(judged, trial, { root, folder }) {
    if ('fault' in trial)
        return judged;
    const files = new Files();
    const goldens = sinceGoldens(trial, files, root, (0,external_node_path_.join)(folder, 'earlier'));
    const cells = [];
    for (const [index, one] of judged.cells.entries()) {
        const tried = trial.cells[index];
        const isNew = one.cell.state === 'drift' && tried !== undefined && (0,trial_trial/* isRun */.y)(tried);
        const difference = isNew ? await differenceOf(one, tried, trial, files, goldens) : null;
        cells.push(difference === null ? one : { ...one, cell: { ...one.cell, difference } });
    }
    return { ...judged, cells };
}
async function differenceOf({ cell }, tried, trial, files, goldens) {
    const worst = (0,verdict/* worstOutput */.HV)(cell.outputs.filter(({ verdict }) => verdict === 'drift'));
    const form = tried.forms.find((one) => one.form.path === worst?.form);
    if (form === undefined || !('ran' in form))
        return null;
    const [first] = trial.plan.model.forms;
    const own = onnxOf(form);
    if (form.form === first)
        return conversionOf(form, files) ?? (await goldens());
    const right = trial.cells
        .flatMap((one) => ((0,trial_trial/* isRun */.y)(one) ? one.forms : []))
        .find((one) => one.form === first && 'ran' in one);
    const other = right !== undefined && 'ran' in right ? onnxOf(right) : committedOnnx(first);
    if (own === null || other === null)
        return conversionOf(form, files);
    return files.compare('forms', other, own);
}
const isOnnx = ({ format }) => format === 'onnx';
/** A form in ONNX: itself, or what was first made of it. */
function onnxOf({ form, stages, route }) {
    const made = stages.findIndex(isOnnx);
    const stage = stages[made];
    return (committedOnnx(form) ??
        (stage === undefined ? null : { path: stage.path, title: `${form.path} by ${route[made]?.converter}` }));
}
function committedOnnx({ path, absolute, content }) {
    return content.format === 'onnx' && !('fault' in content) ? { path: absolute, title: path } : null;
}
/** A committed ONNX form before and after the last of its conversions to ONNX. */
function conversionOf({ form, stages, route }, files) {
    const before = committedOnnx(form);
    const last = stages.findLastIndex(isOnnx);
    const stage = stages[last];
    if (before === null || stage === undefined)
        return null;
    return files.compare('conversion', before, { path: stage.path, title: `${form.path} by ${route[last]?.converter}` });
}
/** What has changed in the first form since the goldens were recorded; asked for once. */
function sinceGoldens({ plan, staged }, files, root, folder) {
    const find = async () => {
        const [form] = plan.model.forms;
        const now = committedOnnx(form);
        for (const { name, committed, expected } of goldenCases(staged)) {
            if (committed === undefined || expected === null)
                continue;
            const recorded = await recordedWith(root, external_node_path_.posix.dirname(committed.source), name);
            if (recorded === null || recorded.sha256 === form.sha256)
                continue;
            const from = `the ${recorded.path} that the goldens were recorded with`;
            const about = { kind: 'goldens', from, to: form.path, changes: [], more: 0 };
            const [path, ...companions] = (0,discover_form/* filesOfForm */.nw)(form);
            const earlier = path === undefined ? null : await earlierFile(root, [path, ...companions], recorded.sha256, folder);
            if (earlier === null)
                return { ...about, unknown: 'the git history that is checked out does not have that file' };
            if (now === null)
                return { ...about, unknown: 'only ONNX files are compared' };
            return files.compare('goldens', { path: earlier.path, title: `${from} (${earlier.commit.slice(0, 7)})` }, now);
        }
        return null;
    };
    let found = null;
    return () => {
        found ??= find();
        return found;
    };
}
/** Changes that are kept of a cell: a finding names three, and results.json is for reading. */
const find_difference_MOST_CHANGES = 20;
/** Compares files, each pair once: many columns drift on the same file. */
class Files {
    #known = new Map();
    /** @returns null when they do not differ */
    compare(kind, from, to) {
        const key = JSON.stringify([from.path, to.path]);
        const diff = this.#known.get(key) ?? diffModels(from.path, to.path);
        this.#known.set(key, diff);
        const about = { kind, from: from.title, to: to.title };
        if ('fault' in diff)
            return { ...about, changes: [], more: 0, unknown: diff.fault.what };
        if (diff.changes.length === 0)
            return null;
        const changes = diff.changes.slice(0, find_difference_MOST_CHANGES).map((one) => ({ ...one, places: [...one.places] }));
        return { ...about, changes, more: diff.more + diff.changes.length - changes.length };
    }
}

;// CONCATENATED MODULE: ./lib/locate/fewest.js
/** Trials after which the search ends with what it has: 64 names take fourteen where one is the cause. */
const MOST_TRIALS = 30;
/**
 * The fewest of some things without which something is right, by leaving them out in halves. Where several have to be left
 * out together, these.
 * @param isRight whether it is right with these left out
 * @returns null when it is not right with all of them left out, and when there is no trial left to be sure of that
 */
async function fewest(all, isRight) {
    let left = MOST_TRIALS;
    const holds = async (some) => left-- > 0 && (await isRight(some));
    if (all.length === 0 || !(await holds(all)))
        return null;
    let found = all;
    // Zeller and Hildebrandt's ddmin: parts alone, then what remains without a part, then smaller parts.
    for (let parts = 2; found.length > 1 && left > 0;) {
        const pieces = split(found, parts);
        const smaller = (await first(pieces, holds)) ?? (parts > 2 ? await first(without(pieces), holds) : null);
        if (smaller !== null) {
            found = smaller;
            parts = 2;
        }
        else if (parts >= found.length)
            break;
        else
            parts = Math.min(2 * parts, found.length);
    }
    return found;
}
function split(items, parts) {
    const size = Math.ceil(items.length / parts);
    return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}
const without = (pieces) => pieces.map((_, left) => pieces.flatMap((piece, index) => (index === left ? [] : piece)));
async function first(candidates, holds) {
    for (const candidate of candidates)
        if (await holds(candidate))
            return candidate;
    return null;
}

;// CONCATENATED MODULE: ./lib/locate/find-optimizers.js

/**
 * The fewest optimisations of a column's runtime without which it passes, where its runtime can turn single ones off.
 * @param passes whether it passes with these options
 * @returns null when none of those that are known is the cause, or the column turns some off already
 */
async function findOptimizers({ runtime, options }, passes) {
    const { optimizers } = runtime;
    if (optimizers === undefined || options[optimizers.option] !== '')
        return null;
    const { option } = optimizers;
    const names = await fewest(optimizers.names, (some) => passes({ ...options, [option]: some.join(',') }));
    return names === null ? null : { option, names: [...names] };
}

;// CONCATENATED MODULE: ./lib/locate/find-hops.js
/** Runs the forms on a drifting cell's route elsewhere, to find the hop that causes the drift. */













/**
 * The cells with their hops. For every cell that drifts: each form on its route on a runtime that reads it and is set up
 * anyway, and the form that the cell itself ran on another engine, and on its own runtime without optimisations.
 */
async function findHops(judged, trial, context) {
    const { reference } = judged;
    if ('fault' in trial || 'missing' in reference)
        return judged;
    const cells = await Promise.all(judged.cells.map((one, index) => {
        const tried = trial.cells[index];
        if (tried === undefined || !(0,trial_trial/* isRun */.y)(tried) || one.cell.state !== 'drift')
            return one;
        const own = { ...context, doubts: judged.doubts, folder: (0,external_node_path_.join)(context.folder, `hops-${index}`) };
        return withHops(one, tried, reference, trial, own);
    }));
    return { ...judged, cells };
}
async function withHops(judged, tried, reference, trial, context) {
    const { cell } = judged;
    const cases = goldenCases(trial.staged);
    if (!driftsOn(cases, cell))
        return judged;
    const hops = [];
    let optimizers = null;
    for (const form of tried.forms) {
        if (!('ran' in form) || !driftsOn(cases, cell, form.form.path))
            continue;
        const at = [];
        for (const hop of hopsOf(form, tried, cases, trial, context.ready))
            at.push([hop, await tryHop(hop, tried, cases, reference, trial, context)]);
        hops.push(...at.map(([, hop]) => hop));
        const plain = plainHop(form, tried);
        const known = at.find(([{ step, column }]) => step === plain.step && column.runtime.id === plain.column.runtime.id);
        const passes = known === undefined ? isReference(plain, cases, trial) : known[1].state === 'pass';
        if (!passes || !isOptimised(tried.plan.column, form))
            continue;
        const single = await singleOption(plain, tried, (hop) => tryHop(hop, tried, cases, reference, trial, context));
        if (single !== null) {
            // It says more than all options together.
            if (known !== undefined)
                hops.splice(hops.indexOf(known[1]), 1);
            hops.push(single);
        }
        if (single !== null || optimizers !== null)
            continue;
        optimizers = await findOptimizers(tried.plan.column, async (options) => {
            const column = { ...plain.column, options };
            return (await tryHop({ ...plain, column }, tried, cases, reference, trial, context)).state === 'pass';
        });
    }
    if (hops.length === 0 && cell.route.length === 0 && optimizers === null)
        return judged;
    return { ...judged, cell: { ...cell, hops, ...(optimizers !== null && { optimizers }) } };
}
/** The file that ran, on its own runtime without optimisations. */
function plainHop(form, { plan: { column } }) {
    const { stages, loaded } = form;
    return { form, step: stages.length, loaded, column: plainColumn(column, form) };
}
function plainColumn(column, form) {
    return { ...(0,plan_column/* referenceColumn */.EV)(column.runtime), options: plainOptions(column, form), version: column.version };
}
/** The options with which the column's runtime makes references; its own where they change nothing that the form has. */
function plainOptions({ runtime, options }, form) {
    const types = Object.values(runtime.options).some(({ operators }) => operators !== undefined)
        ? operatorTypes(form)
        : null;
    const plain = Object.entries((0,plan_column/* referenceColumn */.EV)(runtime).options).map(([name, value]) => {
        const changed = runtime.options[name]?.operators;
        const matters = changed === undefined || types === null || changed.some((type) => types.has(type));
        return [name, matters ? value : (options[name] ?? value)];
    });
    return Object.fromEntries(plain);
}
/** Whether a column has other options than those with which its runtime would compute the form plainly. */
function isOptimised(column, form) {
    return changedOptions(column, plainOptions(column, form)).length > 0;
}
function changedOptions({ options }, plain) {
    return Object.keys(plain).filter((name) => options[name] !== plain[name]);
}
/**
 * The hop on which a single option makes the column pass: of those that change single operators, for the others turn off
 * everything. Null where none does, or the plain hop has changed nothing else.
 */
async function singleOption(plain, { plan: { column } }, run) {
    const changed = changedOptions(column, plain.column.options);
    if (changed.length < 2)
        return null;
    for (const name of changed.filter((one) => column.runtime.options[one]?.operators !== undefined)) {
        const options = { ...column.options, [name]: plain.column.options[name] };
        const hop = await run({ ...plain, column: { ...plain.column, options } });
        if (hop.state === 'pass')
            return hop;
    }
    return null;
}
/** Of the last ONNX on the way of a form; null without one. */
function operatorTypes(form) {
    const onnx = [committed(form.form), ...form.stages].findLast(({ format }) => format === 'onnx');
    const content = onnx === undefined ? null : (0,read_form/* describeAs */.Oq)('onnx', onnx.path);
    if (content === null || 'fault' in content || content.onnx === undefined)
        return null;
    return new Set(content.onnx.operators.map(({ type }) => type));
}
/** Whether a hop is what the reference was made by. */
function isReference({ form, step, column }, cases, { plan }) {
    const home = plan.reference?.runtime.id === column.runtime.id;
    return step === 0 && form.form === plan.model.forms[0] && home && cases.every(({ expected }) => expected === null);
}
/**
 * Whether the cell drifts on one of the cases, with this form or with any. A drift that only a probe shows cannot be
 * located: hops are run on goldens.
 */
function driftsOn(cases, { outputs }, path) {
    const names = new Set(cases.map(({ name }) => name));
    return outputs.some((output) => output.verdict === 'drift' && names.has(output.case) && (path === undefined || output.form === path));
}
/** The committed form and every form on the route, the one that ran last. */
function hopsOf(form, { plan: { column: own } }, cases, trial, ready) {
    const stages = [committed(form.form), ...form.stages];
    return stages.flatMap((loaded, step) => columnsFor(loaded, step === stages.length - 1 ? form : null, own, ready)
        .map((column) => ({ form, step, loaded, column }))
        .filter((hop) => !isReference(hop, cases, trial)));
}
/** @param last the form of which this is what ran; null for what came before it */
function columnsFor({ format }, last, own, ready) {
    const reading = ready.filter(({ runtime }) => runtime.reads.includes(format));
    const home = reading.filter(({ runtime }) => runtime.homeOf.includes(format));
    const [other] = [...home, ...reading].filter(({ runtime }) => last === null || (runtime.engine !== own.runtime.engine && runtime.id !== own.runtime.id));
    return [
        ...(other === undefined ? [] : [{ ...(0,plan_column/* referenceColumn */.EV)(other.runtime), version: other.version }]),
        ...(last !== null && isOptimised(own, last) ? [plainColumn(own, last)] : []),
    ];
}
/** Runs a hop and judges it by the rules of its cell. */
async function tryHop({ form, step, loaded, column }, { plan }, cases, reference, { plan: { model }, noise }, { pool, threads, folder, doubts }) {
    const { format, changes } = loaded;
    const own = (0,external_node_path_.join)(folder, `hop-${step}`);
    const ran = await pool.run({
        title: `${model.id}: ${format} on ${column.runtime.id}, to locate the drift`,
        column,
        model: loaded,
        format,
        changes,
        cases: (0,run_request/* casesFor */.Xz)(loaded, cases),
        folder: own,
    });
    const trial = { form: form.form, route: form.route.slice(0, step), stages: [], loaded, ran };
    const about = { form: form.form.path, step, format, runtime: column.runtime.id, version: ran.version };
    const facts = { ...about, options: { ...column.options } };
    const judge = new FormJudge(trial, { model, plan, noise, threads });
    const failed = failedForm(trial) ?? (await judgeAll(judge, cases, reference, doubts));
    await (0,promises_.rm)(own, { recursive: true, force: true });
    if (failed !== null)
        return { ...facts, state: failed.state, reason: failed.fault.what, noiseRatio: null };
    const { state, reason } = (0,verdict/* cellVerdict */.gk)(judge.outputs);
    const ratios = judge.outputs.flatMap(({ noiseRatio }) => (noiseRatio === null ? [] : [(0,tensor_real/* fromReal */.b5)(noiseRatio)]));
    return { ...facts, state, reason, noiseRatio: ratios.length === 0 ? null : (0,tensor_real/* toReal */.kj)(Math.max(...ratios)) };
}
async function judgeAll(judge, cases, reference, doubts) {
    for (const { name } of cases) {
        const expected = await reference.outputs.get(name)?.read();
        if (expected !== undefined && judge.failed === null)
            await judge.judgeCase(name, expected, doubts);
    }
    return judge.failed;
}

;// CONCATENATED MODULE: ./lib/search/sight.js
/** What observing a runtime at some values of a graph shows. */
function showsFault(sight, names = sight.keys()) {
    return [...names].some((name) => sight.get(name)?.wrong === true);
}
/** The worst ratio of some values; null where none was measured. */
function worstRatio(sight, names) {
    const ratios = names.flatMap((name) => sight.get(name)?.ratio ?? []);
    // NaN is worse than any number.
    return ratios.length === 0 ? null : Math.max(...ratios);
}

;// CONCATENATED MODULE: ./lib/search/value-graph.js


/** They know the sizes of what they read, not its numbers. */
const OF_SIZES = new Set(['Shape', 'Size']);
const DRAWING = /^(Random|Bernoulli$|Multinomial$)/;
/** A weight behind these is still the weight. */
const value_graph_MOVES = new Set(['Cast', 'Concat', 'Identity', 'Reshape', 'Slice', 'Squeeze', 'Transpose', 'Unsqueeze']);
function valueGraph(graph) {
    const made = new Map();
    const fixed = new Map();
    for (const { name } of graph.initializer ?? [])
        fixed.set(name ?? '', 'constant');
    for (const { values } of graph.sparseInitializer ?? [])
        fixed.set(values?.name ?? '', 'constant');
    const given = new Set((graph.input ?? []).map(({ name }) => name ?? '').filter((name) => !fixed.has(name)));
    const operators = [];
    const constants = [];
    for (const [index, node] of (graph.node ?? []).entries()) {
        const read = [...new Set(namesReadBy(node))];
        const makes = (node.output ?? []).filter((name) => name !== '');
        const isFixed = ((0,element_types/* isStandard */.mI)(node) && OF_SIZES.has(node.opType ?? '')) ||
            (!DRAWING.test(node.opType ?? '') && read.every((name) => fixed.has(name)));
        const operator = {
            index,
            node,
            reads: read.filter((name) => made.has(name) || given.has(name)),
            makes,
            computedConstants: read.filter((name) => fixed.get(name) === 'computed'),
        };
        if (isFixed) {
            const kind = kindOf(node, read, fixed);
            for (const name of makes)
                fixed.set(name, kind);
            if (kind === 'computed')
                constants.push(operator);
            continue;
        }
        operators.push(operator);
        for (const name of makes)
            made.set(name, operator);
    }
    const withoutInputs = (one) => ({ ...one, reads: one.reads.filter((name) => made.has(name)) });
    return {
        operators: operators.map(withoutInputs),
        constants: constants.map(withoutInputs),
        nodes: (graph.node ?? []).length,
        outputs: (graph.output ?? []).flatMap(({ name }) => (made.has(name ?? '') ? [name ?? ''] : [])),
        fixed: new Set((graph.node ?? [])
            .filter(({ opType }) => opType !== 'Constant')
            .flatMap(({ output }) => output ?? [])
            .filter((name) => fixed.has(name))),
    };
}
function kindOf({ opType }, read, fixed) {
    if (opType === 'Constant')
        return 'constant';
    const moves = value_graph_MOVES.has(opType ?? '') && read.every((name) => fixed.get(name) !== 'computed');
    return moves ? 'moved' : 'computed';
}
/** The operators that `values` are computed from, in order; what is given is not computed. */
function operatorsBehind({ operators }, values, given = new Set()) {
    const needed = new Set(values);
    const found = [];
    for (const operator of operators.toReversed()) {
        if (!operator.makes.some((name) => needed.has(name) && !given.has(name)))
            continue;
        found.push(operator);
        for (const name of operator.reads)
            if (!given.has(name))
                needed.add(name);
    }
    return found.reverse();
}
/** The nodes that compute the constants of an operator, in order. */
function constantsBehind({ constants }, operator) {
    const needed = new Set(operator.computedConstants);
    const found = [];
    for (const one of constants.toReversed()) {
        if (!one.makes.some((name) => needed.has(name)))
            continue;
        found.push(one);
        for (const name of one.computedConstants)
            needed.add(name);
    }
    return found.reverse();
}
/** What some operators read and do not make themselves. */
function readFromAround(operators) {
    const own = new Set(operators.flatMap(({ makes }) => makes));
    return [...new Set(operators.flatMap(({ reads }) => reads))].filter((name) => !own.has(name));
}

;// CONCATENATED MODULE: ./lib/search/bisect.js


/**
 * Finds the operator at which a fault begins by cutting the graph: the part before the cut runs alone, and the fault is in
 * it when one of the values at the cut is wrong. Each cut is made where the fewest values cross near the middle: at a
 * value through which all paths go, if there is one.
 * @param wrong outputs that are known to be wrong
 * @param given values that the reference's are fed for
 * @returns why no cut could be observed, where none could
 */
async function bisect(operators, wrong, given, observe) {
    const fed = new Set(given);
    let outputs = fewestBehind(operators, wrong, fed);
    let within = operatorsBehind({ operators }, outputs, fed);
    let low = 0;
    let right = [];
    const seen = new Map();
    const unseen = new Set();
    while (within.length - low > 1) {
        const cut = await tryCuts({ within, low, outputs }, given, observe, unseen);
        if ('unseen' in cut) {
            const behind = await fromBehind({ within, low, outputs }, given, observe);
            if (behind === null)
                return cut;
            return { ...behind, right: behind.right ?? right, wrong: outputs, sight: seen };
        }
        for (const [name, one] of cut.sight)
            seen.set(name, one);
        if (showsFault(cut.sight)) {
            const bad = [...cut.sight].flatMap(([name, one]) => (one.wrong ? [name] : []));
            outputs = fewestBehind(within, bad, fed);
            // Operators before the last right cut are right, whatever order they are in now.
            const passed = new Set(within.slice(0, low));
            const behind = operatorsBehind({ operators: within }, outputs, fed);
            within = [...behind.filter((one) => passed.has(one)), ...behind.filter((one) => !passed.has(one))];
            low = within.filter((one) => passed.has(one)).length;
        }
        else {
            low = cut.count;
            right = cut.values;
        }
    }
    const operator = within[low];
    return operator === undefined
        ? { unseen: 'no operator is left to look at' }
        : { operator, right, wrong: outputs, sight: seen };
}
/**
 * The same from the other side, for a runtime that does not return what is in the middle of a graph: the reference's values
 * are fed at a cut, and only what comes behind it runs. It is wrong as long as the fault is behind the cut.
 * @returns null where no cut could be observed; without `right` where the first one after the known ones decides
 */
async function fromBehind({ within, low, outputs }, given, observe) {
    const fed = new Set(given);
    const spans = spansOf(within, outputs).filter(({ name }) => !fed.has(name));
    const crossing = (count) => spans.flatMap(({ name, made, used }) => (made < count && used >= count ? [name] : []));
    let before = { count: low, values: null };
    let after = within.length;
    let looked = false;
    while (after - before.count > 1) {
        const middle = Math.floor((before.count + after) / 2);
        const open = Array.from({ length: after - before.count - 1 }, (_, place) => before.count + 1 + place);
        const near = open.toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle) || a - b).slice(0, MOST_CUTS);
        let step = null;
        for (const count of near) {
            const sight = await observe([...given, ...crossing(count)], outputs);
            if ('unseen' in sight)
                continue;
            step = { count, wrong: showsFault(sight) };
            break;
        }
        if (step === null)
            break;
        looked = true;
        if (step.wrong)
            before = { count: step.count, values: crossing(step.count) };
        else
            after = step.count;
    }
    const operator = within[after - 1];
    return !looked || operator === undefined ? null : { operator, right: before.values };
}
/** The value that is computed by the fewest operators: each that is wrong leads to an operator that is. */
function fewestBehind(operators, wrong, given) {
    const sized = wrong.map((name) => ({ name, size: operatorsBehind({ operators }, [name], given).length }));
    return sized
        .toSorted((a, b) => a.size - b.size)
        .slice(0, 1)
        .map(({ name }) => name);
}
/** Cuts that are tried before giving up, where the first cannot be converted or measured. */
const MOST_CUTS = 3;
/** @param unseen values that the runtime does not return by themselves; those that are found are added */
async function tryCuts({ within, low, outputs }, given, observe, unseen) {
    let why = 'there is no place to cut the graph';
    const all = cutsBetween(within, low, outputs, new Set(given));
    for (const cut of [...all.slice(0, MOST_CUTS), ...spread(all, low, within.length)]) {
        if (cut.values.some((name) => unseen.has(name)))
            continue;
        const sight = await observeValues(cut.values, given, observe, unseen);
        if ('unseen' in sight)
            why = sight.unseen;
        else if (cut.values.every((name) => sight.has(name)))
            return { ...cut, sight };
        else
            why = 'some values at the cut could not be measured';
    }
    return { unseen: why };
}
/** Farther from the middle, where a graph cannot be looked at near it: a quarter and an eighth from both ends. */
function spread(cuts, from, to) {
    const places = [1 / 4, 3 / 4, 1 / 8, 7 / 8].map((part) => from + part * (to - from));
    const nearest = places.flatMap((place) => cuts.toSorted((a, b) => Math.abs(a.count - place) - Math.abs(b.count - place))[0] ?? []);
    return nearest.filter((cut) => !cuts.slice(0, MOST_CUTS).includes(cut));
}
/** The values in one run, or one run each where a runtime cannot return several that are in the middle of a graph. */
async function observeValues(values, given, observe, unseen) {
    const together = await observe(given, values);
    if (!('unseen' in together))
        return together;
    const [only, ...others] = values;
    if (only !== undefined && others.length === 0)
        unseen.add(only);
    if (others.length === 0)
        return together;
    const seen = [];
    for (const name of values) {
        const one = await observe(given, [name]);
        if ('unseen' in one) {
            unseen.add(name);
            return one;
        }
        seen.push(...one);
    }
    return new Map(seen);
}
/** Places to cut, the best first: near the middle, as few values as possible. */
function cutsBetween(within, low, outputs, given) {
    const size = within.length - low;
    const middle = low + size / 2;
    // An eighth to each side still leaves about log2 n steps.
    const near = Math.max(1, size / 8);
    const spans = spansOf(within, outputs).filter(({ name }) => !given.has(name));
    const cuts = [];
    for (let count = low + 1; count < within.length; count++) {
        const values = spans.flatMap(({ name, made, used }) => (made < count && used >= count ? [name] : []));
        if (values.length > 0)
            cuts.push({ count, values, distance: Math.abs(count - middle) });
    }
    const isNear = ({ distance }) => distance <= near;
    return cuts
        .toSorted((a, b) => Number(isNear(b)) - Number(isNear(a)) ||
        (isNear(a) ? a.values.length - b.values.length : 0) ||
        a.distance - b.distance)
        .map(({ count, values }) => ({ count, values }));
}
/** From the operator that makes a value to the last one that reads it, by their places; outputs are needed to the end. */
function spansOf(within, outputs) {
    const used = new Map(outputs.map((name) => [name, within.length]));
    for (const [place, { reads }] of within.entries())
        for (const name of reads)
            used.set(name, Math.max(place, used.get(name) ?? place));
    return within.flatMap(({ makes }, made) => makes.flatMap((name) => {
        const last = used.get(name);
        return last === undefined ? [] : [{ name, made, used: last }];
    }));
}

;// CONCATENATED MODULE: ./lib/search/examine-constants.js


/**
 * An operator that is wrong alone, with the constants that the reference computed: right with them, it is wrong together
 * with what computes them.
 */
async function heldConstants(found, graph, observe) {
    const { operator } = found;
    const { computedConstants: held, reads, makes } = operator;
    if (held.length === 0)
        return found;
    const seen = await observe(reads, makes, { held });
    if ('unseen' in seen)
        return found;
    if (showsFault(seen))
        return { ...found, constantsHeld: true };
    return { ...found, alone: false, together: constantsBehind(graph, operator), constantsHeld: false };
}
/** Operators that are tried. */
const examine_constants_MOST = 8;
/**
 * Sizes are constants of the parts in which operators run. An operator that could not be shown to be wrong, or one beside
 * it, may be wrong with sizes that the runtime computes itself, or not run with them: the first that is wrong, else the
 * first that does not run.
 */
async function wrongWithOwnSizes(found, { graph, given, right, wrong }, observe) {
    const passed = new Set(operatorsBehind(graph, right, given));
    const open = operatorsBehind(graph, [...found.makes, ...wrong], given).filter((one) => !passed.has(one));
    let failing = null;
    for (const operator of open.filter(({ computedConstants }) => computedConstants.length > 0).slice(0, examine_constants_MOST)) {
        const together = constantsBehind(graph, operator);
        const sized = {
            operator,
            together,
            alone: false,
            constantsHeld: false,
            between: [],
            after: null,
            bits: null,
        };
        const computed = together.flatMap(({ makes }) => makes);
        const from = readFromAround([...together, operator]);
        const own = await withOwnSizes(from, operator.makes, computed, observe);
        if (own !== null && 'unseen' in own)
            failing ??= { ...sized, fails: true };
        else if (own !== null && showsFault(own))
            return { ...sized, after: worstRatio(own, operator.makes) };
        const far = right.length * wrong.length > 0 ? await withOwnSizes(right, wrong, computed, observe) : null;
        if (far !== null && !('unseen' in far) && showsFault(far))
            return sized;
    }
    return failing;
}
/** What is seen where the part computes its sizes, open where the model leaves them so; null unless it is right where all are given. */
async function withOwnSizes(from, to, computed, observe) {
    const given = await observe(from, to, { fixed: true });
    return 'unseen' in given || showsFault(given) ? null : observe(from, to, { computed });
}

;// CONCATENATED MODULE: ./lib/search/first-wrong.js
/**
 * @param operators in an order in which they can run
 * @param given values that were fed, and so are right
 */
function firstWrong(operators, sight, given = new Set()) {
    const operator = operators.find(({ makes }) => makes.some((name) => !given.has(name) && sight.get(name)?.wrong));
    if (operator === undefined)
        return null;
    const makers = new Map(operators.flatMap((one) => one.makes.map((name) => [name, one])));
    const from = new Set();
    const between = new Set();
    const open = [...operator.reads];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
        const maker = makers.get(name);
        if (given.has(name) || sight.has(name))
            from.add(name);
        else if (maker !== undefined && !between.has(maker)) {
            between.add(maker);
            open.push(...maker.reads);
        }
    }
    return { operator, from: [...from].sort(), between: operators.filter((one) => between.has(one)) };
}

;// CONCATENATED MODULE: ./lib/search/search-operators.js
/** The search for the operators at which a model begins to drift, over whatever can be observed of a runtime. */





/**
 * Looks at all values at once where the runtime allows that and still shows the fault, else cuts the graph. Behind an
 * operator that was found the search goes on with the reference's values in place of what it makes.
 */
async function searchOperators(graph, observe, { slices, most }) {
    const found = [];
    const given = new Set();
    const all = new Map();
    let exposing = true;
    let why = null;
    let ran = false;
    while (found.length < most) {
        const looked = exposing ? await lookAtAll(graph, observe, slices, given) : null;
        if (looked !== null && found.length === 0)
            for (const [name, seen] of looked.sight)
                all.set(name, seen);
        ran ||= looked !== null && looked.sight.size > 0;
        if (looked !== null && !looked.shows && found.length > 0)
            break;
        exposing = looked?.shows === true;
        const next = looked?.shows === true ? await explained(looked, graph, observe, given) : null;
        const sure = next !== null && next.fails !== true && (next.alone !== false || next.together.length > 0);
        const cut = sure ? null : await byCutting(graph, observe, given);
        if (cut !== null && !('unseen' in cut) && found.length === 0)
            for (const [name, seen] of cut.sight)
                all.set(name, seen);
        ran ||= cut !== null && (!('unseen' in cut) || cut.ran);
        const best = better(next, cut === null || 'unseen' in cut ? null : cut.found);
        if (best === null) {
            if (cut !== null && 'unseen' in cut)
                why = cut.unseen;
            break;
        }
        found.push(best);
        for (const name of best.operator.makes)
            given.add(name);
    }
    return { found, sight: all, why: found.length > 0 ? null : why, ran };
}
/** An operator that is wrong alone, or with others, is known better than one that is not. */
function better(one, other) {
    if (one === null || other === null)
        return one ?? other;
    if (other.fails === true)
        return one.alone === true || one.together.length > 0 ? one : other;
    return other.alone === true || other.together.length > 0 ? other : one;
}
/** One slice after the other, until something is wrong; null where the runtime does not allow it. */
async function lookAtAll({ operators, outputs }, observe, slices, given) {
    const open = outputs.filter((name) => !given.has(name));
    const needed = new Set(operatorsBehind({ operators }, open, given).flatMap(({ makes }) => makes));
    const seen = new Map();
    let wrong = [];
    for (const slice of slices) {
        const names = slice.filter((name) => needed.has(name) && !given.has(name));
        if (names.length === 0)
            continue;
        const sight = await observe([...given], [...new Set([...open, ...names])]);
        if ('unseen' in sight)
            return null;
        for (const [name, one] of sight)
            seen.set(name, one);
        wrong = open.filter((name) => sight.get(name)?.wrong === true);
        if (wrong.length === 0)
            break;
        if (showsFault(sight, names.filter((name) => !open.includes(name))))
            break;
    }
    return { sight: seen, shows: wrong.length > 0, wrong };
}
async function explained({ sight, wrong }, graph, observe, given) {
    const behind = operatorsBehind(graph, wrong, given);
    const first = firstWrong(behind, sight, given);
    const about = { graph, given, behind, sight, by: 'exposing', wrong: [] };
    return first === null ? null : tryAlone(first, about, observe);
}
async function byCutting(graph, observe, given) {
    const open = graph.outputs.filter((name) => !given.has(name));
    const whole = await observe([...given], open);
    if ('unseen' in whole)
        return { ...whole, ran: false };
    const wrong = open.filter((name) => whole.get(name)?.wrong === true);
    if (wrong.length === 0)
        return { unseen: NOT_SHOWN, ran: true };
    const cut = await bisect(graph.operators, wrong, [...given], observe);
    if ('unseen' in cut)
        return { ...cut, ran: true };
    const sight = new Map([...whole, ...cut.sight]);
    const behind = operatorsBehind(graph, cut.operator.makes, given);
    const first = { operator: cut.operator, from: cut.right, between: [] };
    const about = { graph, given, behind, sight, by: 'cutting', wrong: cut.wrong };
    return { found: await tryAlone(first, about, observe), sight };
}
/** The outputs of the graph as a whole are right. */
const NOT_SHOWN = 'run again for the search, this ONNX gives the same on the column as on the reference, within the automatic tolerance: the difference comes from elsewhere, such as committed outputs, another file, a tolerance of your own, an output that rounding alone moves too far to say anything of it, or a runtime that computes something else each time';
/** Operators before it that it is tried together with, where it is right alone: a layout may come from far before. */
const TOGETHER = [1, 3, 7, 15, 31];
/**
 * Whether the operator is wrong alone, else whether it is with constants that the runtime computes, else the fewest
 * operators before it together with which it is.
 */
async function tryAlone({ operator, from, between }, { graph, given, behind, sight, by, wrong }, observe) {
    const own = await observe(operator.reads, operator.makes);
    const alone = 'unseen' in own ? null : showsFault(own);
    const made = 'unseen' in own || alone === false ? sight : own;
    const bits = operator.makes.flatMap((name) => made.get(name)?.bits ?? []);
    const facts = {
        operator,
        by,
        before: worstRatio(sight, from),
        after: worstRatio(sight, operator.makes) ?? worstRatio(made, operator.makes),
        bits: bits.length === 0 ? null : Math.min(...bits),
        alone,
        constantsHeld: null,
    };
    if (alone === true)
        return heldConstants({ ...facts, together: [], between: [] }, graph, observe);
    const sized = await wrongWithOwnSizes(operator, { graph, given, right: from, wrong }, observe);
    if (sized !== null && sized.fails !== true)
        return { ...facts, ...sized };
    if (alone === null)
        return { ...facts, together: [], between, ...sized };
    const together = await fewestBefore(operator, behind, observe);
    if (together.length > 0)
        return { ...facts, together, between: [] };
    return { ...facts, together, between, ...sized };
}
/** The fewest operators right before it together with which it is wrong; none where it is right with all that are tried. */
async function fewestBefore(operator, behind, observe) {
    const place = behind.indexOf(operator);
    // Of those right before it, the ones that it is computed from.
    const before = (count) => {
        const near = behind.slice(Math.max(0, place - count), place);
        return operatorsBehind({ operators: near }, operator.reads);
    };
    const isWrongAmong = async (some) => {
        const seen = await observe(readFromAround([...some, operator]), operator.makes);
        return !('unseen' in seen) && showsFault(seen);
    };
    const isWrongWith = (count) => isWrongAmong(before(count));
    let right = 0;
    for (const most of TOGETHER) {
        const count = Math.min(most, place);
        if (count <= right)
            return [];
        if (!(await isWrongWith(count))) {
            right = count;
            continue;
        }
        let wrong = count;
        while (wrong - right > 1) {
            const middle = Math.floor((right + wrong) / 2);
            if (await isWrongWith(middle))
                wrong = middle;
            else
                right = middle;
        }
        return withoutSpare(operator, before(wrong), isWrongAmong);
    }
    return [];
}
/** Operators of a group that are tried to be left out. */
const MOST_SPARE = 12;
/**
 * Without those between the farthest of a group and the operator that are not needed, as on another branch: it is as wrong
 * with the reference's values in place of what they make. Without the farthest it is known to be right.
 */
async function withoutSpare(operator, group, isWrongAmong) {
    const [farthest, ...rest] = group;
    let needed = group;
    for (const one of rest.slice(0, MOST_SPARE)) {
        const others = operatorsBehind({ operators: needed.filter((other) => other !== one) }, operator.reads);
        const isConnected = farthest !== undefined && others.includes(farthest);
        if (isConnected && (await isWrongAmong(others)))
            needed = others;
    }
    return needed;
}

// EXTERNAL MODULE: ./lib/compare/judge-tensors.js
var judge_tensors = __webpack_require__(28939);
// EXTERNAL MODULE: ./lib/compare/tolerance-spec.js
var tolerance_spec = __webpack_require__(76994);
;// CONCATENATED MODULE: ./lib/locate/cut-model.js
/** Parts of a model as files, which runtimes and converters get like any other model. */





/** Null where one of the values is made by no operator of the model. */
function cutModel(model, { from, to, constants }) {
    const known = Object.entries(constants).flatMap(([name, value]) => value.kind === 'tensor' && value.dtype !== 'string' ? [{ name, value }] : []);
    const part = partOfModel(model, [...from, ...known.map(({ name }) => ({ name }))], to);
    const graph = part?.graph;
    if (part === null || graph == null)
        return null;
    const constant = new Map(known.map(({ name, value }) => [name, value]));
    const read = new Set((graph.node ?? []).flatMap(namesReadBy));
    const weights = new Set((graph.initializer ?? []).map(({ name }) => name ?? ''));
    const input = (graph.input ?? []).filter(({ name }) => read.has(name ?? '') && !constant.has(name ?? ''));
    const initializer = [
        ...(graph.initializer ?? []),
        ...known.flatMap(({ name, value }) => (read.has(name) ? [cut_model_constantOf(name, value)] : [])),
    ];
    // A constant that the model computes itself would be made twice.
    const node = (graph.node ?? []).filter(({ output }) => !(output ?? []).some((name) => constant.has(name)));
    return {
        model: { ...part, graph: { ...graph, input, initializer, node } },
        inputs: input.flatMap(({ name }) => (weights.has(name ?? '') ? [] : [name ?? ''])),
    };
}
function cut_model_constantOf(name, { dtype, shape, bytes }) {
    return { name, dims: [...shape], dataType: data_type/* ONNX_NUMBERS */.n[dtype], rawData: bytes };
}
/** Writes the model into a folder of its own and returns its path. */
async function writePart(model, folder) {
    await (0,promises_.mkdir)(folder, { recursive: true });
    const path = (0,external_node_path_.join)(folder, 'model.onnx');
    await (0,promises_.writeFile)(path, onnx/* onnx */.W.ModelProto.encode(model).finish());
    return path;
}

;// CONCATENATED MODULE: ./lib/locate/undecided.js
/** Values that rounding decides: the reference itself makes others when everything moves by a unit in the last place. */



/** How it changed in this run, with how it did before; of floats only another size, since all of them move. */
function undecided_changeOf(one, other, before) {
    if (one.kind !== 'tensor' || other?.kind !== 'tensor' || one.dtype === 'string' || other.dtype === 'string')
        return before;
    const [own, count] = [(0,tensor_tensor/* elementCount */.KX)(one.shape), (0,tensor_tensor/* elementCount */.KX)(other.shape)];
    if (own !== count) {
        const [fewest, most] = before?.counts ?? [own, own];
        return { places: null, by: 0, counts: [Math.min(fewest, count), Math.max(most, count)] };
    }
    if (isFloat(one) || Buffer.compare(one.bytes, other.bytes) === 0 || before?.places === null)
        return before;
    const places = new Set(before?.places);
    let by = before?.by ?? 0;
    for (const [index, change] of undecided_changesOf(one, other)) {
        places.add(index);
        by = Math.max(by, change);
    }
    return { places, by, counts: [own, own] };
}
function isFloat({ dtype }) {
    const kind = dtype === 'string' ? 'string' : tensor_dtype/* DTYPES */.A1[dtype].kind;
    return kind === 'float' || kind === 'complex';
}
function* undecided_changesOf(one, other) {
    const [a, b] = [(0,numbers_of/* numbersOf */.c)(one), (0,numbers_of/* numbersOf */.c)(other)];
    for (const [index, value] of a.entries())
        if (value !== b[index])
            yield [index, Math.abs(value - (b[index] ?? 0))];
}
/** How many times as many elements may differ as moved, and by how many times as much, where rounding decides. */
const MORE = 4;
/**
 * Whether rounding alone makes such another value of it, or of such another size: then no runtime can be held to it. What
 * differs in other places than move, or by much more, is more than rounding decides.
 */
function isUndecided({ tensor, moved }, other) {
    if (moved === null || tensor.dtype === 'string' || other.dtype !== tensor.dtype)
        return false;
    const count = (0,tensor_tensor/* elementCount */.KX)(other.shape);
    if (moved.places === null) {
        const [fewest, most] = moved.counts;
        return count >= fewest - (most - fewest) && count <= most + (most - fewest);
    }
    if (count !== (0,tensor_tensor/* elementCount */.KX)(tensor.shape))
        return false;
    const changes = [...undecided_changesOf(tensor, other)];
    const known = changes.filter(([index]) => moved.places?.has(index)).length;
    const isNear = tensor_dtype/* DTYPES */.A1[tensor.dtype].bits > 8 || changes.every(([, by]) => by <= MORE * moved.by);
    return isNear && 2 * known >= changes.length && changes.length <= MORE * moved.places.size;
}

;// CONCATENATED MODULE: ./lib/locate/reference-values.js
/** What the reference computes at the values of a graph, and how far these move by rounding alone. */








/** @returns why the reference could not tell the sizes of its values */
async function referenceValues(subject, context) {
    const measured = await measureSizes(subject, context);
    if ('unseen' in measured)
        return measured;
    const sources = new Map();
    const types = new Map();
    let looks = 0;
    return {
        ...measured,
        async know(names) {
            const open = names.filter((name) => !sources.has(name));
            if (open.length === 0)
                return null;
            looks += 1;
            const source = await look(subject, open, { ...context, folder: (0,external_node_path_.join)(context.folder, `values-${looks}`) });
            if ('unseen' in source)
                return source;
            for (const name of open)
                sources.set(name, source);
            for (const [name, value] of Object.entries(source.first))
                if (value.kind === 'tensor')
                    types.set(name, { dtype: value.dtype, shape: value.shape });
            return null;
        },
        async read(names) {
            const found = new Map();
            for (const source of new Set(names.flatMap((name) => sources.get(name) ?? []))) {
                const values = (await (0,stored_values/* readable */.HD)(source.outputs)) ?? {};
                for (const name of names) {
                    const value = Object.hasOwn(values, name) ? values[name] : undefined;
                    if (sources.get(name) !== source || value?.kind !== 'tensor')
                        continue;
                    const noise = Object.hasOwn(source.noise, name) ? (source.noise[name] ?? null) : null;
                    found.set(name, { tensor: value, noise, moved: source.moved.get(name) ?? null });
                }
            }
            return found;
        },
        typeOf: (name) => ({ name, ...types.get(name) }),
    };
}
/** Ends of names that no exporter gives. */
const SIZE = '__size_of_it';
/** The sizes of every value, from one run that returns nothing else: the values together may not fit into memory. */
async function measureSizes({ model, graph, case: name, inputs }, context) {
    const values = graph.operators.filter(({ node }) => !makesNoTensor(node)).flatMap(({ makes }) => makes);
    const fixed = [...graph.fixed];
    const asking = {
        ...model,
        graph: {
            ...model.graph,
            node: [
                ...(model.graph?.node ?? []),
                ...values.map((value) => ({ opType: 'Shape', input: [value], output: [`${value}${SIZE}`] })),
            ],
        },
    };
    const wanted = [...values.map((value) => ({ name: `${value}${SIZE}`, dtype: 'int64' })), ...fixed.map(bare)];
    const part = cutModel(asking, { from: [], to: wanted, constants: {} });
    if (part === null)
        return { unseen: 'the graph has no values to look at' };
    const ran = await run(part, { name, inputs, title: `${context.id}: sizes of its values` }, context);
    const outputs = await (0,stored_values/* readable */.HD)(ran.outputs.get(name));
    if (outputs === undefined)
        return unseenRun(ran, 'the reference');
    const sizes = new Map();
    for (const value of values) {
        const shape = Object.hasOwn(outputs, `${value}${SIZE}`) ? outputs[`${value}${SIZE}`] : undefined;
        if (shape?.kind === 'tensor' && shape.dtype === 'int64')
            sizes.set(value, reference_values_integersOf(shape.bytes));
    }
    const constants = Object.fromEntries(fixed.flatMap((value) => {
        const found = Object.hasOwn(outputs, value) ? outputs[value] : undefined;
        const isSize = found?.kind === 'tensor' && (found.dtype === 'int64' || found.dtype === 'int32' || found.dtype === 'bool');
        return isSize ? [[value, found]] : [];
    }));
    return { sizes, constants };
}
const bare = (name) => ({ name });
/** Operators that make sequences, maps or optionals. */
function makesNoTensor({ opType }) {
    return /^(SplitToSequence|Sequence(Construct|Empty|Erase|Insert|Map)|Optional|OptionalGetElement|ZipMap|DictVectorizer)$/.test(opType ?? '');
}
function reference_values_integersOf(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: bytes.byteLength / 8 }, (_, index) => Number(view.getBigInt64(8 * index, true)));
}
/** One plain run and the jittered ones. */
async function look(subject, names, context) {
    const { model, case: of, inputs } = subject;
    const { id, folder, column, pool, threads, noise, winograd } = context;
    const untyped = cutModel(model, { from: [], to: names.map(bare), constants: {} });
    if (untyped === null)
        return { unseen: 'the reference does not make these values' };
    const base = await run(untyped, { name: of, inputs, title: `${id}: values inside it` }, context);
    const first = await (0,stored_values/* readable */.HD)(base.outputs.get(of));
    if (first === undefined)
        return unseenRun(base, 'the reference');
    const typed = names.flatMap((name) => {
        const value = Object.hasOwn(first, name) ? first[name] : undefined;
        return value?.kind === 'tensor' ? [{ name, dtype: value.dtype, shape: value.shape.map(() => null) }] : [];
    });
    const part = cutModel(model, { from: [], to: typed, constants: {} });
    const outputs = base.outputs.get(of);
    if (part === null || outputs === undefined)
        return { unseen: 'the reference does not make these values' };
    const path = await writePart(part.model, (0,external_node_path_.join)(folder, 'jittered'));
    const onnx = (0,onnx_model/* readOnnxModel */.D)(path);
    if ('fault' in onnx)
        return { unseen: onnx.fault.what };
    const loadable = {
        path,
        files: [{ from: path, to: 'model.onnx' }],
        format: 'onnx',
        key: '',
        signature: onnx.signature,
        names: {},
        changes: {},
        code: [],
    };
    const moved = new Map();
    const staged = { name: of, inputs: reference_values_only(inputs, part.inputs), expected: null, sha256: '' };
    const floors = await measureNoise({ model: loadable, onnx, column }, [staged], base, {
        id: `${id}, inside`,
        pool,
        effort: { runs: noiseRuns(onnx, noise.runs), seconds: noise.seconds, precisions: [], winograd },
        folder: (0,external_node_path_.join)(folder, 'noise'),
        ...(threads !== undefined && { threads }),
        watch(before, after) {
            for (const [name, value] of Object.entries(before)) {
                const change = undecided_changeOf(value, after[name], moved.get(name) ?? null);
                if (change !== null)
                    moved.set(name, change);
            }
        },
    });
    return { outputs, noise: floors?.[of] ?? {}, moved, first };
}
async function run({ model, inputs: names }, { name, inputs, title }, { pool, column, folder }) {
    return pool.run({
        title,
        column,
        model: (empty) => writePart(model, empty),
        format: 'onnx',
        cases: [{ name, inputs: reference_values_only(inputs, names) }],
        folder: (0,external_node_path_.join)(folder, 'plain'),
    });
}
/** Those of the inputs that a part of the model reads. */
function reference_values_only(inputs, names) {
    return (0,stored_values/* valuesMadeBy */.vu)(async () => {
        const all = await inputs.read();
        return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
    });
}
/** Why a run shows nothing. */
function unseenRun({ failure }, who) {
    if (failure === null)
        return { unseen: `what ${who} wrote cannot be read` };
    const unseen = `${who} ${(0,worker_failure/* describeFailure */.Ic)(failure.failure, failure.doing).what}`;
    return (0,worker_failure/* isPassing */.WG)(failure.failure) ? { unseen, passing: true } : { unseen };
}

;// CONCATENATED MODULE: ./lib/locate/layer-outputs.js
/** Where there is no ONNX: the first layer of a model at which a column begins to differ, with every layer as an output. */













/** The option with which an adapter returns what every layer makes. */
const LAYERS = 'layers';
/**
 * Whether layers can be looked at in what a route has after some of its conversions: the reference runs it, and both it
 * and the adapter that reads it next on the route have the option.
 */
function showsLayers(reference, format, { step, steps, column }) {
    if (reference === null || !reference.runtime.reads.includes(format))
        return false;
    const next = steps[step]?.converter ?? column.runtime;
    return [reference.runtime, next].every(({ options }) => Object.hasOwn(options, LAYERS));
}
/** As `portability.keras`, `portability.torch_layers` and `portability.tensorflow` name them. */
const layer_outputs_NAME = /^layer_(\d+)_(\d+)__(\w+?)__(\w*)$/;
function layersOf(made) {
    const named = Object.keys(made).flatMap((output) => {
        const [, place, order, type = '', name = ''] = layer_outputs_NAME.exec(output) ?? [];
        return place === undefined ? [] : [{ output, type, name, place: Number(place), order: Number(order) }];
    });
    return named.toSorted((a, b) => a.order - b.order);
}
/** @returns why no layer was found */
async function firstLayer(suspect, context) {
    const { step, steps, column, reference, case: one } = suspect;
    const route = steps.map((each, place) => place === step ? { ...each, options: { ...each.options, [LAYERS]: true } } : each);
    const converted = route.length === 0 ? null : await context.converter.convert(suspect.source, route, [one]);
    const why = (what) => ({ unlocated: `with every layer as an output, ${what}`, parts: 1 });
    if (converted?.ok === false)
        return why((0,worker_failure/* describeFailure */.Ic)(converted.failure, converted.doing, 'limits.convert').what);
    const loaded = converted?.stages.at(-1) ?? suspect.right;
    const right = converted?.stages[step - 1] ?? suspect.right;
    const expected = await madeBy(withLayers(reference), right, one, context, suspect);
    if ('unseen' in expected)
        return { unlocated: expected.unseen, parts: 0 };
    const made = await madeBy(step < steps.length ? column : withLayers(column), loaded, one, context, suspect);
    if ('unseen' in made)
        return why(made.unseen);
    const candidate = underFirstNames(Object.keys(expected.values), expected.values, made.values, loaded.names);
    const layers = layersOf(expected.values);
    const seen = layers.flatMap((layer) => {
        const [own, other] = [expected.values[layer.output], candidate[layer.output]];
        const distance = own === undefined || other === undefined ? null : distanceOf(own, other, suspect, context);
        return own === undefined || distance === null ? [] : [{ layer, own, ...distance }];
    });
    if (seen.length === 0)
        return why(`nothing that ${column.id} makes can be compared`);
    const wrong = firstJump(seen);
    if (wrong === null)
        return {
            unlocated: `none of ${(0,number_format/* formatCount */.B4)(seen.length, 'layer')} is off when what every layer makes is an output`,
            parts: 1,
        };
    const { type, name, place: index } = wrong.layer;
    return {
        ...{ form: suspect.form, step, case: one.name, reference: reference.runtime.id, against: null, layers: true },
        nodes: 1 + Math.max(...layers.map(({ place }) => place)),
        parts: 1,
        operators: [
            {
                ...{ name, type, index, by: 'exposing', before: null, after: null, bits: null, certain: false },
                ...{
                    together: [],
                    between: [],
                    inputs: [],
                    outputs: [(0,structure/* describeValue */.bp)(wrong.own)],
                    attributes: [],
                    off: offInWords(wrong.part, wrong.before),
                },
            },
        ],
        ...{ flat: null, depth: [] },
    };
}
function withLayers(column) {
    return { ...column, options: { ...column.options, [LAYERS]: true } };
}
async function madeBy(column, model, one, { pool, folder }, suspect) {
    await (0,promises_.mkdir)(folder, { recursive: true });
    const ran = await pool.run({
        title: `${suspect.model} on ${column.id}: every layer`,
        column,
        model,
        format: model.format,
        changes: model.changes,
        cases: (0,run_request/* casesFor */.Xz)(model, [one]),
        folder: await (0,promises_.mkdtemp)((0,external_node_path_.join)(folder, 'layers-')),
    });
    const values = ran.failure === null ? await (0,stored_values/* readable */.HD)(ran.outputs.get(one.name)) : undefined;
    return values === undefined ? unseenRun(ran, column.id) : { values };
}
/** As many times further off than the layers before it is a layer at which a fault begins: rounding adds up slowly. */
const JUMP = 10;
/** The first layer that is far further off than every one before it, else the first that is outside the table. */
function firstJump(layers) {
    let before = 0;
    let first = null;
    for (const one of layers) {
        if (one.drifts) {
            if (!(one.part < JUMP * before))
                return { ...one, before };
            first ??= { ...one, before };
        }
        before = Math.max(before, one.part);
    }
    return first;
}
function offInWords(part, before) {
    const own = Number.isFinite(part) ? `it is off by ${(0,number_format/* formatMagnitude */.qU)(part)} of its size` : 'it is NaN or infinite';
    return `${own}, what the layers before it make by at most ${(0,number_format/* formatMagnitude */.qU)(before)}`;
}
/** Null where the two cannot be compared. */
function distanceOf(reference, other, { precision }, { threads }) {
    const [pair] = (0,structure/* pairLeaves */.BM)('value', reference, other);
    if (pair?.kind !== 'tensors' || pair.reference.dtype === 'string')
        return null;
    const about = { tolerance: tolerance_spec/* DEFAULT_TOLERANCE */.s6, precision, noise: null, tallyPool: threads };
    const { verdict, rmse } = (0,judge_tensors/* judgeTensors */.Q)(pair.reference, pair.candidate, about).judgement;
    let squares = 0;
    const numbers = (0,numbers_of/* numbersOf */.c)(pair.reference);
    for (const x of numbers)
        squares += x * x;
    const size = Math.sqrt(squares / numbers.length);
    const off = rmse === null ? Number.NaN : (0,tensor_real/* fromReal */.b5)(rmse);
    return { part: off === 0 ? 0 : off / size, drifts: verdict === 'drift' };
}

;// CONCATENATED MODULE: ./lib/locate/find-suspects.js
/** From a cell that drifts to the ONNX graphs in which its operator can be searched. */







const FED_BACK = 'the case that drifts continues another one, whose state the search cannot feed';
/**
 * The last ONNX on the route of the form that drifts most, compared with itself on the reference; and where the reference
 * ran another ONNX form, compared with that one, if the values of both have the same names.
 * @returns why there is nothing to search in
 */
function findSuspects(cell, tried, trial, onnxHome) {
    const worst = worstDrift(cell, goldenCases(trial.staged));
    const form = tried.forms.find(({ form: { path } }) => path === worst?.output.form);
    if (worst === null || form === undefined || !('ran' in form))
        return { why: 'no number of a golden case differs: an output is missing, or only a probe shows it' };
    const { plan } = tried;
    const stages = [committed(form.form), ...form.stages];
    const step = stages.findLastIndex(({ format }) => format === 'onnx');
    const onnx = stages[step];
    if (onnx === undefined)
        return byLayers(cell, tried, form, worst, trial.plan.reference);
    const noise = trial.plan.noise;
    const reference = noise?.form === form.form ? noise.column : onnxHome;
    if (reference === null)
        return { why: 'no runtime that runs ONNX makes a reference here' };
    if (worst.staged.feedback !== undefined)
        return { why: FED_BACK };
    const own = {
        model: cell.model,
        form: form.form.path,
        step,
        right: onnx,
        against: null,
        onnx,
        steps: plan.route.slice(step),
        column: plan.column,
        precision: (0,through/* coarserOf */.z4)(plan.column.precision, form.form.precision ?? 'f32'),
        acceptsFloat32: acceptsFloat32(plan.column, form.form),
        reference,
        case: worst.staged,
    };
    const [first] = trial.plan.model.forms;
    const isOther = step > 0 || first !== form.form;
    const other = isOther && describesOnnx(first.absolute, first.content.format);
    // What another form, or an ONNX made of the first, computes differently shows only beside the first.
    const beside = other ? [{ ...own, right: committed(first), against: first.path }] : [];
    return { ratio: worst.ratio, suspects: [own, ...beside] };
}
function describesOnnx(path, format) {
    if (format !== 'onnx')
        return false;
    const content = (0,read_form/* describeAs */.Oq)('onnx', path);
    return content !== null && !('fault' in content);
}
/** Without ONNX, the layers of the form are compared, or of the first that is made of it whose layers the route shows. */
function byLayers({ model }, { plan }, ran, { staged, ratio }, reference) {
    const { form } = ran;
    const { column, route: steps } = plan;
    const right = committed(form);
    const formats = [right, ...ran.stages].map(({ format }) => format);
    const step = formats.findIndex((format, place) => showsLayers(reference, format, { step: place, steps, column }));
    if (reference === null || step < 0)
        return { why: withoutOnnx(ran) };
    if (staged.feedback !== undefined)
        return { why: FED_BACK };
    const own = {
        ...{ model, form: form.path, step, right, against: null, onnx: right, source: form, steps, column, reference },
        precision: (0,through/* coarserOf */.z4)(column.precision, form.precision ?? 'f32'),
        acceptsFloat32: acceptsFloat32(column, form),
        case: staged,
    };
    return { ratio, suspects: [own] };
}
function withoutOnnx({ form, route }) {
    const through = route.map(({ converter }) => converter).join(', ');
    return `operators are searched in ONNX graphs, and there is none between ${form.path} and the runtime${through === '' ? '' : ` (${through})`}: only its outputs were compared, and not what its layers make`;
}
/** The drift on a golden case that is farthest from the reference; what is no number is farther than any. */
function worstDrift({ outputs }, cases) {
    const drifts = outputs.flatMap((output) => {
        const staged = cases.find(({ name }) => name === output.case);
        if (staged === undefined || output.verdict !== 'drift' || output.onlyIn !== undefined)
            return [];
        const ratio = output.noiseRatio === null ? Number.POSITIVE_INFINITY : (0,tensor_real/* fromReal */.b5)(output.noiseRatio);
        return [{ output, staged, ratio: Number.isNaN(ratio) ? Number.POSITIVE_INFINITY : ratio }];
    });
    const free = drifts.filter(({ staged }) => staged.feedback === undefined);
    return (free.length > 0 ? free : drifts).toSorted((a, b) => b.ratio - a.ratio)[0] ?? null;
}

;// CONCATENATED MODULE: ./lib/locate/known-references.js



/** @param context its folder holds the values as long as they are known */
function knownReferences(context) {
    const known = new Map();
    let folders = 0;
    return {
        async of({ model, right, reference, case: one, column }, subject) {
            const { runtime, version, options } = reference;
            const winograd = column.runtime.winograd === true && hasWinogradConvolutions(subject.model.graph ?? {});
            const key = JSON.stringify([right.key, runtime.id, version ?? '', options, one.name, one.sha256, winograd]);
            const folder = (0,external_node_path_.join)(context.folder, String(folders));
            const before = known.get(key);
            if (before !== undefined)
                return before;
            folders += 1;
            const values = referenceValues(subject, { ...context, id: model, column: reference, folder, winograd });
            known.set(key, values);
            const found = await values;
            if ('unseen' in found && found.passing === true)
                known.delete(key);
            return found;
        },
    };
}

;// CONCATENATED MODULE: ./lib/search/flat-rise.js

/** Operators that multiply and add: where a precision mode begins. */
const flat_rise_PRODUCTS = new Set([
    'Attention',
    'Conv',
    'ConvTranspose',
    'DeformConv',
    'Einsum',
    'FusedConv',
    'FusedGemm',
    'FusedMatMul',
    'GRU',
    'Gemm',
    'LSTM',
    'MatMul',
    'MultiHeadAttention',
    'RNN',
]);
/** Bits by which operators may differ that lose precision for one reason. */
const ALIKE = 2;
/** A coarse arithmetic leaves more: 8-bit integers about 6. Products of which less is left are other products. */
const FEWEST_BITS = 6;
/**
 * The significant bits that are left of every product from the first one on, where that is what was found: no product lies
 * between those of the operators, whichever was found first, and they lose about the same. Null when it is not.
 */
function flatRise(found, graph) {
    // Right with other constants: the arithmetic is not what is coarse.
    if (found.some(({ constantsHeld }) => constantsHeld === false))
        return null;
    const bits = found.flatMap((one) => one.bits ?? []);
    if (found.length < 2 || bits.length < found.length || Math.max(...bits) - Math.min(...bits) > ALIKE)
        return null;
    const left = bits.reduce((sum, one) => sum + one, 0) / bits.length;
    if (left < FEWEST_BITS)
        return null;
    const behind = operatorsBehind(graph, graph.outputs);
    const own = new Set(found.map(({ operator }) => operator));
    const last = behind.findLastIndex((one) => own.has(one));
    if (found.some(({ operator }) => !behind.includes(operator)))
        return null;
    if (behind.slice(0, last).some((one) => isProduct(one) && !own.has(one)))
        return null;
    return found.some(({ operator }) => isProduct(operator)) ? left : null;
}
function isProduct({ node }) {
    return flat_rise_PRODUCTS.has(node.opType ?? '');
}

;// CONCATENATED MODULE: ./lib/locate/alone-runs.js
/** Outputs of one operator that are kept. */
const MOST_OUTPUTS = 16;
function aloneRuns(observer) {
    const runs = new Map();
    const keep = (from, to) => {
        const made = observer.last();
        if (made !== null && to.length <= MOST_OUTPUTS)
            runs.set(JSON.stringify([from, to]), made);
    };
    return {
        async observe(from, to, constants) {
            const sight = await observer.observe(from, to, constants);
            if (constants?.held === undefined)
                keep(from, to);
            return sight;
        },
        async differs({ reads, makes }) {
            const differs = await observer.differs(reads, makes);
            keep(reads, makes);
            return differs === true;
        },
        made: (from, to) => runs.get(JSON.stringify([from, to])) ?? null,
    };
}

;// CONCATENATED MODULE: ./lib/locate/choosing-otherwise.js

/** Operators that choose among what they read and compute nothing of it: given the same, all must choose the same. */
const CHOOSING = new Set(['ArgMax', 'ArgMin', 'NonMaxSuppression', 'TopK', 'Unique']);
/**
 * The first operator that rounding decides and that chooses otherwise also where it is given what the reference computed:
 * then it is not rounding that decides, but what comes first of several that are equal.
 */
async function choosingOtherwise({ operators }, reference, differs) {
    for (const operator of operators) {
        if (!(0,element_types/* isStandard */.mI)(operator.node) || !CHOOSING.has(operator.node.opType ?? ''))
            continue;
        const known = await reference.read(operator.makes);
        if ([...known.values()].every(({ moved }) => moved === null) || !(await differs(operator)))
            continue;
        const unmeasured = { before: null, after: null, bits: null, constantsHeld: null };
        return [{ ...unmeasured, operator, by: 'cutting', alone: true, together: [], between: [] }];
    }
    return [];
}

;// CONCATENATED MODULE: ./lib/locate/column-reference.js
/** The reference as a column is judged by it. */

/** The noise floors are those of float32 where that is declared to be enough, and of Winograd's convolutions where the runtime computes these. */
function columnReference(known, { acceptsFloat32, column }) {
    const narrow = acceptsFloat32 ? withNoise(known, noise_model/* withoutDouble */.Us) : known;
    return column.runtime.winograd ? withNoise(narrow, noise_model/* withWinograd */.Iu) : narrow;
}
function withNoise(values, change) {
    return {
        ...values,
        async read(names) {
            const known = [...(await values.read(names))];
            return new Map(known.map(([name, { noise, ...rest }]) => [name, { ...rest, noise: noise === null ? null : change(noise) }]));
        },
    };
}

;// CONCATENATED MODULE: ./lib/locate/on-edge.js
/** Operators that decide: what they make jumps where what they read moves by no more than rounding. */









/** Whether all that differs is where what the operator reads is on the edge, within rounding: then no side is wrong. */
function isOnEdge(node, decision) {
    if (node.opType === 'NonMaxSuppression')
        return selectsAlike(node, decision);
    let differs = false;
    for (const { reference, candidate } of decision.made) {
        if (reference.dtype === 'string' || candidate.dtype === 'string' || candidate.dtype !== reference.dtype)
            return false;
        if (!(0,structure/* sameShape */._C)(reference.shape, candidate.shape))
            return false;
        const [own, other] = [(0,numbers_of/* numbersOf */.c)(reference), (0,numbers_of/* numbersOf */.c)(candidate)];
        let isEdge;
        for (const [index, value] of own.entries()) {
            const moved = other[index] ?? Number.NaN;
            if (value === moved || (Number.isNaN(value) && Number.isNaN(moved)))
                continue;
            isEdge ??= edgeOf(node, decision, reference);
            if (isEdge?.(index, value, moved) !== true)
                return false;
            differs = true;
        }
    }
    return differs;
}
/** Null for an operator that decides nothing, or reads nothing that was rounded. */
function edgeOf(node, { read, precision }, made) {
    const one = on_edge_rounded(read(0), precision);
    const other = on_edge_rounded(read(1), precision);
    if (one === null || !(one.isRounded || other?.isRounded === true))
        return null;
    /** Whether what is read for an element is so near to a whole number, with `shift` to one between two. */
    const nearWhole = (shift) => (index, value, moved) => {
        const x = (one.numbers[index] ?? Number.NaN) + shift;
        return Math.abs(value - moved) <= 1 && Math.abs(x - Math.round(x)) <= one.room(index);
    };
    const nearZero = (index) => Math.abs(one.numbers[index] ?? Number.NaN) <= one.room(index);
    switch (node.opType) {
        case 'Equal':
        case 'Greater':
        case 'GreaterOrEqual':
        case 'Less':
        case 'LessOrEqual': {
            if (other === null)
                return null;
            return (index) => {
                const [a, b] = [one, other].map(({ shape }) => broadcastPlace(index, shape, made.shape));
                const distance = Math.abs((one.numbers[a ?? 0] ?? Number.NaN) - (other.numbers[b ?? 0] ?? Number.NaN));
                return distance <= one.room(a ?? 0) + other.room(b ?? 0);
            };
        }
        case 'Cast':
            if (tensor_dtype/* DTYPES */.A1[made.dtype].kind === 'bool')
                return nearZero;
            return tensor_dtype/* DTYPES */.A1[made.dtype].kind === 'integer' ? nearWhole(0) : null;
        case 'Ceil':
        case 'Floor':
            return nearWhole(0);
        case 'Round':
            return nearWhole(0.5);
        case 'Sign':
            return nearZero;
        case 'ArgMax':
        case 'ArgMin':
            return nearAlong((0,onnx_attributes/* intOf */.L0)(node, 'axis', 0), 1, one);
        case 'TopK': {
            const axis = (0,onnx_attributes/* intOf */.L0)(node, 'axis', -1);
            return nearAlong(axis, made.shape.at(axis) ?? 1, one);
        }
        default:
            return null;
    }
}
function on_edge_rounded(operand, precision) {
    if (operand === undefined || operand.tensor.dtype === 'string')
        return null;
    const { tensor, noise } = operand;
    const numbers = (0,numbers_of/* numbersOf */.c)(tensor);
    const isRounded = noise !== null && tensor_dtype/* DTYPES */.A1[tensor.dtype].kind === 'float';
    const coarser = rounding/* PRECISION_ROUNDOFF */.v[precision] / rounding/* PRECISION_ROUNDOFF */.v.f32;
    const { sigma = 0 } = noise ?? {};
    const unit = isRounded ? tensor_dtype/* DTYPES */.A1[tensor.dtype].unitRoundoff : 0;
    const room = (index) => isRounded ? noise_limits/* NOISE_MULTIPLE */.OV * coarser * (sigma + unit * Math.abs(numbers[index] ?? 0)) : 0;
    return { numbers, shape: tensor.shape, isRounded, room };
}
/** Of indices along an axis: whether the two that are named hold the same within rounding. */
function nearAlong(axis, count, { numbers, shape, room, isRounded }) {
    const place = axis < 0 ? axis + shape.length : axis;
    const length = shape[place];
    if (!isRounded || length === undefined)
        return null;
    const inner = (0,tensor_tensor/* elementCount */.KX)(shape.slice(place + 1));
    return (index, value, moved) => {
        if (!Number.isInteger(value) || !Number.isInteger(moved))
            return false;
        const start = Math.floor(index / (count * inner)) * length * inner + (index % inner);
        const [a, b] = [value, moved].map((one) => start + (one < 0 ? one + length : one) * inner);
        if (a === undefined || b === undefined)
            return false;
        return Math.abs((numbers[a] ?? Number.NaN) - (numbers[b] ?? Number.NaN)) <= room(a) + room(b);
    };
}
/** Whether what the column selects is right too, where boxes and scores may be off by rounding. */
function selectsAlike(node, { read, made: [made], precision }) {
    const scores = on_edge_rounded(read(1), precision);
    const boxes = on_edge_rounded(read(0), precision);
    if (made === undefined || boxes === null || scores === null || !(boxes.isRounded || scores.isRounded))
        return false;
    const largest = ({ numbers, room }) => Array.from(numbers.keys()).reduce((most, index) => Math.max(most, room(index)), 0);
    const number = (place) => {
        const value = read(place)?.tensor;
        return value === undefined || value.dtype === 'string' ? null : ((0,numbers_of/* numbersOf */.c)(value)[0] ?? null);
    };
    const isCentred = (0,onnx_attributes/* intOf */.L0)(node, 'center_point_box', 0) === 1;
    const selection = { boxes, scores, most: number(2), overlap: number(3), least: number(4), isCentred };
    return isValidSelection(made.candidate, selection, { score: largest(scores), side: largest(boxes) });
}

;// CONCATENATED MODULE: ./lib/locate/operator-values.js
/** What running a found operator alone takes: the values that it reads and makes. */




async function operatorValues({ operator, together }, { suspect, model, graph, reference, alone, inputs }) {
    const { node, index, reads, makes } = operator;
    const group = [...together, operator];
    const own = new Set(group.flatMap((one) => one.makes));
    const names = [...new Set(group.flatMap((one) => namesReadBy(one.node)))].filter((name) => !own.has(name));
    const weights = new Map((model.graph?.initializer ?? []).map((tensor) => [tensor.name ?? '', tensor]));
    const computed = names.filter((name) => !weights.has(name) && !Object.hasOwn(inputs, name));
    // Constants are not known yet.
    await reference.know(computed);
    const known = await reference.read([...computed, ...makes]);
    const find = (name) => {
        const weight = weights.get(name);
        return weight === undefined ? (known.get(name)?.tensor ?? inputs[name]) : tensorOf(weight);
    };
    const pick = (wanted) => Object.fromEntries(wanted.flatMap((name) => {
        const value = find(name);
        return value === undefined ? [] : [[name, value]];
    }));
    return {
        node,
        index,
        of: graph.nodes,
        inputs: pick(names),
        expected: pick(makes),
        candidate: alone.made(together.length === 0 ? reads : readFromAround(group), makes),
        sigma: Object.fromEntries(makes.map((name) => [name, known.get(name)?.noise ?? null])),
        noise: new Map([...known].map(([name, { noise }]) => [name, noise])),
        model: suspect.onnx,
        steps: suspect.steps,
        column: suspect.column,
        case: suspect.case.name,
    };
}
/** Undefined for a type that only its operator understands. */
function tensorOf(weight) {
    try {
        return tensorOfProto(weight);
    }
    catch (error) {
        if (error instanceof malformed/* Malformed */.s)
            return undefined;
        throw error;
    }
}

;// CONCATENATED MODULE: ./lib/locate/deciding-operators.js


/**
 * Those that are right by themselves, and differ only where what they read is on the edge within rounding: they decide
 * otherwise because the operators before them round otherwise.
 * @param observe runs the model from its inputs on
 */
async function decidingOperators(found, about, observe) {
    const deciding = [];
    for (const one of found) {
        if (one.alone !== false)
            continue;
        const { operator, together } = one;
        const { candidate } = await operatorValues(one, about);
        const { inputs, expected, noise } = await operatorValues({ ...one, together: [] }, about);
        const other = together.length > 0 ? candidate : await observe(operator.makes);
        const made = operator.makes.flatMap((name) => {
            const [reference, own] = [expected[name], other?.[name]];
            return reference?.kind === 'tensor' && own?.kind === 'tensor' ? [{ reference, candidate: own }] : [];
        });
        const read = (place) => {
            const name = operator.node.input?.[place] ?? '';
            const tensor = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
            return tensor?.kind === 'tensor' ? { tensor, noise: noise.get(name) ?? null } : undefined;
        };
        if (isOnEdge(operator.node, { read, made, precision: about.suspect.precision }))
            deciding.push(one);
    }
    return deciding;
}

;// CONCATENATED MODULE: ./lib/locate/describe-located.js
/** What was found as plain data, for the results document. */






function describeLocated(about, { graph, parts, repeats, found, sight, typeOf }) {
    const flat = flatRise(found, graph);
    return {
        form: about.form,
        step: about.step,
        case: about.case.name,
        reference: about.reference.runtime.id,
        against: about.against,
        ...(repeats === false && { repeats }),
        nodes: graph.nodes,
        parts,
        operators: found.map((one) => operatorInWords(one, sight, typeOf, repeats !== false)),
        flat: flat === null ? null : (0,tensor_real/* toReal */.kj)(flat),
        depth: depthOf(graph, sight, found),
    };
}
function operatorInWords(found, sight, typeOf, repeats) {
    const { operator, by, before, after, bits, alone, constantsHeld, fails, together, between } = found;
    const { node, makes } = operator;
    const real = (value) => (value === null ? null : (0,tensor_real/* toReal */.kj)(value));
    // What computes its constants may be what is wrong, unless it is among the operators, or not needed.
    const own = new Set(together.flatMap((one) => one.makes));
    const isKnown = constantsHeld === true || operator.computedConstants.every((name) => own.has(name));
    const types = (names) => names.flatMap((name) => typeOf(name) ?? []);
    return {
        ...describe_located_named(operator, makes.find((name) => sight.get(name)?.wrong === true)),
        by,
        before: real(before),
        after: real(after),
        bits: real(bits),
        certain: repeats && fails !== true && (alone === true || together.length > 0) && isKnown,
        together: together.map((one) => describe_located_named(one)),
        ...(constantsHeld === false && together.length > 0 && { constants: true }),
        ...(fails === true && { fails }),
        between: between.map((one) => describe_located_named(one)),
        inputs: types((node.input ?? []).filter((name) => name !== '')),
        outputs: types(makes),
        attributes: (node.attribute ?? []).flatMap(attributeInWords),
    };
}
/** @param wrong of what it makes, after which it is named where it has no name */
function describe_located_named({ node, index }, wrong) {
    const { name, opType, domain, output } = node;
    const type = (0,element_types/* isStandard */.mI)(node) ? (opType ?? '') : `${domain ?? ''}.${opType ?? ''}`;
    return { name: name || (wrong ?? output?.[0] ?? ''), type, index };
}
/** Numbers of a list that are shown. */
const MOST_NUMBERS = 8;
/** Tensors and graphs are left out. */
function attributeInWords(attribute) {
    const { name = '', type, f, i, floats, ints, strings } = attribute;
    const list = (values) => `[${values.slice(0, MOST_NUMBERS).join(', ')}${values.length > MOST_NUMBERS ? ', …' : ''}]`;
    switch (type) {
        case 1:
            return [`${name} ${(0,number_format/* formatMagnitude */.qU)(f ?? 0)}`];
        case 2:
            return [`${name} ${Number(i ?? 0)}`];
        case 3:
            return [`${name} ${(0,onnx_attributes/* textOf */.b6)(attribute) ?? ''}`];
        case 6:
            return [`${name} ${list((floats ?? []).map(number_format/* formatMagnitude */.qU))}`];
        case 7:
            return [`${name} ${list((ints ?? []).map(Number))}`];
        case 8:
            return [`${name} ${list((strings ?? []).map((text) => new TextDecoder().decode(text)))}`];
        default:
            return [];
    }
}
/** Points of the picture. */
const MOST_POINTS = 240;
/** The worst of what each node makes, in order; where there are too many, evenly, with those that were found. */
function depthOf({ operators }, sight, found) {
    const points = operators.flatMap(({ index, makes }) => {
        const ratio = worstRatio(sight, makes);
        return ratio === null ? [] : [{ index, ratio: (0,tensor_real/* toReal */.kj)(ratio) }];
    });
    const step = Math.ceil(points.length / MOST_POINTS);
    const kept = new Set(found.map(({ operator }) => operator.index));
    return points.filter(({ index }, place) => place % step === 0 || kept.has(index));
}

;// CONCATENATED MODULE: ./lib/onnx/unfold-node.js
/** A node with a body as plain nodes: the branch that is taken, the first passes of a loop, or the nodes of a function. */



/** Passes of a loop that are unfolded. */
const MOST_PASSES = 4;
const PASSES = ['first', 'second', 'third', 'fourth'];
/** Null for a node without a body, and where it is not known what of it runs. */
function unfoldNode(model, node, known) {
    const body = (name) => node.attribute?.find((one) => one.name === name)?.g ?? null;
    const unfolded = (0,element_types/* isStandard */.mI)(node) ? ofControl(node, body, known) : null;
    const found = unfolded ?? ofFunction(model, node);
    if (found === null)
        return null;
    const made = new Set(found.nodes.flatMap(({ node: { output } }) => output ?? []));
    const outputs = [...new Set(found.outputs)].filter((name) => made.has(name));
    return outputs.length === 0 ? null : { opsetImport: model.opsetImport ?? [], ...found, outputs };
}
function ofControl(node, body, known) {
    switch (node.opType) {
        case 'If': {
            const isTaken = known.isTrue(node.input?.[0] ?? '');
            const branch = isTaken === null ? null : body(isTaken ? 'then_branch' : 'else_branch');
            if (branch === null)
                return null;
            return passOf(branch, new Map(), '', `the ${isTaken === true ? 'then' : 'else'} branch`);
        }
        case 'Loop': {
            const [trips = '', condition = ''] = node.input ?? [];
            const most = trips === '' ? MOST_PASSES : known.integer(trips);
            const graph = body('body');
            if (most === null || graph === null || (condition !== '' && known.isTrue(condition) === false))
                return null;
            const states = (graph.input ?? []).length - 2;
            return passes(graph, Math.min(most, MOST_PASSES), (pass, before) => {
                const number = `${bodyName(node)}/pass ${pass + 1}`;
                return {
                    bound: [
                        number,
                        before[0] ?? `${bodyName(node)}/goes on`,
                        ...(pass === 0 ? (node.input ?? []).slice(2) : before.slice(1, 1 + states)),
                    ],
                    constants: [
                        { name: number, dims: [], dataType: INT64, int64Data: [pass] },
                        ...(pass === 0 ? [{ name: `${bodyName(node)}/goes on`, dims: [], dataType: BOOL, int32Data: [1] }] : []),
                    ],
                    nodes: [],
                };
            });
        }
        case 'Scan':
            return ofScan(node, body('body'), known);
        default:
            return null;
    }
}
const { INT64, BOOL } = onnx/* onnx */.W.TensorProto.DataType;
/** Since operator set 9: what is scanned comes behind the states. */
function ofScan(node, graph, known) {
    const scanned = (0,onnx_attributes/* intOf */.L0)(node, 'num_scan_inputs', 0);
    const names = node.input ?? [];
    const states = names.length - scanned;
    if (graph === null || names[0] === '' || (graph.input ?? []).length !== names.length)
        return null;
    const axes = (0,onnx_attributes/* intsOf */.YA)(node, 'scan_input_axes') ?? [];
    const backwards = (0,onnx_attributes/* intsOf */.YA)(node, 'scan_input_directions') ?? [];
    const [length] = names.slice(states).flatMap((name) => known.shape(name)?.at(axes[0] ?? 0) ?? []);
    if (length === undefined)
        return null;
    return passes(graph, Math.min(length, MOST_PASSES), (pass, before) => {
        const slices = names.slice(states).map((name, place) => ({
            name,
            axis: axes[place] ?? 0,
            at: backwards[place] === 1 ? length - 1 - pass : pass,
            slice: `${name}/slice ${place + 1} of pass ${pass + 1}`,
        }));
        return {
            bound: [...(pass === 0 ? names.slice(0, states) : before.slice(0, states)), ...slices.map(({ slice }) => slice)],
            constants: slices.map(({ slice, at }) => ({
                name: `${slice}/place`,
                dims: [],
                dataType: INT64,
                int64Data: [at],
            })),
            nodes: slices.map(({ name, axis, slice }) => ({
                opType: 'Gather',
                input: [name, `${slice}/place`],
                output: [slice],
                attribute: [{ name: 'axis', type: onnx/* onnx */.W.AttributeProto.AttributeType.INT, i: axis }],
            })),
        };
    });
}
/** One pass behind the other. @param next gets what the body made in the one before */
function passes(graph, count, next) {
    const nodes = [];
    const constants = new Map();
    let before = [];
    for (let pass = 0; pass < count; pass++) {
        const { bound, ...more } = next(pass, before);
        const part = `the body, in its ${PASSES[pass]} pass,`;
        const names = new Map((graph.input ?? []).map(({ name }, place) => [name ?? '', bound[place] ?? '']));
        const one = passOf(graph, names, pass === 0 ? '' : `pass ${pass + 1}/`, part);
        nodes.push(...more.nodes.map((node) => ({ node, of: null, part })), ...one.nodes);
        for (const constant of [...more.constants, ...one.constants])
            constants.set(constant.name ?? '', constant);
        before = one.outputs;
    }
    return count === 0 ? null : { nodes, constants: [...constants.values()], outputs: before };
}
/** A graph whose own values and nodes get other names, and whose inputs are bound to values around it. */
function passOf(graph, bound, before, part) {
    const own = new Set((graph.node ?? []).flatMap(({ output }) => output ?? []));
    const rename = (name) => bound.get(name) ?? (own.has(name) && name !== '' ? `${before}${name}` : name);
    return {
        nodes: (graph.node ?? []).map((node) => ({
            node: { ...unfold_node_renamed(node, rename), ...(node.name && { name: `${before}${node.name}` }) },
            of: node,
            part,
        })),
        constants: graph.initializer ?? [],
        outputs: (graph.output ?? []).map(({ name }) => rename(name ?? '')),
    };
}
function ofFunction(model, node) {
    const own = (model.functions ?? []).find(({ domain, name, overload }) => name === node.opType && (domain ?? '') === (node.domain ?? '') && (overload ?? '') === (node.overload ?? ''));
    if (own === undefined)
        return null;
    const bound = new Map([
        ...(own.input ?? []).map((name, place) => [name, node.input?.[place] ?? '']),
        ...(own.output ?? []).map((name, place) => [name, node.output?.[place] || `${bodyName(node)}/${name}`]),
    ]);
    const rename = (name) => (name === '' ? '' : (bound.get(name) ?? `${bodyName(node)}/${name}`));
    const given = new Map([...(own.attributeProto ?? []), ...(node.attribute ?? [])].map((attribute) => [attribute.name ?? '', attribute]));
    const imported = new Map((own.opsetImport ?? []).map(({ domain, version }) => [domain ?? '', version]));
    const others = (model.opsetImport ?? []).filter(({ domain }) => !imported.has(domain ?? ''));
    return {
        nodes: (own.node ?? []).map((one) => ({
            node: unfold_node_renamed(unfold_node_withAttributes(one, given), rename),
            of: one,
            part: 'the body',
        })),
        constants: [],
        outputs: (own.output ?? []).map(rename),
        opsetImport: [...(own.opsetImport ?? []), ...others],
    };
}
function bodyName({ name, output }) {
    return name || (output?.[0] ?? '');
}
/** Attributes that stand for those of the function get what the call gives; without that, they are left out. */
function unfold_node_withAttributes(node, given) {
    const attribute = (node.attribute ?? []).flatMap((one) => {
        const name = one.refAttrName ?? '';
        const own = name === '' ? one : given.get(name);
        if (own === undefined)
            return [];
        const graph = own.g;
        const inner = graph == null ? {} : { g: { ...graph, node: (graph.node ?? []).map((n) => unfold_node_withAttributes(n, given)) } };
        return [{ ...own, name: one.name ?? '', ...inner }];
    });
    return { ...node, attribute };
}
/** A node whose values have other names, also within its branches and bodies. */
function unfold_node_renamed(node, rename) {
    const graphOf = (graph) => {
        const port = (one) => ({ ...one, name: rename(one.name ?? '') });
        return {
            ...graph,
            node: (graph.node ?? []).map((one) => unfold_node_renamed(one, rename)),
            input: (graph.input ?? []).map(port),
            output: (graph.output ?? []).map(port),
            initializer: (graph.initializer ?? []).map((one) => ({ ...one, name: rename(one.name ?? '') })),
        };
    };
    const attribute = (node.attribute ?? []).map((one) => ({
        ...one,
        ...(one.g != null && { g: graphOf(one.g) }),
        ...(one.graphs != null && { graphs: one.graphs.map(graphOf) }),
    }));
    return { ...node, input: (node.input ?? []).map(rename), output: (node.output ?? []).map(rename), attribute };
}

;// CONCATENATED MODULE: ./lib/locate/inside-operator.js
/** The body of an operator that was found, as a model of its own: what is wrong may be an operator inside. */










/** Null for an operator without a body, and where it is not known what of it runs. */
async function insideOperator({ node, inputs }, suspect, { right, other }, folder) {
    const known = knownOf(inputs);
    const unfolded = unfoldNode(right, node, known);
    const twin = other === right ? node : twinOf(other, node);
    const beside = twin === undefined ? null : unfoldNode(other, twin, known);
    if (unfolded === null || beside === null)
        return null;
    const model = inside_operator_modelOf(right, unfolded, inputs);
    const path = await writePart(model, (0,external_node_path_.join)(folder, 'inside'));
    const loadable = committed(await (0,read_form/* readForm */.vq)((0,external_node_path_.join)(folder, 'inside'), 'model.onnx'));
    const same = other === right ? path : await writePart(inside_operator_modelOf(other, beside, inputs), (0,external_node_path_.join)(folder, 'inside-other'));
    const onnx = same === path ? loadable : committed(await (0,read_form/* readForm */.vq)((0,external_node_path_.join)(folder, 'inside-other'), 'model.onnx'));
    const read = new Set((model.graph?.input ?? []).map(({ name }) => name ?? ''));
    const given = (0,stored_values/* valuesMadeBy */.vu)(() => Object.fromEntries(Object.entries(inputs).filter(([name]) => read.has(name))));
    const sha256 = (0,external_node_crypto_.createHash)('sha256').update(suspect.case.sha256).update(loadable.key).digest('hex');
    return {
        suspect: { ...suspect, right: loadable, onnx, case: { ...suspect.case, inputs: given, expected: null, sha256 } },
        nodes: unfolded.nodes,
    };
}
/** The node of the other graph that makes the same. */
function twinOf({ graph }, { output }) {
    return (graph?.node ?? []).find((one) => (one.output ?? []).some((name) => name !== '' && output?.includes(name)));
}
/** What is not a weight of the model is an input. */
function inside_operator_modelOf(model, { nodes, constants, outputs, opsetImport }, inputs) {
    const read = new Set(nodes.flatMap(({ node }) => namesReadBy(node)));
    const weights = (model.graph?.initializer ?? []).filter(({ name }) => read.has(name ?? ''));
    const own = new Set([...weights, ...constants].map(({ name }) => name ?? ''));
    const input = Object.entries(inputs).flatMap(([name, value]) => value.kind !== 'tensor' || own.has(name) || !read.has(name)
        ? []
        : [
            {
                name,
                type: {
                    tensorType: {
                        elemType: data_type/* ONNX_NUMBERS */.n[value.dtype],
                        shape: { dim: value.shape.map((dimValue) => ({ dimValue })) },
                    },
                },
            },
        ]);
    const graph = {
        name: 'inside',
        node: nodes.map(({ node }) => node),
        input,
        output: outputs.map((name) => ({ name })),
        initializer: [...weights, ...constants],
    };
    return { ...model, opsetImport: opsetImport ?? [], graph, trainingInfo: [] };
}
function knownOf(inputs) {
    const tensor = (name) => {
        const value = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
        return value?.kind === 'tensor' && value.dtype !== 'string' ? value : null;
    };
    const first = (name) => {
        const value = tensor(name);
        return value === null ? null : ((0,numbers_of/* numbersOf */.c)(value)[0] ?? null);
    };
    return {
        isTrue(name) {
            const value = first(name);
            return value === null ? null : value !== 0;
        },
        integer: first,
        shape: (name) => tensor(name)?.shape ?? null,
    };
}

;// CONCATENATED MODULE: ./lib/locate/observe-route.js
/** Observes a column at the values of a graph, through the conversions that lead to it. */



















function routeObserver(candidate, reference, context) {
    let last = null;
    let count = 0;
    let troubled = false;
    let whole = null;
    const observer = {
        last: () => last,
        async differs(from, to) {
            const seen = await observer.observe(from, to);
            if ('unseen' in seen || last === null)
                return null;
            const known = [...(await reference.read(to))];
            const strict = new Map(known.map(([name, value]) => [name, { ...value, moved: null }]));
            return showsFault(sightOf(strict, last, candidate.precision, context.threads));
        },
        async repeats() {
            if (whole === null)
                return null;
            const { to, made } = whole;
            const again = await observer.observe([], to);
            if ('unseen' in again || last === null)
                return null;
            const known = await reference.read(to);
            const before = [...known].flatMap(([name, value]) => {
                const own = Object.hasOwn(made, name) ? made[name] : undefined;
                return own?.kind === 'tensor' ? [[name, { ...value, tensor: own }]] : [];
            });
            return !showsFault(sightOf(new Map(before), last, candidate.precision, context.threads));
        },
        count: () => count,
        isTroubled: () => troubled,
        async observe(from, to, constants = {}) {
            last = null;
            if (context.over())
                return { unseen: located_schema/* NO_TIME */.wM };
            const held = constants.held ?? [];
            const lost = await reference.know([...new Set([...from, ...to, ...held])]);
            troubled ||= lost?.passing === true;
            if (lost !== null)
                return lost;
            const fed = await reference.read(from);
            if (fed.size < from.length)
                return { unseen: 'a value to be fed is not a tensor' };
            const part = observe_route_partOf(candidate.model, from, to, reference, {
                computed: constants.computed ?? [],
                held: observe_route_valuesOf(await reference.read(held)),
                fixed: constants.fixed === true,
            });
            if (part === null)
                return { unseen: 'the graph that runs does not have these values' };
            count += 1;
            const ran = await runPart(part, fed, to, candidate, context);
            if ('unseen' in ran) {
                troubled ||= ran.passing === true;
                return ran;
            }
            const known = await reference.read(to);
            last = underFirstNames(to, observe_route_valuesOf(known), ran.outputs, ran.names);
            const sight = sightOf(known, last, candidate.precision, context.threads);
            if (from.length === 0 && showsFault(sight))
                whole = { to, made: last };
            return sight;
        },
    };
    return observer;
}
function observe_route_valuesOf(known) {
    return Object.fromEntries([...known].map(([name, { tensor }]) => [name, tensor]));
}
function observe_route_partOf(model, from, to, reference, { computed, held, fixed }) {
    const made = new Set((model.graph?.node ?? []).flatMap(({ output }) => output ?? []));
    const wanted = to.filter((name) => made.has(name));
    if (wanted.length === 0)
        return null;
    // Sizes that the model leaves open stay open in its parts: some faults show only then.
    const open = !fixed &&
        (model.graph?.input ?? []).some(({ type }) => (type?.tensorType?.shape?.dim ?? []).some(({ dimValue }) => dimValue == null || Number(dimValue) <= 0));
    const cutAt = (name) => {
        const type = reference.typeOf(name);
        return open && type.shape !== undefined ? { ...type, shape: type.shape.map(() => null) } : type;
    };
    const known = Object.entries(reference.constants).filter(([name]) => !computed.includes(name));
    return cutModel(model, {
        from: from.map(cutAt),
        to: wanted.map(cutAt),
        // Without values that are fed nothing is cut off, and the part computes its sizes as the model does.
        constants: from.length === 0 ? held : { ...Object.fromEntries(known), ...held },
    });
}
async function runPart(part, fed, to, { steps, column, case: one, inputs }, { id, pool, converter, folder: parent }) {
    const folder = await (0,promises_.mkdtemp)((0,external_node_path_.join)(parent, 'part-'));
    await writePart(part.model, folder);
    const form = { ...(await (0,read_form/* readForm */.vq)(folder, 'model.onnx')), path: `a part of ${id}` };
    if ('fault' in form.content)
        return { unseen: form.content.fault.what };
    const own = reference_values_only(inputs, part.inputs);
    const given = (0,stored_values/* valuesMadeBy */.vu)(async () => ({ ...(await own.read()), ...observe_route_valuesOf(onlyFed(fed, part.inputs)) }));
    const sha256 = (0,external_node_crypto_.createHash)('sha256').update(one.sha256).update(form.sha256).digest('hex');
    const staged = { name: one.name, inputs: given, expected: null, sha256 };
    const converted = steps.length === 0 ? null : await converter.convert(form, steps, [staged]);
    if (converted?.ok === false) {
        const unseen = (0,worker_failure/* describeFailure */.Ic)(converted.failure, converted.doing, 'limits.convert').what;
        return (0,worker_failure/* isPassing */.WG)(converted.failure) ? { unseen, passing: true } : { unseen };
    }
    const loaded = converted?.stages.at(-1) ?? committed(form);
    const ran = await pool.run({
        title: `${id}: looking at ${to.length === 1 ? to[0] : `${to.length} values`}`,
        column,
        model: loaded,
        format: loaded.format,
        changes: loaded.changes,
        cases: (0,run_request/* casesFor */.Xz)(loaded, [staged]),
        folder: (0,external_node_path_.join)(folder, 'outputs'),
    });
    const outputs = ran.failure === null ? await (0,stored_values/* readable */.HD)(ran.outputs.get(one.name)) : undefined;
    return outputs === undefined ? unseenRun(ran, column.id) : { outputs, names: loaded.names };
}
function onlyFed(fed, names) {
    return new Map([...fed].filter(([name]) => names.includes(name)));
}
function sightOf(known, candidate, precision, tallyPool) {
    return new Map([...known].flatMap(([name, value]) => {
        const other = Object.hasOwn(candidate, name) ? candidate[name] : undefined;
        const seen = other === undefined ? null : compared(value, other, { precision, tallyPool });
        return seen === null ? [] : [[name, seen]];
    }));
}
/** Null where the two cannot be compared, or where rounding alone changes an integer or a size. */
function compared(known, other, about) {
    const { tensor, noise } = known;
    const [pair] = (0,structure/* pairLeaves */.BM)('value', tensor, other);
    if (pair?.kind === 'mismatch') {
        const sized = other.kind === 'tensor' && other.dtype === tensor.dtype;
        // Of as many elements in another shape nobody knows the layout.
        const lost = sized && (0,tensor_tensor/* elementCount */.KX)(other.shape) !== (0,tensor_tensor/* elementCount */.KX)(tensor.shape);
        return lost && !isUndecided(known, other) ? { ratio: null, bits: null, wrong: true } : null;
    }
    if (pair?.kind !== 'tensors')
        return null;
    const { judgement } = (0,judge_tensors/* judgeTensors */.Q)(pair.reference, pair.candidate, {
        tolerance: tolerance_spec/* DEFAULT_TOLERANCE */.s6,
        precision: about.precision,
        noise,
        tallyPool: about.tallyPool,
    });
    const { noiseRatio, effectiveBits, verdict } = judgement;
    if (verdict === 'drift' && isUndecided(known, pair.candidate))
        return null;
    return {
        ratio: noiseRatio === null ? null : (0,tensor_real/* fromReal */.b5)(noiseRatio),
        bits: effectiveBits === null ? null : (0,tensor_real/* fromReal */.b5)(effectiveBits),
        wrong: verdict === 'drift',
    };
}

;// CONCATENATED MODULE: ./lib/locate/read-graphs.js

/** Parts of a graph are made in memory. */
const LARGEST_MODEL = 2 ** 30;
/** @returns why they cannot be searched */
function readGraphs(right, other) {
    try {
        const model = wholeModel(right.path);
        if (read_graphs_sizeOf(model) > LARGEST_MODEL)
            return { why: `the ONNX is larger than ${LARGEST_MODEL / 2 ** 30} GiB` };
        return { right: model, other: other.path === right.path ? model : wholeModel(other.path) };
    }
    catch {
        // protobufjs throws several kinds of errors; a converter may have written what only runtimes understand.
        return { why: 'the ONNX cannot be read' };
    }
}
function read_graphs_sizeOf({ graph }) {
    return (graph?.initializer ?? []).reduce((sum, { rawData }) => sum + (rawData?.length ?? 0), 0);
}

;// CONCATENATED MODULE: ./lib/locate/undecided-outputs.js

/** Those that rounding decides: the reference itself makes them otherwise when everything moves by a unit in the last place. */
async function undecidedOutputs({ outputs }, reference, { names }) {
    const first = new Map(Object.entries(names).map(([name, own]) => [own, name]));
    const known = await reference.read(outputs);
    return [...known].flatMap(([name, value]) => (value.moved === null ? [] : [first.get(name) ?? name])).sort();
}
/** Those that the operators have a part in. */
function outputsBehind(graph, found, { names }) {
    const first = new Map(Object.entries(names).map(([name, own]) => [own, name]));
    const theirs = new Set(found.map(({ operator }) => operator.index));
    return graph.outputs
        .filter((name) => operatorsBehind(graph, [name]).some(({ index }) => theirs.has(index)))
        .map((name) => first.get(name) ?? name)
        .sort();
}

;// CONCATENATED MODULE: ./lib/locate/value-slices.js

/** Values that are looked at in one run; more of them are looked at in several. */
const SLICE_BYTES = 256 * 2 ** 20;
/** The values that can be looked at, as many together as fit. */
function valueSlices({ operators }, { sizes }) {
    const slices = [];
    let bytes = Number.POSITIVE_INFINITY;
    for (const name of operators.flatMap(({ makes }) => makes)) {
        const size = sizes.get(name);
        if (size === undefined)
            continue;
        const own = 4 * (0,tensor_tensor/* elementCount */.KX)(size);
        if (bytes + own > SLICE_BYTES) {
            slices.push([]);
            bytes = 0;
        }
        bytes += own;
        slices.at(-1)?.push(name);
    }
    return slices;
}

;// CONCATENATED MODULE: ./lib/locate/locate-layer.js
/** The layer: the operators of an ONNX graph at which a column begins to differ from the reference. */


















async function locateLayer(suspect, context) {
    const { right, onnx, steps, column, precision } = suspect;
    const read = readGraphs(right, onnx);
    if ('why' in read)
        return { unlocated: read.why, parts: 0, ran: false, troubled: false };
    const graph = valueGraph(read.right.graph ?? {});
    const inputs = (0,correspondence/* storedForForm */.Xo)(suspect.case.inputs, right);
    const id = `${suspect.model} on ${column.id}`;
    const { pool, references, threads, converter, folder, over } = context;
    await (0,promises_.mkdir)(folder, { recursive: true });
    const subject = { model: read.right, graph, case: suspect.case.name, inputs };
    const known = await references.of(suspect, subject);
    if ('unseen' in known)
        return { unlocated: known.unseen, parts: 0, ran: false, troubled: known.passing === true };
    const reference = columnReference(known, suspect);
    const observer = routeObserver({ model: read.other, steps, column, precision, case: suspect.case, inputs }, reference, { id, pool, converter, folder, threads, over });
    const alone = aloneRuns(observer);
    const all = valueSlices(graph, reference);
    // In one go, where they fit: every later look at the reference is then known.
    const [only, ...others] = all;
    if (only !== undefined && others.length === 0)
        await reference.know(only);
    const slices = context.onlyCuts === true ? [] : all;
    const search = await searchOperators(graph, alone.observe, { slices, most: context.most });
    const unlocated = (why, more = {}) => ({
        unlocated: why,
        ...more,
        parts: observer.count(),
        ran: search.ran,
        troubled: observer.isTroubled(),
    });
    let { found } = search;
    if (found.length === 0) {
        const why = search.why ?? 'nothing was found';
        const undecided = why === NOT_SHOWN ? await undecidedOutputs(graph, reference, right) : [];
        if (undecided.length === 0)
            return unlocated(why);
        found = await choosingOtherwise(graph, reference, alone.differs);
        if (found.length === 0)
            return unlocated(`rounding decides ${undecided.join(', ')}: the reference itself makes it otherwise when its inputs and weights move by one unit in the last place`, { undecided });
    }
    const parts = observer.count();
    const repeats = await observer.repeats();
    const about = { suspect, model: read.right, graph, reference, alone, inputs: await inputs.read() };
    const deciding = await decidingOperators(found, about, async (names) => {
        await observer.observe([], names);
        return observer.last();
    });
    found = found.filter((one) => !deciding.includes(one));
    if (found.length === 0) {
        const undecidedAt = deciding.map(({ operator }) => describe_located_named(operator));
        const undecided = outputsBehind(graph, deciding, right);
        const names = undecidedAt.map(({ type, name }) => `${type} ${name}`).join(', ');
        return unlocated(`rounding decides ${undecided.join(', ')}: where they differ, what ${names} reads is on the edge within rounding`, { undecided, undecidedAt });
    }
    found = locate_layer_inOrder(found, graph);
    const operators = [];
    for (const one of found)
        operators.push(await operatorValues(one, about));
    // Of several that are wrong together, the report shows what the last one reads.
    const shown = await Promise.all(found.map((one) => operatorValues({ ...one, together: [] }, about)));
    const types = new Map([...operators, ...shown]
        .flatMap((one) => Object.entries({ ...one.inputs, ...one.expected }))
        .map(([name, value]) => [name, (0,structure/* describeValue */.bp)(value)]));
    const typeOf = (name) => types.get(name) ?? null;
    const located = describeLocated(suspect, { ...search, found, graph, parts, repeats, typeOf });
    return withBodies({ located, operators }, suspect, read, context);
}
/** Operators inside, in place of those with a body in which something is wrong. */
async function withBodies({ located, operators }, suspect, read, context) {
    const found = [];
    let { parts } = located;
    for (const [place, told] of located.operators.entries()) {
        const operator = operators[place];
        if (operator === undefined)
            continue;
        const own = { ...context, folder: (0,external_node_path_.join)(context.folder, `body-${place}`) };
        const body = told.together.length > 0 ? null : await insideOperator(operator, suspect, read, own.folder);
        if (body === null) {
            found.push({ told, operator });
            continue;
        }
        const inside = await locateLayer(body.suspect, own);
        parts += 'unlocated' in inside ? inside.parts : inside.located.parts;
        if ('unlocated' in inside) {
            const why = inside.unlocated === NOT_SHOWN
                ? rightInside(told)
                : `in its body no operator was found, because ${inside.unlocated}`;
            found.push({ told: { ...told, body: why }, operator });
            continue;
        }
        const known = new Set();
        for (const [at, one] of inside.located.operators.entries()) {
            const inner = inside.operators[at];
            const origin = body.nodes[one.index];
            // Of several passes, the first in which it is wrong.
            if (inner === undefined || origin === undefined || known.has(origin.of))
                continue;
            known.add(origin.of);
            const within = [...(one.within ?? []), `${origin.part} of ${told.type} \`${told.name}\``];
            const name = one.within === undefined ? origin.of?.name || one.name : one.name;
            const certain = one.certain && located.repeats !== false;
            found.push({
                told: { ...one, name, index: told.index, within, certain },
                operator: { ...inner, around: [told.index, ...(inner.around ?? [])] },
            });
        }
    }
    return {
        located: { ...located, parts, operators: found.map(({ told }) => told) },
        operators: found.map(({ operator }) => operator),
    };
}
function rightInside({ type }) {
    return type === 'Loop' || type === 'Scan'
        ? 'the first passes of its body are right when they run as a graph of their own, so what is wrong is how they are repeated, or a later one'
        : 'its body is right when it runs as a graph of its own, so what is wrong is whether it runs, or how';
}
/** The first product of a precision mode comes first, whichever was found first. */
function locate_layer_inOrder(found, graph) {
    if (flatRise(found, graph) === null)
        return found;
    return found.toSorted((a, b) => a.operator.index - b.operator.index);
}

// EXTERNAL MODULE: ./lib/host/json-cache.js
var json_cache = __webpack_require__(83485);
;// CONCATENATED MODULE: ./lib/locate/located-cache.js





/** Increase it when the method changes: what was found before is then searched again. */
const METHOD = 8;
/** What the result of a search depends on, as the name of its file in the cache. */
async function locatedKey({ right, onnx, steps, column, precision, acceptsFloat32, reference, case: one, form, step, against }, noise, isa) {
    // An adapter of the repository changes without a release.
    const adapters = [column.runtime, reference.runtime, ...steps.map(({ converter }) => converter)];
    const files = await (0,hash_files/* hashFiles */.y)(adapters.flatMap(({ file }) => file ?? []));
    const facts = (of) => [of.runtime.id, of.runtime.dependencies, of.version ?? '', of.options];
    const parts = [
        METHOD,
        files,
        [form, step, against],
        [right.key, right.names, onnx.key, onnx.names],
        steps.map(({ converter, options, version }) => [converter.id, converter.dependencies, version ?? '', options]),
        [facts(column), column.requirements ?? [], precision, acceptsFloat32, facts(reference)],
        [one.name, one.sha256],
        noise.runs ?? null,
        isa,
    ];
    return (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(parts)).digest('hex');
}
const schema = schemas/* union */.KCZ([
    schemas/* strictObject */.rej({ located: located_schema/* locatedSchema */["if"] }),
    schemas/* strictObject */.rej({
        unlocated: schemas/* string */.YjP(),
        undecided: schemas/* array */.YOg(schemas/* string */.YjP()).optional(),
        undecidedAt: schemas/* array */.YOg(located_schema/* operatorSchema */.qV).optional(),
    }),
]);
function readLocated(host, key) {
    return (0,json_cache/* readCached */.J)(host, 'located', key, schema);
}
function writeLocated(host, key, result) {
    return (0,json_cache/* writeCached */.U)(host, 'located', key, result);
}

;// CONCATENATED MODULE: ./lib/locate/tell-mode.js


/**
 * What looks like a precision mode, with what its first operator does by itself. It is none where that operator is misread
 * in a way that is no rounding: then so are all of its kind.
 * @param examine looks closer at the first operator
 */
async function tellMode(located, examine) {
    const [first, ...others] = located.operators;
    if (located.flat === null || located.against !== null || first?.certain !== true)
        return { located, examined: null };
    const examined = await examine();
    const { replay } = examined;
    const [cause] = replay.causes;
    if (cause !== undefined && cause.variant !== located_schema/* ROUNDED_OPERANDS */.nL)
        return { located: { ...located, flat: null }, examined };
    return { located: { ...located, operators: [{ ...first, replay }, ...others] }, examined };
}
/** Several operators of which each makes what rounding its operands in one way makes: that is the arithmetic of all products. */
function tellRounding(located) {
    const { operators, flat, against } = located;
    const ways = operators.map(({ certain, replay }) => {
        const cause = certain ? replay?.causes.find(({ variant }) => variant === located_schema/* ROUNDED_OPERANDS */.nL) : undefined;
        return cause?.asIf;
    });
    const bits = operators.flatMap((one) => (one.bits === null ? [] : [(0,tensor_real/* fromReal */.b5)(one.bits)]));
    const isOne = ways.every((way) => way !== undefined && way === ways[0]) && bits.length === operators.length;
    if (flat !== null || against !== null || operators.length < 2 || !isOne)
        return located;
    const inOrder = operators.toSorted((a, b) => a.index - b.index);
    return { ...located, operators: inOrder, flat: (0,tensor_real/* toReal */.kj)(bits.reduce((sum, one) => sum + one, 0) / bits.length) };
}

;// CONCATENATED MODULE: ./lib/locate/locate-drifts.js
/** The stage: the operators at which the cells of a run begin to drift, the worst cells first, within a budget. */















/** Operators that are looked for in one cell, each behind the ones before. */
const MOST_OPERATORS = 3;
/**
 * The cells of a model in which an operator can be searched, with their inputs copied to `folder`; of the others the
 * judged model says why not.
 */
async function driftingCells(judged, trial, onnxHome, folder) {
    if ('fault' in trial || 'missing' in judged.reference)
        return { judged, drifting: [] };
    const drifting = [];
    const kept = new Map();
    const cells = [...judged.cells];
    for (const [index, one] of judged.cells.entries()) {
        const tried = trial.cells[index];
        if (tried === undefined || !(0,trial_trial/* isRun */.y)(tried) || one.cell.state !== 'drift')
            continue;
        const found = findSuspects(one.cell, tried, trial, onnxHome);
        if ('why' in found) {
            cells[index] = { ...one, cell: { ...one.cell, unlocated: found.why } };
            continue;
        }
        const [first] = found.suspects;
        const staged = kept.get(first.case.name) ?? (await keptCase(first.case, (0,external_node_path_.join)(folder, String(kept.size))));
        kept.set(first.case.name, staged);
        const [own, ...others] = found.suspects.map((suspect) => ({ ...suspect, case: staged }));
        if (own !== undefined)
            drifting.push({ cell: index, ratio: found.ratio, suspects: [own, ...others] });
    }
    return { judged: { ...judged, cells }, drifting };
}
async function keptCase(staged, folder) {
    await (0,promises_.mkdir)(folder, { recursive: true });
    await (0,value_folder/* writeValues */.w4)(folder, await staged.inputs.read());
    return { ...staged, inputs: (0,stored_values/* valuesIn */.aC)(folder), expected: null };
}
/** The judged models with what was found. @param drifting by model, in the order of the judged models */
async function locateDrifts(judged, drifting, context) {
    const { host, seconds } = context;
    const open = drifting
        .flatMap((cells, model) => cells.map((cell) => ({ ...cell, model })))
        .toSorted((a, b) => b.ratio - a.ratio || a.model - b.model || a.cell - b.cell);
    const located = [...judged];
    const { pool, threads, config } = context;
    const folder = (0,external_node_path_.join)(context.folder, 'references');
    const references = knownReferences({ pool, threads, noise: config.noise, folder });
    const start = performance.now();
    const over = () => seconds !== null && performance.now() - start > seconds * 1000;
    for (const [index, one] of open.entries()) {
        host.signal.throwIfAborted();
        const [{ model, column }] = one.suspects;
        const limit = seconds === null ? '' : `, at most ${(0,number_format/* formatSeconds */.Xo)(seconds)} for all`;
        host.log.progress(`locating where ${model} begins to drift on ${column.id} (${index + 1} of ${open.length}${limit})`);
        const result = await locateCell(one, { ...context, references, over });
        const before = located[one.model];
        if (before === undefined)
            continue;
        const now = withResult(before, one.cell, result);
        located[one.model] = now;
        context.onLocated?.(now);
    }
    return located;
}
function withResult(judged, place, result) {
    const cells = judged.cells.map((one, index) => index === place ? { ...one, cell: { ...one.cell, ...result } } : one);
    return { ...judged, cells };
}
/** From the cache, else searched. */
async function locateCell({ suspects }, context) {
    const { host, config, isa, again, over, repro } = context;
    const key = await locatedKey(suspects[0], config.noise, isa);
    const known = again ? null : await readLocated(host, key);
    if (known !== null && repro !== undefined && (await hasRepros(known, key, host, repro)))
        return known;
    // Without time to make its folders again, what was found before still holds.
    if (known !== null && (repro === undefined || over()))
        return withoutRepros(known);
    if (over())
        return { unlocated: located_schema/* NOT_BEGUN */.gr };
    const { result, troubled } = await searchIn(suspects, context);
    if (!over() && !troubled) {
        await writeLocated(host, key, result);
        if (repro !== undefined)
            await (0,repro_folders/* keepRepros */.LF)(host, key, reprosOf(result), repro.folder);
    }
    return result;
}
/** Whether a result that was found before needs no folders, or their copies were kept: these are written. */
async function hasRepros(known, key, host, repro) {
    const operators = 'located' in known && known.located.flat === null ? known.located.operators : [];
    const wanting = operators.some(({ replay }) => (replay?.shows === 'alone' || replay?.shows === 'open-sizes') &&
        replay.repro === undefined &&
        replay.reproTooLarge === undefined);
    return !wanting && (await (0,repro_folders/* writeKeptRepros */.FI)(host, key, reprosOf(known), repro));
}
function reprosOf(result) {
    const operators = 'located' in result ? result.located.operators : [];
    return operators.flatMap(({ replay }) => replay?.repro ?? []);
}
/** What was found before, without the folders that another run wrote. */
function withoutRepros(known) {
    if (!('located' in known))
        return known;
    const operators = known.located.operators.map(({ replay, ...operator }) => {
        if (replay === undefined)
            return operator;
        const { repro: _, ...rest } = replay;
        return { ...operator, replay: rest };
    });
    return { located: { ...known.located, operators } };
}
/** The first suspect in which an operator is found, else what the first one says. */
async function searchIn([first, ...others], context) {
    const searched = await searchOne(first, context);
    let { troubled } = searched;
    for (const suspect of 'located' in searched.result ? [] : others) {
        const other = await searchOne(suspect, context);
        if ('located' in other.result)
            return other;
        troubled ||= other.troubled;
    }
    return { ...searched, troubled };
}
async function searchOne(suspect, context) {
    const { pool, references, converterIn, threads, folder, examine } = context;
    // Asked before each step: where it says yes, one is left out.
    let unfinished = false;
    const over = () => {
        unfinished ||= context.over();
        return unfinished;
    };
    const own = (0,external_node_path_.join)(folder, 'search');
    const converter = converterIn((0,external_node_path_.join)(own, 'conversions'));
    try {
        const about = { pool, references, converter, threads, folder: own, most: MOST_OPERATORS, over };
        if (suspect.source !== undefined) {
            const layer = await firstLayer({ ...suspect, source: suspect.source }, about);
            return 'unlocated' in layer
                ? { result: { unlocated: layer.unlocated }, troubled: true }
                : { result: { located: layer }, troubled: false };
        }
        const found = await locateLayer(suspect, about);
        if ('unlocated' in found) {
            const { undecided, undecidedAt, troubled } = found;
            const result = {
                unlocated: whyUnlocated(found, unfinished),
                ...(undecided !== undefined && { undecided: [...undecided] }),
                ...(undecidedAt !== undefined && { undecidedAt: [...undecidedAt] }),
            };
            return { result, troubled };
        }
        const [operator] = found.operators;
        const { located, examined } = operator === undefined || over()
            ? { located: found.located, examined: null }
            : await tellMode(found.located, () => examine(suspect, operator));
        const operators = [];
        for (const [index, one] of located.operators.entries()) {
            const operator = found.operators[index];
            if (operator === undefined || !isByItself(located, one)) {
                operators.push(one);
                continue;
            }
            const known = index === 0 ? examined : null;
            const replay = over() ? known?.replay : await (known ?? (await examine(suspect, operator))).withRepro();
            operators.push(replay === undefined ? one : { ...one, replay });
        }
        const told = tellRounding({ ...located, operators });
        return { result: { located: unfinished ? { ...told, unfinished } : told }, troubled: false };
    }
    finally {
        await (0,promises_.rm)(own, { recursive: true, force: true });
    }
}
/** Where the time was over before a search of what runs came to an end, whatever it met on its way is no reason. */
function whyUnlocated({ unlocated, undecided, ran }, isOver) {
    return isOver && ran && undecided === undefined && unlocated !== NOT_SHOWN ? located_schema/* NO_TIME */.wM : unlocated;
}
/** One operator of the file that was searched, perhaps with some before it, and not an arithmetic of all of them. */
function isByItself({ flat, against }, { certain }) {
    return flat === null && against === null && certain;
}

;// CONCATENATED MODULE: ./lib/onnx/edit-stated-sizes.js





/** Fields that lead to what is left out, per message (numbers from onnx.proto). */
const edit_stated_sizes_CHILDREN = {
    model: { 7: 'graph', 25: 'function' },
    function: { 7: 'node' },
    graph: { 1: 'node', 12: 'output' },
    node: { 5: 'attribute' },
    attribute: { 6: 'graph', 11: 'graph' },
    output: { 2: 'type' },
    type: { 1: 'tensor' },
    tensor: {},
};
/** Fields that are left out: value_info of graphs and functions, and the shape of an output's tensor. */
const LEFT_OUT = { graph: 13, function: 12, tensor: 2 };
const NODE = 1;
const edit_stated_sizes_NAME = 1;
const OUTPUT = 12;
const LENGTH_DELIMITED = 2;
const edit_stated_sizes_CHUNK = 8 << 20;
/**
 * Writes a copy of the ONNX file with other statements of types. Weights are copied in pieces, so memory does not grow
 * with the file; external files are not copied.
 */
function editStatedSizes(source, target, edit) {
    const file = new file_window/* FileWindow */.V(source);
    try {
        const pieces = edited(protobuf/* ProtobufMessage */.h.whole(file), 'model', edit, true);
        (0,external_node_fs_.mkdirSync)((0,external_node_path_.dirname)(target), { recursive: true });
        const out = (0,external_node_fs_.openSync)(target, 'wx');
        try {
            for (const piece of pieces)
                edit_stated_sizes_write(file, out, piece);
        }
        finally {
            (0,external_node_fs_.closeSync)(out);
        }
    }
    finally {
        file.close();
    }
}
/** @param outermost whether it is the graph of the model, or leads to it */
function edited(message, kind, edit, outermost) {
    const pieces = [];
    for (const field of message.fields()) {
        if (field.number === LEFT_OUT[kind])
            continue;
        const child = field.kind === 'bytes' ? edit_stated_sizes_CHILDREN[kind][field.number] : undefined;
        if (child === undefined || (child === 'output' && !(outermost && edit.open.has(nameOf(message, field))))) {
            append(pieces, { from: field.start, to: field.to });
            continue;
        }
        const isOutermost = outermost && (kind === 'model' ? child === 'graph' : child === 'output');
        const inner = edited(message.inner(field), child, edit, isOutermost);
        if (child === 'graph' && isOutermost)
            inner.push(...additions(edit));
        const isSame = inner.every((piece) => !(piece instanceof Uint8Array)) && edit_stated_sizes_lengthOf(inner) === field.to - field.from;
        if (isSame)
            append(pieces, { from: field.start, to: field.to });
        else {
            pieces.push(edit_stated_sizes_header(field.number, edit_stated_sizes_lengthOf(inner)));
            for (const piece of inner)
                append(pieces, piece);
        }
    }
    return pieces;
}
function additions({ nodes = [], outputs = [] }) {
    const parts = [
        ...nodes.map((node) => [NODE, onnx/* onnx */.W.NodeProto.encode(node).finish()]),
        ...outputs.map((output) => [OUTPUT, onnx/* onnx */.W.ValueInfoProto.encode(output).finish()]),
    ];
    return parts.flatMap(([field, bytes]) => [edit_stated_sizes_header(field, bytes.length), bytes]);
}
const nameOf = (message, field) => message.inner(field).first(edit_stated_sizes_NAME)?.text() ?? '';
/** Adds a piece, as a part of the one before where they are neighbours in the file. */
function append(pieces, piece) {
    const last = pieces.at(-1);
    const isNext = last !== undefined && 'from' in last && 'from' in piece && last.to === piece.from;
    if (isNext)
        pieces[pieces.length - 1] = { from: last.from, to: piece.to };
    else
        pieces.push(piece);
}
const edit_stated_sizes_lengthOf = (pieces) => pieces.reduce((sum, piece) => sum + ('from' in piece ? piece.to - piece.from : piece.length), 0);
/** Tag and length of a field that holds bytes. */
function edit_stated_sizes_header(field, length) {
    return Uint8Array.from([...varint(field * 8 + LENGTH_DELIMITED), ...varint(length)]);
}
function varint(value) {
    const bytes = [];
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80))
        bytes.push((rest % 0x80) | 0x80);
    return [...bytes, rest];
}
function edit_stated_sizes_write(file, out, piece) {
    if (piece instanceof Uint8Array) {
        (0,external_node_fs_.writeSync)(out, piece);
        return;
    }
    for (let at = piece.from; at < piece.to; at += edit_stated_sizes_CHUNK)
        (0,external_node_fs_.writeSync)(out, file.read(at, Math.min(edit_stated_sizes_CHUNK, piece.to - at)));
}

// EXTERNAL MODULE: ./lib/plan/static-check.js
var static_check = __webpack_require__(59500);
;// CONCATENATED MODULE: ./lib/trial/try-form.js





/** One form on the column, after the conversions on its route. */
async function tryForm({ model }, { column, route }, form, staged, context) {
    const converted = route.length === 0 ? null : await context.converter.convert(form, route, goldenCases(staged));
    if (converted?.ok === false) {
        const { failure, doing } = converted;
        return { form, route: converted.route, unconverted: { failure, doing } };
    }
    const stages = converted?.stages ?? [];
    const loaded = stages.at(-1) ?? committed(form);
    const made = { form, route: converted?.route ?? [], stages, loaded };
    // A conversion may have changed the types, which the plan could not know: they are checked now.
    const refusal = route.length === 0 ? null : refused(loaded.signature, column.runtime);
    if (refusal !== null)
        return { ...made, ran: refusal };
    const { format, changes } = loaded;
    const ran = await context.pool.run({
        title: `${model.id} on ${column.id}`,
        column,
        model: loaded,
        format,
        changes,
        cases: (0,run_request/* casesFor */.Xz)(loaded, staged.cases),
        folder: (0,external_node_path_.join)(context.folder, 'cells'),
    });
    return { ...made, ran };
}
function refused(signature, runtime) {
    const fault = signature === null ? null : (0,static_check/* staticFault */.XX)(signature, runtime);
    if (fault === null)
        return null;
    const failure = { kind: 'unsupported', type: 'ElementType', message: fault.what };
    return (0,run_request/* failedRun */.XZ)({ failure, doing: 'preparing the inputs' });
}

;// CONCATENATED MODULE: ./lib/onnx/stated-sizes.js
/**
 * What the file states of the tensors that nodes of its outermost graph make. It follows from the operators, and is stale
 * where somebody changed the graph and not the statements.
 */
function statedSizes(graph) {
    const made = new Set((graph.node ?? []).flatMap(({ output }) => output ?? []));
    const stated = (infos, isOutput) => infos.flatMap(({ name, type }) => {
        const dim = type?.tensorType?.shape?.dim;
        return dim == null || name == null || !made.has(name) ? [] : [{ name, shape: dim.map(stated_sizes_sizeOf), isOutput }];
    });
    return [...stated(graph.valueInfo ?? [], false), ...stated(graph.output ?? [], true)];
}
/** Symbols, and what exporters write for "any", state nothing that a run could contradict. */
function stated_sizes_sizeOf({ dimValue }) {
    const size = dimValue == null ? 0 : Number(dimValue);
    return size > 0 ? size : null;
}
/** Whether a tensor of this shape is not what the file states. */
function contradicts({ shape: stated }, shape) {
    return stated.length !== shape.length || stated.some((size, axis) => size !== null && size !== shape[axis]);
}

;// CONCATENATED MODULE: ./lib/reroute/stale-sizes.js
/** Sizes that an ONNX file states of the values inside it, and that a run shows to be wrong. */







/** Values whose sizes are looked at in one run; a graph with more is looked at in part. */
const MOST_VALUES = 4096;
/** Begins the names of the outputs that the looked-at copy has in addition. */
const ADDED = 'portability/sizes/';
/**
 * What the form states wrongly, as the runtime that its noise floor is measured on shows: a copy that states nothing is run
 * on the first case, with the sizes of every inner value as outputs of its own. Nothing where that is not possible: only
 * what is seen is stale.
 */
async function staleSizesOf(form, { model, noise }, { cases }, { pool, folder }) {
    const onnx = 'fault' in form.content ? undefined : form.content.onnx;
    const graph = onnx?.graph.graph;
    const [first] = cases;
    if (graph == null || noise === null || first === undefined)
        return [];
    const stated = statedSizes(graph).slice(0, MOST_VALUES);
    if (stated.length === 0)
        return [];
    const copy = (0,external_node_path_.join)(folder, 'stated-sizes', 'looked-at', (0,external_node_path_.basename)(form.absolute));
    editStatedSizes(form.absolute, copy, {
        open: new Set(stated.flatMap(({ name, isOutput }) => (isOutput ? [name] : []))),
        nodes: stated.map(({ name }, index) => ({ opType: 'Shape', input: [name], output: [`${ADDED}${index}`] })),
        outputs: stated.map((_, index) => ({
            name: `${ADDED}${index}`,
            type: { tensorType: { elemType: data_type/* ONNX_NUMBERS */.n.int64 } },
        })),
    });
    const own = committed(form);
    const ran = await pool.run({
        title: `${model.id}: sizes of its inner values`,
        column: noise.column,
        model: { ...own, path: copy, files: filesWith(form, copy) },
        format: 'onnx',
        cases: (0,run_request/* casesFor */.Xz)(own, [first]),
        folder: (0,external_node_path_.join)(folder, 'stated-sizes', 'sizes'),
    });
    const values = ran.failure === null ? await (0,stored_values/* readable */.HD)(ran.outputs.get(first.name)) : undefined;
    return stated.flatMap((one, index) => {
        const found = shapeFrom(values?.[`${ADDED}${index}`]);
        if (found === null || !contradicts(one, found))
            return [];
        return [{ name: one.name, stated: one.shape, found, isOutput: one.isOutput }];
    });
}
/** The files of a form with a copy in place of its graph. */
function filesWith(form, copy) {
    return form.files.map((file) => (file.from === form.absolute ? { ...file, from: copy } : file));
}
function shapeFrom(value) {
    if (value?.kind !== 'tensor' || value.dtype !== 'int64')
        return null;
    const { bytes, shape } = value;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: shape[0] ?? 0 }, (_, axis) => Number(view.getBigInt64(8 * axis, true)));
}

;// CONCATENATED MODULE: ./lib/reroute/retry-without-stale-sizes.js
/** Cells of ONNX files that state wrong sizes of inner values: whether that alone keeps them from passing. */






/**
 * Runs every cell that does not pass once more, without what its ONNX file states of inner values, where a run shows that
 * to be wrong. Such statements are no part of what the model computes, and most readers ignore them: a cell is judged
 * without them where they alone made it fail, and says so.
 */
async function retryWithoutStaleSizes(trial, judged, context) {
    if ('fault' in trial)
        return { trial, judged };
    const unstated = await unstatedForms(trial, judged, context);
    if (unstated.size === 0)
        return { trial, judged };
    const cells = await Promise.all(trial.cells.map((tried, index) => {
        const state = judged.cells[index]?.cell.state;
        return (0,trial_trial/* isRun */.y)(tried) && state !== undefined && mayRetry(tried, state, unstated)
            ? retry(tried, state, unstated, trial, context)
            : tried;
    }));
    if (cells.every((cell, index) => cell === trial.cells[index]))
        return { trial, judged };
    const after = { ...trial, cells };
    return { trial: after, judged: await context.judge(after) };
}
const mayRetry = ({ forms }, state, unstated) => state !== 'pass' && state !== 'error' && forms.some(({ form }) => unstated.has(form));
/** The ONNX forms of failing cells that state something wrong. */
async function unstatedForms(trial, judged, context) {
    const failing = trial.cells.flatMap((tried, index) => {
        const state = judged.cells[index]?.cell.state;
        return !(0,trial_trial/* isRun */.y)(tried) || state === 'pass' || state === 'error' ? [] : tried.forms.map(({ form }) => form);
    });
    const found = new Map();
    for (const [index, form] of [...new Set(failing)].entries()) {
        const own = { ...context, folder: (0,external_node_path_.join)(context.folder, 'stated', String(index)) };
        const stale = await staleSizesOf(form, trial.plan, trial.staged, own);
        if (stale.length > 0)
            found.set(form, { stale, copy: copyWithout(form, stale, own.folder) });
    }
    return found;
}
function copyWithout(form, stale, folder) {
    const copy = (0,external_node_path_.join)(folder, 'unstated', (0,external_node_path_.basename)(form.absolute));
    const open = stale.flatMap(({ name, isOutput }) => (isOutput ? [name] : [])).sort();
    editStatedSizes(form.absolute, copy, { open: new Set(open) });
    // Names what is made from it in the cache.
    const sha256 = (0,content_key/* contentKey */.l)([form.sha256, 'without stated sizes', open]);
    return { ...form, absolute: copy, files: filesWith(form, copy), sha256 };
}
/** The cell without the statements if it is better, else as it was. */
async function retry(before, state, unstated, trial, context) {
    const forms = [];
    for (const tried of before.forms) {
        const found = unstated.get(tried.form);
        if (found === undefined)
            forms.push(tried);
        else {
            const again = await tryForm(trial.plan, before.plan, found.copy, trial.staged, context);
            // The form stays the committed one: what ran is in `loaded` and `stages`.
            forms.push({ ...again, form: tried.form, withoutSizes: wordsOf(found.stale) });
        }
    }
    const after = { ...before, forms };
    const [cell] = (await context.judge({ ...trial, cells: [after] })).cells;
    const better = cell?.cell.state === 'pass' || (cell?.cell.state === 'drift' && state !== 'drift');
    return better ? after : before;
}
const retry_without_stale_sizes_MOST_NAMED = 3;
function wordsOf(stale) {
    const inWords = (sizes) => `[${sizes.map((size) => size ?? '?').join(', ')}]`;
    const named = stale
        .slice(0, retry_without_stale_sizes_MOST_NAMED)
        .map(({ name, stated, found }) => `${name} has the sizes ${inWords(found)}, not ${inWords(stated)}`);
    const rest = stale.length - named.length;
    return `${named.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
}

;// CONCATENATED MODULE: ./lib/reroute/proven-forms.js
/**
 * The forms that are known to compute what is expected, so that a conversion is to blame where they drift after one: the
 * first one where it made all of the reference, and those that pass on some column in full precision.
 */
function provenForms({ plan: { model }, reference, staged }, { cells }, before) {
    const ran = cells.map(({ column, cell }) => ({ ...column, outputs: cell.outputs, passing: [] }));
    const seen = [...ran, ...before].filter(({ precision }) => precision === 'f32');
    const [first] = model.forms;
    const madeReference = reference?.failure === null && staged.cases.every(({ expected }) => expected === null);
    return new Set(model.forms.filter((form) => (form === first && madeReference) || seen.some((one) => proven_forms_passes(form, one))));
}
function proven_forms_passes({ path }, { outputs, passing }) {
    const own = outputs.filter(({ form }) => form === path);
    return passing.includes(path) || (own.length > 0 && own.every(({ verdict }) => verdict === 'pass'));
}

;// CONCATENATED MODULE: ./lib/reroute/try-other-routes.js




/**
 * Tries the other routes of every cell that does not pass, the cheapest first, until one passes or the budget is spent.
 *
 * Nobody chose the route of a converted cell: it is judged on the first route that passes, else on the first whose numbers
 * could be compared, else on the cheapest. A form that drifts may be wrong itself, unless it is proven: then no other form
 * hides it. A committed form that its runtime reads is what is deployed: its cell is judged on it, whatever the routes
 * show.
 */
async function tryOtherRoutes(trial, judged, context) {
    if ('fault' in trial)
        return { trial, judged };
    const proven = provenForms(trial, judged, context.before ?? []);
    const rerouted = await Promise.all(trial.cells.map((tried, index) => {
        const cell = judged.cells[index]?.cell;
        return (0,trial_trial/* isRun */.y)(tried) && cell !== undefined && mayReroute(tried, cell)
            ? rerouteCell({ tried, cell }, trial, { ...context, proven })
            : null;
    }));
    const cells = trial.cells.map((tried, index) => rerouted[index]?.chosen ?? tried);
    const replaced = cells.some((tried, index) => tried !== trial.cells[index]);
    const after = replaced ? { ...trial, cells } : trial;
    const again = replaced ? await context.judge(after) : judged;
    const withOthers = again.cells.map((one, index) => {
        const others = rerouted[index]?.others ?? [];
        return others.length === 0 ? one : { ...one, cell: { ...one.cell, otherRoutes: others } };
    });
    return { trial: after, judged: { ...again, cells: withOthers } };
}
/** Whether another route can tell anything: an error is the gate's own, and a form that runs as committed is compared. */
function mayReroute({ plan }, { state }) {
    if (plan.otherRoutes.length === 0 || state === 'pass' || state === 'error')
        return false;
    return plan.route.length > 0 || state !== 'drift';
}
async function rerouteCell(first, trial, context) {
    const { plan } = first.tried;
    const { tries, seconds } = context.config.routes;
    const attempts = [first];
    const late = [];
    const start = performance.now();
    for (const route of plan.otherRoutes) {
        if (attempts.length === tries || attempts.some(({ cell }) => cell.state === 'pass'))
            break;
        if (plan.route.length > 0 && wouldHide(attempts, route, context.proven))
            continue;
        if (attempts.some((attempt) => failedBefore(attempt, route)))
            continue;
        if (performance.now() - start > seconds * 1000) {
            const reason = `not tried: the ${seconds} s of routes.seconds are over`;
            late.push({ ...routeOf(route.form, route.steps), state: 'not-run', reason, noiseRatio: null });
            break;
        }
        attempts.push(await tryRoute(route, first.tried, trial, context));
    }
    const chosen = plan.route.length === 0 ? first : best(first, attempts);
    const others = attempts.filter((attempt) => attempt !== chosen).map(resultOf);
    return { chosen: chosen.tried, others: [...others, ...late] };
}
async function tryRoute({ form, steps }, { plan: planned }, trial, context) {
    // Forms that are converted together are judged together, or what one computes otherwise would go unseen.
    const together = planned.route.length > 0 && planned.forms[0] === form ? planned.forms : [form];
    const plan = { ...planned, forms: together, refused: [], route: steps };
    const forms = [];
    for (const one of together)
        forms.push(await tryForm(trial.plan, plan, one, trial.staged, context));
    const tried = { plan, forms };
    const [judged] = (await context.judge({ ...trial, cells: [tried] })).cells;
    if (judged === undefined)
        throw new Error('one cell was judged');
    return { tried, cell: judged.cell };
}
/** The first that passes, else the first whose numbers were compared, else the first. */
function best(first, attempts) {
    const inState = (state) => attempts.find(({ cell }) => cell.state === state);
    return inState('pass') ?? inState('drift') ?? first;
}
/** Whether a pass on the route would hide the drift of another form, which may be wrong itself. */
function wouldHide(attempts, { form }, proven) {
    return attempts.some(({ tried: { plan }, cell: { state } }) => state === 'drift' && !plan.forms.includes(form) && plan.forms.some((one) => !proven.has(one)));
}
/** Whether the route begins with the conversions of which the last failed. */
function failedBefore({ tried }, { form, steps }) {
    const [only] = tried.forms;
    if (only === undefined || !('unconverted' in only) || only.form !== form)
        return false;
    const failed = tried.plan.route.slice(0, only.route.length + 1);
    return failed.every(({ converter }, index) => steps[index]?.converter.id === converter.id);
}
function routeOf({ path }, steps) {
    return { form: path, converters: steps.map(({ converter: { id } }) => id) };
}
function resultOf({ tried: { plan, forms }, cell }) {
    const [only] = forms;
    if (only === undefined)
        throw new Error('a route starts from a form');
    const ratios = cell.outputs.flatMap(({ noiseRatio }) => (noiseRatio === null ? [] : [(0,tensor_real/* fromReal */.b5)(noiseRatio)]));
    return {
        ...routeOf(only.form, plan.route),
        state: cell.state,
        reason: cell.reason,
        noiseRatio: ratios.length === 0 ? null : (0,tensor_real/* toReal */.kj)(Math.max(...ratios)),
    };
}

;// CONCATENATED MODULE: ./lib/run/chosen-releases.js

/**
 * Creates the environments of columns whose release the user has chosen, before anything runs: releases that do not exist
 * are said all at once, each with its column, and not one a run.
 * @param prepare creates the environment of a column
 * @throws UserError with every release that cannot be installed
 */
async function prepareChosenReleases(columns, prepare) {
    const chosen = columns.filter(({ version }) => version !== undefined);
    const mistakes = new errors/* Mistakes */.So();
    const outcomes = await Promise.allSettled(chosen.map((column) => mistakes.attemptAsync(() => chosen_releases_about(column, prepare))));
    for (const outcome of outcomes)
        if (outcome.status === 'rejected')
            throw outcome.reason;
    mistakes.throwAll();
}
async function chosen_releases_about(column, prepare) {
    try {
        await prepare(column);
    }
    catch (error) {
        if (!(error instanceof errors/* UserError */.yo))
            throw error;
        throw new errors/* UserError */.yo({ ...error.explanation, where: `runtimes: column ${column.id}` }, error.others);
    }
}

// EXTERNAL MODULE: ./lib/shards/delivered-outputs.js
var delivered_outputs = __webpack_require__(61314);
;// CONCATENATED MODULE: ./lib/plan/missing-inputs.js
/** Why a model that some column would run has no inputs; null when it has some, or no column runs it. */
function missingInputs({ model, cells }, cases) {
    const [{ content }] = model.forms;
    if ('fault' in content || cases.length > 0 || cells.every(({ kind }) => kind === 'skip'))
        return null;
    return unknownInputs(model);
}
/** What to say of a model whose inputs nobody knows. */
function unknownInputs({ id, forms: [{ path, content }] }) {
    return {
        what: `the inputs of ${id} are unknown`,
        why: `${path}: the format ${content.format} does not record them, so none can be synthesised`,
        next: `commit golden inputs, such as golden/${id}/first.inputs.npz, or describe each input under \`inputs:\` of the model in the config, as in \`x: { shape: [1, 16], dtype: int64 }\``,
    };
}

;// CONCATENATED MODULE: ./lib/plan/missing-reference.js
/** Why a model that some column would run has nothing to be compared with; null when it has, or no column runs it. */
function missingReference({ model, cells, reference, homes }, cases) {
    const [{ path, content }] = model.forms;
    if ('fault' in content || reference !== null || cells.every(({ kind }) => kind === 'skip'))
        return null;
    if (cases.every(({ expected }) => expected !== null))
        return null;
    const add = homes.length === 0 ? '' : `add ${homes.map(({ id }) => id).join(' or ')} to \`runtimes:\`, or `;
    return {
        what: 'there is no reference to compare with',
        why: `${path} comes first, no configured runtime can produce the reference of a model in the format ${content.format}, and no expected outputs are committed`,
        next: `${add}commit expected outputs beside the inputs`,
    };
}

;// CONCATENATED MODULE: ./lib/trial/able-reference.js


/**
 * Makes something with the planned reference. Where that lacks what the model needs (a newer operator set, an operator),
 * with one runtime after another that is at home with the format as well: rare enough for an environment of its own, and
 * without one, nothing could be compared. So too where a release that a column asks for does not get as far. Where it does not load the model, with its usual kernels: ONNX Runtime without
 * optimisations cannot put together some graphs in mixed precision.
 * @param ranOf what the reference made of the model; null where it did not run
 * @returns what the first of them made that can; of the planned one if none can
 */
async function onAbleReference(plan, make, ranOf) {
    const planned = { plan, made: await make(plan) };
    const first = ranOf(planned.made);
    const others = lacks(first) || isMisfit(plan, first) ? otherReferences(plan) : failsToLoad(first) ? usualKernels(plan) : [];
    for (const reference of others) {
        const other = withReference(plan, reference);
        const made = await make(other);
        const ran = ranOf(made);
        if (!lacks(ran) && !failsToLoad(ran) && !neverStarted(ran))
            return { plan: other, made };
    }
    return planned;
}
const lacks = (ran) => ran?.failure?.failure.kind === 'unsupported';
const neverStarted = (ran) => ran?.failure?.failure.kind === 'never-started';
/** A release that a column asks for may not start here, not read the file or not be called as its adapter does. */
function isMisfit({ reference }, ran) {
    return reference?.version !== undefined && (neverStarted(ran) || ran?.failure?.failure.kind === 'failed');
}
function failsToLoad(ran) {
    return ran?.failure?.failure.kind === 'failed' && ran.failure.doing === run_request/* LOADING */.F5;
}
function usualKernels({ reference }) {
    const usual = reference === null ? null : (0,plan_column/* otherKernels */.bZ)(reference);
    return usual === null ? [] : [usual];
}
/** Columns first, then releases of the same engine, then what is embedded: what costs least and differs least. */
function otherReferences({ cells, homes, reference, model }) {
    if (reference === null)
        return [];
    const columns = cells.flatMap(({ kind, column }) => kind === 'run' && homes.includes(column.runtime) ? [column] : []);
    const same = ({ engine }) => engine === reference.runtime.engine;
    const rest = homes.toSorted((a, b) => Number(same(b)) - Number(same(a)) || Number(a.embedded) - Number(b.embedded));
    const found = [
        ...columns.map(({ runtime, version }) => ({ ...(0,plan_column/* referenceColumn */.EV)(runtime), version })),
        ...rest.map(plan_column/* referenceColumn */.EV),
    ].map((column) => (0,plan_column/* columnFor */._R)(column, model.forms));
    const isNew = ({ runtime, version }, index) => (runtime !== reference.runtime || version !== reference.version) &&
        found.findIndex((one) => one.runtime === runtime && one.version === version) === index;
    return found.filter(isNew);
}
/** The noise floor is measured where the reference is made. */
function withReference(plan, reference) {
    const { noise } = plan;
    const moves = noise !== null && noise.column.runtime === plan.reference?.runtime && reference.runtime.homeOf.includes('onnx');
    return { ...plan, reference, noise: moves ? { ...noise, column: reference } : noise };
}

;// CONCATENATED MODULE: ./lib/trial/output-defect.js



/** The worst defect of a model's outputs; null when they are fit to be compared. */
function outputDefect(outputs) {
    const tensors = Object.entries(outputs).flatMap(([output, value]) => tensorsIn(value).map((tensor) => ({ output, tensor })));
    const [first] = tensors;
    const filled = tensors.filter(({ tensor }) => (0,tensor_tensor/* elementCount */.KX)(tensor.shape) > 0);
    if (filled.length === 0)
        return { kind: 'empty', output: first?.output ?? '' };
    const floats = filled.flatMap(({ output, tensor }) => tensor.dtype !== 'string' && tensor_dtype/* DTYPES */.A1[tensor.dtype].kind === 'float' ? [{ output, tensor }] : []);
    const lost = floats.find(({ tensor }) => isOnlyNaN(tensor));
    if (lost !== undefined)
        return { kind: 'nan', output: lost.output };
    const several = floats.filter(({ tensor }) => (0,tensor_tensor/* elementCount */.KX)(tensor.shape) > 1);
    const [one] = several;
    return one !== undefined && several.every(({ tensor }) => isConstant(tensor))
        ? { kind: 'constant', output: one.output }
        : null;
}
function tensorsIn(value) {
    switch (value.kind) {
        case 'tensor':
            return [value];
        case 'sequence':
            return value.items.flatMap(tensorsIn);
        case 'map':
            return tensorsIn(value.values);
        case 'absent':
            return [];
    }
}
function isOnlyNaN(tensor) {
    const { nanReferences, total } = (0,measure/* measure */.x)(tensor, tensor, measure/* NO_LIMIT */.k);
    return nanReferences === total;
}
/** Every element has the bytes of the first. */
function isConstant({ dtype, bytes }) {
    const size = tensor_dtype/* DTYPES */.A1[dtype].bits / 8;
    return bytes.subarray(size).every((byte, index) => byte === bytes[index]);
}

;// CONCATENATED MODULE: ./lib/trial/nan-cases.js


/** Golden cases that expect nothing but NaN of an output: nothing could be compared with it. */
async function emptyExpectation({ model }, { cases }) {
    for (const { name, expected } of cases) {
        const defect = expected === null ? null : outputDefect(await expected.read());
        if (defect?.kind === 'nan')
            return {
                what: `golden case ${name} of ${model.id} expects NaN in every element of ${defect.output}: nothing can be compared`,
                next: `record the outputs of case ${name} again, from inputs of which the model makes numbers`,
            };
    }
    return null;
}
/** Why there is nothing to compare with: committed inputs of which the reference makes nothing but NaN. */
async function lostCase({ model, reference: column }, { cases, goldens }, ran) {
    for (const { name, expected, probe } of goldens === 'committed' && ran.failure === null ? cases : []) {
        if (expected !== null || probe === true)
            continue;
        const outputs = await (0,stored_values/* readable */.HD)(ran.outputs.get(name));
        const defect = outputs === undefined ? null : outputDefect(outputs);
        if (defect?.kind === 'nan')
            return {
                what: `golden case ${name} of ${model.id} makes output ${defect.output} NaN everywhere: nothing can be compared`,
                why: `the reference${column === null ? '' : ` on ${column.runtime.id}`} computed it from the committed inputs`,
                next: `fix the inputs of case ${name}, such as a mask without any 1, or a logarithm of negative numbers`,
            };
    }
    return null;
}

// EXTERNAL MODULE: ./lib/config/yaml-word.js
var yaml_word = __webpack_require__(47044);
;// CONCATENATED MODULE: ./lib/golden/inputs-block.js




/**
 * Inputs as one line of the configuration to start from: `inputs: { ids: { shape: [1, 16], range: [0, 10] }, mask: 1 }`.
 */
function inputsBlock(inputs) {
    const entries = Object.entries(inputs).flatMap(([name, value]) => value.kind === 'tensor' ? [`${(0,yaml_word/* yamlWord */.Q)(name)}: ${recipeOf(value)}`] : []);
    return `inputs: { ${entries.join(', ')} }`;
}
function recipeOf(tensor) {
    const shape = `shape: [${tensor.shape.join(', ')}]`;
    if (tensor.dtype === 'string')
        return `{ ${shape}, choices: [${JSON.stringify(tensor.strings[0] ?? 'text')}] }`;
    const { kind, bits } = tensor_dtype/* DTYPES */.A1[tensor.dtype];
    if (kind !== 'integer' || bits < 8)
        return kind === 'bool' ? `{ ${shape}, value: true }` : `{ ${shape}, normal: [0, 1] }`;
    const numbers = Array.from((0,tensor_elements/* storageOf */.p)(tensor), Number);
    if ((0,tensor_tensor/* elementCount */.KX)(tensor.shape) === 0)
        return `{ ${shape} }`;
    const [low, high] = numbers.reduce(([least, most], one) => [Math.min(least, one), Math.max(most, one)], [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    return low === high ? `{ ${shape}, value: ${low} }` : `{ ${shape}, range: [${low}, ${high + 1}] }`;
}

;// CONCATENATED MODULE: ./lib/onnx/traced-sizes.js


/** Operators with the place of the input that is a shape. */
const SHAPED = { Reshape: 1, Expand: 1, Tile: 1 };
const traced_sizes_MOST = 4;
/**
 * Sizes that shapes of a graph contain as numbers, the likeliest first: an exporter that traces a network writes sizes of
 * its example there although it declares them open, and the graph then runs with these alone. Sizes that divide those of
 * weights, as heads and widths do, come last.
 */
function tracedSizes(model) {
    const constants = new Map();
    const widths = new Set();
    const made = new Map();
    const shapes = [];
    (0,graph_walk/* forEachTensor */.K)(model, {
        tensor(tensor, name) {
            const values = smallConstant(tensor);
            if (tensor.dataType === 7 && values !== null)
                constants.set(name, values);
            else
                for (const size of tensor.dims ?? [])
                    widths.add(Number(size));
        },
        node(node) {
            for (const output of node.output ?? [])
                made.set(output, node);
            const place = Object.hasOwn(SHAPED, node.opType ?? '') ? SHAPED[node.opType ?? ''] : undefined;
            const shape = place === undefined ? undefined : node.input?.[place];
            if (shape !== undefined)
                shapes.push(shape);
        },
    });
    const counts = new Map();
    for (const shape of shapes) {
        const parts = made.get(shape)?.opType === 'Concat' ? (made.get(shape)?.input ?? []) : [shape];
        for (const size of parts.flatMap((part) => constants.get(part) ?? []))
            if (size > 1)
                counts.set(size, (counts.get(size) ?? 0) + 1);
    }
    const isOfWeights = (size) => [...widths].some((width) => width % size === 0);
    return [...counts]
        .sort(([a, often], [b, other]) => Number(isOfWeights(a)) - Number(isOfWeights(b)) || other - often || a - b)
        .slice(0, traced_sizes_MOST)
        .map(([size]) => size);
}

;// CONCATENATED MODULE: ./lib/trial/reference-runs.js

/**
 * For gates over one state of the repository: the same title stands for the same inputs.
 * @param folder for the outputs, which must stay as long as any of the gates runs
 */
function referenceRuns(folder) {
    const known = new Map();
    return {
        async run(pool, request) {
            const key = reference_runs_keyOf(request);
            const before = known.get(key);
            if (before !== undefined)
                return before;
            const ran = await pool.run({ ...request, folder: join(folder, String(known.size)) });
            if (ran.failure === null)
                known.set(key, ran);
            return ran;
        },
    };
}
/** Runs the reference, or takes what is known of it. */
function runReference({ pool, references }, request) {
    return references === undefined ? pool.run(request) : references.run(pool, request);
}
/** The runtime counts as it is: a reference may follow the release of the column. */
function reference_runs_keyOf({ title, column, model, format, cases }) {
    const { runtime, version = '', options, requirements = [] } = column;
    const runs = [runtime.id, runtime.dependencies, version, options, requirements];
    return JSON.stringify([title, runs, model.key, format, cases.map(({ name }) => name)]);
}

;// CONCATENATED MODULE: ./lib/trial/settle-inputs.js















/**
 * The golden cases of a model. Without any, inputs are made up, and the reference tries one draw after another until its
 * outputs are fit to be compared: nobody knows what a network expects, but it shows what it does not.
 * @returns a fault when the reference makes nothing of any draw
 * @throws UserError when the goldens, or what the config says of them, do not fit the model
 */
async function settleInputs(plan, context) {
    const { host, config, folder } = context;
    const stage = (draw = DRAWS[0]) => stage_cases_stageCases(plan.model, (0,external_node_path_.join)(folder, `golden${draw.name}`), config, host, draw);
    const staged = await stage();
    if (staged.goldens === 'committed' || staged.cases.length === 0 || plan.reference === null)
        return { staged, reference: null };
    const first = await tryInputs(plan, staged, '', context);
    let best = first;
    const traced = drawsOfSizes(tracedSizesOf(plan.model.forms[0]));
    for (const draw of [...drawsOfZeros(plan.model.forms[0]), ...DRAWS.slice(1), ...traced]) {
        if (!isInputsFault(best))
            break;
        // Other sizes help against a refusal alone.
        if (traced.includes(draw) && !isRefusal(best))
            break;
        const next = await tryInputs(plan, (await stage(draw).catch(unfit)) ?? staged, draw.name, context);
        if (rank(next) < rank(best))
            best = next;
    }
    return rank(best) < RANKS.nan ? best : { fault: await faultOfInputs(plan, first) };
}
/** The size 0 is tried where the reference does not take another one. */
function drawsOfZeros({ content }) {
    const graph = 'fault' in content ? undefined : content.onnx?.graph;
    return graph !== undefined && declaredZeros(graph).size > 0 ? [DRAW_OF_ZEROS] : [];
}
function tracedSizesOf({ content }) {
    const graph = 'fault' in content ? undefined : content.onnx?.graph;
    return graph === undefined ? [] : tracedSizes(graph);
}
/** A draw whose sizes the configuration rules out is no draw. */
function unfit(error) {
    if (error instanceof errors/* UserError */.yo)
        return null;
    throw error;
}
async function tryInputs({ model, reference }, staged, name, context) {
    if (reference === null)
        throw new Error('nothing to try inputs on');
    const form = committed(model.forms[0]);
    const ran = await runReference(context, {
        title: `${model.id}: reference on ${reference.runtime.id}${name === '' ? '' : `, ${name} inputs`}`,
        column: reference,
        model: form,
        format: form.format,
        cases: (0,run_request/* casesFor */.Xz)({ names: {}, changes: {} }, staged.cases),
        folder: (0,external_node_path_.join)(context.folder, `reference${name}`),
    });
    const outputs = await (0,stored_values/* readable */.HD)(ran.outputs.get(staged.cases[0]?.name ?? ''));
    return { staged, reference: ran, defect: outputs === undefined ? null : outputDefect(outputs) };
}
/** From outputs that can be compared to none that could be. */
const RANKS = { fit: 0, constant: 1, nan: 2, empty: 2, refused: 3 };
function rank(tried) {
    if (isRefusal(tried))
        return RANKS.refused;
    return RANKS[tried.defect?.kind ?? 'fit'];
}
/** Whether other inputs may help: not where the model cannot even be loaded, or takes too long. */
function isInputsFault(tried) {
    return tried.defect !== null || isRefusal(tried);
}
/** What the worker said or left cannot be read: that tells nothing of the inputs. */
const UNREADABLE = 'ProtocolError';
function isRefusal({ reference: { failure } }) {
    return (failure !== null &&
        failure.doing !== run_request/* LOADING */.F5 &&
        (failure.failure.kind === 'crashed' || (failure.failure.kind === 'failed' && failure.failure.type !== UNREADABLE)));
}
const NO_INPUTS_FIT = 'most likely no inputs fit the model, because sizes in its file contradict each other';
const CHECK_THE_FILE = 'check the sizes that the file declares for its inputs, and those of the weights behind them, and export it again; if it does run, commit golden inputs';
/** Whether operators of the graph do not suit each other, whatever sizes its inputs have. */
function contradictsItself(form) {
    const graph = 'fault' in form.content ? undefined : form.content.onnx?.graph;
    const signature = (0,discover_form/* signatureOfForm */.eD)(form);
    return graph !== undefined && signature !== null && findInputDemands(graph, signature).contradictions > 0;
}
const NEEDS_MEMORY = 'run it on a machine with more memory, or export it smaller; other inputs would not help';
/** Whether no input has a size that could be smaller. */
function hasFixedSizes(form) {
    return ((0,discover_form/* signatureOfForm */.eD)(form)?.inputs ?? []).every(({ type }) => type.kind === 'tensor' && type.shape?.every((size) => typeof size === 'number' && size > 0) === true);
}
/** How runtimes say that an allocation failed. */
const NO_MEMORY = /bad_alloc|(?:failed to|cannot|could not|unable to) allocate|out of memory/i;
async function faultOfInputs({ model, reference }, { staged, reference: ran, defect }) {
    const runtime = reference?.runtime.id ?? '';
    const inputs = await staged.cases[0]?.inputs.read();
    const { failure } = ran;
    const next = `commit golden inputs (golden/${model.id}/first.inputs.npz), or describe them in portability.yml: \`models: [{ path: ${model.forms[0].path}, ${inputsBlock(inputs ?? {})} }]\` with the sizes and ranges that the model expects`;
    if (failure !== null) {
        const { what, why } = (0,errors/* faultOf */.Kl)((0,worker_failure/* describeFailure */.Ic)(failure.failure, failure.doing));
        const said = [`the reference on ${runtime} ${what}`, why].filter(Boolean).join('; ');
        if (contradictsItself(model.forms[0]))
            return { what: NO_INPUTS_FIT, why: said, next: CHECK_THE_FILE };
        const large = NO_MEMORY.test([what, why].join('\n'));
        if (large && hasFixedSizes(model.forms[0]))
            return {
                what: 'the model asks for more memory than there is, in the sizes that it declares',
                why: said,
                next: NEEDS_MEMORY,
            };
        return {
            what: large
                ? 'the model asks for more memory than there is with the inputs that were made up'
                : 'the inputs that were made up do not fit the model, which has no goldens',
            why: said,
            next,
        };
    }
    const found = defect?.kind === 'empty' ? 'every output is empty' : `output ${defect?.output} is NaN everywhere`;
    return {
        what: `${found} for the inputs that were made up: the model has no goldens`,
        why: `${DRAWS.length} kinds of inputs were tried on ${runtime}`,
        next,
    };
}

;// CONCATENATED MODULE: ./lib/probe/stage-probes.js







const ROWS = 3;
/** Every probe that needs no declaration; a state has to be declared. */
const EVERY_PROBE = { batch: true, sizes: true };
/**
 * The cases of a model followed by those of its probes, made from the first golden case. Probes have no committed outputs:
 * the reference runs them too. Probes that do not apply to the model are skipped.
 */
async function stageProbes(model, staged, probes, folder) {
    const signature = (0,discover_form/* signatureOfForm */.eD)(model.forms[0]);
    const [first] = staged.cases;
    if (signature === null || first === undefined)
        return staged;
    const sample = await first.inputs.read();
    const free = (0,symbols/* freeSymbols */.Uh)(signature);
    const batch = probes.batch === true ? (0,symbols/* batchSymbol */.Bz)(signature) : probes.batch || null;
    const rows = batch === null ? null : batchProbe(sample, signature, batch);
    const made = [
        rows,
        ...(probes.sizes === true ? free : [])
            .filter((symbol) => rows === null || symbol !== batch)
            .map((symbol) => sizeProbe(sample, signature, symbol)),
        probes.state === undefined ? null : stateProbe(sample, probes.state),
    ].filter((probe) => probe !== null);
    const cases = [];
    for (const { name, values, feedback } of made.flatMap((probe) => probe.cases)) {
        const inputs = (0,external_node_path_.join)(folder, `probe-${cases.length}`);
        await (0,value_folder/* writeValues */.w4)(inputs, values);
        const sha256 = (0,external_node_crypto_.createHash)('sha256')
            .update(JSON.stringify([first.sha256, name, feedback]))
            .digest('hex');
        const staged = { name, inputs: (0,stored_values/* valuesIn */.aC)(inputs), expected: null, sha256, probe: true };
        cases.push(feedback === undefined ? staged : { ...staged, feedback });
    }
    return {
        ...staged,
        cases: [...staged.cases, ...cases],
        properties: made.flatMap(({ properties }) => properties),
    };
}
/** Each row alone and all rows together. Further rows are made from a single one by rolling its elements. */
function batchProbe(sample, signature, symbol) {
    const rows = {};
    for (const port of signature.inputs) {
        const value = sample[port.name];
        const [axis] = (0,symbols/* axesOf */.vj)(port, symbol);
        if (axis === undefined || value?.kind !== 'tensor')
            continue;
        const size = value.shape[axis] ?? 0;
        if (size === 0)
            return null;
        const one = takeAlong(value, axis, [0]);
        rows[port.name] = Array.from({ length: ROWS }, (_, row) => row < size ? takeAlong(value, axis, [row]) : rolled(one, row * 7 + 1));
    }
    if (Object.keys(rows).length === 0)
        return null;
    const together = (name, tensors) => {
        const port = signature.inputs.find((one) => one.name === name);
        return stackRows(tensors, port === undefined ? 0 : ((0,symbols/* axesOf */.vj)(port, symbol)[0] ?? 0));
    };
    const alone = Array.from({ length: ROWS }, (_, row) => ({
        name: `probe: row ${row + 1} alone`,
        values: { ...sample, ...pick(rows, (_name, tensors) => tensors[row]) },
    }));
    const batch = { name: `probe: ${ROWS} rows together`, values: { ...sample, ...pick(rows, together) } };
    return {
        cases: [...alone, batch],
        properties: [{ kind: 'batch', batch: batch.name, rows: alone.map(({ name }) => name), symbol }],
    };
}
/** Two other sizes of a dimension; elements are repeated, so that they stay what the model expects. */
function sizeProbe(sample, signature, symbol) {
    const size = stage_probes_sizeOf(sample, signature, symbol);
    if (size === null || size === 0)
        return null;
    const sizes = [size + 1, size > 2 ? Math.ceil(size / 2) : size + 3];
    const named = sizes.map((other) => ({ name: `probe: ${symbol} = ${other}`, other }));
    return {
        cases: named.map(({ name, other }) => ({ name, values: stage_probes_resized(sample, signature, symbol, other) })),
        properties: named.map(({ name, other }) => ({ kind: 'size', case: name, symbol, size: other })),
    };
}
/** Two steps: the second gets the state that the first one left. */
function stateProbe(sample, state) {
    const first = 'probe: first step';
    return {
        cases: [
            { name: first, values: sample },
            { name: 'probe: second step', values: sample, feedback: { after: first, state } },
        ],
        properties: [],
    };
}
function stage_probes_sizeOf(sample, signature, symbol) {
    for (const port of signature.inputs) {
        const value = sample[port.name];
        const [axis] = (0,symbols/* axesOf */.vj)(port, symbol);
        if (axis !== undefined && value?.kind === 'tensor')
            return value.shape[axis] ?? null;
    }
    return null;
}
function stage_probes_resized(sample, signature, symbol, size) {
    const changed = signature.inputs.flatMap((port) => {
        const value = sample[port.name];
        const axes = (0,symbols/* axesOf */.vj)(port, symbol);
        if (value?.kind !== 'tensor' || axes.length === 0)
            return [];
        const tensor = axes.reduce((now, axis) => {
            const length = now.shape[axis] ?? 1;
            return takeAlong(now, axis, Array.from({ length: size }, (_, index) => index % length));
        }, value);
        return [[port.name, tensor]];
    });
    return { ...sample, ...Object.fromEntries(changed) };
}
function pick(rows, choose) {
    return Object.fromEntries(Object.entries(rows).flatMap(([name, tensors]) => {
        const chosen = choose(name, tensors);
        return chosen === undefined ? [] : [[name, chosen]];
    }));
}

;// CONCATENATED MODULE: ./lib/trial/stage-model.js



/**
 * The golden cases of a model, with the requested probes. Nothing runs: inputs that have to be made up are those of the
 * first draw.
 * @throws UserError when the goldens, or what the config says of them, do not fit the model
 */
async function stageModel(model, context) {
    const { host, config, folder } = context;
    return withProbes(model, await stageCases(model, join(folder, 'golden'), config, host), context);
}
/** The cases with the requested probes. */
async function withProbes(model, goldens, { everyProbe, folder }) {
    const requested = model.entry.probes;
    const probes = everyProbe ? { ...EVERY_PROBE, ...requested } : requested;
    if (probes === undefined)
        return goldens;
    return stageProbes(model, goldens, probes, (0,external_node_path_.join)(folder, 'probes'));
}

// EXTERNAL MODULE: ./lib/noise/noise-cache.js
var noise_cache = __webpack_require__(17711);
;// CONCATENATED MODULE: ./lib/trial/noise-source.js





/**
 * The graph that the noise floor of a model is measured on: a committed form that is ONNX, else the ONNX made on the route
 * to the first of its cells that has any. The sensitivity of a network does not depend on the format it is stored in.
 * @returns null when there is none, or nothing in it to jitter
 */
async function findNoiseSource({ cells, noise }, staged, { converter, onnxHome }) {
    if (noise !== null)
        return movable({ model: committed(noise.form), onnx: noise.onnx, column: noise.column });
    if (onnxHome === null)
        return null;
    for (const cell of cells) {
        if (cell.kind === 'skip' || cell.route.length === 0)
            continue;
        for (const form of cell.forms) {
            const converted = await converter.convert(form, cell.route, goldenCases(staged));
            for (const stage of converted.ok ? converted.stages : []) {
                const source = noise_source_sourceOf(stage, onnxHome);
                if (source !== null)
                    return movable(source);
            }
        }
    }
    return null;
}
function noise_source_sourceOf(model, column) {
    if (model.format !== 'onnx')
        return null;
    const content = (0,read_form/* describeAs */.Oq)(model.format, model.path);
    if (content === null || 'fault' in content || content.onnx === undefined || content.signature === null)
        return null;
    if ((0,static_check/* staticFault */.XX)(content.signature, column.runtime) !== null)
        return null;
    return { model, onnx: content.onnx, column };
}
const movable = (source) => (jitterUnit(source.onnx) === null ? null : source);

;// CONCATENATED MODULE: ./lib/onnx/random-operators.js






const random_operators_DRAWING = new Set([
    'Bernoulli',
    'Multinomial',
    'RandomNormal',
    'RandomNormalLike',
    'RandomUniform',
    'RandomUniformLike',
]);
/** No exporter writes it. */
const OTHER_SEED = 84_017;
/** Operators of the model that draw random numbers when it runs, sorted: `Dropout in training mode`, `RandomNormal`. */
function randomOperators(model) {
    const constants = (0,onnx_constants/* constantsOf */.Lg)(model.graph ?? {});
    const found = new Set();
    (0,graph_walk/* forEachTensor */.K)(model, {
        node(node) {
            const type = node.opType ?? '';
            if ((0,element_types/* isStandard */.mI)(node) && random_operators_DRAWING.has(type))
                found.add(type);
            if ((0,element_types/* isStandard */.mI)(node) && isLiveDropout(node, constants))
                found.add('Dropout in training mode');
        },
    });
    return [...found].sort();
}
/** Since operator set 12 the mode is the third input; an input that is not a constant may be true. */
function isLiveDropout({ opType, input }, constants) {
    const mode = input?.[2] ?? '';
    if (opType !== 'Dropout' || mode === '')
        return false;
    const tensor = constants.get(mode);
    return tensor === undefined || tensor.int32Data?.[0] === 1 || tensor.rawData?.[0] === 1;
}
/** Draws other random numbers in the ONNX file at `path`: every runtime draws its own, whatever the seed in the file. */
function drawOthers(path) {
    const model = onnx/* onnx */.W.ModelProto.decode((0,external_node_fs_.readFileSync)(path));
    (0,graph_walk/* forEachTensor */.K)(model, {
        node(node) {
            if (!(0,element_types/* isStandard */.mI)(node) || (!random_operators_DRAWING.has(node.opType ?? '') && node.opType !== 'Dropout'))
                return;
            const others = (node.attribute ?? []).filter(({ name }) => name !== 'seed');
            // Dropout states its seed as an integer.
            const seed = node.opType === 'Dropout' ? (0,onnx_attributes/* intAttribute */.ux)('seed', OTHER_SEED) : (0,onnx_attributes/* floatAttribute */.fC)('seed', OTHER_SEED);
            node.attribute = [...others, seed];
        },
    });
    (0,external_node_fs_.writeFileSync)(path, onnx/* onnx */.W.ModelProto.encode(model).finish());
}

;// CONCATENATED MODULE: ./lib/trial/repeated-reference.js











/** Increase it when the method changes. */
const repeated_reference_METHOD = 3;
/** Of formats without a list of operators: more than any order of summation changes, less than a draw that matters does. */
const NOT_ROUNDING = 1e-3;
/** Formats that may draw random numbers without a list of operators to see it in. */
const OPAQUE = new Set([
    'exported-program',
    'jax-function',
    'keras',
    'pytorch-module',
    'saved-model',
    'torchscript',
]);
/**
 * Operators of TensorFlow and TensorFlow Lite that draw from a state: with a seed in the file each process begins alike, and
 * goes on with every call.
 */
const repeated_reference_DRAWING = /^(Random(Uniform|UniformInt|StandardNormal|GammaV?[23]?|PoissonV?2?|Shuffle)|(Parameterized)?TruncatedNormal|Multinomial|Stateful(Uniform\w*|StandardNormal\w*|TruncatedNormal|RandomBinomial)|RANDOM_UNIFORM|RANDOM_STANDARD_NORMAL|MULTINOMIAL)$/;
const varying = schemas/* strictObject */.rej({ output: schemas/* string */.YjP().nullable() });
/**
 * Whether the reference gives the same outputs when it runs again with the same inputs, for models that may not.
 * @returns null if it does, or cannot draw random numbers; else what draws them
 */
async function varyingReference({ model }, staged, column, before, { host, pool, again: anew, folder }) {
    const [first] = model.forms;
    const { content } = first;
    const { format } = content;
    const onnx = 'onnx' in content ? content.onnx : undefined;
    const operators = 'fault' in content ? [] : (content.operators ?? []);
    const listed = operators.flatMap(({ type }) => (repeated_reference_DRAWING.test(type) ? [type] : []));
    const drawing = onnx === undefined ? listed : randomOperators(onnx.graph);
    if (format === null || before.failure !== null || (drawing.length === 0 && !OPAQUE.has(format)))
        return null;
    const key = repeated_reference_keyOf(first, staged, column);
    const known = anew ? null : await (0,json_cache/* readCached */.J)(host, 'repeated', key, varying);
    if (known !== null)
        return known.output === null ? null : faultOf(known.output, drawing, first);
    const cases = (0,run_request/* casesFor */.Xz)({ names: {}, changes: {} }, staged.cases);
    const second = await pool.run({
        title: `${model.id}: checking that its reference repeats itself`,
        column,
        model: onnx === undefined ? committed(first) : (empty) => otherDraws(first.absolute, onnx, empty),
        format,
        // Twice, of which the second counts: what draws by a seed begins alike in each process.
        cases: listed.length === 0 ? cases : [...cases, ...cases.map((one) => ({ ...one, name: again(one.name) }))],
        folder: (0,external_node_path_.join)(folder, 'repeated'),
    });
    if (second.failure !== null)
        return null;
    let output = null;
    for (const { name } of staged.cases) {
        const [one, other] = [
            await (0,stored_values/* readable */.HD)(before.outputs.get(name)),
            await (0,stored_values/* readable */.HD)(second.outputs.get(listed.length === 0 ? name : again(name))),
        ];
        if (one !== undefined && other !== undefined)
            output ??= differing(one, other, onnx !== undefined && drawing.length > 0 ? 0 : NOT_ROUNDING);
    }
    await (0,json_cache/* writeCached */.U)(host, 'repeated', key, { output });
    return output === null ? null : faultOf(output, drawing, first);
}
const again = (name) => `${name}-again`;
/** A copy with other random numbers: some runtimes draw the same ones each time, and none the same as another. */
async function otherDraws(path, model, folder) {
    const { copy } = copyModel(path, model, folder);
    drawOthers(copy);
    return copy;
}
function repeated_reference_keyOf({ sha256 }, staged, { runtime, version, options }) {
    const cases = staged.cases.map((one) => [one.name, one.sha256]);
    const parts = [repeated_reference_METHOD, sha256, runtime.dependencies, version ?? '', options, cases];
    return (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(parts)).digest('hex');
}
/**
 * The first output that differs by more than this part of its size. Where operators are known to draw, any difference is
 * theirs: small noise, added to an output, is random as well.
 */
function differing(one, other, most) {
    for (const [name, value] of Object.entries(one)) {
        const second = Object.hasOwn(other, name) ? other[name] : undefined;
        if (second === undefined)
            return name;
        for (const pair of (0,structure/* pairLeaves */.BM)(name, value, second)) {
            if (pair.kind === 'mismatch')
                return pair.name;
            if (pair.kind === 'nothing' || pair.reference.dtype === 'string' || pair.candidate.dtype === 'string')
                continue;
            const { rmse, rms, nonFiniteMismatches } = (0,measure/* measure */.x)(pair.reference, pair.candidate, measure/* NO_LIMIT */.k);
            if (nonFiniteMismatches > 0 || rmse > most * rms)
                return pair.name;
        }
    }
    return null;
}
function faultOf(output, drawing, { path }) {
    return {
        what: `the model is random: ${output} differs between two runs with the same inputs`,
        why: drawing.length > 0
            ? `${path} draws random numbers: ${drawing.join(', ')}`
            : `${path} draws random numbers, or is in training mode (dropout)`,
        next: 'export the model in evaluation mode (PyTorch: `model.eval()`), or make the random numbers an input',
    };
}

;// CONCATENATED MODULE: ./lib/golden/other-inputs.js







/** Spread of the floats, as a multiple of that of the goldens; null: uniform between 0 and 1. */
const SPREADS = [
    { name: 'usual spread', factor: 1 },
    { name: 'five times the usual spread', factor: 5 },
    { name: 'a tenth of the usual spread', factor: 0.1 },
    { name: 'uniform', factor: null },
    { name: 'twenty times the usual spread', factor: 20 },
    { name: 'a hundredth of the usual spread', factor: 0.01 },
];
/**
 * Inputs that may reveal more than the goldens: the same shapes, floats with other spreads, integers within the range of
 * committed goldens, each computed on demand. Single numbers (sampling rates, thresholds) and what cannot be
 * synthesised stay the same.
 */
function* otherInputs(signature, { kind, sample, recipes }, seed) {
    for (const { name: spread, factor } of SPREADS) {
        const varied = {};
        const values = {};
        for (const port of signature.inputs) {
            const value = Object.hasOwn(sample, port.name) ? sample[port.name] : undefined;
            if (value === undefined)
                continue;
            const recipe = Object.hasOwn(recipes, port.name) ? recipes[port.name] : undefined;
            const made = value.kind === 'tensor' && value.dtype !== 'string' ? otherRecipe(value, recipe, factor, kind) : null;
            values[port.name] = value;
            if (made === null || value.kind !== 'tensor')
                continue;
            const content = (0,config_recipe/* contentOf */.$E)(made);
            if (content.kind === 'file')
                continue;
            const filled = fill(value.dtype, value.shape, content, randomFor(seed, port.name));
            if (filled.dtype === 'string' || value.dtype === 'string')
                continue;
            if (Buffer.from(filled.bytes).equals(value.bytes))
                continue;
            values[port.name] = filled;
            varied[port.name] = isFixed(port) ? made : withShape(made, value.shape);
        }
        if (Object.keys(varied).length > 0)
            yield { name: spread, recipes: varied, values };
    }
}
/** Another recipe for an input, null when it should stay the same. */
function otherRecipe(value, recipe, factor, kind) {
    const count = value.shape.reduce((product, size) => product * size, 1);
    if (count <= 1)
        return null;
    const content = (0,config_recipe/* contentOf */.$E)(recipe);
    if (isJitterDType(value.dtype)) {
        if (factor === null)
            return { range: [0, 1] };
        if (content.kind === 'range') {
            const [centre, half] = [(content.low + content.high) / 2, (content.high - content.low) / 2];
            return { range: [tidy(centre - half * factor), tidy(centre + half * factor)] };
        }
        const { mean, deviation } = content.kind === 'normal'
            ? content
            : content.kind === 'default' && kind === 'synthetic'
                ? other_inputs_STANDARD
                : spreadOf(value);
        return { normal: [tidy(mean), tidy((deviation || 1) * factor)] };
    }
    if (tensor_dtype/* DTYPES */.A1[value.dtype].kind !== 'integer' || tensor_dtype/* DTYPES */.A1[value.dtype].bits < 8)
        return null;
    if (recipe !== undefined)
        return recipe;
    const numbers = Array.from((0,tensor_elements/* storageOf */.p)(value), Number);
    const low = numbers.reduce((least, number) => Math.min(least, number), Number.POSITIVE_INFINITY);
    const high = numbers.reduce((most, number) => Math.max(most, number), Number.NEGATIVE_INFINITY);
    // All elements are equal: a mask or a mode rather than data.
    if (low === high || factor === null || factor < 1)
        return null;
    if (factor === 1)
        return { range: [low, high + 1] };
    // Committed integers may index a table that has no more entries; synthesised ones were guesses anyway.
    return kind === 'synthetic' ? { range: [low, Math.min((high + 1) * factor, limitOf(value.dtype))] } : null;
}
/** One more than the largest integer of the type that a JavaScript number holds exactly. */
const limitOf = (dtype) => Math.min(Number((0,encode_elements/* integerLimits */.nZ)(dtype)[1]) + 1, Number.MAX_SAFE_INTEGER);
const other_inputs_STANDARD = { mean: 0, deviation: 1 };
const spreads = new WeakMap();
/** Of float32 and float64; narrower floats are assumed to be standard normal. */
function spreadOf(value) {
    const known = spreads.get(value) ?? measuredSpread(value);
    spreads.set(value, known);
    return known;
}
function measuredSpread(value) {
    const storage = (0,tensor_elements/* storageOf */.p)(value);
    if (!(storage instanceof Float32Array || storage instanceof Float64Array))
        return other_inputs_STANDARD;
    const [count, mean] = other_inputs_meanOf(storage, (number) => number);
    if (count === 0)
        return other_inputs_STANDARD;
    const deviation = Math.sqrt(other_inputs_meanOf(storage, (number) => (number - mean) ** 2)[1]);
    // Constant inputs say nothing about what the model expects.
    return deviation === 0 ? other_inputs_STANDARD : { mean, deviation };
}
/** How many numbers are finite, and the mean of what is made of them. */
function other_inputs_meanOf(numbers, of) {
    let [count, sum] = [0, 0];
    for (const number of numbers) {
        if (!Number.isFinite(number))
            continue;
        count += 1;
        sum += of(number);
    }
    return [count, sum / count];
}
/** Few digits: it is written into a configuration. */
const tidy = (value) => Number(value.toPrecision(3));
const isFixed = ({ type }) => type.kind === 'tensor' && type.shape !== null && type.shape.every((size) => typeof size === 'number');
function withShape(recipe, shape) {
    return typeof recipe === 'object' && !Array.isArray(recipe) ? { shape: [...shape], ...recipe } : recipe;
}

;// CONCATENATED MODULE: ./lib/trial/still-outputs.js











/** Most other inputs that are tried besides a single golden case. */
const still_outputs_MOST = 3;
/** Increase it when the method changes. */
const still_outputs_METHOD = 2;
const leaves = schemas/* array */.YOg(schemas/* string */.YjP());
/**
 * Outputs, by leaf, that stay the same for every input, found by running the reference on other inputs besides a single
 * golden case until every output has moved. Several golden cases can be compared with each other instead.
 * @returns null if it cannot be found out
 */
async function stillOutputs(model, staged, { column, expected, noise, noiseKey }, { host, pool, seed, again, folder }) {
    const [first] = model.forms;
    const signature = (0,discover_form/* signatureOfForm */.eD)(first);
    const [only, ...more] = goldenCases(staged);
    if (first.content.format === null || signature === null || only === undefined || more.length > 0)
        return null;
    const key = (0,external_node_crypto_.createHash)('sha256')
        .update(JSON.stringify([still_outputs_METHOD, noiseKey, seed]))
        .digest('hex');
    const known = again ? null : await (0,json_cache/* readCached */.J)(host, 'vacuity', key, leaves);
    if (known !== null)
        return known;
    const kept = { kind: staged.goldens, sample: await only.inputs.read(), recipes: model.entry.inputs };
    const before = await (0,stored_values/* readable */.HD)(expected);
    if (before === undefined)
        return null;
    let still = null;
    let tried = 0;
    for (const { name, values } of otherInputs(signature, kept, seed)) {
        const own = (0,external_node_path_.join)(folder, `variation-${tried}`);
        const other = await pool.run({
            title: `${model.id}: checking that its outputs depend on its inputs`,
            column,
            model: committed(first),
            format: first.content.format,
            cases: [{ name, inputs: (0,stored_values/* valuesMadeBy */.vu)(() => values) }],
            folder: own,
        });
        const outputs = await (0,stored_values/* readable */.HD)(other.outputs.get(name));
        // Inputs that the model rejects prove nothing.
        if (outputs !== undefined) {
            const same = stillLeaves(before, outputs, noise?.[only.name] ?? {});
            still = (still ?? same).filter((leaf) => same.includes(leaf));
        }
        await (0,promises_.rm)(own, { recursive: true, force: true });
        tried += 1;
        // One run is enough for most models, since their outputs move.
        if (still?.length === 0 || tried === still_outputs_MOST)
            break;
    }
    if (still !== null)
        await (0,json_cache/* writeCached */.U)(host, 'vacuity', key, still);
    return still;
}

;// CONCATENATED MODULE: ./lib/trial/try-reference.js













/** The reference if it is needed, the noise floor, and the outputs that do not depend on the inputs. */
async function tryReference(plan, staged, ran, context) {
    const { model, reference: column } = plan;
    const { host, config, pool, isa, again } = context;
    const source = await findNoiseSource(plan, staged, context);
    const runs = source === null ? 0 : noiseRuns(source.onnx, config.noise.runs);
    const winograd = source !== null && usesWinograd(plan, source.onnx);
    const effort = { runs, seconds: config.noise.seconds, precisions: coarsePrecisions(plan), winograd };
    const key = source === null ? null : (0,noise_cache/* noiseKey */._w)(model, source, staged.cases, effort, isa);
    const known = key === null || again ? null : await (0,noise_cache/* readNoise */.HB)(host, key);
    const measuring = source !== null && known === null;
    const needed = column !== null && (measuring || staged.cases.some(({ expected }) => expected === null));
    const reference = ran ?? (needed ? await runPlain(plan, column, staged, context) : null);
    const repeat = { host, pool, again, folder: context.folder };
    const random = reference === null || column === null ? null : await varyingReference(plan, staged, column, reference, repeat);
    if (random !== null)
        return { reference, random, noise: null, still: null };
    const noise = measuring ? await noiseOf(source, staged, reference, effort, plan, context) : known;
    if (key !== null && measuring && noise !== null)
        await (0,noise_cache/* writeNoise */.ah)(host, key, noise);
    const [first] = staged.cases;
    const expected = first?.expected ?? reference?.outputs.get(first?.name ?? '');
    if (column === null || key === null || expected === undefined)
        return { reference, random, noise, still: null };
    const seed = { seed: config.seed, folder: (0,external_node_path_.join)(context.folder, 'variations') };
    const still = await stillOutputs(model, staged, { column, expected, noise, noiseKey: key }, { host, pool, again, ...seed });
    return { reference, random, noise, still };
}
function usesWinograd({ cells }, { graph: { graph } }) {
    return graph != null && cells.some(({ column }) => column.runtime.winograd) && hasWinogradConvolutions(graph);
}
/** What columns and forms that run declare, other than float32. */
function coarsePrecisions({ cells }) {
    const declared = cells.flatMap((cell) => {
        if (cell.kind === 'skip')
            return [];
        const { column, forms } = cell;
        return forms.map(({ precision }) => (0,through/* coarserOf */.z4)(column.precision, precision ?? 'f32'));
    });
    return [...new Set(declared.filter((precision) => precision !== 'f32'))].sort();
}
function runPlain(plan, column, staged, context) {
    const form = committed(plan.model.forms[0]);
    return runReference(context, {
        title: `${plan.model.id}: reference on ${column.runtime.id}`,
        column,
        model: form,
        format: form.format,
        cases: (0,run_request/* casesFor */.Xz)({ names: {}, changes: {} }, staged.cases),
        folder: (0,external_node_path_.join)(context.folder, 'reference'),
    });
}
async function noiseOf(source, staged, reference, effort, { model }, { pool, folder, threads }) {
    const base = source.model.path === model.forms[0].absolute
        ? reference
        : await pool.run({
            title: `${model.id}: noise floor, plain run`,
            column: source.column,
            model: source.model,
            format: 'onnx',
            cases: (0,run_request/* casesFor */.Xz)(source.model, staged.cases),
            folder: (0,external_node_path_.join)(folder, 'plain'),
        });
    if (base === null)
        return null;
    const first = (name) => (0,stored_values/* readable */.HD)(staged.cases.find((one) => one.name === name)?.expected ?? reference?.outputs.get(name));
    return measureNoise(source, staged.cases, base, {
        ...(base !== reference && { first }),
        id: model.id,
        pool,
        effort,
        folder: (0,external_node_path_.join)(folder, 'noise'),
        ...(threads !== undefined && { threads }),
    });
}

;// CONCATENATED MODULE: ./lib/trial/try-model.js











/**
 * Runs one model on the pool: its columns, and at the same time its reference and, on the same runtime, its noise floor.
 * Inputs are made when a run needs them.
 */
async function tryModel(planned, context) {
    const ready = await inputsOf(planned, context);
    if ('fault' in ready)
        return ready;
    const { plan, staged, ran } = ready;
    const cells = Promise.all(plan.cells.map((cell) => (cell.kind === 'skip' ? { plan: cell } : tryCell(plan, cell, staged, context))));
    // Awaited below, after the reference; until then a rejection would count as unhandled.
    cells.catch(() => { });
    const { plan: final, made } = await onAbleReference(plan, (one) => tryReference(one, staged, one === plan ? ran : null, context), ({ reference }) => reference);
    const lost = made.reference === null ? null : await lostCase(final, staged, made.reference);
    const tried = await cells;
    if (lost !== null)
        return { plan: final, fault: lost, doing: trial_trial/* WORK_ON_INPUTS */.m.running, goldens: staged.goldens };
    return { plan: final, staged, ...made, cells: tried };
}
/** The cases that the model can be judged with, on a plan whose reference runs them. */
async function inputsOf(planned, context) {
    let plan = planned;
    try {
        const able = await onAbleReference(planned, (one) => settleInputs(one, context), (made) => ('fault' in made ? null : made.reference));
        plan = able.plan;
        const settled = able.made;
        if ('fault' in settled)
            return { plan, fault: settled.fault, doing: trial_trial/* WORK_ON_INPUTS */.m.inventing, goldens: 'synthetic' };
        const staged = await withProbes(plan.model, settled.staged, context);
        const { goldens } = staged;
        const missing = missingInputs(plan, staged.cases);
        if (missing !== null)
            return { plan, fault: missing, doing: trial_trial/* WORK_ON_INPUTS */.m.reading, goldens: 'none' };
        const empty = await emptyExpectation(plan, staged);
        if (empty !== null)
            return { plan, fault: empty, doing: trial_trial/* WORK_ON_INPUTS */.m.reading, goldens };
        const incomparable = missingReference(plan, staged.cases);
        if (incomparable !== null)
            return { plan, fault: incomparable, doing: null, goldens };
        // With probes there is more to run than the reference has run.
        return { plan, staged, ran: staged === settled.staged ? settled.reference : null };
    }
    catch (error) {
        if (!(error instanceof errors/* UserError */.yo))
            throw error;
        const goldens = (await hasGoldens(plan.model, context.host)) ? 'committed' : 'none';
        return { plan, fault: (0,errors/* faultOfMistakes */.Hg)(error), doing: trial_trial/* WORK_ON_INPUTS */.m.reading, goldens };
    }
}
/** Whether there are golden cases at all, whatever is wrong with them. */
async function hasGoldens({ id, forms: [{ path }], entry: { golden } }, { cwd }) {
    const place = { root: cwd, model: id, form: path, ...(golden !== undefined && { folder: golden }) };
    const found = await new errors/* Mistakes */.So().attemptAsync(() => (0,find_cases/* findCases */.r)(place));
    return found !== undefined && found.length > 0;
}
/** Every form of a cell, one after another: they share a column, and so workers. */
async function tryCell(plan, cell, staged, context) {
    const forms = [];
    for (const form of cell.forms)
        forms.push(await tryForm(plan, cell, form, staged, context));
    return { plan: cell, forms };
}

// EXTERNAL MODULE: ./lib/diagnose/find-disagreements.js
var find_disagreements = __webpack_require__(33569);
;// CONCATENATED MODULE: ./lib/truth/distances-from-truth.js











/**
 * From every witness to the reference, to every column that ran the first form, and to the other witnesses: the worst over
 * the cases, by disputed output.
 */
async function distancesFromTruth(disputed, { trial, reference, cases, noise, witnesses }) {
    const parties = partiesOf(trial, reference);
    const between = new Worst();
    const towards = new Map(witnesses.map(({ id }) => [id, new Map(parties.map((party) => [party, new Worst()]))]));
    for (const { name } of cases) {
        const expected = await (0,stored_values/* readable */.HD)(reference.outputs.get(name));
        if (expected === undefined)
            continue;
        const all = (0,discover_models/* outputNames */.g)(trial.plan.model) ?? Object.keys(expected).sort();
        const names = all.filter((output) => disputed.some((leaf) => isOf(leaf, output)));
        const floors = noise?.[name] ?? {};
        const floorsOf = (party) => (party.acceptsFloat32 ? changed(floors, noise_model/* withoutDouble */.Us) : floors);
        const read = async (from) => {
            const values = await (0,stored_values/* readable */.HD)(from.outputs.get(name));
            return values === undefined
                ? undefined
                : underFirstNames(all, expected, roundedLike(values, expected, from.names), from.names);
        };
        const said = [];
        for (const witness of witnesses) {
            const values = await read(witness);
            if (values === undefined)
                continue;
            for (const other of said)
                between.add((0,judge_consensus/* leafDistances */.ji)(names, other.values, values, { noise: floors, precisions: ['f32', 'f32'] }));
            said.push({ id: witness.id, values });
        }
        for (const party of parties) {
            const values = await read(party);
            if (values === undefined)
                continue;
            for (const { id, values: truth } of said)
                towards
                    .get(id)
                    ?.get(party)
                    ?.add((0,judge_consensus/* leafDistances */.ji)(names, truth, values, { noise: floorsOf(party), precisions: ['f32', party.precision] }));
        }
    }
    return disputed.map((output) => ({
        output,
        agree: between.on(output)?.agree ?? null,
        distances: [...towards].flatMap(([witness, found]) => [...found].flatMap(([{ column }, worst]) => {
            const distance = worst.on(output);
            if (distance === undefined)
                return [];
            const { noiseRatio, agree } = distance;
            return [{ witness, column, noiseRatio: noiseRatio === null ? null : (0,tensor_real/* toReal */.kj)(noiseRatio), agree }];
        })),
    }));
}
function partiesOf(trial, { outputs }) {
    const columns = trial.cells.filter(trial_trial/* isRun */.y).flatMap(({ plan: { column }, forms }) => {
        const ran = ranFirst(trial, forms);
        if (ran === null)
            return [];
        const { outputs } = ran.ran;
        const judged = { precision: column.precision, acceptsFloat32: acceptsFloat32(column, ran.form) };
        return [{ column: column.id, ...judged, outputs, names: ran.loaded.names }];
    });
    return [{ column: null, precision: 'f32', acceptsFloat32: false, outputs, names: {} }, ...columns];
}
/** The worst distance so far, by output. */
class Worst {
    #found = new Map();
    add(distances) {
        for (const distance of distances) {
            const before = this.#found.get(distance.output);
            this.#found.set(distance.output, before === undefined ? distance : (0,judge_consensus/* worse */.JJ)(before, distance));
        }
    }
    on(output) {
        return this.#found.get(output);
    }
}

;// CONCATENATED MODULE: ./lib/truth/has-floats.js





/** Attributes that name an element type. */
const has_floats_TYPE_ATTRIBUTES = ['to', 'dtype', 'output_datatype', 'output_dtype'];
/** Operators that may make floats of integers, and attributes that hold floats. */
const MAKES_FLOATS = /^(ConstantOfShape|DequantizeLinear|DynamicQuantizeLinear|TfIdfVectorizer|MelWeightMatrix|(Hann|Hamming|Blackman)Window|Random.*|Bernoulli|QLinear.*)$/;
const FLOAT_ATTRIBUTES = ['value_float', 'value_floats'];
/** Whether a model computes with any floating-point numbers; without them its own types are exact. */
function has_floats_hasFloats(model) {
    const { input, output } = model.graph ?? {};
    let found = [...(input ?? []), ...(output ?? [])].some(({ type }) => isFloatType(type));
    (0,graph_walk/* forEachTensor */.K)(model, {
        node(node) {
            const { opType } = node;
            const attribute = node.attribute ?? [];
            const fills = opType === 'ConstantOfShape' && attribute.some(({ name }) => name === 'value');
            const floats = attribute.some(({ name }) => FLOAT_ATTRIBUTES.includes(name ?? ''));
            if (!(0,element_types/* isStandard */.mI)(node) || floats || (MAKES_FLOATS.test(opType ?? '') && !fills))
                found = true;
            if (has_floats_TYPE_ATTRIBUTES.some((name) => has_floats_isFloat(numberOf(node, name) ?? 0)))
                found = true;
        },
        tensor({ dataType }) {
            if (has_floats_isFloat(dataType ?? 0))
                found = true;
        },
    });
    return found;
}
/** Types in which nothing is known to be an integer count as floats. */
function isFloatType(type) {
    return type?.tensorType == null || has_floats_isFloat(type.tensorType.elemType ?? 0);
}
/** TensorProto.DataType 0 is none. */
function has_floats_isFloat(elemType) {
    const dtype = (0,data_type/* dtypeOfOnnx */.Z)(elemType);
    if (dtype === undefined)
        return elemType !== 0;
    const { kind } = tensor_dtype/* DTYPES */.A1[dtype];
    return kind === 'float' || kind === 'complex';
}

;// CONCATENATED MODULE: ./lib/truth/find-truth.js
/** Who is right where several runtimes differ from the reference: the same computation in float64. */















/** The copy in float64 is made in memory, and an evaluation in plain numpy takes its time. */
const find_truth_LARGEST_MODEL = 128 * 2 ** 20;
/** For loading it, and for each case. */
const find_truth_SECONDS = 60;
const MOST_CASES = 4;
/**
 * The model with its truth, where one is needed: votes do not decide who is right. Two runtimes of different engines run it
 * in float64, since one alone may read an operator wrongly; one without the kernels runs
 * it as it is, which still shows how it reads the operators.
 */
async function withTruth(judged, trial, context) {
    const { reference } = judged;
    if ('fault' in trial || 'missing' in reference)
        return judged;
    const disputed = (0,find_disagreements/* disputedOutputs */.vd)(judged, context.everyTruth ? 1 : 2);
    if (disputed.length === 0)
        return judged;
    const cases = casesToEvaluate(disputed, judged, trial);
    if (cases.length === 0)
        return judged;
    return { ...judged, truth: await truthOf(disputed, { judged, reference, trial, cases }, context) };
}
/** Golden cases in which a disputed output drifts, the first few; all of them where one starts from the outputs of another. */
function casesToEvaluate(disputed, { cells }, { staged }) {
    const golden = goldenCases(staged);
    const drifting = new Set(cells.flatMap(({ cell }) => cell.outputs.flatMap(({ name, verdict, case: of }) => verdict === 'drift' && disputed.includes(name) ? [of] : [])));
    const wanted = golden.filter(({ name }) => drifting.has(name));
    if (wanted.length > 0 && golden.some(({ feedback }) => feedback !== undefined))
        return golden;
    return wanted.slice(0, MOST_CASES);
}
async function truthOf(disputed, { judged, reference, trial, cases }, context) {
    const unknown = (why) => ({ unknown: why, firstForm: false, witnesses: [], outputs: [] });
    const source = find_truth_onnxOf(trial);
    if (source === null)
        return unknown('the model has no ONNX form');
    if (source.bytes > find_truth_LARGEST_MODEL)
        return unknown(`its ONNX form is larger than ${find_truth_LARGEST_MODEL / 2 ** 20} MiB`);
    const wide = find_truth_inFloat64(source.model.path);
    if (wide === null)
        return unknown('it draws random numbers, rounds to a quantisation grid, or cannot be rewritten in float64');
    const witnesses = [];
    for (const column of context.columns)
        witnesses.push(await find_truth_testimonyOf(column, { source: source.model, wide, reference, trial, cases }, context));
    return {
        unknown: null,
        firstForm: source.model.path === trial.plan.model.forms[0].absolute,
        ...(has_floats_hasFloats(onnx/* onnx */.W.ModelProto.decode(wide)) ? {} : { exact: true }),
        witnesses: witnesses.map(({ column: { runtime }, version, precision, reason }) => ({
            runtime: runtime.id,
            title: runtime.title,
            version,
            precision,
            reason,
        })),
        outputs: await distancesFromTruth(disputed, {
            trial,
            reference,
            cases,
            noise: judged.noise,
            witnesses: witnesses.map(({ column: { runtime }, outputs }) => ({
                id: runtime.id,
                outputs,
                names: source.model.names,
            })),
        }),
    };
}
/** The same computation in float64 as a file; null when there is none, or when the file cannot be rewritten. */
function find_truth_inFloat64(path) {
    try {
        const model = wholeModel(path);
        return toFloat64(model) ? onnx/* onnx */.W.ModelProto.encode(model).finish() : null;
    }
    catch {
        // protobufjs throws several kinds of errors; a converter may have written what only runtimes understand.
        return null;
    }
}
/** A committed form that is ONNX, else the ONNX that was made on the route to a cell. */
function find_truth_onnxOf({ plan: { model }, cells }) {
    const form = model.forms.find(({ content }) => content.format === 'onnx');
    if (form !== undefined)
        return { model: committed(form), bytes: form.bytes };
    const stages = cells
        .filter(trial_trial/* isRun */.y)
        .flatMap(({ forms }) => forms.flatMap((one) => ('stages' in one ? one.stages : [])));
    const made = stages.find(({ format }) => format === 'onnx');
    // About as large as the form it was made from.
    return made === undefined ? null : { model: made, bytes: model.forms[0].bytes };
}
/** In float64, else as it is. */
async function find_truth_testimonyOf(column, { source, wide, reference, trial, cases: staged }, { pool, folder }) {
    const { runtime } = column;
    const { model } = trial.plan;
    const cases = (0,run_request/* casesFor */.Xz)(source, staged);
    const request = { column, format: 'onnx', changes: source.changes, seconds: find_truth_SECONDS };
    const ran = await pool.run({
        ...request,
        title: `${model.id}: in float64 on ${runtime.id}`,
        model: (empty) => find_truth_written(wide, empty),
        cases: cases.map(withFloat64),
        folder: (0,external_node_path_.join)(folder, `truth-${runtime.id}`),
    });
    if (ran.failure === null)
        return { column, version: ran.version, precision: 'f64', reason: null, outputs: ran.outputs };
    const reason = (0,worker_failure/* describeFailure */.Ic)(ran.failure.failure, ran.failure.doing).what;
    const failed = { column, version: ran.version, precision: null, reason, outputs: new Map() };
    if (reference.kind === 'runtime' && reference.engine === runtime.engine && source.path === model.forms[0].absolute)
        return { ...failed, version: reference.version, precision: 'own', outputs: reference.outputs };
    const plain = await pool.run({
        ...request,
        title: `${model.id}: on ${runtime.id}`,
        model: source,
        cases,
        folder: (0,external_node_path_.join)(folder, `plain-${runtime.id}`),
    });
    return plain.failure === null ? { ...failed, precision: 'own', outputs: plain.outputs } : failed;
}
async function find_truth_written(bytes, folder) {
    const path = (0,external_node_path_.join)(folder, 'float64.onnx');
    await (0,promises_.writeFile)(path, bytes);
    return path;
}
function withFloat64(one) {
    return { ...one, inputs: (0,stored_values/* valuesMadeBy */.vu)(async () => valuesInFloat64(await one.inputs.read())) };
}

;// CONCATENATED MODULE: ./lib/truth/only-rounding.js







/** What is left of the variation in float64, at the most, where the variation in float32 is rounding alone. */
const LEFT = 1 / 8;
/**
 * Asks a runtime in float64. An output such as the mean of normalised values, or the sum of probabilities less 1, is zero
 * but for rounding: then it varies by as much as its noise floor, and that is right. An output that a threshold or a
 * random number moves about varies as much in float64.
 */
function onlyRounding(column, context) {
    return async (leaves, trial, reference) => {
        const none = new Set();
        const source = find_truth_onnxOf(trial);
        const cases = goldenCases(trial.staged).slice(0, MOST_CASES);
        if (column === undefined || source === null || source.bytes > find_truth_LARGEST_MODEL || cases.length === 0)
            return none;
        const wide = find_truth_inFloat64(source.model.path);
        if (wide === null)
            return none;
        const { precision, outputs } = await find_truth_testimonyOf(column, { source: source.model, wide, reference, trial, cases }, context);
        if (precision !== 'f64')
            return none;
        const left = new Map();
        for (const { name } of cases) {
            const expected = await (0,stored_values/* readable */.HD)(reference.outputs.get(name));
            const exact = await (0,stored_values/* readable */.HD)(outputs.get(name));
            if (expected === undefined || exact === undefined)
                return none;
            const { names } = source.model;
            const own = underFirstNames(Object.keys(expected), expected, roundedLike(exact, expected, names), names);
            for (const { name: leaf, reference: narrow, candidate } of (0,structure/* floatLeaves */.hE)(expected, own))
                left.set(leaf, Math.max(left.get(leaf) ?? 0, betweenElements(candidate).size / betweenElements(narrow).size));
        }
        return new Set(leaves.filter((leaf) => (left.get(leaf) ?? Number.POSITIVE_INFINITY) <= LEFT));
    };
}

;// CONCATENATED MODULE: ./lib/run-models.js
/** Models from their goldens to their verdicts: trial → judge → reroute → locate; then the operators of what drifts. */



















/** Every model, several at a time: while one is judged, others run. */
async function runModels(plan, session, { everyProbe, everyTruth, locate, repro, references, clock, beside, outputs, onJudged }) {
    const { pool, context } = session.workers();
    // Frameworks import while goldens are read.
    const running = (0,plan_plan/* columnsThatRun */.m)(plan);
    pool.warm(running.map((column) => (0,worker_kinds/* runtimeKind */.tO)(column, context)));
    await prepareChosenReleases(running, (column) => pool.prepared((0,worker_kinds/* runtimeKind */.tO)(column, context)));
    clock.lap('plan');
    const limit = (0,p_limit/* default */.A)(MODELS_IN_FLIGHT);
    const turn = (0,p_limit/* default */.A)(1);
    const { isa } = session.platform;
    const again = session.request.noCache === true;
    const folder = (0,external_node_path_.join)(session.host.scratch, 'conversions');
    const converter = formConverter({ ...context, workers: pool, isa, again, folder });
    let done = 0;
    // Waits for every model: nothing may write to the scratch folder while it is removed.
    const ended = await Promise.allSettled(plan.models.map((model, index) => limit(async () => {
        session.host.signal.throwIfAborted();
        const about = {
            plan,
            session,
            converter,
            everyProbe,
            everyTruth,
            locate,
            references,
            clock,
            outputs,
            turn,
            ...(beside && { beside }),
        };
        const ran = await runModel(model, index, about);
        onJudged?.(ran.judged);
        done += 1;
        session.host.log.progress(`${done}/${plan.models.length}  ${model.model.id}`);
        return ran;
    })));
    session.host.signal.throwIfAborted();
    const ran = ended.map((end) => {
        if (end.status === 'rejected')
            throw end.reason;
        return end.value;
    });
    const judged = ran.map((one) => one.judged);
    if (locate === undefined)
        return judged;
    const { runtimes, threads } = session.workers();
    const { host, config } = session;
    const converterIn = (folder) => formConverter({ ...context, workers: pool, isa, again: true, folder });
    const drifting = ran.map((one) => one.drifting);
    const examine = operatorExaminer({ session, columns: plan.columns, converterIn, repro });
    const about = { host, config, isa, pool: runtimes, converterIn, threads, seconds: locate, examine };
    return locateDrifts(judged, drifting, {
        ...about,
        again,
        repro,
        folder: (0,external_node_path_.join)(host.scratch, 'locate'),
        onLocated: onJudged,
    });
}
/** Enough for every worker to have something to do while other models are staged and judged. */
const MODELS_IN_FLIGHT = 8;
/** One model from its goldens to its verdict; its files are removed afterwards. */
async function runModel(model, index, context) {
    const { plan, session, converter, everyProbe, everyTruth, locate, references, clock, beside, outputs, turn } = context;
    const { host, config, platform, request } = session;
    const { runtimes: pool, threads } = session.workers();
    const folder = (0,external_node_path_.join)(host.scratch, 'models', String(index));
    const again = request.noCache === true;
    const { isa } = platform;
    try {
        await (0,promises_.mkdir)(folder, { recursive: true });
        const onnxHome = plan.onnxHome;
        const about = { host, config, isa, pool, references, converter, onnxHome, again, everyProbe, threads, folder };
        const trial = await clock.time('run', () => tryModel(model, about));
        const seen = beside?.get(model.model.id) ?? [];
        const columns = (0,truth_columns/* truthColumns */.l)(session.runtimes, plan.columns, `${platform.os}-${platform.arch}`);
        const asked = onlyRounding(columns[0], { pool, folder });
        const judge = (tried) => turn(() => clock.time('compare', () => judgeModel(tried, threads, seen, asked)));
        const reroute = { config, converter, pool, folder, judge, before: seen };
        const retried = await retryWithoutStaleSizes(trial, await judge(trial), reroute);
        const rerouted = await tryOtherRoutes(retried.trial, retried.judged, reroute);
        if (outputs !== undefined)
            await (0,delivered_outputs/* deliverOutputs */.e)(rerouted.trial, rerouted.judged, outputs);
        const ready = (0,plan_plan/* columnsThatRun */.m)(plan);
        const located = await findHops(rerouted.judged, rerouted.trial, { pool, ready, threads, folder });
        const compared = await findDifferences(located, rerouted.trial, { root: host.cwd, folder });
        const judged = await withTruth(compared, rerouted.trial, { pool, columns, everyTruth, folder });
        if (locate === undefined)
            return { judged, drifting: [] };
        const kept = (0,external_node_path_.join)(host.scratch, 'drifting', String(index));
        return await driftingCells(judged, rerouted.trial, plan.onnxHome, kept);
    }
    finally {
        await (0,promises_.rm)(folder, { recursive: true, force: true });
    }
}


/***/ })

};
