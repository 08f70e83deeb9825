/** A package index on loopback, for pip, uv and npm, that does not behave. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** What becomes of a request; `asked`: how many there were for it before. */
type Behaviour = (answer: Buffer, response: ServerResponse, asked: number) => unknown;

const send = (answer: Buffer, response: ServerResponse) => response.end(answer);

const refuse =
  (status: number, times: number): Behaviour =>
  (answer, response, asked) => {
    if (asked >= times) return send(answer, response);
    response.writeHead(status, { 'retry-after': '1' });
    return response.end('not now');
  };

const cut =
  (times: number): Behaviour =>
  async (answer, response, asked) => {
    if (asked >= times) return send(answer, response);
    response.setHeader('content-length', answer.length);
    response.write(answer.subarray(0, Math.ceil(answer.length / 2)));
    await wait(50);
    return response.destroy();
  };

export const BEHAVIOURS = {
  well: send,
  slow: async (answer: Buffer, response: ServerResponse) => {
    await wait(500);
    response.write(answer.subarray(0, 1));
    await wait(200);
    response.end(answer.subarray(1));
  },
  'busy at first': refuse(429, 1),
  busy: refuse(429, Number.POSITIVE_INFINITY),
  'unavailable at first': refuse(503, 1),
  unavailable: refuse(503, Number.POSITIVE_INFINITY),
  'cut at first': cut(1),
  cut: cut(Number.POSITIVE_INFINITY),
  silent: () => undefined,
  'a page to sign in': (_: Buffer, response: ServerResponse) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>Guest network</title><p>Please sign in');
  },
  'other bytes': (answer: Buffer, response: ServerResponse) =>
    send(answer.subarray(0, 2).toString('latin1') === 'PK' || answer[0] === 0x1f ? flipped(answer) : answer, response),
} as const satisfies Record<string, Behaviour>;

export type BehaviourName = keyof typeof BEHAVIOURS;

function flipped(answer: Buffer): Buffer {
  const other = Buffer.from(answer);
  const middle = Math.floor(other.length / 2);
  other[middle] = (other[middle] ?? 0) ^ 1;
  return other;
}

export interface Offered {
  /** Wheels by their file names. */
  readonly wheels: Readonly<Record<string, Uint8Array>>;
  /** npm packages by name: one release each, packed. */
  readonly npm: Readonly<Record<string, { readonly version: string; readonly archive: Uint8Array }>>;
}

export interface Registry {
  readonly python: string;
  readonly npm: string;
  /** The paths that were asked for. */
  readonly asked: readonly string[];
  close(): void;
}

/** Serves what is offered, as `behaviour` says. */
export async function openRegistry(offered: Offered, behaviour: BehaviourName): Promise<Registry> {
  const asked: string[] = [];
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const path = decodeURIComponent(request.url ?? '');
    const before = asked.filter((one) => one === path).length;
    asked.push(path);
    const answer = answerTo(path, offered, `http://${request.headers.host}`);
    if (answer === null) response.statusCode = 404;
    if (answer?.type !== undefined) response.setHeader('content-type', answer.type);
    await (BEHAVIOURS[behaviour] as Behaviour)(answer?.body ?? Buffer.from('none'), response, before);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { python: `http://127.0.0.1:${port}/simple`, npm: `http://127.0.0.1:${port}/npm/`, asked, close };
}

function answerTo(path: string, { wheels, npm }: Offered, origin: string): { body: Buffer; type?: string } | null {
  const [, area, name = '', file] = path.split('/');
  if (area === 'files') return wheels[name] === undefined ? null : { body: Buffer.from(wheels[name]) };
  if (area === 'simple') {
    const own = Object.keys(wheels).filter((wheel) => wheel.split('-')[0]?.replace('_', '-') === name);
    if (own.length === 0) return null;
    const links = own.map((wheel) => {
      const digest = createHash('sha256')
        .update(wheels[wheel] ?? '')
        .digest('hex');
      return `<a href="${origin}/files/${wheel}#sha256=${digest}">${wheel}</a>`;
    });
    return { body: Buffer.from(`<!doctype html><html><body>${links.join('\n')}</body></html>`), type: 'text/html' };
  }
  const release = npm[name];
  if (area !== 'npm' || release === undefined) return null;
  if (file !== undefined) return { body: Buffer.from(release.archive) };
  const { version, archive } = release;
  const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  const dist = { tarball: `${origin}/npm/${name}/-/${name}-${version}.tgz`, integrity };
  const document = { name, 'dist-tags': { latest: version }, versions: { [version]: { name, version, dist } } };
  return { body: Buffer.from(JSON.stringify(document)), type: 'application/json' };
}
