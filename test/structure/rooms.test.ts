/** The arrows of the house: a room imports only from itself and from rooms above it. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

/** From the top: words and pure measuring, then what is read, planned, run, judged, and last reported. */
const ROOMS = [
  'tensor/dtype.ts',
  'types.ts',
  'errors.ts',
  'version.ts',
  'published.ts',
  'own-program.ts',
  'tensor',
  'number-format.ts',
  'sentence.ts',
  'group-by.ts',
  'paste-command.ts',
  'cut-prose.ts',
  'compare',
  'results',
  'host',
  'config',
  'bytes',
  'onnx',
  'formats',
  'values',
  'compare/pairing',
  'discover',
  'golden',
  'model-diff',
  'probe',
  'browser',
  'adapters',
  'plan',
  'init',
  'sandbox',
  'environments',
  'cache',
  'worker',
  'convert',
  'run',
  'noise',
  'trial',
  'judge',
  'reroute',
  'diagnose',
  'search',
  'locate',
  'truth',
  'replay',
  'repro',
  'baseline',
  'recorded',
  'shards',
  'mutate',
  'report',
  'publish',
  'stopwatch.ts',
  'missing-models.ts',
  'no-model.ts',
  'open-columns.ts',
  'session.ts',
  'plan-session.ts',
  'examine-operator.ts',
  'run-models.ts',
  'run-changed.ts',
  'assemble-results.ts',
  'shard-session.ts',
  'gate.ts',
  'find-release.ts',
  'check.ts',
  'init.ts',
  'record.ts',
  'convert.ts',
  'mutate.ts',
  'bin',
] as const;

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((path) => path.split(sep).join('/'))
  .filter((path) => /\.ts$/.test(path) && !path.startsWith('onnx/proto/'));

/** Place of the innermost room that a file lies in; -1 for none. */
function roomOf(path: string): number {
  const around = ROOMS.filter((room) => path === room || path.startsWith(`${room}/`));
  const [inner] = around.toSorted((a, b) => b.length - a.length);
  return inner === undefined ? -1 : ROOMS.indexOf(inner);
}

function importsOf(path: string): string[] {
  const text = readFileSync(join(SRC, path), 'utf8');
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)\.js'/g)].map(([, name = '']) => name);
  return found.map(
    (name) =>
      `${relative('.', normalize(join(dirname(path), name)))
        .split(sep)
        .join('/')}.ts`,
  );
}

test('every file lies in a room', () => {
  expect(files.filter((path) => roomOf(path) < 0)).toEqual([]);
});

test('a room imports only what stands above it', () => {
  const wrong = files.flatMap((path) =>
    importsOf(path)
      .filter((target) => !target.startsWith('onnx/proto/') && roomOf(target) > roomOf(path))
      .map((target) => `${path} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test('no two files import each other', () => {
  const arrows = new Map(files.map((path) => [path, importsOf(path)]));
  const circles = files.flatMap((path) =>
    (arrows.get(path) ?? []).filter((target) => path < target && arrows.get(target)?.includes(path)),
  );
  expect(circles).toEqual([]);
});
