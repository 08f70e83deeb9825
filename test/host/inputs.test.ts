import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { UserError } from '../../src/errors.js';
import { loadInputs } from '../../src/host/inputs.js';

let printed: string;
beforeEach(() => {
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});
/** Sets inputs as the runner does. */
function give(inputs: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(inputs)) vi.stubEnv(`INPUT_${name.toUpperCase()}`, value);
}

test('inputs left out are left out', () => {
  give({ config: '', models: '', 'fail-on': '' });
  expect(loadInputs()).toEqual({ inputs: {}, fault: null });
});

const EVERY_INPUT = {
  config: 'ci/portability.yml',
  models: 'pitch\n  models/{a,b}*.onnx  \n\n',
  runtimes: 'openvino',
  all: 'true',
  shard: '2/4',
  'fail-on': 'failure',
  comment: 'always',
  baseline: 'ci/portability.lock.json',
  sandbox: 'required',
  'allow-code': 'true',
  upload: 'never',
  token: 'ghs_secret',
  'comment-key': 'nightly',
  'working-directory': 'packages/audio',
};

test('reads every input once and masks the token', () => {
  give(EVERY_INPUT);
  expect(loadInputs().inputs).toEqual({
    config: 'ci/portability.yml',
    models: ['pitch', 'models/{a,b}*.onnx'],
    runtimes: ['openvino'],
    all: true,
    shard: '2/4',
    failOn: 'failure',
    comment: 'always',
    baseline: 'ci/portability.lock.json',
    sandbox: 'required',
    allowCode: true,
    upload: 'never',
    token: 'ghs_secret',
    commentKey: 'nightly',
    workingDirectory: 'packages/audio',
  });
  expect(printed).toBe('::add-mask::ghs_secret\n');
});

test.each([
  ['fail-on', 'drifts', /input fail-on: "drifts" is not one of drift, failure, never[\s\S]*did you mean drift\?/],
  ['comment', 'yes', /input comment: "yes" is not one of on-change, on-failure, always, never[\s\S]*leave them out/],
  ['sandbox', '::error::x\nauto', /input sandbox: "::error::x auto" is not one of/],
])('%s: %j is the user’s mistake', (name, value, expected) => {
  give({ [name]: value });
  const { inputs, fault } = loadInputs();
  expect(fault).toBeInstanceOf(UserError);
  expect(fault?.message).toMatch(expected);
  expect(inputs).toEqual({});
});

test('everything that is wrong is said at once, and the rest can be used', () => {
  give({ comment: 'yes', upload: 'no', config: 'ci.yml' });
  const { inputs, fault } = loadInputs();
  expect(inputs).toEqual({ config: 'ci.yml' });
  expect(fault?.message).toMatch(/input comment: [\s\S]*input upload: /);
});

test('action.yml declares these inputs, and gives none a default that the config could set', () => {
  const { inputs } = parse(readFileSync('action.yml', 'utf8')) as { inputs: Record<string, { default?: string }> };
  expect(Object.keys(inputs).toSorted()).toEqual(Object.keys(EVERY_INPUT).toSorted());
  expect(Object.keys(inputs).filter((name) => inputs[name]?.default !== undefined)).toEqual(['token']);
});
