import { expect, test } from 'vitest';
import { parseConfig } from '../../src/config/parse-config.js';
import { chooseRuntimes } from '../../src/init/choose-runtimes.js';
import { type ConfigDraft, configText } from '../../src/init/config-text.js';
import { type FormGroup, type FurtherForm, groupForms } from '../../src/init/group-forms.js';
import type { Format } from '../../src/types.js';
import { float32, form, runtime, signature } from '../plan/facts.js';

const choice = chooseRuntimes(
  new Set<Format>(['onnx', 'tflite', 'keras']),
  [
    runtime('node', { embedded: true, homeOf: ['onnx'] }),
    runtime('lite', { reads: ['tflite'], homeOf: ['tflite'] }),
    runtime('page', { browser: true, platforms: ['linux-x64'] }),
    runtime('layers', { reads: ['keras'], homeOf: ['keras'], platforms: ['linux-x64'] }),
    runtime('core', { reads: ['tflite'], platforms: ['darwin-arm64'] }),
  ],
  [],
);
const onnx = (path: string) => form(path, { format: 'onnx', signature: signature(float32), companions: [] });
const single = (path: string): FormGroup => ({ first: onnx(path), further: [], namesake: null });
const further = (path: string, about: Partial<FurtherForm> = {}): FurtherForm => ({
  ...{ form: onnx(path), names: {}, extra: [], layouts: {}, sure: true, precision: null },
  ...about,
});
const draft = (changes: Partial<ConfigDraft>): ConfigDraft => ({
  ...{ choice, groups: [], waiting: [], platforms: [] },
  ...changes,
});
const parsed = (changes: Partial<ConfigDraft>) => parseConfig(configText(draft(changes)), 'portability.yml').config;

test('models that need no words are not listed, so that later ones are rows too', () => {
  const text = configText(draft({ groups: [single('a.onnx'), single('b.onnx')] }));
  expect(text).toContain('# Without `models:` every committed model is a row.');
  expect(parsed({ groups: [single('a.onnx')] }).models).toBeUndefined();
});

test('a column that reads some of the formats converts nothing, and says where it exists', () => {
  expect(parsed({}).runtimes).toMatchObject([
    { use: 'node', convert: false },
    { use: 'core', convert: false, platforms: ['darwin-arm64'] },
    { use: 'layers', convert: false },
    { use: 'lite', convert: false },
  ]);
});

test('forms with all that is to be said of them, and what is a guess', () => {
  const group: FormGroup = {
    first: onnx('net.onnx'),
    namesake: null,
    further: [
      further('net.tflite', { names: { image: '0', on: 'yes' }, extra: ['pooled'] }),
      further('net.json', { layouts: { image: [0, 2, 3, 1] }, sure: false }),
      further('net-int8.onnx', { precision: 'int8' }),
      further('net.ort'),
    ],
  };
  expect(parsed({ groups: [group] }).models?.[0]?.forms).toMatchObject([
    'net.onnx',
    { path: 'net.tflite', names: { image: '0', on: 'yes', extra: ['pooled'] } },
    { path: 'net.json', layouts: { image: [0, 2, 3, 1] } },
    { path: 'net-int8.onnx', precision: 'int8' },
    'net.ort',
  ]);
  expect(configText(draft({ groups: [group] }))).toMatch(/net\.json, .*# paired by types and order: check it$/m);
});

test('models that wait are comments, with the reason', () => {
  const waiting = [{ group: single('b.onnx'), why: 'the inputs of b are unknown' }];
  const text = configText(draft({ groups: [single('a.onnx')], waiting }));
  expect(text).toContain('  # b.onnx waits: the inputs of b are unknown\n  # - path: b.onnx\n');
  expect(parsed({ groups: [single('a.onnx')], waiting }).models).toMatchObject([{ path: 'a.onnx' }]);
  expect(parsed({ waiting }).models).toBeUndefined();
});

test('hostile names stay names', () => {
  const names = ['a: b.onnx', '- c.onnx', '# d.onnx', 'e\nmodels: []\n.onnx', 'f\'"`.onnx', '{g}.onnx', '\u202eh.onnx'];
  const groups = names.map((name) => ({ ...single(name), further: [further(`${name}.ort`)] }));
  expect(parsed({ groups }).models?.map(({ forms }) => forms)).toEqual(names.map((name) => [name, `${name}.ort`]));
  const waiting = names.map((name) => ({ group: single(name), why: `${name} is\nbroken` }));
  expect(parsed({ groups: [single('a.onnx')], waiting }).models).toHaveLength(1);
  const apart = groupForms([]).concat(names.map((name) => ({ ...single('a.onnx'), namesake: name })));
  expect(parsed({ groups: apart }).models).toHaveLength(names.length);
});
