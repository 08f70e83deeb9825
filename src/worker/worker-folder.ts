/** The folder of one worker: what it is given, what it makes, and its home. No other worker sees it. */
import { constants, lstatSync, mkdirSync, mkdtempSync, readdirSync, type Stats } from 'node:fs';
import { copyFile, link, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CODE_ROOT } from '../discover/code-form.js';
import type { ModelFile } from '../discover/form.js';
import { messageOf } from '../errors.js';
import { removeFolder } from '../host/remove-folder.js';
import { openToOwner } from './open-to-owner.js';
import { type Bounds, takeWritten } from './take-written.js';

const MOST_FILES = 100_000;
const MOST_BYTES = 64 * 2 ** 30;
/** Below this, paths end to lead anywhere. */
const DEEPEST = 64;
const SLASH = Buffer.from('/');

/**
 * The way to a file below what some worker of some run was given or made, as what a converter makes may have kept it of
 * the run that made it.
 */
const WAY_INTO_ANY = new RegExp(String.raw`^.*\bworker-\w{6}[\\/](?:given|made)[\\/]\w{7}[\\/](?:${CODE_ROOT}[\\/])?`);
/**
 * What may be a path, or hold one: looked at once, for a worker may write a line without end. No system has longer paths,
 * and expressions that match millions of characters at once need more stack than there is.
 */
const WORD = /[^\s"'()<>]{1,4096}/g;

/** A text with the names of files alone, where it has such ways to them. */
export function withoutWorkerFolders(text: string): string {
  return text.replaceAll(WORD, (word) => word.replace(WAY_INTO_ANY, ''));
}

export class WorkerFolder {
  readonly #root: string;
  readonly #links: boolean;
  /** Where it starts, and puts what it likes. */
  readonly home: string;
  /** It can only read this. */
  readonly given: string;
  readonly made: string;

  private constructor(root: string, links: boolean) {
    this.#root = root;
    this.#links = links;
    this.home = join(root, 'home');
    this.given = join(root, 'given');
    this.made = join(root, 'made');
  }

  /**
   * A fresh one in `scratch`.
   * @param links whether the worker cannot write to what it is given, so that a link does for a copy
   */
  static create(scratch: string, links: boolean): WorkerFolder {
    mkdirSync(scratch, { recursive: true });
    const folder = new WorkerFolder(mkdtempSync(join(scratch, 'worker-')), links);
    for (const one of [folder.home, folder.given, folder.made]) mkdirSync(one);
    return folder;
  }

  /** An empty folder that the worker can read. */
  give(): Promise<string> {
    return mkdtemp(join(this.given, 'g'));
  }

  /** An empty folder that the worker can write to. */
  make(): Promise<string> {
    return mkdtemp(join(this.made, 'm'));
  }

  /** Puts files into a folder of `give`; those that belong to another one may have to be the only one of their name. */
  async place(files: readonly ModelFile[], target: string): Promise<void> {
    // Some runtimes refuse weights beside a model that have a second name.
    const links = this.#links && files.length === 1;
    for (const { from, to } of files) {
      const path = join(target, to);
      await mkdir(dirname(path), { recursive: true });
      const linked =
        links &&
        (await link(from, path).then(
          () => true,
          () => false,
        ));
      if (!linked) await copyFile(from, path, constants.COPYFILE_FICLONE);
    }
  }

  /**
   * Takes what is in a folder of `make` from the worker, and leaves it in `target`, which does not exist.
   * @returns what is wrong with it; null when it holds plain files within the bounds
   */
  async take(folder: string, target: string, bounds: Bounds): Promise<string | null> {
    await mkdir(dirname(target), { recursive: true });
    try {
      openToOwner(folder);
      const fault = takeWritten(folder, target, bounds);
      if (fault !== null) await rm(target, { recursive: true, force: true });
      return fault;
    } catch (error) {
      return `left a folder that cannot be read: ${messageOf(error)}`;
    }
  }

  /** Why the worker has written too much; null when it has not. */
  overfull(): string | null {
    const found = { files: 0, bytes: 0, deep: false };
    for (const folder of [this.home, this.made]) measure(Buffer.from(folder), found, 0);
    if (found.deep) return `wrote folders deeper than ${DEEPEST} levels`;
    if (found.files > MOST_FILES) return `wrote more than ${MOST_FILES} files`;
    if (found.bytes > MOST_BYTES) return `wrote more than ${MOST_BYTES / 2 ** 30} GiB`;
    return null;
  }

  /** What cannot be removed now goes with the scratch folder. */
  async remove(): Promise<void> {
    openToOwner(this.#root);
    await rm(this.#root, { recursive: true, force: true, maxRetries: 3 }).catch(() => removeFolder(this.#root));
  }
}

/** Whatever is wrong with what a worker writes at the same time, this never throws: nobody waits for it. */
function measure(folder: Buffer, found: { files: number; bytes: number; deep: boolean }, depth: number): void {
  if (depth > DEEPEST) found.deep = true;
  if (found.deep) return;
  // The folder itself may be a link by now.
  if (!statsOf(folder)?.isDirectory()) return;
  for (const name of namesIn(folder)) {
    if (found.files > MOST_FILES) return;
    found.files += 1;
    const path = Buffer.concat([folder, SLASH, name]);
    const info = statsOf(path);
    if (info?.isDirectory()) measure(path, found, depth + 1);
    // Files with holes take less room than they are long.
    else found.bytes += (info?.blocks ?? 0) * 512;
  }
}

/** Undefined when it has just been taken away, or lies in a folder that is closed to everybody. */
function statsOf(path: Buffer): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

/** As bytes: a name need not be text. */
function namesIn(folder: Buffer): Buffer[] {
  try {
    return readdirSync(folder, { encoding: 'buffer' });
  } catch {
    return [];
  }
}
