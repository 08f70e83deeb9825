import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
var __webpack_exports__ = {};

;// CONCATENATED MODULE: external "node:worker_threads"
const external_node_worker_threads_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:worker_threads");
;// CONCATENATED MODULE: ./lib/tensor/dtype.js
/**
 * Element types, named as numpy and ml_dtypes name them, with their storage.
 *
 * `bits` is the size of one element in packed little-endian storage. `unitRoundoff` is half the distance between 1 and
 * the next value, 2^-(p) for p significant bits (IEEE 754, and for the narrow floats the OCP 8-bit and 4-bit formats).
 */
const DTYPES = {
    float32: { bits: 32, kind: 'float', unitRoundoff: 2 ** -24 },
    float64: { bits: 64, kind: 'float', unitRoundoff: 2 ** -53 },
    float16: { bits: 16, kind: 'float', unitRoundoff: 2 ** -11 },
    bfloat16: { bits: 16, kind: 'float', unitRoundoff: 2 ** -8 },
    float8_e4m3fn: { bits: 8, kind: 'float', unitRoundoff: 2 ** -4 },
    float8_e4m3fnuz: { bits: 8, kind: 'float', unitRoundoff: 2 ** -4 },
    float8_e5m2: { bits: 8, kind: 'float', unitRoundoff: 2 ** -3 },
    float8_e5m2fnuz: { bits: 8, kind: 'float', unitRoundoff: 2 ** -3 },
    complex64: { bits: 64, kind: 'complex', unitRoundoff: 2 ** -24 },
    complex128: { bits: 128, kind: 'complex', unitRoundoff: 2 ** -53 },
    int8: { bits: 8, kind: 'integer', unitRoundoff: 0 },
    int16: { bits: 16, kind: 'integer', unitRoundoff: 0 },
    int32: { bits: 32, kind: 'integer', unitRoundoff: 0 },
    int64: { bits: 64, kind: 'integer', unitRoundoff: 0 },
    uint8: { bits: 8, kind: 'integer', unitRoundoff: 0 },
    uint16: { bits: 16, kind: 'integer', unitRoundoff: 0 },
    uint32: { bits: 32, kind: 'integer', unitRoundoff: 0 },
    uint64: { bits: 64, kind: 'integer', unitRoundoff: 0 },
    int4: { bits: 4, kind: 'integer', unitRoundoff: 0 },
    uint4: { bits: 4, kind: 'integer', unitRoundoff: 0 },
    bool: { bits: 8, kind: 'bool', unitRoundoff: 0 },
    string: { bits: 0, kind: 'string', unitRoundoff: 0 },
};
function isDType(name) {
    return Object.hasOwn(DTYPES, name);
}
/** Bytes that `count` elements of `dtype` take in packed storage (4-bit types: two elements a byte, rounded up). */
function dtype_byteLength(dtype, count) {
    return Math.ceil((count * DTYPES[dtype].bits) / 8);
}

;// CONCATENATED MODULE: ./lib/compare/kernel/tally.js
function tally_emptyTally() {
    return {
        finite: 0,
        maxAbs: 0,
        worst: -1,
        maxRel: 0,
        differences: 0,
        references: 0,
        outside: 0,
        nonFiniteMismatches: 0,
        firstNonFiniteMismatch: -1,
        nanReferences: 0,
        nanCandidates: 0,
    };
}
/** Adds a pair of which at least one is NaN or infinite. NaN payloads are ignored; the signs of infinities count. */
function tallyNonFinite(tally, reference, candidate, index) {
    const nanReference = Number.isNaN(reference);
    const nanCandidate = Number.isNaN(candidate);
    if (nanReference)
        tally.nanReferences++;
    if (nanCandidate)
        tally.nanCandidates++;
    if (reference === candidate || (nanReference && nanCandidate))
        return;
    tally.nonFiniteMismatches++;
    if (tally.firstNonFiniteMismatch < 0)
        tally.firstNonFiniteMismatch = index;
}
/** Adds what was tallied of the pairs from index `base` on; parts are added in their order, so that first stays first. */
function addTally(sum, part, base) {
    if (part.maxAbs > sum.maxAbs) {
        sum.maxAbs = part.maxAbs;
        sum.worst = base + part.worst;
    }
    if (sum.firstNonFiniteMismatch < 0 && part.firstNonFiniteMismatch >= 0)
        sum.firstNonFiniteMismatch = base + part.firstNonFiniteMismatch;
    sum.maxRel = Math.max(sum.maxRel, part.maxRel);
    sum.finite += part.finite;
    sum.differences += part.differences;
    sum.references += part.references;
    sum.outside += part.outside;
    sum.nonFiniteMismatches += part.nonFiniteMismatches;
    sum.nanReferences += part.nanReferences;
    sum.nanCandidates += part.nanCandidates;
}

;// CONCATENATED MODULE: ./lib/tensor/tensor.js

/** Product of the dimensions; a scalar (empty shape) has one element. */
function tensor_elementCount(shape) {
    return shape.reduce((product, size) => product * size, 1);
}
/**
 * A packed tensor over `bytes`.
 * @throws RangeError when there are not exactly as many bytes as dtype and shape need
 */
function tensor(dtype, shape, bytes) {
    const expected = byteLength(dtype, tensor_elementCount(shape));
    if (bytes.byteLength !== expected)
        throw new RangeError(`${describeType(dtype, shape)} needs ${expected} bytes, got ${bytes.byteLength}`);
    return { kind: 'tensor', dtype, shape, bytes };
}
/** @throws RangeError when there are not exactly as many strings as the shape needs */
function stringTensor(shape, strings) {
    if (strings.length !== tensor_elementCount(shape))
        throw new RangeError(`${describeType('string', shape)} needs ${tensor_elementCount(shape)} strings, got ${strings.length}`);
    return { kind: 'tensor', dtype: 'string', shape, strings };
}
/** `float32[1, 3, 64]`; a scalar is `float32[]`. */
function describeType(dtype, shape) {
    return `${dtype}[${shape.map((size) => size ?? '?').join(', ')}]`;
}

;// CONCATENATED MODULE: ./lib/compare/kernel/components.js

/** Components that the comparison sees: elements, or twice as many for complex numbers. */
function componentsPerElement(dtype) {
    return DTYPES[dtype].kind === 'complex' ? 2 : 1;
}

;// CONCATENATED MODULE: ./lib/tensor/elements.js
/** The typed array that holds one element of a dtype per slot; narrow floats are stored as their bits. */
const ARRAYS = {
    float32: Float32Array,
    float64: Float64Array,
    float16: Uint16Array,
    bfloat16: Uint16Array,
    float8_e4m3fn: Uint8Array,
    float8_e4m3fnuz: Uint8Array,
    float8_e5m2: Uint8Array,
    float8_e5m2fnuz: Uint8Array,
    complex64: Float32Array,
    complex128: Float64Array,
    int8: Int8Array,
    int16: Int16Array,
    int32: Int32Array,
    int64: BigInt64Array,
    uint8: Uint8Array,
    uint16: Uint16Array,
    uint32: Uint32Array,
    uint64: BigUint64Array,
    int4: Uint8Array,
    uint4: Uint8Array,
    bool: Uint8Array,
};
/**
 * The tensor's storage as a typed array: a view where the bytes are aligned, otherwise a copy.
 * Complex numbers come as interleaved real and imaginary parts, 4-bit integers as their packed bytes.
 */
function storageOf(tensor) {
    const array = ARRAYS[tensor.dtype];
    const size = array.BYTES_PER_ELEMENT;
    const { bytes } = tensor;
    // A copy by constructor: slice() of a Buffer is another view.
    const aligned = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
    return new array(aligned.buffer, aligned.byteOffset, Math.floor(aligned.byteLength / size));
}
/** The bytes of a typed array, without copying. */
function bytesOf(array) {
    return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

;// CONCATENATED MODULE: ./lib/tensor/element-tables.js
/** IEEE 754 binary16; bfloat16; OCP 8-bit floats and their fnuz siblings, as in the ONNX operator documentation. */
const MINIFLOATS = {
    float16: { exponentBits: 5, fractionBits: 10, bias: 15, special: 'ieee' },
    bfloat16: { exponentBits: 8, fractionBits: 7, bias: 127, special: 'ieee' },
    float8_e4m3fn: { exponentBits: 4, fractionBits: 3, bias: 7, special: 'fn' },
    float8_e4m3fnuz: { exponentBits: 4, fractionBits: 3, bias: 8, special: 'fnuz' },
    float8_e5m2: { exponentBits: 5, fractionBits: 2, bias: 15, special: 'ieee' },
    float8_e5m2fnuz: { exponentBits: 5, fractionBits: 2, bias: 16, special: 'fnuz' },
};
function decodeMinifloat(code, format) {
    const { exponentBits, fractionBits, bias, special } = format;
    const signBit = 2 ** (exponentBits + fractionBits);
    const negative = code >= signBit;
    const magnitude = negative ? code - signBit : code;
    const exponent = Math.floor(magnitude / 2 ** fractionBits);
    const fraction = magnitude % 2 ** fractionBits;
    const sign = negative ? -1 : 1;
    if (special === 'fnuz' && code === signBit)
        return Number.NaN;
    if (special === 'fn' && magnitude === signBit - 1)
        return Number.NaN;
    if (special === 'ieee' && exponent === 2 ** exponentBits - 1)
        return fraction === 0 ? sign * Infinity : Number.NaN;
    const steps = exponent === 0 ? fraction : fraction + 2 ** fractionBits;
    return sign * steps * 2 ** (Math.max(exponent, 1) - bias - fractionBits);
}
function decode(dtype, code) {
    switch (dtype) {
        case 'bool':
            return code === 0 ? 0 : 1;
        case 'uint8':
            return code;
        case 'int8':
            return code < 128 ? code : code - 256;
        default:
            return decodeMinifloat(code, MINIFLOATS[dtype]);
    }
}
const tables = new Map();
/** Value of every code of a dtype of 8 or 16 bits; all are exact in float32. Made at first use, kept for the process. */
function elementTable(dtype) {
    let table = tables.get(dtype);
    if (table === undefined) {
        const size = dtype === 'float16' || dtype === 'bfloat16' ? 65_536 : 256;
        table = Float32Array.from({ length: size }, (_, code) => decode(dtype, code));
        tables.set(dtype, table);
    }
    return table;
}

;// CONCATENATED MODULE: ./lib/compare/kernel/decode.js


/** Elements decoded at once: few enough for the scratch arrays to stay in the cache. */
const CHUNK = 16_384;
function fromBytes(codes, table) {
    return (start, count, target) => {
        for (let i = 0; i < count; i++)
            target[i] = table[codes[start + i] ?? 0] ?? 0;
    };
}
function fromWords(codes, table) {
    return (start, count, target) => {
        for (let i = 0; i < count; i++)
            target[i] = table[codes[start + i] ?? 0] ?? 0;
    };
}
/** Two elements a byte, the first in the low half, as ONNX packs them. */
function fromNibbles(bytes, signed) {
    return (start, count, target) => {
        for (let i = 0; i < count; i++) {
            const index = start + i;
            const byte = bytes[index >>> 1] ?? 0;
            const nibble = (index & 1) === 0 ? byte & 15 : byte >>> 4;
            target[i] = signed && nibble > 7 ? nibble - 16 : nibble;
        }
    };
}
function wordsOf(tensor) {
    const storage = storageOf(tensor);
    if (storage instanceof Uint16Array)
        return storage;
    throw new TypeError(`${tensor.dtype} is not stored in 16-bit words`);
}
function copying(storage) {
    if (storage instanceof BigInt64Array || storage instanceof BigUint64Array)
        return (start, count, target) => {
            for (let i = 0; i < count; i++)
                target[i] = Number(storage[start + i]);
        };
    return (start, count, target) => target.set(storage.subarray(start, start + count));
}
/** Reads any tensor as float64; 64-bit integers are rounded, complex numbers come as interleaved parts. */
function float64Decoder(tensor) {
    const narrow = float32Decoder(tensor);
    if (narrow === undefined)
        return copying(storageOf(tensor));
    const scratch = new Float32Array(CHUNK);
    return (start, count, target) => {
        narrow(start, count, scratch);
        target.set(scratch.subarray(0, count));
    };
}
/** Reads a tensor as float32 when every element of its dtype is exact in it; undefined for the wider dtypes. At most CHUNK at once. */
function float32Decoder(tensor) {
    const { dtype, bytes } = tensor;
    switch (dtype) {
        case 'bool':
        case 'int8':
        case 'uint8':
        case 'float8_e4m3fn':
        case 'float8_e4m3fnuz':
        case 'float8_e5m2':
        case 'float8_e5m2fnuz':
            return fromBytes(bytes, elementTable(dtype));
        case 'float16':
        case 'bfloat16':
            return fromWords(wordsOf(tensor), elementTable(dtype));
        case 'int4':
        case 'uint4':
            return fromNibbles(bytes, dtype === 'int4');
        case 'float32':
        case 'complex64':
        case 'int16':
        case 'uint16':
            return copying(storageOf(tensor));
        default:
            return undefined;
    }
}

;// CONCATENATED MODULE: ./lib/compare/kernel/tally-float32.js

/**
 * Adds the pairs [start, end) of two arrays to the tally; element i counts as index `base + i`.
 *
 * Differences are exact to float64 and cannot overflow in it. The hot path has no division and one branch for both
 * "new maximum" and "not finite": a NaN or an infinity is never <= the maximum so far. Two sums of each kind keep the
 * additions from waiting for each other. `?? 0` satisfies the compiler and costs nothing: the index is in bounds.
 */
function tallyFloat32(tally, reference, candidate, start, end, base, limit) {
    const { atol, rtol } = limit;
    let { maxAbs, maxRel } = tally;
    let worst = -1;
    let skipped = 0;
    let outside = 0;
    let differences = 0;
    let references = 0;
    for (let i = start; i < end; i++) {
        const r = reference[i] ?? 0;
        const c = candidate[i] ?? 0;
        const d = c - r;
        const size = Math.abs(d);
        if (!(size <= maxAbs)) {
            if (!Number.isFinite(size)) {
                tallyNonFinite(tally, r, c, base + i);
                skipped++;
                continue;
            }
            maxAbs = size;
            worst = i;
        }
        const magnitude = Math.abs(r);
        differences += d * d;
        references += r * r;
        if (size > atol + rtol * magnitude)
            outside++;
        if (size > maxRel * magnitude)
            maxRel = size / magnitude;
    }
    tally.finite += end - start - skipped;
    tally.maxAbs = maxAbs;
    tally.maxRel = maxRel;
    if (worst >= 0)
        tally.worst = base + worst;
    tally.outside += outside;
    tally.differences += differences;
    tally.references += references;
}

;// CONCATENATED MODULE: ./lib/compare/kernel/tally-float64.js

/**
 * As tallyFloat32, for float64. Squares can leave the range of float64, so they are taken of scaled values; limits and
 * maxima are of the values themselves. A difference too large for float64 counts as its largest number.
 */
function tallyFloat64(tally, reference, candidate, start, end, base, limit, scales) {
    const { atol, rtol } = limit;
    const scale = scales.difference;
    const shrink = scale < 1;
    let { maxAbs, maxRel } = tally;
    let worst = -1;
    let skipped = 0;
    let outside = 0;
    let differences = 0;
    let references = 0;
    for (let i = start; i < end; i++) {
        const r = reference[i] ?? 0;
        const c = candidate[i] ?? 0;
        let size = Math.abs(c - r);
        if (!(size <= maxAbs)) {
            if (!Number.isFinite(r) || !Number.isFinite(c)) {
                tallyNonFinite(tally, r, c, base + i);
                skipped++;
                continue;
            }
            size = Math.min(size, Number.MAX_VALUE);
            if (size > maxAbs) {
                maxAbs = size;
                worst = i;
            }
        }
        const magnitude = Math.abs(r);
        // Shrink before subtracting, or the difference overflows; grow after it, or the operands do.
        const d = shrink ? c * scale - r * scale : (c - r) * scale;
        const scaled = r * scales.reference;
        differences += d * d;
        references += scaled * scaled;
        if (size > atol + rtol * magnitude)
            outside++;
        if (size > maxRel * magnitude)
            maxRel = size / magnitude;
    }
    tally.finite += end - start - skipped;
    tally.maxAbs = maxAbs;
    tally.maxRel = maxRel;
    if (worst >= 0)
        tally.worst = base + worst;
    tally.outside += outside;
    tally.differences += differences;
    tally.references += references;
}

;// CONCATENATED MODULE: ./lib/compare/kernel/tally-int64.js
const HIGH = 2 ** 32;
/**
 * Adds the pairs [start, end) of 64-bit integers, given as their 32-bit words (low word first), to the tally.
 *
 * Words instead of BigInts: equality is exact, nothing is allocated, and a difference is rounded once, when it becomes
 * a number. `high` is signed or unsigned by its array type, which distinguishes int64 from uint64.
 */
function tallyInt64(tally, reference, candidate, start, end, { atol, rtol }) {
    for (let i = start; i < end; i++) {
        const highR = reference[2 * i + 1] ?? 0;
        const highC = candidate[2 * i + 1] ?? 0;
        const lowR = (reference[2 * i] ?? 0) >>> 0;
        const lowC = (candidate[2 * i] ?? 0) >>> 0;
        const r = highR * HIGH + lowR;
        tally.references += r * r;
        if (highR === highC && lowR === lowC)
            continue;
        const d = (highC - highR) * HIGH + (lowC - lowR);
        const size = Math.abs(d);
        const magnitude = Math.abs(r);
        tally.differences += d * d;
        if (size > atol + rtol * magnitude)
            tally.outside++;
        if (size > tally.maxAbs) {
            tally.maxAbs = size;
            tally.worst = i;
        }
        if (size > tally.maxRel * magnitude)
            tally.maxRel = size / magnitude;
    }
    tally.finite += end - start;
}

;// CONCATENATED MODULE: ./lib/compare/kernel/tally-tensors.js






/**
 * One pass over two tensors of the same dtype and shape: each storage type has a loop of its own, and elements that
 * are not stored as numbers are decoded chunk by chunk. `total` counts components, `scales` matter to float64 only.
 */
function tallyTensors(r, c, total, limit, scales) {
    const tally = tally_emptyTally();
    const left = storageOf(r);
    const right = storageOf(c);
    if (left instanceof Float32Array && right instanceof Float32Array) {
        chunked(total, (start, end) => tallyFloat32(tally, left, right, start, end, 0, limit));
        return tally;
    }
    if (left instanceof Float64Array && right instanceof Float64Array) {
        chunked(total, (start, end) => tallyFloat64(tally, left, right, start, end, 0, limit, scales));
        return tally;
    }
    if (left instanceof BigInt64Array || left instanceof BigUint64Array) {
        const signed = left instanceof BigInt64Array;
        const [a, b] = [tally_tensors_wordsOf(left, signed), tally_tensors_wordsOf(right, signed)];
        chunked(total, (start, end) => tallyInt64(tally, a, b, start, end, limit));
        return tally;
    }
    const [narrowR, narrowC] = [float32Decoder(r), float32Decoder(c)];
    if (narrowR !== undefined && narrowC !== undefined) {
        const [a, b] = [new Float32Array(CHUNK), new Float32Array(CHUNK)];
        chunked(total, (start, end) => {
            narrowR(start, end - start, a);
            narrowC(start, end - start, b);
            tallyFloat32(tally, a, b, 0, end - start, start, limit);
        });
        return tally;
    }
    const [wideR, wideC] = [float64Decoder(r), float64Decoder(c)];
    const [a, b] = [new Float64Array(CHUNK), new Float64Array(CHUNK)];
    chunked(total, (start, end) => {
        wideR(start, end - start, a);
        wideC(start, end - start, b);
        tallyFloat64(tally, a, b, 0, end - start, start, limit, scales);
    });
    return tally;
}
/** Chunks bound the scratch memory, and summing chunk sums keeps the rounding error of long sums small. */
function chunked(total, visit) {
    for (let start = 0; start < total; start += CHUNK)
        visit(start, Math.min(total, start + CHUNK));
}
/** The 32-bit words of 64-bit integers, signed as they are. */
function tally_tensors_wordsOf({ buffer, byteOffset, byteLength }, signed) {
    const count = byteLength / 4;
    return signed ? new Int32Array(buffer, byteOffset, count) : new Uint32Array(buffer, byteOffset, count);
}

;// CONCATENATED MODULE: ./lib/compare/kernel/tally-block.js




/** Elements of a block; a multiple of 8, so that blocks begin at whole bytes for every dtype. */
const BLOCK = 1 << 16;
function blockCount({ reference }) {
    return Math.ceil(elementCount(reference.shape) / BLOCK);
}
/** One block of a tensor, sharing its memory, as a tensor of rank 1. */
function tally_block_blockOf({ dtype, shape, bytes }, index) {
    const start = index * BLOCK;
    const count = Math.min(BLOCK, tensor_elementCount(shape) - start);
    const from = dtype_byteLength(dtype, start);
    return { kind: 'tensor', dtype, shape: [count], bytes: bytes.subarray(from, from + dtype_byteLength(dtype, count)) };
}
/** The tally of one block; its indices are those inside the block. */
function tallyBlock({ reference, candidate, limit, scales }, index) {
    const [r, c] = [tally_block_blockOf(reference, index), tally_block_blockOf(candidate, index)];
    return tallyTensors(r, c, tensor_elementCount(r.shape) * componentsPerElement(r.dtype), limit, scales);
}

;// CONCATENATED MODULE: ./lib/compare/kernel/tally-slots.js



/**
 * Slots in memory that the comparing thread shares with one worker thread: a slot holds copies of one block of both
 * tensors, how to tally it, and then its tally. A slot belongs to the comparing thread while EMPTY or DONE, to the
 * worker while FILLED.
 */
const EMPTY = 0;
const FILLED = 1;
const DONE = 2;
/** Enough for the worker to go on while the comparing thread is at a block of its own; measured. */
const SLOTS = 4;
const READY_AT = SLOTS;
const NUMBERS = 16;
const WIDEST = 16;
const BLOCK_BYTES = BLOCK * WIDEST;
const STATE_BYTES = 64;
const SLOT_BYTES = NUMBERS * 8 + 2 * BLOCK_BYTES;
const SHARED_BYTES = STATE_BYTES + SLOTS * SLOT_BYTES;
const PACKED_DTYPES = Object.keys(DTYPES);
const FIELDS = Object.keys(tally_emptyTally());
/** Views on the memory that is shared with one worker. */
function slotsIn(memory) {
    const slots = Array.from({ length: SLOTS }, (_, index) => {
        const start = STATE_BYTES + index * SLOT_BYTES;
        const tensors = start + NUMBERS * 8;
        return {
            numbers: new Float64Array(memory, start, NUMBERS),
            reference: new Uint8Array(memory, tensors, BLOCK_BYTES),
            candidate: new Uint8Array(memory, tensors + BLOCK_BYTES, BLOCK_BYTES),
        };
    });
    return { states: new Int32Array(memory, 0, SLOTS + 1), slots };
}
/** Copies a block into a slot. */
function fillSlot(slot, { reference, candidate, limit, scales }, index) {
    const [r, c] = [blockOf(reference, index), blockOf(candidate, index)];
    slot.reference.set(r.bytes);
    slot.candidate.set(c.bytes);
    const count = r.shape[0] ?? 0;
    const dtype = PACKED_DTYPES.indexOf(r.dtype);
    slot.numbers.set([dtype, count, limit.atol, limit.rtol, scales.difference, scales.reference]);
}
/** Replaces what fillSlot put there by its tally. */
function tallySlot(slot) {
    const [code = 0, count = 0, atol = 0, rtol = 0, difference = 1, reference = 1] = slot.numbers;
    const dtype = PACKED_DTYPES[code];
    if (dtype === undefined || !isDType(dtype) || dtype === 'string')
        throw new RangeError(`no dtype has code ${code}`);
    const side = (bytes) => sideOf(dtype, count, bytes);
    const tally = tallyBlock({
        reference: side(slot.reference),
        candidate: side(slot.candidate),
        limit: { atol, rtol },
        scales: { difference, reference },
    }, 0);
    slot.numbers.set(numbersOf(tally));
}
function sideOf(dtype, count, bytes) {
    return { kind: 'tensor', dtype, shape: [count], bytes: bytes.subarray(0, dtype_byteLength(dtype, count)) };
}
function numbersOf(tally) {
    return Object.values(tally);
}
/** The tally that tallySlot left. */
function talliedIn({ numbers }) {
    return { ...emptyTally(), ...Object.fromEntries(FIELDS.map((field, index) => [field, numbers[index] ?? 0])) };
}

;// CONCATENATED MODULE: ./lib/compare/kernel/tally-worker.js
/** A worker thread of the comparison: tallies its slots in turn until it is ended. */


const { states, slots } = slotsIn(external_node_worker_threads_namespaceObject.workerData);
Atomics.store(states, READY_AT, 1);
for (let turn = 0;; turn = (turn + 1) % slots.length) {
    for (let state = Atomics.load(states, turn); state !== FILLED; state = Atomics.load(states, turn))
        Atomics.wait(states, turn, state);
    const slot = slots[turn];
    if (slot !== undefined)
        tallySlot(slot);
    Atomics.store(states, turn, DONE);
    Atomics.notify(states, turn);
}

