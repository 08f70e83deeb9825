import type { Host } from '../../src/host/host.js';
import { type Session, withSession } from '../../src/session.js';
import type { StoredValues } from '../../src/values/stored-values.js';
import { caseDifference } from './case-difference.js';
import type { CaseResult, CaseResults, Opinion } from './case-results.js';
import type { ExportedCase } from './export-cases.js';
import { type PreparedCase, prepareCase } from './prepare-case.js';
import { type CaseRun, runOn } from './run-on.js';

/**
 * Runs cases with the project's own workers and comparison: on one runtime, and on others where that one differs.
 * @param exported cases in folders below the working directory of the host
 * @param runtimes the one that is tested, followed by the others
 */
export function runCases(
  exported: readonly ExportedCase[],
  runtimes: readonly [string, ...string[]],
  host: Host,
): Promise<CaseResults> {
  return withSession({ runtimes }, host, (session) => {
    session.mistakes.throwAll();
    return judgeCases(exported, session);
  });
}

async function judgeCases(exported: readonly ExportedCase[], session: Session): Promise<CaseResults> {
  const [subject, ...others] = session.columns;
  if (subject === undefined) throw new Error('the session has no columns');
  const results: CaseResult[] = [];
  const prepared: PreparedCase[] = [];
  for (const one of exported) {
    const ready = await prepareCase(one, session);
    if ('reason' in ready) results.push({ state: 'not run', name: one.name, by: 'the gate', reason: ready.reason });
    else prepared.push(ready);
  }

  const own = await runOn(subject, prepared, session);
  const failing: { one: PreparedCase; run: CaseRun & { kind: 'ran' } }[] = [];
  for (const one of prepared) {
    const { name } = one;
    const run = runIn(own, name);
    if (run.kind === 'not run') results.push({ state: 'not run', name, by: subject.id, reason: run.reason });
    else if ((await caseDifference(one, one.goldens, run.outputs)) === null) results.push({ state: 'passed', name });
    else failing.push({ one, run });
  }

  const asked = failing.map(({ one }) => one);
  const opinions = new Map<string, Map<string, CaseRun>>();
  for (const column of others) opinions.set(column.id, await runOn(column, asked, session));
  for (const { one, run } of failing) {
    const { name, operators, goldens } = one;
    const agrees = async (a: readonly StoredValues[], b: readonly StoredValues[]) =>
      (await caseDifference(one, a, b)) === null;
    const difference = await caseDifference(one, goldens, run.outputs);
    if (difference === null) throw new Error(`${name} no longer differs`);
    const said: Opinion[] = [];
    for (const { id, runtime } of others) {
      const other = runIn(opinions.get(id), name);
      const who = { runtime: id, engine: runtime.engine };
      if (other.kind === 'not run') said.push({ ...who, kind: 'not run' });
      else {
        const golden = await agrees(goldens, other.outputs);
        said.push({ ...who, kind: 'ran', golden, subject: await agrees(run.outputs, other.outputs) });
      }
    }
    const repeats = await agrees(run.outputs, run.again);
    results.push({ state: 'failed', name, operators, difference, repeats, opinions: said });
  }

  const versions = [subject, ...others].map(({ id, runtime }) => {
    const runs = id === subject.id ? own : opinions.get(id);
    return [runtime.title, versionIn([...(runs?.values() ?? [])])] as const;
  });
  return { results: results.sort((a, b) => (a.name < b.name ? -1 : 1)), versions, subject: subject.id };
}

function runIn(runs: ReadonlyMap<string, CaseRun> | undefined, name: string): CaseRun {
  const run = runs?.get(name);
  if (run === undefined) throw new Error(`${name} was not run`);
  return run;
}

function versionIn(runs: readonly CaseRun[]): string {
  for (const run of runs) if (run.kind === 'ran') return run.version;
  return '';
}
