/** Code that comes with a model or an adapter: where it may run, and beside what. */
import type { Explanation } from '../errors.js';
import type { Launcher } from '../sandbox/launcher.js';
import type { WorkerKind } from './worker-pool.js';

/** What decides whether such code is run. */
export interface CodeRule {
  readonly launcher: Pick<Launcher, 'level'>;
  /** Set outside the repository: a pull request cannot do it. */
  readonly allowCode: boolean;
}

const NEXT =
  'run it on Linux, where workers can be isolated (see SECURITY.md), or allow it: --allow-code, or the input `allow-code: true` of the action';

/**
 * Why the code is not run; null when it may be: workers are isolated, or the user has allowed it.
 * @param what is to be run, as in "it imports os.system"
 */
export function refusedCode(what: string, { launcher, allowCode }: CodeRule): Explanation | null {
  if (allowCode || launcher.level === 'namespaces' || launcher.level === 'landlock') return null;
  return {
    what: `not run, because ${what}`,
    why: `the isolation of workers is only \`${launcher.level}\` here, so it could reach the files of this machine`,
    next: NEXT,
  };
}

/** The kind of the workers that load a model: one with code of its own gets workers that load nothing else. */
export function ownKind(
  kind: WorkerKind,
  model: { readonly key: string; readonly code: readonly string[] },
): WorkerKind {
  return model.code.length === 0 ? kind : { ...kind, key: `${kind.key} for ${model.key}` };
}
