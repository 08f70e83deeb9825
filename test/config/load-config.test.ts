import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { loadConfig } from '../../src/config/load-config.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { type Explanation, UserError } from '../../src/errors.js';
import { DOCUMENTATION } from '../../src/published.js';
import { folderOf } from '../discover/repository.js';

const DEFAULTS = {
  tolerance: 'auto',
  seed: 0,
  threads: 1,
  converters: [],
  noise: { seconds: 120 },
  routes: { tries: 4, seconds: 900 },
  locate: 60,
  limits: { seconds: 300, start: 120, convert: 600, memory: 8 * 2 ** 30 },
  'fail-on': 'drift',
  comment: 'on-change',
  sandbox: 'auto',
};

/** `line: problem` for each mistake. */
function problems(text: string): string[] {
  return mistakesOf(text).map(({ where = '', what }) => `${where}: ${what}`.replace(/^p\.yml:/, ''));
}

function mistakesOf(text: string): readonly Explanation[] {
  try {
    return parseConfig(text, 'p.yml').mistakes;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [error.explanation, ...error.others];
  }
}

test('without a file, or with an empty one, the defaults hold', () => {
  expect(loadConfig(folderOf({}))).toMatchObject({ config: DEFAULTS, path: null });
  for (const text of ['', '# nothing\n', '---\n', '{}']) expect(parseConfig(text, 'p.yml').config).toEqual(DEFAULTS);
});

test('every key arrives', () => {
  const text = `
runtimes:
  - onnxruntime-node
  - { id: old, use: onnxruntime, version: "1.17.1", options: { a: text, b: 1, c: true }, precision: bf16 }
models:
  - id: pitch
    forms: [a.onnx, { path: b.onnx, names: { x: input, y: null } }]
    golden: golden/pitch
    inputs: { x: ones, m: { range: [0, 9] } }
    dims: { N: 4 }
    tolerance: { atol: 1.0e-5, rtol: 0 }
    outputs: { y: { tolerance: auto } }
  - path: models/*.onnx
tolerance: { rtol: 0.001 }
seed: 7
threads: 4
noise: { runs: 3 }
limits: { seconds: 1.5, start: 2, memory: 512MiB }
fail-on: never
comment: always
sandbox: required
`;
  expect(parseConfig(text, 'p.yml').config).toMatchObject({
    runtimes: [
      'onnxruntime-node',
      { id: 'old', use: 'onnxruntime', version: '1.17.1', options: { a: 'text', b: 1, c: true }, precision: 'bf16' },
    ],
    models: [
      {
        id: 'pitch',
        forms: ['a.onnx', { path: 'b.onnx', names: { x: 'input', y: null } }],
        golden: 'golden/pitch',
        inputs: { x: 'ones', m: { range: [0, 9] } },
        dims: { N: 4 },
        tolerance: { atol: 1e-5, rtol: 0 },
        outputs: { y: { tolerance: 'auto' } },
      },
      { path: 'models/*.onnx', inputs: {}, dims: {}, outputs: {} },
    ],
    tolerance: { rtol: 0.001 },
    seed: 7,
    threads: 4,
    noise: { runs: 3 },
    limits: { seconds: 1.5, start: 2, memory: 512 * 2 ** 20 },
    'fail-on': 'never',
    comment: 'always',
    sandbox: 'required',
  });
});

test.each([
  ['1024', 1024],
  ['512MiB', 2 ** 29],
  ['4 GiB', 2 ** 32],
  ['1.5GiB', 1.5 * 2 ** 30],
])('memory of %s', (written, bytes) => {
  expect(parseConfig(`limits: { memory: ${written} }`, 'p.yml').config.limits.memory).toBe(bytes);
});

test.each([
  ['modles: []', ['1: unknown key "modles"; did you mean "models"?']],
  ['seed: 1\n\nthread: 2', ['3: unknown key "thread"; did you mean "threads"?']],
  ['runtimes:\n  - use: a\n    verison: "1"', ['3: unknown key "verison" in runtimes[1]; did you mean "version"?']],
  ['models:\n  - path: a\n    goldne: x', ['3: unknown key "goldne" in models[1]; did you mean "golden"?']],
  [
    'models:\n  - forms:\n      - path: a\n        nmes: {}',
    ['4: unknown key "nmes" in models[1].forms[1]; did you mean "names"?'],
  ],
  ['limits:\n  secnods: 4', ['2: unknown key "secnods" in limits; did you mean "seconds"?']],
  ['noise: { run: 4 }', ['1: unknown key "run" in noise; did you mean "runs"?']],
  [
    'models:\n  - path: a\n    inputs:\n      x: { rnage: [0, 1] }',
    ['4: unknown key "rnage" in models[1].inputs.x; did you mean "range"?'],
  ],
  [
    'models:\n  - path: a\n    outputs:\n      y:\n        tolerence: auto',
    expect.arrayContaining(['5: unknown key "tolerence" in models[1].outputs.y; did you mean "tolerance"?']),
  ],
  [
    'models:\n  - path: a\n    tolerance:\n      attol: 1',
    expect.arrayContaining(['4: unknown key "attol" in models[1].tolerance; did you mean "atol"?']),
  ],
  ['noise:\n  zzzzzz: 1', ['2: unknown key "zzzzzz" in noise; the keys are runs, seconds']],
])('an unknown key has its line and a suggestion: %j', (text, expected) => {
  expect(problems(text)).toEqual(expected);
});

test.each([
  ['fail-on: drfit', '1: fail-on must be drift, failure or never, not "drfit"; did you mean "drift"?'],
  [
    'runtimes:\n  - use: a\n    precision: bf61',
    '3: runtimes[1].precision must be f32, f16, tf32, bf16 or int8, not "bf61"; did you mean "bf16"?',
  ],
  [
    'runtimes:\n  - use: a\n    version: ">=1.20"',
    '3: runtimes[1].version is not valid: give one release, as in "1.20.1"; ranges, tags and wildcards are not accepted',
  ],
  ['runtimes:\n  - use: a\n    version: 1.20', '3: runtimes[1].version must be a string, not 1.2; put it in quotes'],
  ['runtimes: onnxruntime-node', '1: runtimes must be a list, not "onnxruntime-node"; write [onnxruntime-node]'],
  ['runtimes: []', '1: runtimes must not be empty'],
  ['runtimes:\n  - id: a', '2: runtimes[1].use is missing'],
  ['runtimes:\n  - 3', '2: runtimes[1] must be a string or a map of keys, not 3'],
  ['runtimes:\n  - ""', '2: runtimes[1] must not be empty'],
  [
    'models:\n  a: { path: a }',
    '2: models must be a list, not a map; write its entries one below the other, each after a hyphen',
  ],
  ['models:\n  - 3', '2: models[1] must be a string or a map of keys, not 3'],
  ['models:\n  - id: a', '2: models[1] is not valid: give either `path` or `forms`'],
  ['models:\n  - path: a\n    dims: { N: 0 }', '3: models[1].dims.N must be at least 1, not 0'],
  [
    'models:\n  - path: a\n    inputs: { x: { range: [1] } }',
    '3: models[1].inputs.x.range must have at least 2 entries',
  ],
  [
    'models:\n  - path: a\n    inputs: { x: { range: [1, 2, 3] } }',
    '3: models[1].inputs.x.range must have at most 2 entries',
  ],
  [
    'models:\n  - path: a\n    inputs: { x: { range: [2, 1] } }',
    '3: models[1].inputs.x.range is not valid: the first must be smaller than the second',
  ],
  [
    'models:\n  - path: a\n    inputs: { x: one }',
    '3: models[1].inputs.x must be ones, zeros, a number, true or false, a list or a map of keys, not "one"; did you mean "ones"?',
  ],
  [
    'models:\n  - path: a\n    outputs:\n      y:\n        tolerance: { atol: -1 }',
    '5: models[1].outputs.y.tolerance.atol must be at least 0, not -1',
  ],
  ['limits: { memory: 4 GB }', '1: limits.memory is not valid: give bytes, or a size as in 512MiB or 4GiB'],
  ['limits: { memory: true }', '1: limits.memory must be a number or a string, not true'],
  ['limits: { seconds: 0 }', '1: limits.seconds must be more than 0, not 0'],
  ['limits:', '1: limits must be a map of keys, not nothing'],
  ['noise: { runs: 100 }', '1: noise.runs must be at most 64, not 100'],
  ['threads: 1.5', '1: threads must be a whole number, not 1.5'],
  ['- a', '1: the configuration must be a map of keys, not a list'],
])('a wrong value says what it must be: %j', (text, expected) => {
  expect(problems(text)).toEqual([expected]);
});

test('a key called __proto__ is an error, wherever it is', () => {
  const wrong = '__proto__ cannot be a key';
  expect(problems('seed: 1\n__proto__: 1')).toEqual([`2: ${wrong}`]);
  expect(problems('models: [{ path: a.onnx,\n  inputs: { __proto__: { fill: 1 } } }]')).toEqual([`2: ${wrong}`]);
  expect(problems('models:\n- { path: __proto__ }')).toEqual([]);
});

test('limits are what a timer takes', () => {
  expect(parseConfig('limits: { seconds: 2147483 }', 'p.yml').config.limits.seconds).toBe(2147483);
  expect(problems('limits: { seconds: 2147484 }')).toEqual([expect.stringContaining('limits.seconds must be')]);
});

test('a path alone is a model', () => {
  const { models } = parseConfig('models: [a.onnx, { path: b.onnx }]', 'portability.yml').config;
  expect(models?.map(({ path }) => path)).toEqual(['a.onnx', 'b.onnx']);
  expect(models?.[0]).toEqual({ ...models?.[1], path: 'a.onnx' });
});

test('several problems are told at once, in the order of the file', () => {
  expect(problems('threads: 0\nsede: 1\nnoise:\n  runs: 1')).toEqual([
    '1: threads must be at least 1, not 0',
    '2: unknown key "sede"; did you mean "seed"?',
    '4: noise.runs must be at least 2, not 1',
  ]);
});

test('what is left of a config with mistakes keeps its places', () => {
  const text = `
seeed: 1
runtimes:
  - { id: nothing }
  - { use: tract, verison: "1" }
models:
  - { id: lost }
  - { path: a.onnx, goldne: x, inputs: { x: ones } }
  - { path: b.onnx, inputs: { y: twos } }
  - path: c.onnx
    dims: { N: 2 }
`;
  const { config, doubtful, placeOf, mistakes } = parseConfig(text, 'p.yml');
  expect(mistakes).toHaveLength(6);
  expect(config.runtimes).toMatchObject([{ use: 'tract' }]);
  expect(config.models).toMatchObject([
    { path: 'a.onnx', inputs: { x: 'ones' } },
    { path: 'b.onnx', inputs: {} },
    { path: 'c.onnx', dims: { N: 2 } },
  ]);
  expect([...doubtful.models].map(({ path }) => path)).toEqual(['a.onnx', 'b.onnx']);
  expect(doubtful).toMatchObject({ columns: true, converters: true });
  expect(placeOf(['models', 0, 'inputs', 'x'])).toBe('p.yml:8');
  expect(placeOf(['models', 2, 'dims', 'N'])).toBe('p.yml:11');
});

test.each([
  ['limits: { secnods: 3 }', { columns: false, converters: false }],
  ['runtimes: [{ use: tract, verison: "1" }]', { columns: true, converters: false }],
  ['converters: [3]', { columns: true, converters: true }],
  ['convertors: [own.py]', { columns: true, converters: true }],
  ['models: [3]', { columns: false, converters: false }],
])('a wrong part makes doubtful only what depends on it: %j', (text, expected) => {
  expect(parseConfig(text, 'p.yml').doubtful).toMatchObject(expected);
});

test('only the last mistake names the page', () => {
  expect(mistakesOf('sede: 1\nthreads: 0').map(({ next }) => next)).toEqual([
    undefined,
    `see ${DOCUMENTATION}/configuration.md, which describes every key`,
  ]);
});

test.each([
  ['seed: '.padEnd(100_000, '['), 'nested too deeply'],
  ['seed: 1\nthreads: [', '2: not valid YAML'],
  ['seed: 1\nseed: 2', '2: not valid YAML: Map keys must be unique'],
  ['runtimes:\n<<<<<<< HEAD\n  - a\n=======\n  - b\n>>>>>>> c', '2: a merge conflict is not resolved'],
  ['seed: *none', 'not valid YAML: Unresolved alias'],
  ['--- {}\n--- {}', '2: not valid YAML: several documents in one file'],
  ['\tseed: 1', '1: not valid YAML'],
])('what is no YAML is told with its line: %j', (text, expected) => {
  expect(problems(text)[0]).toContain(expected);
});

test('a mistake is told once, although the rest of its line makes no sense either', () => {
  const mistakes = (text: string) => {
    try {
      parseConfig(text, 'p.yml');
    } catch (error) {
      if (error instanceof UserError) return [error.explanation, ...error.others].map(({ where }) => where);
      throw error;
    }
    return [];
  };
  expect(mistakes('runtimes:\n  - a\n\t- b\n')).toEqual(['p.yml:3']);
  expect(mistakes('seed: 1\nseed: 2\nthreads: 1\nthreads: 2')).toEqual(['p.yml:2', 'p.yml:4']);
});

test('aliases that multiply are refused', () => {
  const levels = Array.from(
    { length: 30 },
    (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level}, `.repeat(9)}*l${level}]`,
  );
  expect(problems(`l0: &l0 [x]\n${levels.join('\n')}`)[0]).toMatch(/not valid YAML: Excessive alias count/);
});

test('looks in the usual places, and where it is told to', () => {
  const root = folderOf({ '.github/portability.yml': 'seed: 1', 'ci/own.yml': 'seed: 2' });
  expect(loadConfig(root)).toMatchObject({ path: '.github/portability.yml', config: { seed: 1 } });
  expect(loadConfig(root, 'ci/own.yml')).toMatchObject({ path: 'ci/own.yml', config: { seed: 2 } });
  writeFileSync(join(root, 'portability.yml'), 'seed: 3');
  expect(loadConfig(root)).toMatchObject({ path: 'portability.yml', config: { seed: 3 } });
  expect(() => loadConfig(root, 'none.yml')).toThrow('none.yml: the configuration file does not exist');
  mkdirSync(join(root, 'folder.yml'));
  expect(() => loadConfig(root, 'folder.yml')).toThrow('folder.yml: the configuration file cannot be read');
});

test('whatever stands in the file, it is a config or the user’s mistake', () => {
  const key = fc.oneof(
    fc.constantFrom(
      ...Object.keys(DEFAULTS),
      'runtimes',
      'models',
      'path',
      'forms',
      'use',
      'options',
      'inputs',
      'memory',
      '__proto__',
    ),
    fc.string(),
  );
  const leaf = fc.oneof(
    fc.string(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.integer(),
    fc.constantFrom('auto', 'ones'),
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 5 }),
    ),
  }));
  const document = fc.oneof(
    fc.dictionary(key, tree, { maxKeys: 6 }).map((data) => stringify(data)),
    tree.map((data) => JSON.stringify(data) ?? ''),
    fc.string(),
  );
  fc.assert(
    fc.property(document, (text) => {
      for (const problem of problems(text)) expect(problem.length).toBeGreaterThan(3);
    }),
    { numRuns: 500 },
  );
});

test.skipIf(process.platform === 'win32')(
  'a configuration that is named is not read behind a link of the repository, nor what never ends',
  () => {
    const elsewhere = folderOf({ 'p.yml': 'seed: 1' });
    const root = folderOf({ 'large.yml': `# ${'x'.repeat(1 << 20)}` });
    mkdirSync(join(root, 'folder.yml'));
    symlinkSync(join(elsewhere, 'p.yml'), join(root, 'linked.yml'));
    expect(() => loadConfig(root, 'linked.yml')).toThrow('a link that leads out of the working directory');
    // The user's own.
    expect(loadConfig(root, join(elsewhere, 'p.yml')).config.seed).toBe(1);
    expect(() => loadConfig(root, 'folder.yml')).toThrow('it is not a regular file');
    expect(() => loadConfig(root, '/dev/zero')).toThrow('it is not a regular file');
    expect(() => loadConfig(root, 'large.yml')).toThrow('more than the limit of 1.0 MB');
  },
);
