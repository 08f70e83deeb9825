import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ArtifactService } from '../host/run-context.js';
import { zipFiles } from './zip-files.js';

const SERVICE = 'twirp/github.actions.results.api.v1.ArtifactService';
/** The version of artifacts that are immutable and uploaded as one zip. */
const VERSION = 4;
const CALL_TIMEOUT_MS = 20_000;
const UPLOAD_TIMEOUT_MS = 120_000;
/** Several steps of one run may use the same name, and an artifact cannot be overwritten. */
const MOST_NAMES = 9;

/** The service answers in protobuf's JSON, in which both spellings of a field are right. */
const createdSchema = z
  .object({ ok: z.literal(true), signed_upload_url: z.url().optional(), signedUploadUrl: z.url().optional() })
  .transform(({ signed_upload_url, signedUploadUrl }) => signed_upload_url ?? signedUploadUrl)
  .pipe(z.string());
const finalizedSchema = z.object({ ok: z.literal(true) });
const tokenSchema = z.object({ scp: z.string() });

type Call = (method: string, body: object) => Promise<Response>;

/**
 * Makes an artifact of the run out of a few small files, through the service that actions/upload-artifact talks to: its
 * npm client would bring 190 MB of dependencies for these three calls.
 * @param name a `-2` and so on is added when the run has such an artifact
 * @returns the name of the artifact
 * @throws when the service refuses
 */
export async function uploadArtifact(
  service: ArtifactService,
  name: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  const ids = backendIds(service.token);
  const zip = await zipFiles(files);
  const call: Call = (method, body) =>
    fetch(new URL(`${SERVICE}/${method}`, service.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${service.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...ids, ...body }),
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
  const created = await create(call, name);
  await store(created.url, zip);
  const hash = `sha256:${createHash('sha256').update(zip).digest('hex')}`;
  // 64-bit integers are strings in protobuf's JSON.
  const size = String(zip.byteLength);
  const finalized = await accepted(
    'FinalizeArtifact',
    await call('FinalizeArtifact', { name: created.name, size, hash }),
  );
  finalizedSchema.parse(JSON.parse(finalized));
  return created.name;
}

async function create(call: Call, name: string): Promise<{ readonly name: string; readonly url: string }> {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    const response = await call('CreateArtifact', { name: candidate, version: VERSION });
    if (response.status === 409 && number < MOST_NAMES) continue;
    const url = createdSchema.parse(JSON.parse(await accepted('CreateArtifact', response)));
    return { name: candidate, url };
  }
}

/**
 * Stores the bytes behind a signed address as Azure does it for uploads of any size: a block, then the list of blocks.
 * @param address signed as it is: its query is appended to, never parsed and rewritten
 */
async function store(address: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const block = Buffer.from('block-0001').toString('base64');
  const put = (query: string, body: Uint8Array<ArrayBuffer> | string) =>
    fetch(`${address}&${query}`, {
      method: 'PUT',
      headers: { 'x-ms-blob-content-type': 'application/zip' },
      body,
      signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS),
    });
  await accepted('upload', await put(`comp=block&blockid=${encodeURIComponent(block)}`, bytes));
  const list = `<?xml version="1.0" encoding="utf-8"?><BlockList><Latest>${block}</Latest></BlockList>`;
  await accepted('upload', await put('comp=blocklist', list));
}

/** Names of run and job in the service, which the token carries: `… Actions.Results:<run>:<job> …`. */
function backendIds(token: string): { workflow_run_backend_id: string; workflow_job_run_backend_id: string } {
  const { scp } = tokenSchema.parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')));
  const scope = scp.split(' ').find((entry) => entry.startsWith('Actions.Results:'));
  const [, run, job] = scope?.split(':') ?? [];
  if (run === undefined || job === undefined) throw new Error('the run has no token for artifacts');
  return { workflow_run_backend_id: run, workflow_job_run_backend_id: job };
}

async function accepted(what: string, response: Response): Promise<string> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${what}: HTTP ${response.status} ${text.slice(0, 200)}`);
  return text;
}
