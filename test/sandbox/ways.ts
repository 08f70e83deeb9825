/** The ways to start a worker, as whom they can be tried here, and whether they work. */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Launcher, launcherBy, type SandboxLevel, WAYS, type Way } from '../../src/sandbox/launcher.js';
import { hostIn } from '../environments/host.js';

/** Of the user without rights that every Linux has. */
const NOBODY = 65534;

export interface TriedWay {
  readonly way: Way;
  readonly level: SandboxLevel;
  /** As whom it is started; undefined for whoever runs the tests. */
  readonly uid: number | undefined;
  readonly name: string;
  /** Why it cannot be tried here; null when it can. */
  readonly missing: string | null;
}

/** Decides as whom the ways can be tried, not what is expected of them. */
const root = userInfo().uid === 0;

/** Every way, as whoever runs the tests and, if that is root, as a user as well. */
export const TRIED: readonly TriedWay[] = (Object.keys(WAYS) as Way[]).flatMap((way) => {
  const uids = !root
    ? [undefined]
    : way === 'root'
      ? [undefined]
      : way === 'bwrap' || way === 'sudo'
        ? [NOBODY]
        : [undefined, NOBODY];
  return uids.map((uid) => {
    const whom = uid === undefined ? (root ? 'root' : 'the user') : 'a user';
    const one = { way, level: WAYS[way], uid, name: `${way}, as ${whom}` };
    return { ...one, missing: missing(way, uid) };
  });
});

function missing(way: Way, uid: number | undefined): string | null {
  if (process.platform !== 'linux') return 'not Linux';
  const launcher = launcherBy(way, hostIn(tmpdir()));
  if (launcher === null) return 'its program is not installed';
  const [file = '', ...args] = launcher.launch(['/bin/sh', '-c', 'exit 7'], { read: [], write: [] });
  const options = { ...identity(uid), encoding: 'utf8', timeout: 120_000 } as const;
  if (uid !== undefined) {
    chmodSync(tmpdir(), 0o711);
    const { error } = spawnSync('/bin/sh', ['-c', 'exit'], { ...options, cwd: tmpdir() });
    if (error !== undefined) return 'a folder above that for temporary files is closed to other users';
  }
  // Where that program does what it is asked, the way has to work.
  if (way === 'sudo' && spawnSync('sudo', ['-n', 'true'], { ...options, cwd: '/' }).status === 0) return null;
  const { status, stderr } = spawnSync(file, args, { ...options, cwd: '/' });
  return status === 7 ? null : `${way} does not work here: ${stderr.trim() || `exit code ${status}`}`;
}

/** For spawn. */
export function identity(uid: number | undefined) {
  return uid === undefined ? {} : { uid, gid: uid };
}

/** A fresh folder of that user's, in a folder that everybody may enter; removed with the test. */
export function ownFolder(uid: number | undefined): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sandbox-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  chmodSync(folder, 0o755);
  if (uid !== undefined) {
    // Only root can be here, whose folder this one is in.
    chmodSync(tmpdir(), 0o711);
    chownSync(folder, uid, uid);
  }
  return folder;
}

/** The launcher of a way for a gate whose files are in `folder`. */
export function launcherIn(way: Way, folder: string): Launcher {
  const launcher = launcherBy(
    way,
    hostIn(join(folder, 'repository'), { cache: join(folder, 'cache'), scratch: join(folder, 'scratch') }),
  );
  if (launcher === null) throw new Error('its program is not installed');
  return launcher;
}
