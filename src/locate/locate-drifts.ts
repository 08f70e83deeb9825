/** The stage: the operators at which the cells of a run begin to drift, the worst cells first, within a budget. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TallyPool } from '../compare/kernel/tally-pool.js';
import type { Config } from '../config/schema.js';
import type { FormConverter } from '../convert/convert-form.js';
import type { StagedCase } from '../golden/stage-cases.js';
import type { Host } from '../host/host.js';
import type { JudgedModel } from '../judge/judged-model.js';
import { formatSeconds } from '../number-format.js';
import type { Column } from '../plan/column.js';
import {
  NO_TIME,
  NOT_BEGUN,
  type ResultLocated,
  type ResultLocatedOperator,
  type ResultReplay,
} from '../results/located-schema.js';
import type { RuntimePool } from '../run/run-request.js';
import { NOT_SHOWN } from '../search/search-operators.js';
import { isRun, type Trial } from '../trial/trial.js';
import { valuesIn } from '../values/stored-values.js';
import { writeValues } from '../values/value-folder.js';
import { type CellSuspects, findSuspects } from './find-suspects.js';
import { type KnownReferences, knownReferences } from './known-references.js';
import { firstLayer } from './layer-outputs.js';
import type { LayerSuspect } from './layer-suspect.js';
import { locateLayer, type UnlocatedLayer } from './locate-layer.js';
import { locatedKey, readLocated, type SearchResult, writeLocated } from './located-cache.js';
import type { LocatedOperator } from './located-operator.js';
import { keepRepros, type ReproRequest, writeKeptRepros } from './repro-folders.js';
import { tellMode, tellRounding } from './tell-mode.js';

/** A cell that drifts, and what a search for its operator needs after the files of its model are gone. */
export interface DriftingCell extends CellSuspects {
  /** Place of the cell among the columns. */
  readonly cell: number;
}

export interface LocateContext {
  readonly host: Host;
  readonly config: Pick<Config, 'noise'>;
  readonly isa: readonly string[];
  readonly pool: RuntimePool;
  /** Keeps what it makes in the folder, which is removed after a search: a part of a graph is never needed again. */
  converterIn(folder: string): FormConverter;
  readonly threads?: TallyPool | undefined;
  readonly folder: string;
  /** For all searches together; null: as long as they take. */
  readonly seconds: number | null;
  /** Ignore the cache. */
  readonly again: boolean;
  /** Where `examine` writes folders that show operators without the gate; it writes none when left out. */
  readonly repro?: ReproRequest | undefined;
  /** Looks closer at an operator that was found. */
  readonly examine: ExamineOperator;
  /** Told of a model, with what was found so far, whenever one of its cells was searched. */
  readonly onLocated?: ((judged: JudgedModel) => void) | undefined;
}

/** Looks closer at an operator that was found. */
export type ExamineOperator = (suspect: LayerSuspect, operator: LocatedOperator) => Promise<ExaminedOperator>;

export interface ExaminedOperator {
  readonly replay: ResultReplay;
  /** Writes the folder that was asked for; with what became of it. */
  withRepro(): Promise<ResultReplay>;
}

interface OpenSearch extends LocateContext {
  readonly references: KnownReferences;
  over(): boolean;
}

/** Operators that are looked for in one cell, each behind the ones before. */
const MOST_OPERATORS = 3;

/**
 * The cells of a model in which an operator can be searched, with their inputs copied to `folder`; of the others the
 * judged model says why not.
 */
export async function driftingCells(
  judged: JudgedModel,
  trial: Trial,
  onnxHome: Column | null,
  folder: string,
): Promise<{ readonly judged: JudgedModel; readonly drifting: readonly DriftingCell[] }> {
  if ('fault' in trial || 'missing' in judged.reference) return { judged, drifting: [] };
  const drifting: DriftingCell[] = [];
  const kept = new Map<string, StagedCase>();
  const cells = [...judged.cells];
  for (const [index, one] of judged.cells.entries()) {
    const tried = trial.cells[index];
    if (tried === undefined || !isRun(tried) || one.cell.state !== 'drift') continue;
    const found = findSuspects(one.cell, tried, trial, onnxHome);
    if ('why' in found) {
      cells[index] = { ...one, cell: { ...one.cell, unlocated: found.why } };
      continue;
    }
    const [first] = found.suspects;
    const staged = kept.get(first.case.name) ?? (await keptCase(first.case, join(folder, String(kept.size))));
    kept.set(first.case.name, staged);
    const [own, ...others] = found.suspects.map((suspect) => ({ ...suspect, case: staged }));
    if (own !== undefined) drifting.push({ cell: index, ratio: found.ratio, suspects: [own, ...others] });
  }
  return { judged: { ...judged, cells }, drifting };
}

async function keptCase(staged: StagedCase, folder: string): Promise<StagedCase> {
  await mkdir(folder, { recursive: true });
  await writeValues(folder, await staged.inputs.read());
  return { ...staged, inputs: valuesIn(folder), expected: null };
}

/** The judged models with what was found. @param drifting by model, in the order of the judged models */
export async function locateDrifts(
  judged: readonly JudgedModel[],
  drifting: readonly (readonly DriftingCell[])[],
  context: LocateContext,
): Promise<JudgedModel[]> {
  const { host, seconds } = context;
  const open = drifting
    .flatMap((cells, model) => cells.map((cell) => ({ ...cell, model })))
    .toSorted((a, b) => b.ratio - a.ratio || a.model - b.model || a.cell - b.cell);
  const located = [...judged];
  const { pool, threads, config } = context;
  const folder = join(context.folder, 'references');
  const references = knownReferences({ pool, threads, noise: config.noise, folder });
  const start = performance.now();
  const over = () => seconds !== null && performance.now() - start > seconds * 1000;
  for (const [index, one] of open.entries()) {
    host.signal.throwIfAborted();
    const [{ model, column }] = one.suspects;
    const limit = seconds === null ? '' : `, at most ${formatSeconds(seconds)} for all`;
    host.log.progress(
      `locating where ${model} begins to drift on ${column.id} (${index + 1} of ${open.length}${limit})`,
    );
    const result = await locateCell(one, { ...context, references, over });
    const before = located[one.model];
    if (before === undefined) continue;
    const now = withResult(before, one.cell, result);
    located[one.model] = now;
    context.onLocated?.(now);
  }
  return located;
}

function withResult(judged: JudgedModel, place: number, result: SearchResult): JudgedModel {
  const cells = judged.cells.map((one, index) =>
    index === place ? { ...one, cell: { ...one.cell, ...result } } : one,
  );
  return { ...judged, cells };
}

/** From the cache, else searched. */
async function locateCell({ suspects }: DriftingCell, context: OpenSearch): Promise<SearchResult> {
  const { host, config, isa, again, over, repro } = context;
  const key = await locatedKey(suspects[0], config.noise, isa);
  const known = again ? null : await readLocated(host, key);
  if (known !== null && repro !== undefined && (await hasRepros(known, key, host, repro))) return known;
  // Without time to make its folders again, what was found before still holds.
  if (known !== null && (repro === undefined || over())) return withoutRepros(known);
  if (over()) return { unlocated: NOT_BEGUN };
  const { result, troubled } = await searchIn(suspects, context);
  if (!over() && !troubled) {
    await writeLocated(host, key, result);
    if (repro !== undefined) await keepRepros(host, key, reprosOf(result), repro.folder);
  }
  return result;
}

/** Whether a result that was found before needs no folders, or their copies were kept: these are written. */
async function hasRepros(known: SearchResult, key: string, host: Host, repro: ReproRequest): Promise<boolean> {
  const operators = 'located' in known && known.located.flat === null ? known.located.operators : [];
  const wanting = operators.some(
    ({ replay }) =>
      (replay?.shows === 'alone' || replay?.shows === 'open-sizes') &&
      replay.repro === undefined &&
      replay.reproTooLarge === undefined,
  );
  return !wanting && (await writeKeptRepros(host, key, reprosOf(known), repro));
}

function reprosOf(result: SearchResult): string[] {
  const operators = 'located' in result ? result.located.operators : [];
  return operators.flatMap(({ replay }) => replay?.repro ?? []);
}

/** What was found before, without the folders that another run wrote. */
function withoutRepros(known: SearchResult): SearchResult {
  if (!('located' in known)) return known;
  const operators = known.located.operators.map(({ replay, ...operator }): ResultLocatedOperator => {
    if (replay === undefined) return operator;
    const { repro: _, ...rest } = replay;
    return { ...operator, replay: rest };
  });
  return { located: { ...known.located, operators } };
}

/** The first suspect in which an operator is found, else what the first one says. */
async function searchIn([first, ...others]: DriftingCell['suspects'], context: OpenSearch): Promise<Searched> {
  const searched = await searchOne(first, context);
  let { troubled } = searched;
  for (const suspect of 'located' in searched.result ? [] : others) {
    const other = await searchOne(suspect, context);
    if ('located' in other.result) return other;
    troubled ||= other.troubled;
  }
  return { ...searched, troubled };
}

interface Searched {
  readonly result: SearchResult;
  /** Nothing was found, and something did not run for a reason that may have passed. */
  readonly troubled: boolean;
}

async function searchOne(suspect: LayerSuspect, context: OpenSearch): Promise<Searched> {
  const { pool, references, converterIn, threads, folder, examine } = context;
  // Asked before each step: where it says yes, one is left out.
  let unfinished = false;
  const over = () => {
    unfinished ||= context.over();
    return unfinished;
  };
  const own = join(folder, 'search');
  const converter = converterIn(join(own, 'conversions'));
  try {
    const about = { pool, references, converter, threads, folder: own, most: MOST_OPERATORS, over };
    if (suspect.source !== undefined) {
      const layer = await firstLayer({ ...suspect, source: suspect.source }, about);
      return 'unlocated' in layer
        ? { result: { unlocated: layer.unlocated }, troubled: true }
        : { result: { located: layer }, troubled: false };
    }
    const found = await locateLayer(suspect, about);
    if ('unlocated' in found) {
      const { undecided, undecidedAt, troubled } = found;
      const result = {
        unlocated: whyUnlocated(found, unfinished),
        ...(undecided !== undefined && { undecided: [...undecided] }),
        ...(undecidedAt !== undefined && { undecidedAt: [...undecidedAt] }),
      };
      return { result, troubled };
    }
    const [operator] = found.operators;
    const { located, examined } =
      operator === undefined || over()
        ? { located: found.located, examined: null }
        : await tellMode(found.located, () => examine(suspect, operator));
    const operators: ResultLocatedOperator[] = [];
    for (const [index, one] of located.operators.entries()) {
      const operator = found.operators[index];
      if (operator === undefined || !isByItself(located, one)) {
        operators.push(one);
        continue;
      }
      const known = index === 0 ? examined : null;
      const replay = over() ? known?.replay : await (known ?? (await examine(suspect, operator))).withRepro();
      operators.push(replay === undefined ? one : { ...one, replay });
    }
    const told = tellRounding({ ...located, operators });
    return { result: { located: unfinished ? { ...told, unfinished } : told }, troubled: false };
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** Where the time was over before a search of what runs came to an end, whatever it met on its way is no reason. */
export function whyUnlocated({ unlocated, undecided, ran }: UnlocatedLayer, isOver: boolean): string {
  return isOver && ran && undecided === undefined && unlocated !== NOT_SHOWN ? NO_TIME : unlocated;
}

/** One operator of the file that was searched, perhaps with some before it, and not an arithmetic of all of them. */
function isByItself({ flat, against }: ResultLocated, { certain }: ResultLocatedOperator): boolean {
  return flat === null && against === null && certain;
}
