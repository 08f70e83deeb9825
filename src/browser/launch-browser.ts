import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { Tail } from '../host/tail.js';
import { DevtoolsPipe } from './devtools-pipe.js';

/** What draws and computes for WebGL and WebGPU: nothing, the processor by SwiftShader, or the graphics card there is. */
export type Graphics = 'none' | 'software' | 'hardware';

export interface Browser {
  readonly devtools: DevtoolsPipe;
  close(): Promise<void>;
}

/** Nothing that a browser does for people: no first run, no updates, no reports, no questions to its makers. */
const QUIET = [
  '--headless=new',
  '--remote-debugging-pipe',
  '--disable-background-networking',
  '--disable-breakpad',
  '--disable-component-update',
  '--disable-crash-reporter',
  '--disable-default-apps',
  '--disable-dev-shm-usage',
  '--disable-domain-reliability',
  '--disable-extensions',
  '--disable-quic',
  '--disable-sync',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--metrics-recording-only',
  '--mute-audio',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-service-autorun',
  '--password-store=basic',
  '--use-mock-keychain',
];
const GRAPHICS: Readonly<Record<Graphics, readonly string[]>> = {
  none: ['--disable-gpu'],
  software: [
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
    '--enable-unsafe-webgpu',
    '--use-webgpu-adapter=swiftshader',
    ...(process.platform === 'linux' ? ['--enable-features=Vulkan'] : []),
  ],
  hardware: ['--enable-unsafe-webgpu', ...(process.platform === 'linux' ? ['--enable-features=Vulkan'] : [])],
};
const STDERR_KEPT = 16 << 10;
/** How long a browser that was asked to end may take. */
const GRACE_MS = 3000;

/**
 * Starts a browser without a window. It belongs to the process group of this process, so that whoever ends the group
 * ends the browser, and it ends by itself when this process does, because its pipe closes.
 * @throws Error when it does not start
 */
export async function launchBrowser(executable: string, graphics: Graphics): Promise<Browser> {
  // Its own sandbox cannot be had as root, nor in every namespace: the worker's confinement is what remains there.
  const open = () => start(executable, [...GRAPHICS[graphics], '--no-sandbox']);
  if (process.getuid?.() === 0) return open();
  const confined = start(executable, GRAPHICS[graphics]);
  return process.platform === 'linux' ? confined.catch(open) : confined;
}

async function start(executable: string, flags: readonly string[]): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'browser-'));
  const child = spawn(executable, [...QUIET, ...flags, `--user-data-dir=${profile}`, 'about:blank'], {
    // Whatever else it keeps for its user goes where the profile does. Sockets have short paths: relative ones are.
    cwd: profile,
    env: { ...process.env, HOME: profile, TMPDIR: '.', XDG_CACHE_HOME: profile, XDG_CONFIG_HOME: profile },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const stderr = new Tail(STDERR_KEPT);
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  const [, , , to, from] = child.stdio;
  const devtools = new DevtoolsPipe(to as Writable, from as Readable);
  const ended = new Promise<void>((resolve) => {
    const end = (why: string) => {
      devtools.end(new Error(`the browser ${why}${lastWords(stderr.text())}`));
      resolve();
    };
    child.on('error', (error) => end(`cannot be started: ${error.message}`));
    child.on('exit', (code, signal) => end(`ended (${signal ?? `exit code ${code}`})`));
  });
  const browser: Browser = {
    devtools,
    async close() {
      devtools.send('Browser.close').catch(() => {});
      await endWithin(child, ended);
      await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
  try {
    await devtools.send('Browser.getVersion');
    return browser;
  } catch (error) {
    await browser.close();
    throw error;
  }
}

async function endWithin(child: ChildProcess, ended: Promise<void>): Promise<void> {
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  await ended;
  clearTimeout(timer);
}

/** The lines that say why, without those that it always writes. */
function lastWords(text: string): string {
  const lines = text.split('\n').map((line) => line.replace(/^\[[^\]]*\]\s*/, '').trim());
  const telling = lines.filter((line) => line !== '' && !/dbus|DevTools listening/i.test(line));
  return telling.length === 0 ? '' : `: ${telling.slice(-3).join('; ')}`;
}
