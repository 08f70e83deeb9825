import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { Tail } from '../host/tail.js';
import { DevtoolsPipe } from './devtools-pipe.js';

/** What WebGL and WebGPU run on: nothing, SwiftShader on the processor, or the machine's graphics card. */
export type Graphics = 'none' | 'software' | 'hardware';

export interface Browser {
  readonly devtools: DevtoolsPipe;
  close(): Promise<void>;
}

/** Turns off what a browser does for people: first-run pages, updates, crash reports, requests to its vendor. */
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
/** How long a browser may take to exit when it is asked to. */
const GRACE_MS = 3000;

/**
 * Starts a browser without a window. It belongs to the process group of this process, so that whoever ends the group
 * ends the browser, and it ends by itself when this process does, because its pipe closes.
 * @throws Error when it does not start
 */
export async function launchBrowser(executable: string, graphics: Graphics): Promise<Browser> {
  // The browser's own sandbox does not work as root or in every namespace: there, only the worker's isolation remains.
  const open = () => start(executable, [...GRAPHICS[graphics], '--no-sandbox']);
  if (process.getuid?.() === 0) return open();
  const confined = start(executable, GRAPHICS[graphics]);
  return process.platform === 'linux' ? confined.catch(open) : confined;
}

async function start(executable: string, flags: readonly string[]): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'browser-'));
  const child = spawn(executable, [...QUIET, ...flags, `--user-data-dir=${profile}`, 'about:blank'], {
    // Whatever else it stores for its user goes into the profile. Paths of sockets must be short, so they are relative.
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
      devtools.end(new Error(`the browser ${why}${errorLines(stderr.text())}`));
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

/** The last lines on stderr, without those that a browser always writes. */
function errorLines(text: string): string {
  const lines = text.split('\n').map((line) => line.replace(/^\[[^\]]*\]\s*/, '').trim());
  const relevant = lines.filter((line) => line !== '' && !/dbus|DevTools listening/i.test(line));
  return relevant.length === 0 ? '' : `: ${relevant.slice(-3).join('; ')}`;
}
