import { z } from 'zod';
import type { RuntimeFacts } from '../adapters/define.js';
import { isFinal, isRelease } from '../config/release.js';
import { InfrastructureError } from '../errors.js';
import type { Host } from '../host/host.js';
import { installerEnvironment } from '../sandbox/env.js';
import { findNpm } from './find-npm.js';
import { findPython } from './find-python.js';
import { folderForNpm } from './npm-settings.js';
import { npmEnvironment } from './prepare-node-environment.js';
import { APART } from './probe-python.js';
import { runTool, type ToolOptions, type ToolRun } from './run-tool.js';

const SECONDS = 120;

/**
 * The final releases of a runtime's package that the user's index has for this machine, in no order.
 * @throws InfrastructureError when they cannot be listed
 */
export async function listReleases(facts: RuntimeFacts, host: Host): Promise<string[]> {
  const options = { cwd: host.cwd, timeoutSeconds: SECONDS, signal: host.signal };
  const listed = await (facts.language === 'python' ? ofPython(facts, host, options) : ofNpm(facts, host, options));
  return listed.filter((release) => isRelease(release) && isFinal(release));
}

async function ofPython(
  facts: RuntimeFacts,
  host: Host,
  options: Omit<ToolOptions, 'env'>,
): Promise<readonly string[]> {
  const { executable } = await findPython(facts, host);
  // uv has no command for it. pip lists what has a wheel for this Python on this machine.
  const args = [
    ...APART,
    '-m',
    'pip',
    'index',
    'versions',
    '--disable-pip-version-check',
    '--only-binary',
    ':all:',
    facts.package,
  ];
  const run = await runTool(executable, args, { ...options, env: installerEnvironment(host) });
  const versions = /^Available versions: (.+)$/m.exec(run.stdout)?.[1];
  if (run.status !== 0 || versions === undefined) throw cannotList(facts, run);
  return versions.split(',').map((version) => version.trim());
}

async function ofNpm(facts: RuntimeFacts, host: Host, options: Omit<ToolOptions, 'env'>): Promise<readonly string[]> {
  const [npm, ...first] = await findNpm(host);
  const args = [...first, 'view', facts.package, 'versions', '--json'];
  const run = await runTool(npm, args, { ...options, cwd: await folderForNpm(host), env: npmEnvironment(host) });
  const versions = npmVersions(run);
  if (versions === null) throw cannotList(facts, run);
  return versions;
}

/** npm gives one text where there is only one. */
function npmVersions({ status, stdout }: ToolRun): readonly string[] | null {
  if (status !== 0) return null;
  try {
    return z.union([z.array(z.string()), z.string().transform((one) => [one])]).parse(JSON.parse(stdout));
  } catch {
    return null;
  }
}

function cannotList({ title, package: name }: RuntimeFacts, { stderr }: ToolRun): InfrastructureError {
  const last = stderr.trim().split('\n').at(-1) ?? '';
  return new InfrastructureError({
    what: `the releases of ${title} cannot be listed`,
    where: `package ${name}`,
    ...(last === '' ? {} : { why: last }),
    next: 'name those to try, separated by commas: --releases 1.20.1,1.21.0',
  });
}
