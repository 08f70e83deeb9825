import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Recipes } from '../../src/config/recipe.js';
import { committed } from '../../src/convert/loadable.js';
import { readForm } from '../../src/discover/read-form.js';
import type { Host } from '../../src/host/host.js';
import { type KnownReferences, knownReferences } from '../../src/locate/known-references.js';
import type { ModelPlan, RunPlan } from '../../src/plan/plan.js';
import { planSession } from '../../src/plan-session.js';
import { NOT_SHOWN } from '../../src/search/search-operators.js';
import { type Session, withSession } from '../../src/session.js';
import { type InjectedFault, injectedFaults } from './faults.js';
import type { KnownFault } from './known-faults.js';
import type { StudyNet } from './nets.js';
import { type Searched, search } from './search.js';

/** A runtime into which faults are injected. */
export interface StudyColumn {
  readonly use: string;
  /** Only cut, as if it did not allow a look inside. */
  readonly cut: boolean;
  /** Faults of each net; every how-many-th is taken. */
  readonly faults: number;
  /** Whether the real nets are studied on it. */
  readonly real: boolean;
}

export interface LocateStudy {
  readonly columns: readonly StudyColumn[];
  readonly nets: readonly StudyNet[];
  readonly known: readonly KnownFault[];
  /** A long chain, and where it is searched. */
  readonly long: { readonly net: StudyNet; readonly columns: readonly Pick<StudyColumn, 'use' | 'cut'>[] } | null;
}

export type Outcome =
  /** The model's outputs do not show it. */
  | 'hidden'
  | 'right'
  /** One of several operators that the runtime computes as one. */
  | 'pair'
  /** Another operator, said to be uncertain. */
  | 'uncertain'
  /** Another operator, said to be certain. */
  | 'wrong'
  | 'nothing'
  /** The runtime does not run the model at all. */
  | 'not-run';

export interface StudiedFault extends Searched {
  readonly net: string;
  readonly column: string;
  readonly cut: boolean;
  readonly kind: string;
  readonly where: string;
  readonly outcome: Outcome;
}

export interface StudiedKnown extends Searched {
  readonly fault: KnownFault;
  readonly column: string;
}

export interface LocateResults {
  readonly injected: readonly StudiedFault[];
  readonly known: readonly StudiedKnown[];
  /** Of the long chain. */
  readonly long: readonly StudiedFault[];
}

interface OpenStudy {
  readonly session: Session;
  /** The right models on the reference: the same for every fault in them. */
  readonly references: KnownReferences;
}

/** Injects faults into what one runtime is given, while the reference runs the right model, and locates them. */
export function studyLocating(host: Host, { nets, known, long, columns }: LocateStudy): Promise<LocateResults> {
  const used = [...columns, ...(long?.columns ?? [])].map(({ use }) => use);
  const models = [...nets, ...known, ...(long === null ? [] : [long.net])];
  writeRepository(host.cwd, [...used, ...known.flatMap(({ runtimes }) => runtimes)], models);
  return withSession({}, host, async (session) => {
    const { models: plans } = await planSession(session);
    const { runtimes: pool, threads } = session.workers();
    const folder = join(host.scratch, 'references');
    const references = knownReferences({ pool, threads, noise: session.config.noise, folder });
    const study: OpenStudy = { session, references };
    const planOf = (id: string) => plans.find(({ model }) => model.id === id);
    const injected: StudiedFault[] = [];
    for (const net of nets)
      for (const [place, column] of columns.entries()) {
        if (net.real && !column.real) continue;
        const faults = some(injectedFaults(net.build(), 1, 1), column.faults, place);
        injected.push(...(await studyNet(net, planOf(net.id), column, faults, study)));
      }
    return {
      injected,
      known: await studyKnown(known, planOf, study),
      long: long === null ? [] : await studyLong(long.net, planOf(long.net.id), long.columns, study),
    };
  });
}

function writeRepository(
  root: string,
  runtimes: readonly string[],
  models: readonly { readonly id: string; build(): Uint8Array; readonly inputs: Recipes }[],
): void {
  mkdirSync(root, { recursive: true });
  for (const { id, build } of models) writeFileSync(join(root, `${id}.onnx`), build());
  const entries = models.map(({ id, inputs }) => ({ id, path: `${id}.onnx`, inputs }));
  writeFileSync(join(root, 'portability.yml'), stringify({ runtimes: [...new Set(runtimes)], models: entries }));
}

/** Evenly, and others for every column. */
function some<T>(all: readonly T[], most: number, place: number): T[] {
  const step = Math.max(1, all.length / most);
  const count = Math.min(most, all.length);
  return Array.from({ length: count }, (_, index) => (Math.floor(index * step) + place) % all.length)
    .filter((at, index, places) => places.indexOf(at) === index)
    .flatMap((at) => all[at] ?? []);
}

function cellOf(plan: ModelPlan | undefined, column: string): RunPlan | undefined {
  return plan?.cells.find((one): one is RunPlan => one.kind === 'run' && one.column.id === column);
}

async function studyNet(
  net: StudyNet,
  plan: ModelPlan | undefined,
  { use, cut }: Pick<StudyColumn, 'use' | 'cut'>,
  faults: readonly InjectedFault[],
  { session, references }: OpenStudy,
): Promise<StudiedFault[]> {
  const cell = cellOf(plan, use);
  const studied: StudiedFault[] = [];
  if (plan === undefined || cell === undefined) return studied;
  for (const fault of faults) {
    const folder = join(session.host.scratch, 'faulty');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'faulty.onnx'), fault.bytes);
    const onnx = committed(await readForm(folder, 'faulty.onnx'));
    const searched = await search(plan, cell, { onnx, cut, most: 1 }, session, references);
    const outcome = outcomeOf(searched, fault);
    const { kind, where } = fault;
    session.host.log.info(`${outcome}: ${net.id} on ${use}, ${kind}, ${where} (${searched.seconds.toFixed(1)} s)`);
    studied.push({ ...searched, net: net.id, column: use, cut, kind, where, outcome });
  }
  return studied;
}

function outcomeOf({ found }: Searched, { operators }: InjectedFault): Outcome {
  if ('unlocated' in found) {
    if (found.unlocated === NOT_SHOWN) return 'hidden';
    return found.ran ? 'nothing' : 'not-run';
  }
  const [first] = found.located.operators;
  if (first === undefined) return 'nothing';
  if (operators.includes(first.index) && first.together.length === 0) return 'right';
  if (operators.includes(first.index) || first.together.some(({ index }) => operators.includes(index))) return 'pair';
  return first.certain ? 'wrong' : 'uncertain';
}

async function studyKnown(
  known: readonly KnownFault[],
  planOf: (id: string) => ModelPlan | undefined,
  { session, references }: OpenStudy,
): Promise<StudiedKnown[]> {
  const studied: StudiedKnown[] = [];
  for (const fault of known)
    for (const column of fault.runtimes) {
      const plan = planOf(fault.id);
      const cell = cellOf(plan, column);
      if (plan === undefined || cell === undefined) continue;
      const searched = await search(plan, cell, { cut: false, most: 2 }, session, references);
      session.host.log.info(`${fault.id} on ${column} (${searched.seconds.toFixed(1)} s)`);
      studied.push({ ...searched, fault, column });
    }
  return studied;
}

/** One fault near the middle of a long graph. */
async function studyLong(
  net: StudyNet,
  plan: ModelPlan | undefined,
  columns: readonly Pick<StudyColumn, 'use' | 'cut'>[],
  study: OpenStudy,
): Promise<StudiedFault[]> {
  const fault = injectedFaults(net.build(), 1, 1).find(({ kind }) => kind === 'scale-weight-1.01');
  const studied: StudiedFault[] = [];
  if (fault === undefined) return studied;
  for (const column of columns) studied.push(...(await studyNet(net, plan, column, [fault], study)));
  return studied;
}
