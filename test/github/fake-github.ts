import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FakeComment, fakeComment } from './fake-comment.js';
import { openApiCheck, type Route } from './openapi-check.js';

export interface FakeOptions {
  /** `owner/name` of the one repository there is. */
  readonly repository?: string;
  /** Number of the one pull request there is. */
  readonly number?: number;
  readonly token?: string;
  /** Login of the token's user. */
  readonly viewer?: string;
  /** Path of the REST interface: `/api/v3` on GitHub Enterprise Server. */
  readonly prefix?: '' | '/api/v3';
}

/** An answer given instead of the real one. */
export interface Fault {
  /** `POST`, `GET`, … or `GRAPHQL`. */
  readonly on: string;
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How many calls it hits; for ever when left out. */
  readonly times?: number;
  /** The call takes effect all the same: an answer that got lost. */
  readonly after?: boolean;
}

export interface FakeGithub {
  readonly url: string;
  readonly comments: FakeComment[];
  /** The newest commit of the pull request; null when a token may not know. */
  readonly heads: { newest: string | null };
  /** Of the repository's one workflow run: name and zip. */
  readonly artifacts: {
    readonly name: string;
    readonly zip: Uint8Array;
    readonly expired?: boolean;
    /** What GitHub says of its size, if that is not the size of the zip. */
    readonly bytes?: number;
  }[];
  /** What is known of open pull requests by the name of their branch. */
  readonly openPullRequests: Record<string, readonly object[]>;
  /** Paths of the files that the pull request changes. */
  readonly files: string[];
  /** Every request, in order, as `POST /repos/…`. */
  readonly requests: string[];
  /** Requests or answers that GitHub's description does not allow: a test ends by looking that there is none. */
  readonly violations: string[];
  addComment(login: string, body: string): FakeComment;
  inject(fault: Fault): void;
  /** Milliseconds that every answer takes from now on. */
  delay(milliseconds: number): void;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const LONGEST_BODY = 65_536;
const DOCUMENTATION = 'https://docs.github.com/rest';

/** GitHub's comments interface on loopback, with state, for one pull request; checked against GitHub's description. */
export async function fakeGithub(options: FakeOptions = {}): Promise<FakeGithub> {
  const { repository = 'acme/models', number = 7, token = 'secret-token', prefix = '' } = options;
  const { viewer = 'github-actions[bot]' } = options;
  const check = openApiCheck();
  const comments: FakeComment[] = [];
  const artifacts: FakeGithub['artifacts'] = [];
  const openPullRequests: FakeGithub['openPullRequests'] = {};
  const heads: { newest: string | null } = { newest: null };
  const files: string[] = [];
  const requests: string[] = [];
  const violations: string[] = [];
  const faults: { fault: Fault; left: number }[] = [];
  let latency = 0;
  let nextId = 1001;
  let url = '';

  function add(login: string, body: string): FakeComment {
    const comment = fakeComment({ url, repository, number }, { id: nextId, body, login });
    nextId += 1;
    comments.push(comment);
    return comment;
  }
  function violation(text: string): Answer {
    violations.push(text);
    return failure(400, text);
  }
  function takeFault(method: string): Fault | undefined {
    const entry = faults.find(({ fault, left }) => fault.on === method && left > 0);
    if (entry === undefined) return undefined;
    entry.left -= 1;
    return entry.fault;
  }

  function list(items: readonly unknown[], path: string, query: URLSearchParams): Answer {
    const size = Number(query.get('per_page') ?? 30);
    const page = Number(query.get('page') ?? 1);
    const last = Math.max(1, Math.ceil(items.length / size));
    const address = (target: number, rel: string) => `<${url}${path}?per_page=${size}&page=${target}>; rel="${rel}"`;
    const links = page < last ? [address(page + 1, 'next'), address(last, 'last')] : [];
    return {
      status: 200,
      body: items.slice((page - 1) * size, page * size),
      headers: links.length === 0 ? {} : { link: links.join(', ') },
    };
  }
  function write(body: string, change: () => FakeComment | undefined, status: number): Answer {
    if (body.length > LONGEST_BODY) return tooLong();
    const comment = change();
    return comment === undefined ? failure(404, 'Not Found') : { status, body: comment };
  }
  function answer(route: Route, path: string, query: URLSearchParams, body: { readonly body: string }): Answer {
    const { values, method } = route;
    if (`${values.owner}/${values.repo}` !== repository) return failure(404, 'Not Found');
    const asked = values.issue_number ?? values.pull_number;
    if (asked !== undefined && Number(asked) !== number) return failure(404, 'Not Found');
    if (values.run_id !== undefined) {
      const items = artifacts.map((artifact, index) => fakeArtifact(url, repository, index + 1, artifact));
      const { status, body, headers = {} } = list(items, path, query);
      return { status, body: { total_count: items.length, artifacts: body }, headers };
    }
    if (values.artifact_id !== undefined)
      return { status: 302, body: undefined, headers: { location: `${url}/blob/${values.artifact_id}` } };
    if (values.pull_number !== undefined) return list(files.map(fakeFile), path, query);
    if (method === 'get') return list(comments, path, query);
    if (method === 'post') return write(body.body, () => add(viewer, body.body), 201);
    if (method === 'delete') {
      const place = comments.findIndex(({ id }) => id === Number(values.comment_id));
      if (place < 0) return failure(404, 'Not Found');
      comments.splice(place, 1);
      return { status: 204, body: undefined };
    }
    const change = () => {
      const comment = comments.find(({ id }) => id === Number(values.comment_id));
      if (comment !== undefined) comment.body = body.body;
      return comment;
    };
    return write(body.body, change, 200);
  }
  function rest(method: string, path: string, query: URLSearchParams, body: unknown): Answer {
    const route = check.route(method, path);
    if (route === undefined) return violation(`unknown route ${method} ${path}`);
    const wrong = check.request(route, query, body);
    if (wrong.length > 0) {
      violations.push(...wrong.map((problem) => `${method} ${path}: ${problem}`));
      return failure(422, wrong.join('; '));
    }
    const fault = takeFault(method);
    const real = fault === undefined || fault.after ? answer(route, path, query, body as { body: string }) : undefined;
    const given =
      fault === undefined ? real : { ...failure(fault.status, fault.message), headers: fault.headers ?? {} };
    if (given === undefined) throw new Error('no answer');
    // A redirection and a deletion have no body.
    if (given.status === 302 || given.status === 204) return given;
    const off = check.response(route, given.status, given.body);
    if (off.length === 0) return given;
    violations.push(...off.map((problem) => `${method} ${path}: ${problem}`));
    return failure(500, 'the fake answers off its description');
  }
  /** GraphQL has no OpenAPI description: the queries that are used, to the letter. */
  function graphql(body: unknown): Answer {
    const fault = takeFault('GRAPHQL');
    if (fault !== undefined) return { ...failure(fault.status, fault.message), headers: fault.headers ?? {} };
    const { query = '', variables } = body as { query?: string; variables?: Readonly<Record<string, unknown>> };
    switch (query) {
      case 'query { viewer { login } }':
        return { status: 200, body: { data: { viewer: { login: viewer } } } };
      case 'query($owner: String!, $repo: String!, $number: Int!) { repository(owner: $owner, name: $repo) { pullRequest(number: $number) { headRefOid } } }': {
        const known = `${variables?.owner}/${variables?.repo}` === repository && variables?.number === number;
        const pullRequest = known && heads.newest !== null ? { headRefOid: heads.newest } : null;
        return { status: 200, body: { data: { repository: { pullRequest } } } };
      }
      case 'query($owner: String!, $repo: String!, $branch: String!) { repository(owner: $owner, name: $repo) { pullRequests(headRefName: $branch, states: OPEN, first: 100, orderBy: { field: UPDATED_AT, direction: DESC }) { nodes { number headRefOid baseRefName headRepository { nameWithOwner } } } } }': {
        const nodes = openPullRequests[String(variables?.branch)] ?? [];
        return { status: 200, body: { data: { repository: { pullRequests: { nodes } } } } };
      }
      default:
        return violation(`unknown GraphQL query ${JSON.stringify(body)}`);
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    const method = request.method ?? '';
    requests.push(`${method} ${pathname}`);
    const blob = /\/blob\/(\d+)$/.exec(pathname);
    if (blob !== null) {
      response.writeHead(200, { 'content-type': 'application/zip' });
      response.end(artifacts[Number(blob[1]) - 1]?.zip);
      return;
    }
    const text = await textOf(request);
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const graphqlPath = prefix === '' ? '/graphql' : '/api/graphql';
    const authorised = [`token ${token}`, `bearer ${token}`].includes(request.headers.authorization ?? '');
    const {
      status,
      body: content,
      headers,
    } = request.headers['user-agent'] === undefined
      ? violation('a request without User-Agent')
      : !authorised
        ? failure(401, 'Bad credentials')
        : pathname === graphqlPath
          ? graphql(body)
          : rest(method, pathname.slice(prefix.length), searchParams, body);
    if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency));
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.end(JSON.stringify(content));
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      violations.push(String(error));
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`;

  return {
    url,
    comments,
    artifacts,
    openPullRequests,
    heads,
    files,
    requests,
    violations,
    addComment: add,
    inject(fault) {
      faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    },
    delay(milliseconds) {
      latency = milliseconds;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function fakeArtifact(
  url: string,
  repository: string,
  id: number,
  { name, zip, expired = false, bytes = zip.byteLength }: FakeGithub['artifacts'][number],
): object {
  const address = `${url}/repos/${repository}/actions/artifacts/${id}`;
  const then = '2026-01-01T00:00:00Z';
  return {
    id,
    node_id: `A_${id}`,
    name,
    size_in_bytes: bytes,
    url: address,
    archive_download_url: `${address}/zip`,
    expired,
    created_at: then,
    expires_at: then,
    updated_at: then,
  };
}

function fakeFile(filename: string): object {
  const address = `https://github.com/acme/models/blob/${'0'.repeat(40)}/${encodeURIComponent(filename)}`;
  return {
    sha: '0'.repeat(40),
    filename,
    status: 'modified',
    additions: 1,
    deletions: 1,
    changes: 2,
    blob_url: address,
    raw_url: address,
    contents_url: address,
  };
}

function failure(status: number, message: string): Answer {
  return { status, body: { message, documentation_url: DOCUMENTATION, status: String(status) } };
}

function tooLong(): Answer {
  const message = `Body is too long (maximum is ${LONGEST_BODY} characters)`;
  const error = { resource: 'IssueComment', code: 'unprocessable', field: 'data', message };
  return { status: 422, body: { message: 'Validation Failed', errors: [error], documentation_url: DOCUMENTATION } };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
