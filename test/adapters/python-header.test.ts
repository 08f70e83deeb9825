import { expect, test } from 'vitest';
import { readScriptBlock } from '../../src/adapters/pep723.js';
import { parseConverterHeader, parsePythonHeader, readPythonRuntime } from '../../src/adapters/python-header.js';
import { packageOf, sameName } from '../../src/adapters/python-requirement.js';
import { UserError } from '../../src/errors.js';

const HEADER = [
  'requires-python = ">=3.10,<3.15"',
  'dependencies = ["My_Runtime==1.2.0", "numpy==2.2.6; python_version < \'3.11\'"]',
  '',
  '[tool.portability]',
  'kind = "runtime"',
  'id = "my-runtime"',
  'title = "My runtime"',
  'package = "my-runtime"',
  'reads = ["onnx"]',
  'threads = true',
  'dtypes = ["float32", "int64"]',
  '',
  '[tool.portability.options.level]',
  'type = "integer"',
  'default = 2',
  'description = "How far it may go"',
];
const file = (lines: readonly string[]) =>
  ['"""A runtime."""', '', '# /// script', ...lines.map((line) => `# ${line}`.trimEnd()), '# ///', 'import x'].join(
    '\n',
  );
const changed = (from: string, to: string) => file(HEADER.map((line) => line.replace(from, to)));

function refusal(source: string): string {
  try {
    parsePythonHeader('ci/my_runtime.py', source);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return 'accepted';
}

test('a header becomes the facts of a runtime', () => {
  expect(parsePythonHeader('/repo/ci/my_runtime.py', file(HEADER))).toEqual({
    id: 'my-runtime',
    title: 'My runtime',
    engine: 'my-runtime',
    language: 'python',
    file: '/repo/ci/my_runtime.py',
    reads: ['onnx'],
    platforms: [],
    options: { level: { type: 'integer', default: 2, description: 'How far it may go' } },
    dtypes: ['float32', 'int64'],
    values: ['tensor'],
    homeOf: [],
    referenceOptions: {},
    threads: true,
    saturates: false,
    winograd: false,
    embedded: false,
    browser: false,
    fixedSizes: false,
    package: 'my-runtime',
    dependencies: ['My_Runtime==1.2.0', "numpy==2.2.6; python_version < '3.11'"],
    requiresPython: '>=3.10,<3.15',
  });
});

test.each([
  ['threads = true', 'thread = true', 'ci/my_runtime.py:13', 'unknown key "thread"; did you mean "threads"?'],
  ['default = 2', 'default = "two"', 'ci/my_runtime.py:18', 'must be of type integer'],
  ['description =', 'describtion =', 'ci/my_runtime.py:19', 'unknown key "describtion"; did you mean "description"?'],
  ['"int64"', '"int644"', 'ci/my_runtime.py:14', 'is "int644", which is not an element type; did you mean "int64"?'],
  ['My_Runtime==1.2.0', 'My_Runtime>=1.2.0', 'ci/my_runtime.py:5', 'must be pinned exactly'],
  ['package = "my-runtime"', 'package = "other"', 'ci/my_runtime.py:11', 'is not among the dependencies'],
  ['">=3.10,<3.15"', '"three"', 'ci/my_runtime.py:4', 'must be comparisons such as ">=3.10,<3.15"'],
  ['kind = "runtime"', 'kind = runtime', 'ci/my_runtime.py:8', 'the header is not valid TOML'],
  ['id = "my-runtime"', 'id = "My runtime"', 'ci/my_runtime.py:9', 'must be lower-case words joined by hyphens'],
])('%s → %s is refused with its line and the reason', (from, to, where, why) => {
  const message = refusal(changed(from, to));
  expect(message).toContain(where);
  expect(message).toContain(why);
});

const BACKEND = [
  '[tool.portability.options.backend]',
  'type = "string"',
  'default = "plain"',
  'values = ["plain", "jax"]',
  'description = "What computes"',
  '[tool.portability.options.backend.needs]',
];

test('a value of an option may need packages, pinned like the others', () => {
  const facts = parsePythonHeader('ci/my_runtime.py', file([...HEADER, ...BACKEND, 'jax = ["jax==0.10.2"]']));
  expect(facts.options.backend?.needs).toEqual({ jax: ['jax==0.10.2'] });
  expect(refusal(file([...HEADER, ...BACKEND, 'jax = ["jax>=0.10"]']))).toContain('must be pinned exactly');
  expect(refusal(file([...HEADER, ...BACKEND, 'torch = ["torch==2.13.0"]']))).toContain('not one of the values');
});

test('reference options have to be options', () => {
  const lines = [...HEADER, '[tool.portability.reference-options]', 'levle = 1'];
  expect(refusal(file(lines))).toContain('levle: is not an option of this runtime');
});

test('a file without a header, or with one that never ends, is not an adapter', () => {
  expect(refusal('import numpy')).toContain('the file has no header');
  expect(refusal(file(HEADER).replace(/\n# \/\/\/\nimport/, '\nimport'))).toContain('the file has no header');
});

test('a missing file is told with its path', async () => {
  await expect(readPythonRuntime('nowhere/adapter.py')).rejects.toThrow(
    /nowhere\/adapter\.py: the adapter cannot be read/,
  );
});

test('the block begins where PEP 723 says', () => {
  expect(readScriptBlock('x\r\n# /// script\r\n# a = 1\r\n#\r\n# ///\r\n')).toEqual({ toml: 'a = 1\n', firstLine: 3 });
});

test('package names are compared as package indexes do', () => {
  expect(packageOf('ml_dtypes==0.6.0')).toBe('ml_dtypes');
  expect(sameName('ML.dtypes', 'ml-dtypes')).toBe(true);
  expect(sameName('ml-dtypes', 'mldtypes')).toBe(false);
});

const CONVERTER = [
  'requires-python = ">=3.10"',
  'dependencies = ["tool==1.2.0"]',
  '[tool.portability]',
  'kind = "converter"',
  'id = "mnn-from-onnx"',
  'title = "A tool"',
  'package = "tool"',
  'reads = ["onnx"]',
  'writes = "mnn"',
  'artefact = "model.mnn"',
];

test('a header becomes the facts of a converter', () => {
  expect(parseConverterHeader('/repo/ci/tool.py', file(CONVERTER))).toEqual({
    id: 'mnn-from-onnx',
    title: 'A tool',
    language: 'python',
    file: '/repo/ci/tool.py',
    reads: ['onnx'],
    writes: 'mnn',
    artefact: 'model.mnn',
    cost: 1,
    cases: false,
    changesTypes: false,
    processorSpecific: false,
    platforms: [],
    options: {},
    package: 'tool',
    dependencies: ['tool==1.2.0'],
    requiresPython: '>=3.10',
  });
});

test('a converter may leave out what a package asks for', () => {
  const overrides = ["vision; sys_platform == 'never'"];
  const lines = [...CONVERTER, `overrides = ${JSON.stringify(overrides)}`];
  expect(parseConverterHeader('ci/tool.py', file(lines)).overrides).toEqual(overrides);
  const wrong = [...CONVERTER, 'overrides = ["--index-url x"]'];
  expect(() => parseConverterHeader('ci/tool.py', file(wrong))).toThrow(/must be a requirement, as in/);
});

test.each([
  ['kind = "converter"', 'kind = "runtime"', /tool\.portability\.kind/],
  ['writes = "mnn"', 'writes = "mmn"', /tool\.portability\.writes/],
  ['writes = "mnn"', 'wirtes = "mnn"', /unknown key "wirtes"; did you mean "writes"\?/],
  ['artefact = "model.mnn"', 'artefact = "../model.mnn"', /must be a plain file name/],
  ['artefact = "model.mnn"', 'artefact = ".."', /must be a plain file name/],
  ['artefact = "model.mnn"', 'artefact = "model.mnn"\ncost = 0', /tool\.portability\.cost/],
])('a converter with %s written as %s is refused', (from, to, message) => {
  const wrong = file(CONVERTER.join('\n').replace(from, to).split('\n'));
  expect(() => parseConverterHeader('ci/tool.py', wrong)).toThrow(message);
});
