import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { messageOf } from '../errors.js';
import { makeFolder } from '../host/make-folder.js';
import type { ArtifactService } from '../host/run-context.js';

/** Several steps and jobs of one run may use the same name, one for each package, and an artifact cannot be overwritten. */
const MOST_NAMES = 50;
/** What GitHub's client says of a name that the run has given. */
const IS_TAKEN = /\(409\)/;

/**
 * Makes an artifact of the run out of a few small files, by GitHub's own client: the protocol behind it changes without
 * notice. The client tries again where the service is not to be reached.
 * @param name a `-2` and so on is added when the run has such an artifact
 * @param files by their paths in the artifact
 * @returns the name of the artifact
 * @throws when the service refuses
 */
export async function uploadArtifact(
  service: ArtifactService,
  name: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  // It weighs as much as the gate, and many runs upload nothing.
  const { DefaultArtifactClient } = await import('@actions/artifact');
  const client = new DefaultArtifactClient();
  const folder = await mkdtemp(join(tmpdir(), 'portability-artifact-'));
  try {
    const paths = await Promise.all(Object.entries(files).map((file) => written(folder, file)));
    return await inEnvironmentOf(service, async () => {
      for (let number = 1; ; number += 1) {
        const candidate = number === 1 ? name : `${name}-${number}`;
        try {
          await client.uploadArtifact(candidate, paths, folder);
          return candidate;
        } catch (error) {
          if (!IS_TAKEN.test(messageOf(error)) || number === MOST_NAMES) throw error;
        }
      }
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function written(folder: string, [name, content]: readonly [string, string | Uint8Array]): Promise<string> {
  const path = join(folder, name);
  await makeFolder(dirname(path));
  await writeFile(path, content);
  return path;
}

/** The client takes the service from the environment of this process, and from nowhere else. */
async function inEnvironmentOf<T>({ url, token }: ArtifactService, action: () => Promise<T>): Promise<T> {
  const { ACTIONS_RESULTS_URL, ACTIONS_RUNTIME_TOKEN } = process.env;
  Object.assign(process.env, { ACTIONS_RESULTS_URL: url, ACTIONS_RUNTIME_TOKEN: token });
  try {
    return await action();
  } finally {
    restore('ACTIONS_RESULTS_URL', ACTIONS_RESULTS_URL);
    restore('ACTIONS_RUNTIME_TOKEN', ACTIONS_RUNTIME_TOKEN);
  }
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
