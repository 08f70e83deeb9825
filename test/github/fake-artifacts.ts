import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';

export interface FakeArtifacts {
  readonly url: string;
  /** What an action gets as ACTIONS_RUNTIME_TOKEN. */
  readonly token: string;
  /** Finished artifacts, as zip archives, by name. */
  readonly finished: ReadonlyMap<string, Buffer>;
  /** Statuses to answer with instead, by method, as in `CreateArtifact` or `PUT`. */
  readonly faults: Map<string, number>;
  close(): Promise<void>;
}

const ids = { workflow_run_backend_id: z.literal('run-1'), workflow_job_run_backend_id: z.literal('job-1') };
/** What GitHub's client sends; it changes with its releases. */
const createSchema = z.object({ ...ids, name: z.string().min(1), version: z.int().min(4) });
const finalizeSchema = z.object({
  ...ids,
  name: z.string(),
  size: z.string().regex(/^\d+$/),
  hash: z.string().regex(/^sha256:[0-9a-f]{64}$/),
});

/** The artifact service on loopback, with the blob store behind it: state, names that cannot be taken twice, hashes. */
export async function fakeArtifacts(): Promise<FakeArtifacts> {
  const blocks = new Map<string, Buffer>();
  const committed = new Map<string, Buffer>();
  const finished = new Map<string, Buffer>();
  const faults = new Map<string, number>();
  const claims = { scp: 'Actions.GenericRead:0 Actions.Results:run-1:job-1' };
  const token = `head.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;
  let url = '';

  function create(body: unknown): [number, object] {
    const { name } = createSchema.parse(body);
    if (committed.has(name)) return [409, { code: 'already_exists', msg: 'an artifact with this name already exists' }];
    committed.set(name, Buffer.alloc(0));
    return [200, { ok: true, signed_upload_url: `${url}blob/${name}?sig=a%2Bb%3D&se=1` }];
  }
  function finalize(body: unknown): [number, object] {
    const { name, size, hash } = finalizeSchema.parse(body);
    const bytes = committed.get(name) ?? Buffer.alloc(0);
    const right =
      size === String(bytes.length) && hash === `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    if (!right) return [400, { code: 'invalid_argument', msg: 'size or hash is wrong' }];
    finished.set(name, bytes);
    return [200, { ok: true, artifact_id: '1' }];
  }
  function put(address: URL, body: Buffer): [number, object] {
    // The signature covers the address as it was given out.
    if (!address.search.startsWith('?sig=a%2Bb%3D&se=1&')) return [403, {}];
    const name = address.pathname.slice('/blob/'.length);
    if (address.searchParams.get('comp') === 'block') blocks.set(address.searchParams.get('blockid') ?? '', body);
    else {
      const listed = [...body.toString('utf8').matchAll(/<Latest>([^<]+)<\/Latest>/g)].map(([, id = '']) =>
        blocks.get(id),
      );
      committed.set(name, Buffer.concat(listed.map((block) => block ?? Buffer.alloc(0))));
    }
    return [201, {}];
  }

  const server = createServer(async (request, response) => {
    const address = new URL(request.url ?? '/', url);
    const body = await buffer(request);
    const method = request.method === 'PUT' ? 'PUT' : (address.pathname.split('/').at(-1) ?? '');
    const answer = (): [number, object] => {
      const fault = faults.get(method);
      if (fault !== undefined) return [fault, { code: 'internal', msg: 'no' }];
      if (method === 'PUT') return put(address, body);
      if (request.headers.authorization !== `Bearer ${token}`) return [401, {}];
      const json: unknown = JSON.parse(body.toString('utf8'));
      if (method === 'CreateArtifact') return create(json);
      return method === 'FinalizeArtifact' ? finalize(json) : [404, {}];
    };
    try {
      const [status, content] = answer();
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
    } catch (error) {
      response.writeHead(400).end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    token,
    finished,
    faults,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
