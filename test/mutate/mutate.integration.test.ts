import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { portability, repository } from '../e2e/cli.js';
import { freshCache } from '../environments/fresh-cache.js';
import { randomFloats } from '../models/random-floats.js';
import { goldenJson } from './golden-json.js';
import { attentionNet, convolutionNet } from './models.js';

const counts = { caught: z.int(), survived: z.int(), equivalent: z.int(), notLoaded: z.int(), notRun: z.int() };
const studySchema = z.object({
  model: z.string(),
  goldens: z.string(),
  score: z.number().nullable(),
  counts: z.object(counts),
  kinds: z.array(z.object({ kind: z.string(), ...counts })),
  outputs: z.array(z.object({ name: z.string(), caught: z.int(), survived: z.int() })),
  mutants: z.array(z.object({ kind: z.string(), where: z.string(), fate: z.string() })),
  advice: z.array(z.object({ name: z.string(), inputs: z.record(z.string(), z.unknown()), catches: z.int() })),
});

const cache = await freshCache();
let weak = '';
let good = '';

beforeAll(async () => {
  const nets = { 'conv.onnx': convolutionNet(), 'attention.onnx': attentionNet() };
  weak = await repository({
    ...nets,
    'golden/conv/zeros.inputs.json': goldenJson({ image: [[1, 3, 8, 8], new Float32Array(192)] }),
    'golden/attention/zeros.inputs.json': goldenJson({ x: [[1, 4, 8], new Float32Array(32)] }),
  });
  good = await repository({
    ...nets,
    'golden/conv/noise.inputs.json': goldenJson({ image: [[1, 3, 8, 8], randomFloats(5, 192)] }),
    'golden/attention/noise.inputs.json': goldenJson({ x: [[1, 4, 8], randomFloats(6, 32)] }),
  });
});

afterAll(() => {
  for (const folder of [cache, weak, good]) if (folder !== '') rmSync(folder, { recursive: true, force: true });
});

async function studies(root: string, ...args: string[]) {
  const { code, stdout, stderr } = await portability(['mutate', '--seconds', '3600', '--json', ...args], root, {
    PORTABILITY_CACHE: cache,
  });
  expect(code, stderr).toBe(0);
  const parsed = z.array(studySchema).parse(JSON.parse(stdout));
  return new Map(parsed.map((study) => [study.model, study]));
}

test('all zeros see little of what meets them, and the study says which inputs see more', async () => {
  const found = await studies(weak);
  const attention = found.get('attention');
  expect(attention).toMatchObject({ goldens: 'committed' });
  expect(attention?.score).toBeLessThan(0.4);
  expect(attention?.advice).toMatchObject([
    { inputs: { x: { shape: [1, 4, 8], normal: [0, 1] } }, catches: attention?.counts.survived },
  ]);
  // A matrix product of zeros is zero whatever the matrix.
  const fate = (where: string) =>
    attention?.mutants.find((one) => one.kind === 'scale-weight-1.1' && one.where === where)?.fate;
  expect(fate('wq of MatMul query')).toBe('survived');
  // A bias wakes what comes behind it.
  expect(fate('down of MatMul down')).toBe('caught');
  const conv = found.get('conv');
  const survivors = conv?.mutants.filter((one) => one.fate === 'survived') ?? [];
  expect(survivors.length).toBeGreaterThan(3);
  expect(survivors.filter(({ where }) => !where.includes('Conv symmetric'))).toEqual([]);
  expect(conv?.advice[0]?.catches).toBe(survivors.length);
});

test('ordinary numbers see nearly everything, in every output', async () => {
  const found = await studies(good);
  for (const model of ['conv', 'attention']) {
    const study = found.get(model);
    expect(study?.score, JSON.stringify(study?.mutants)).toBeGreaterThanOrEqual(0.95);
    for (const output of study?.outputs ?? []) expect(output.caught).toBeGreaterThan(0);
    expect(study?.counts.notLoaded).toBe(0);
    expect(study?.counts.notRun).toBe(0);
  }
});

test('the same study twice is the same text', async () => {
  const [first, second] = await Promise.all(
    [0, 1].map(() =>
      portability(['mutate', '--seconds', '3600', 'conv', '--json'], good, { PORTABILITY_CACHE: cache }),
    ),
  );
  expect(first?.stdout).toBe(second?.stdout);
});

test('recorded advice raises the score', async () => {
  const before = (await studies(weak, 'conv', '--record')).get('conv')?.score ?? 1;
  expect(readdirSync(join(weak, 'golden', 'conv')).filter((file) => file.startsWith('mutate-'))).not.toEqual([]);
  const after = (await studies(weak, 'conv')).get('conv')?.score ?? 0;
  expect(after).toBeGreaterThanOrEqual(0.9);
  expect(after).toBeGreaterThan(before);
});

test('--min-score decides the exit code, a study without time reaches none', async () => {
  const run = (...args: string[]) =>
    portability(['mutate', '--seconds', '3600', 'attention', ...args], good, { PORTABILITY_CACHE: cache });
  const reached = await run('--min-score', '90');
  expect(reached.code, reached.stderr).toBe(0);
  expect(reached.stdout).toMatch(/attention {2}\d+%/);
  const missed = await portability(['mutate', '--seconds', '3600', 'attention', '--min-score', '90'], weak, {
    PORTABILITY_CACHE: cache,
  });
  expect(missed.code).toBe(1);
  expect(missed.stderr).toContain('attention is below --min-score 90');
  expect((await run('--min-score', 'many')).code).toBe(2);
});

test('mutants leave nothing behind', () => {
  expect(existsSync(join(good, 'mutants'))).toBe(false);
  expect(readdirSync(good).sort()).toEqual(['.git', 'attention.onnx', 'conv.onnx', 'golden']);
});
