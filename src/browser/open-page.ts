import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Browser, type Graphics, launchBrowser } from './launch-browser.js';
import { type PageApi, preparePage } from './page-api.js';

/** A reserved name: every request is answered here, none leaves the machine. HTTPS, because WebGPU requires it. */
const ORIGIN = 'https://portability.invalid';
/** A message to the browser may hold 100 MB, and bytes travel in base 64. */
const PIECE = 32 << 20;
/** Only with these headers may memory be shared with threads. */
const ISOLATED = [
  { name: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { name: 'Cross-Origin-Embedder-Policy', value: 'require-corp' },
  { name: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
];
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  json: 'application/json',
  mjs: 'text/javascript',
  wasm: 'application/wasm',
};

export interface Site {
  readonly graphics: Graphics;
  /** Folders by the address below which their files lie, as `/packages/onnxruntime-web`. */
  readonly folders: Readonly<Record<string, string>>;
  /** Files by their address. */
  readonly files: Readonly<Record<string, string>>;
  /** Addresses of scripts that run in this order, before anything is called. */
  readonly scripts: readonly string[];
  /** Addresses of modules by the names under which others import them. */
  readonly imports: Readonly<Record<string, string>>;
  /** Functions that others in the page call. They are sent as text, so each is self-contained. */
  readonly functions: Readonly<Record<string, (...given: never[]) => unknown>>;
}

/** A page of a browser of its own. */
export interface Page {
  /** Puts bytes at an address of the page, for one call. */
  offer(bytes: Uint8Array): string;
  /** Runs a function in the page; argument and result are JSON. It is sent as text, so it is self-contained. */
  call<A, R>(run: (api: PageApi, argument: A) => Promise<R>, argument: A): Promise<R>;
  close(): Promise<void>;
}

const LOADED =
  'document.readyState === "complete" || new Promise((done) => addEventListener("load", () => done(true)))';

const attached = z.looseObject({ sessionId: z.string() });
const created = z.looseObject({ targetId: z.string() });
const paused = z.looseObject({ requestId: z.string(), request: z.looseObject({ url: z.string() }) });
const evaluated = z.looseObject({
  result: z.looseObject({ value: z.unknown() }),
  exceptionDetails: z
    .looseObject({ text: z.string(), exception: z.looseObject({ description: z.string().optional() }).optional() })
    .optional(),
});
const answer = z.union([
  z.object({ value: z.unknown() }),
  z.object({ error: z.object({ name: z.string(), message: z.string() }) }),
]);
const said = z.looseObject({
  type: z.string(),
  args: z.array(z.looseObject({ value: z.unknown().optional(), description: z.string().optional() })),
});

/**
 * Opens a page of `site` in a browser of its own.
 * @throws Error when the browser does not start, or a script of the site cannot be run
 */
export async function openPage(executable: string, site: Site): Promise<Page> {
  const browser = await launchBrowser(executable, site.graphics);
  try {
    return await pageIn(browser, site);
  } catch (error) {
    await browser.close();
    throw error;
  }
}

async function pageIn(browser: Browser, site: Site): Promise<Page> {
  const { devtools } = browser;
  const offered = new Map<string, Uint8Array>();
  let offers = 0;
  const { targetId } = created.parse(await devtools.send('Target.createTarget', { url: 'about:blank' }));
  const { sessionId } = attached.parse(await devtools.send('Target.attachToTarget', { targetId, flatten: true }));
  const send = (method: string, params: object = {}) => devtools.send(method, params, sessionId);
  devtools.on('Fetch.requestPaused', (event) => {
    const { requestId, request } = paused.parse(event);
    send('Fetch.fulfillRequest', { requestId, ...respond(request.url, site, offered) }).catch(() => {});
  });
  devtools.on('Inspector.targetCrashed', () => {
    devtools.end(new Error('the browser page crashed, most likely because it ran out of memory'));
  });
  devtools.on('Runtime.consoleAPICalled', (event) => {
    const { type, args } = said.parse(event);
    const words = args.map(({ value, description }) => String(value ?? description ?? '')).join(' ');
    if (type === 'error' || type === 'warning') process.stderr.write(`${words}\n`);
  });
  await send('Inspector.enable');
  await send('Runtime.enable');
  await send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
  await send('Page.navigate', { url: `${ORIGIN}/` });

  async function evaluate(expression: string): Promise<unknown> {
    const params = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = evaluated.parse(await send('Runtime.evaluate', params));
    if (exceptionDetails === undefined) return result.value;
    throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  }
  await evaluate(LOADED);
  const failure = await evaluate('globalThis.failedScript ?? null');
  if (typeof failure === 'string') throw new Error(`the script ${failure} does not run in this browser`);
  const functions = Object.entries(site.functions).map(([name, one]) => `${JSON.stringify(name)}: ${one}`);
  await evaluate(`globalThis.portability = (${preparePage})({ ${functions.join(', ')} }); null`);

  return {
    offer(bytes) {
      const path = `/offers/${offers++}`;
      offered.set(path, bytes);
      return path;
    },
    async call(run, argument) {
      const text = `(async () => {
        try {
          return { value: await (${run})(globalThis.portability, ${JSON.stringify(argument)}) ?? null };
        } catch (error) {
          return { error: { name: String(error?.name ?? 'Error'), message: String(error?.message ?? error) } };
        }
      })()`;
      const outcome = answer.parse(await evaluate(text));
      offered.clear();
      if ('error' in outcome) throw Object.assign(new Error(outcome.error.message), { name: outcome.error.name });
      return outcome.value as never;
    },
    close: () => browser.close(),
  };
}

/** The answer to a request of the page, as Fetch.fulfillRequest takes it. */
function respond(url: string, site: Site, offered: ReadonlyMap<string, Uint8Array>): object {
  const { origin, pathname, searchParams } = new URL(url);
  const content = origin === ORIGIN ? contentAt(decodeURIComponent(pathname), searchParams, site, offered) : null;
  if (content === null) return { responseCode: 404, responseHeaders: ISOLATED, body: '' };
  const ending = pathname === '/' ? 'html' : (/\.(\w+)$/.exec(pathname)?.[1] ?? '');
  const headers = [
    ...ISOLATED,
    { name: 'Content-Type', value: TYPES[ending] ?? 'application/octet-stream' },
    { name: 'X-Size', value: String(content.size) },
  ];
  return { responseCode: 200, responseHeaders: headers, body: Buffer.from(content.bytes).toString('base64') };
}

interface Content {
  readonly bytes: Uint8Array;
  /** Size of the whole, of which `bytes` may be a part. */
  readonly size: number;
}

function contentAt(
  path: string,
  query: URLSearchParams,
  site: Site,
  offered: ReadonlyMap<string, Uint8Array>,
): Content | null {
  if (path === '/') return whole(Buffer.from(indexOf(site)));
  const from = query.has('from') ? Number(query.get('from')) : null;
  const bytes = offered.get(path);
  if (bytes !== undefined)
    return { bytes: from === null ? bytes : bytes.subarray(from, from + PIECE), size: bytes.length };
  const file = fileAt(path, site);
  const stats = file === null ? undefined : statSync(file, { throwIfNoEntry: false });
  if (file === null || stats?.isFile() !== true) return null;
  return from === null ? whole(readFileSync(file)) : { bytes: pieceOf(file, from), size: stats.size };
}

const whole = (bytes: Uint8Array): Content => ({ bytes, size: bytes.length });

function fileAt(path: string, site: Site): string | null {
  const file = site.files[path];
  if (file !== undefined) return file;
  const [address, folder] = Object.entries(site.folders).find(([prefix]) => path.startsWith(`${prefix}/`)) ?? [];
  if (address === undefined || folder === undefined) return null;
  const steps = path.slice(address.length + 1).split('/');
  return steps.includes('..') ? null : join(folder, ...steps);
}

function pieceOf(path: string, from: number): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(PIECE);
    return buffer.subarray(0, readSync(file, buffer, 0, PIECE, from));
  } finally {
    closeSync(file);
  }
}

function indexOf({ scripts, imports }: Site): string {
  const failed = (path: string) => `onerror="globalThis.failedScript = ${JSON.stringify(path).replaceAll('"', "'")}"`;
  const tags = scripts.map((path) => `<script src="${path}" ${failed(path)}></script>`);
  return `<!doctype html><meta charset="utf-8"><title>portability</title><script type="importmap">${JSON.stringify({ imports })}</script>${tags.join('')}`;
}
