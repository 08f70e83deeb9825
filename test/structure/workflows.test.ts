/** The project's own workflows and actions: what GitHub, reviewers and scanners rely on. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { REPOSITORY } from '../../src/published.js';
import { VERSION } from '../../src/version.js';

const FOLDER = '.github/workflows';
const step = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const job = z.looseObject({
  uses: z.string().optional(),
  permissions: z.record(z.string(), z.enum(['read', 'write'])),
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  'timeout-minutes': z.int().optional(),
  steps: z.array(step).default([]),
});
const workflow = z.looseObject({ permissions: z.strictObject({}), jobs: z.record(z.string(), job) });

const WORKFLOWS = readdirSync(FOLDER).map((name) => join(FOLDER, name));
const read = (path: string) => workflow.parse(parse(readFileSync(path, 'utf8')));

const usesIn = (path: string) =>
  [...readFileSync(path, 'utf8').matchAll(/^\s*(?:- )?uses: *(\S+)/gm)].map(([, uses]) => uses ?? '');

test('every action is pinned to a commit or is our own', () => {
  const loose = [...WORKFLOWS, 'cache/action.yml'].flatMap(usesIn).filter((uses) => {
    const ours = uses.startsWith('$/') || uses.startsWith(`${REPOSITORY}/`) || uses.startsWith(`${REPOSITORY}@`);
    return !ours && !/@[0-9a-f]{40}$/.test(uses);
  });
  expect(loose).toEqual([]);
});

test('what users copy and call names tags and packages that this release has', () => {
  const pages = [
    'README.md',
    ...readdirSync('docs')
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];
  const texts = [...pages, ...WORKFLOWS].map((path) => readFileSync(path, 'utf8')).join('\n');
  const refs = [...texts.matchAll(/uses: *(\S+?)@(\S+)/g)].filter(([, name = '']) => name.startsWith(REPOSITORY));
  expect(refs.length).toBeGreaterThan(5);
  expect(new Set(refs.map(([, , ref]) => ref))).toEqual(new Set([`v${VERSION.split('.')[0]}`]));
  const packages = [...texts.matchAll(/npx --yes model-portability-gate@(\S+)/g)].map(([, version]) => version);
  expect(new Set(packages)).toEqual(new Set([VERSION]));
});

test.each(WORKFLOWS)('%s: permissions are stated by job, nothing runs for ever, no credentials stay', (path) => {
  const { jobs } = read(path);
  for (const [name, { steps, uses, ...about }] of Object.entries(jobs)) {
    if (uses === undefined && path !== join(FOLDER, 'portability.yml'))
      expect([name, about['timeout-minutes']]).toEqual([name, expect.any(Number)]);
    for (const one of steps) {
      if (one.uses?.startsWith('actions/checkout@') === true) expect(one.with?.['persist-credentials']).toBe(false);
      // Text of others becomes an argument, never a part of a script.
      expect(one.run ?? '').not.toContain('${{');
    }
  }
});

test('the job to require waits for every other', () => {
  const { jobs } = read(join(FOLDER, 'ci.yml'));
  const others = Object.keys(jobs).filter((name) => name !== 'ci');
  expect(jobs.ci?.needs).toEqual(others);
  expect(jobs.ci?.steps[0]?.run).toContain(`"${others.map(() => 'success').join(' ')}"`);
});

test('only the release and the documentation write', () => {
  const writing = WORKFLOWS.flatMap((path) =>
    Object.entries(read(path).jobs).flatMap(([name, { permissions }]) =>
      Object.values(permissions).includes('write') ? [`${path} ${name}: ${Object.keys(permissions).join(' ')}`] : [],
    ),
  );
  expect(writing).toEqual([
    `${FOLDER}/docs.yml deploy: pages id-token`,
    `${FOLDER}/portability.yml merge: contents pull-requests`,
    `${FOLDER}/release.yml publish: contents id-token attestations`,
  ]);
});

test('the parts of the reusable workflow and their merge get the same configuration and folder', () => {
  const { plan, run, merge } = read(join(FOLDER, 'portability.yml')).jobs;
  const ours = [...(run?.steps ?? []), ...(merge?.steps ?? [])].filter(({ uses = '' }) => uses.startsWith(REPOSITORY));
  expect(ours.map(({ with: { config, 'working-directory': folder } = {} }) => [config, folder])).toEqual(
    ours.map(() => [input('config'), input('working-directory')]),
  );
  expect(ours).toHaveLength(3);
  expect(JSON.stringify(plan)).toContain(`"working-directory":"${input("working-directory || '.'")}"`);
});

function input(name: string): string {
  return `\${{ inputs.${name} }}`;
}

const typed = z.record(z.string(), z.looseObject({ type: z.string() })).default({});
const types = z.strictObject({ inputs: typed, outputs: typed });
const described = z.record(z.string(), z.unknown()).default({});
const action = z.looseObject({ inputs: described, outputs: described });

test.each(['', 'merge/', 'publish/', 'cache/'])('%saction-types.yml types every input and output', (folder) => {
  const { inputs, outputs } = action.parse(parse(readFileSync(`${folder}action.yml`, 'utf8')));
  const found = types.parse(parse(readFileSync(`${folder}action-types.yml`, 'utf8')));
  expect(Object.keys(found.inputs)).toEqual(Object.keys(inputs));
  expect(Object.keys(found.outputs)).toEqual(Object.keys(outputs));
});

test('types that allow certain values name them', () => {
  const { inputs } = types.parse(parse(readFileSync('action-types.yml', 'utf8')));
  for (const { type, ...more } of Object.values(inputs))
    expect(Object.keys(more)).toEqual(
      type === 'enum' ? ['allowed-values'] : type === 'list' ? ['separator', 'list-item'] : [],
    );
});
