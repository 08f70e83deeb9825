/** What PyTorch's archives may do besides computing is found without running them. */
import { expect, test } from 'vitest';
import { BytesInMemory } from '../../../src/bytes/byte-reader.js';
import { codeInProgram, isArithmetic } from '../../../src/formats/pytorch/code-in-program.js';
import { codeInScript } from '../../../src/formats/pytorch/code-in-script.js';
import { exportedProgram } from '../../adapters/fixtures/exported-program.js';
import { torchscript } from '../../adapters/fixtures/torchscript.js';
import { storedZip } from '../../models/stored-zip.js';

const SYSTEM = Buffer.from('gAJjcG9zaXgKc3lzdGVtCnEAWAQAAAB0cnVlcQGFcQJScQMu', 'base64');
const zip = (entries: Readonly<Record<string, string | Uint8Array>>) =>
  storedZip(Object.fromEntries(Object.entries(entries).map(([name, one]) => [name, Buffer.from(one)])));
const inScript = (entries: Readonly<Record<string, string | Uint8Array>>) =>
  codeInScript(new BytesInMemory(zip({ 'a/constants.pkl': Buffer.of(0x80, 2, 0x29, 0x2e), ...entries })));
const inProgram = (entries: Readonly<Record<string, string | Uint8Array>>, program: unknown = {}) =>
  codeInProgram(new BytesInMemory(zip({ 'a/models/model.json': '{}', ...entries })), program);

test.each(['conv', 'identity', 'negated'])('an ordinary script has none: %s', (name) => {
  expect(codeInScript(new BytesInMemory(torchscript(name)))).toEqual([]);
});

test.each([
  [
    'an operator that maps a file',
    'x = torch.from_file("/etc/passwd", True, 1)',
    ['reads or writes files with torch.from_file'],
  ],
  ['one that writes', 'torch.save(x, "/tmp/x")', ['reads or writes files with torch.save']],
  [
    'one behind a variable',
    't = torch\n  x = t .\\\n from_file("a", True)',
    ['reads or writes files with torch.from_file'],
  ],
  ['an operator of a library', 'x = ops.evil.run(x)', ['uses the operator evil.run of a library']],
  ['operators behind a variable', 'o = ops\n  x = o.evil.run(x)', ['uses operators of a library']],
  ['operators of PyTorch', 'x = ops.quantized.add(x, x, 1., 0); y = torch.add(x, x); z = ops.prim.data(x)', []],
])('%s', (_, code, found) => {
  expect(inScript({ 'a/code/__torch__.py': code })).toEqual(found);
});

test('pickles and libraries of a script', () => {
  expect(inScript({ 'a/data.pkl': SYSTEM })).toEqual(['imports posix.system (a/data.pkl)']);
  expect(inScript({ 'a/extra/evil.so': 'x' })).toEqual(['holds a library (a/extra/evil.so)']);
  expect(inScript({ 'a/data.pkl': 'nonsense' })).toEqual(['has a pickle that cannot be read to its end (a/data.pkl)']);
});

test.each(['conv', 'nested'])('an ordinary program has none: %s', (name) => {
  expect(codeInProgram(new BytesInMemory(exportedProgram(name)), {})).toEqual([]);
});

const NESTED = zip({ 'b/data.pkl': SYSTEM, 'b/data/0': 'xxxx' });
test.each([
  ['the inputs that it was exported with', { 'a/data/sample_inputs/model.pt': NESTED }],
  [
    'a weight that is a pickle',
    {
      'a/data/weights/model_weights_config.json': '{"config":{"w":{"path_name":"weight_0","use_pickle":true}}}',
      'a/data/weights/weight_0': NESTED,
    },
  ],
  ['an object that is no tensor', { 'a/data/constants/opaque_obj_0': SYSTEM }],
  ['the constants of earlier releases', { 'a/serialized_constants.pt': SYSTEM }],
])('%s', (_, entries) => {
  expect(inProgram(entries)).toEqual([expect.stringMatching(/^imports posix\.system \(/)]);
});

test('a weight that is no pickle is not looked at', () => {
  const entries = {
    'a/data/weights/model_weights_config.json': '{"config":{"w":{"path_name":"weight_0","use_pickle":false}}}',
    'a/data/weights/weight_0': SYSTEM,
  };
  expect(inProgram(entries)).toEqual([]);
});

test.each([
  [{ a: [{ expr_str: "__import__('os').system('true')" }] }, /^has a size that is not arithmetic: __import__/],
  [{ target: 'torch.ops.evil.run.default' }, /^uses the operator evil\.run of a library$/],
  [{ target: 'torch.ops.aten.from_file.default' }, /^reads or writes files with torch\.from_file$/],
  [
    { in_spec: '[1,{"type":"x","context":"{\\"__enum__\\":true,\\"fqn\\":\\"evil.mod:Kind\\"}"}]' },
    /^imports evil\.mod\.Kind/,
  ],
])('in a description: %j', (program, found) => {
  expect(inProgram({}, program)).toEqual([expect.stringMatching(found)]);
});

test('a description that could not be read is said', () => {
  expect(codeInProgram(new BytesInMemory(zip({ 'a/models/model.json': '' })), undefined)).toEqual([
    'has a description that cannot be looked at',
  ]);
});

test.each([
  ["Symbol('s77', positive=True, integer=True)", true],
  ["Add(Mul(Integer(2), Symbol('s0')), Integer(-1))", true],
  ['2*s0 - 1', true],
  ['(s0 + 1)//2', true],
  ['Max(1, s0)', true],
  ["open('x')", false],
  ["S('open(1)')", false],
  ['s0.__class__', false],
  ['Integer(1).func', false],
  ['(lambda: 1)', false],
  ['exec(s0)', false],
])('%s is arithmetic: %s', (expression, arithmetic) => {
  expect(isArithmetic(expression)).toBe(arithmetic);
});
