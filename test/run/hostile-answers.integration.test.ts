/** Workers that answer with anything but the truth: each is a failed cell of its own, and nobody else's. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { readOutputs } from '../../src/run/read-outputs.js';
import type { Ran } from '../../src/run/run-request.js';
import { runtimePool } from '../../src/run/runtime-pool.js';
import { tensor } from '../../src/tensor/tensor.js';
import { valuesMadeBy } from '../../src/values/stored-values.js';
import { describeFailure } from '../../src/worker/failure.js';
import { NEVER, scripted } from '../worker/scripted-worker.js';
import { columnOf, ISOLATED, scriptedPool } from './scripted-pool.js';

/** Answers as an honest worker does, until `hostile` is set; `honest` writes the values that it was given. */
const PRELUDE = `
import { chmodSync, copyFileSync, linkSync, mkdirSync, openSync, rmSync, rmdirSync, symlinkSync, truncateSync, writeSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
const loaded = { signature: { inputs: [], outputs: [] }, effectivePrecision: null, seconds: 0, peakRssBytes: 0 };
const ran = { seconds: 0, peakRssBytes: 0 };
const VALUES = 'values.json';
const TENSORS = 'tensors.safetensors';
const honest = ({ inputs, outputs }) => { for (const name of [VALUES, TENSORS]) copyFileSync(join(inputs, name), join(outputs, name)); };
const values = (folder, document) => writeFileSync(join(folder, VALUES), typeof document === 'string' ? document : JSON.stringify(document));
const one = (node) => ({ version: 1, values: { x: node } });
const tensors = (folder, header, bytes = 8) => {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  writeFileSync(join(folder, TENSORS), Buffer.concat([length, text, Buffer.alloc(bytes)]));
};
const T = { tensor: 't0', dtype: 'float32', shape: [2] };
const t0 = { t0: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } };
const line = (text) => process.stdout.write(text + '\\n');
const done = (id) => send({ id, ok: true, result: ran });
onRequest((request) => {
  const { id, method, inputs, outputs } = request;
  if (method === 'load') return onLoad(request);
  if (method !== 'run') return send({ id, ok: true, result: {} });
  return onRun(request);
});
`;
const onLoad = (body: string) => `${PRELUDE}
const onLoad = ({ id }) => { ${body} };
const onRun = (request) => { honest(request); done(request.id); };
ready();`;
const onRun = (body: string) => `${PRELUDE}
const onLoad = ({ id }) => send({ id, ok: true, result: loaded });
const onRun = (request) => { const { id, inputs, outputs } = request; ${body} };
ready();`;

/** Of the user: nobody is to change so much as a permission in it. */
const CANARY = mkdtempSync(join(tmpdir(), 'canary-'));
const CANARY_MODES = { '': 0o755, file: 0o444 };
writeFileSync(join(CANARY, 'file'), 'untouched');
for (const [name, mode] of Object.entries(CANARY_MODES)) chmodSync(join(CANARY, name), mode);

const NO_FOLDER = /not a folder/;

const ANSWERS: readonly [string, string, RegExp][] = [
  ['no JSON', onLoad('line("Loading…")'), /wrote "Loading…"/],
  ['JSON of no kind', onLoad('line("[1, 2]")'), /wrote "\[1, 2\]"/],
  ['JSON nested without end', onLoad('line("[".repeat(1 << 20))'), /wrote/],
  ['a line without end', onLoad('process.stdout.write("x".repeat(9 << 20))'), /more than 8 MiB/],
  [
    'half an answer, and an end',
    onLoad('process.stdout.write(JSON.stringify({ id, ok: true }).slice(0, 9), () => process.exit(0))'),
    /crashed|ended/,
  ],
  [
    'half an answer, and nothing more',
    onLoad('process.stdout.write(JSON.stringify({ id, ok: true }).slice(0, 9))'),
    /timed out/,
  ],
  ['no answer', onLoad(''), /timed out/],
  ['an end without an answer', onLoad('process.exit(0)'), /crashed \(exit code 0\)/],
  [
    'answers to others',
    onLoad('for (let other = 0; other < 9; other++) if (other !== id) send({ id: other, ok: true, result: loaded });'),
    /timed out/,
  ],
  ['nothing as a result', onLoad('send({ id, ok: true, result: null })'), /invalid|expected/i],
  ['a list as a result', onLoad('send({ id, ok: true, result: [] })'), /invalid|expected/i],
  ['a negative time', onLoad('send({ id, ok: true, result: { ...loaded, seconds: -1 } })'), /seconds/],
  [
    'a time that is no number',
    onLoad('line(JSON.stringify({ id, ok: true, result: { ...loaded, seconds: 7 } }).replace("7", "1e999"))'),
    /./,
  ],
  [
    'too many names',
    onLoad(
      'send({ id, ok: true, result: { ...loaded, signature: { inputs: Array(10_001).fill({ name: "a", type: 1 }), outputs: [] } } })',
    ),
    /inputs/,
  ],
  [
    'a name without end',
    onLoad(
      'send({ id, ok: true, result: { ...loaded, signature: { inputs: [{ name: "a".repeat(10_001), type: 1 }], outputs: [] } } })',
    ),
    /name/,
  ],
  ['no memory at all', onLoad('send({ id, ok: true, result: { ...loaded, peakRssBytes: "1" } })'), /peakRssBytes/],
  ['an error of no kind', onLoad('send({ id, ok: false, error: { kind: "pass", type: "E", message: "m" } })'), /wrote/],
  [
    'an error without end',
    onLoad('send({ id, ok: false, error: { kind: "failed", type: "E", message: "m".repeat(1 << 20) } })'),
    /^.{0,5000}$/s,
  ],
  [
    'a flood of noise',
    onLoad('process.stderr.write("y".repeat(64 << 20), () => process.exit(3))'),
    /crashed \(exit code 3\)/,
  ],
  [
    'a flood of lines',
    onLoad(
      'const flood = () => { for (let i = 0; i < 1000; i++) line(`{"id": 99, "ok": true, "result": 1}`); setImmediate(flood); }; flood();',
    ),
    /timed out/,
  ],
  [
    'a second beginning that says it is broken',
    onLoad('send({ event: "broken", type: "E", message: "m" })'),
    /the worker wrote "broken" after it was ready/,
  ],
  ['a time without end', onLoad('send({ id, ok: true, result: { ...loaded, seconds: 1e308 } })'), /seconds/],
  [
    'half a character',
    onLoad('send({ id, ok: false, error: { kind: "failed", type: "E", message: "a" + String.fromCharCode(0xd800) } })'),
    /a\ufffd\n/,
  ],
  ['nothing at all written', onRun('done(id)'), /values\.json/],
  ['no JSON written', onRun('values(outputs, "{"); done(id)'), /not JSON/],
  [
    'a document of another version',
    onRun('values(outputs, { version: 2, values: {} }); done(id)'),
    /not a values document/,
  ],
  ['values that are a list', onRun('values(outputs, { version: 1, values: [] }); done(id)'), /not a values document/],
  ['a value of no kind', onRun('values(outputs, one({ pickle: "x" })); done(id)'), /not a known kind of value/],
  [
    'a value nested without end',
    onRun(
      'const deep = "[".repeat(1e5) + "]".repeat(1e5); values(outputs, JSON.stringify(one(0)).replace("0", deep)); done(id)',
    ),
    /not a known kind of value/,
  ],
  [
    'too many values',
    onRun(
      'values(outputs, { version: 1, values: Object.fromEntries(Array(10_001).fill(0).map((_, i) => [i, { absent: true }])) }); done(id)',
    ),
    /more than 10000/,
  ],
  ['a tensor that is not there', onRun('values(outputs, one(T)); done(id)'), /missing or used twice/],
  [
    'a tensor used twice',
    onRun('values(outputs, { version: 1, values: { x: T, y: T } }); tensors(outputs, t0); done(id)'),
    /missing or used twice/,
  ],
  [
    'a tensor larger than its bytes',
    onRun('values(outputs, one({ ...T, shape: [1 << 30, 1 << 30] })); tensors(outputs, t0); done(id)'),
    /declares float32|too large|elements/,
  ],
  [
    'a negative size',
    onRun('values(outputs, one({ ...T, shape: [-2] })); tensors(outputs, t0); done(id)'),
    /not a known kind of value/,
  ],
  [
    'half an element',
    onRun('values(outputs, one({ ...T, shape: [1.5] })); tensors(outputs, t0); done(id)'),
    /not a known kind of value/,
  ],
  [
    'an unknown type',
    onRun('values(outputs, one({ ...T, dtype: "float7" })); tensors(outputs, t0); done(id)'),
    /not a known kind of value/,
  ],
  [
    'bytes beyond the file',
    onRun('values(outputs, one(T)); tensors(outputs, { t0: { ...t0.t0, data_offsets: [0, 1 << 30] } }); done(id)'),
    /offsets span/,
  ],
  [
    'bytes before the file',
    onRun('values(outputs, one(T)); tensors(outputs, { t0: { ...t0.t0, data_offsets: [-8, 0] } }); done(id)'),
    /header entry is not valid/,
  ],
  [
    'a header longer than the file',
    onRun('values(outputs, one(T)); writeFileSync(join(outputs, TENSORS), Buffer.alloc(16, 255)); done(id)'),
    /tensors\.safetensors/,
  ],
  [
    'a header that is no JSON',
    onRun('values(outputs, one(T)); tensors(outputs, "{"); done(id)'),
    /tensors\.safetensors/,
  ],
  [
    'more text than its size',
    onRun('values(outputs, one({ strings: ["a", "b"], shape: [1] })); done(id)'),
    /does not fit 2 strings/,
  ],
  [
    'text without end',
    onRun('values(outputs, one({ strings: ["a".repeat((1 << 20) + 1)], shape: [1] })); done(id)'),
    /more than 1048576/,
  ],
  [
    'a link to a file',
    onRun(
      'honest(request); rmSync(join(outputs, TENSORS)); symlinkSync("/etc/passwd", join(outputs, TENSORS)); done(id)',
    ),
    /as a link/,
  ],
  [
    'the inputs under a second name',
    onRun('values(outputs, one(T)); linkSync(join(inputs, TENSORS), join(outputs, TENSORS)); done(id)'),
    /second name/,
  ],
  ['a pipe', onRun('spawnSync("mkfifo", [join(outputs, VALUES)]); done(id)'), /not a file/],
  ['a folder as a file', onRun('mkdirSync(join(outputs, VALUES)); done(id)'), /folder/],
  [
    'a file too many',
    onRun('honest(request); writeFileSync(join(outputs, "more"), ""); done(id)'),
    /more than 2 files/,
  ],
  [
    'a file with a hole of a terabyte',
    onRun('honest(request); truncateSync(join(outputs, TENSORS), 2 ** 40); done(id)'),
    /more than \d+ bytes/,
  ],
  ['no folder', onRun('rmSync(outputs, { recursive: true }); done(id)'), /cannot be read/],
  [
    'a link to its inputs as the folder',
    onRun('rmdirSync(outputs); symlinkSync(inputs, outputs); done(id)'),
    NO_FOLDER,
  ],
  [
    'a link to a folder of the user as the folder',
    onRun(`rmdirSync(outputs); symlinkSync(${JSON.stringify(CANARY)}, outputs); done(id)`),
    NO_FOLDER,
  ],
  [
    'a link to a folder of the user in the folder',
    onRun(`symlinkSync(${JSON.stringify(CANARY)}, join(outputs, VALUES)); done(id)`),
    /as a link/,
  ],
  ['a file as the folder', onRun('rmdirSync(outputs); writeFileSync(outputs, ""); done(id)'), NO_FOLDER],
  [
    'a later answer in advance',
    onRun('for (let next = id + 1; next < id + 9; next++) done(next); process.exit(0)'),
    /crashed/,
  ],
];

const INPUTS = { x: tensor('float32', [2], new Uint8Array(Float32Array.of(3, 4).buffer)) };

/** What a run of one case says: null when it gave what an honest worker gives. */
async function faultOf(ran: Ran): Promise<string | null> {
  if (ran.failure !== null) {
    const { what, why = '' } = describeFailure(ran.failure.failure, ran.failure.doing);
    return `${what}\n${why}`;
  }
  const read = await readOutputs(ran, 'one', 'a');
  if ('fault' in read) return `${read.fault.what}\n${read.fault.why ?? ''}`;
  expect(read.values).toEqual(INPUTS);
  return null;
}

test.each(ANSWERS)('%s', async (_, script, said) => {
  const { host, workers } = scriptedPool();
  const scripts: Readonly<Record<string, string>> = { hostile: script, honest: onRun('honest(request); done(id)') };
  const kindOf = ({ id }: { readonly id: string }) => ({
    key: id,
    prepare: async () => ({ command: scripted(scripts[id] ?? '').another, environment: '' }),
  });
  const poolOf = (seconds: number) =>
    runtimePool(workers, { host, config: configSchema.parse({ limits: { seconds } }), kindOf, code: ISOLATED });
  const request = (id: string) => ({
    title: '',
    column: columnOf(id),
    model: { path: '/m', files: [], key: id, code: [] },
    format: 'onnx',
    cases: [{ name: 'one', inputs: valuesMadeBy(() => INPUTS) }],
    folder: join(host.scratch, 'outputs', id),
  });
  const [hostile, honest] = await Promise.all([
    // Only what never answers is to reach its deadline.
    poolOf(/timed out/.test(said.source) ? 2 : NEVER).run(request('hostile')),
    poolOf(NEVER).run(request('honest')),
  ]);
  expect(await faultOf(hostile)).toMatch(said);
  expect(await faultOf(honest)).toBeNull();
});

afterAll(() => {
  const modes = Object.keys(CANARY_MODES).map((name) => [name, statSync(join(CANARY, name)).mode & 0o777]);
  expect(Object.fromEntries(modes)).toEqual(CANARY_MODES);
  expect(readFileSync(join(CANARY, 'file'), 'utf8')).toBe('untouched');
  rmSync(CANARY, { recursive: true });
});
