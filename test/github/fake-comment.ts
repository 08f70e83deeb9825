/** A comment as GitHub's REST interface gives it, with every field that its description requires. */
export interface FakeComment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string; readonly type: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

const THEN = '2026-01-01T00:00:00Z';

export function fakeComment(
  place: { readonly url: string; readonly repository: string; readonly number: number },
  comment: { readonly id: number; readonly body: string; readonly login: string },
): FakeComment {
  const { url, repository, number } = place;
  return {
    id: comment.id,
    node_id: `IC_${comment.id}`,
    url: `${url}/repos/${repository}/issues/comments/${comment.id}`,
    html_url: `https://github.com/${repository}/pull/${number}#issuecomment-${comment.id}`,
    issue_url: `${url}/repos/${repository}/issues/${number}`,
    created_at: THEN,
    updated_at: THEN,
    author_association: 'CONTRIBUTOR',
    body: comment.body,
    user: fakeUser(url, comment.login),
  };
}

function fakeUser(url: string, login: string): FakeComment['user'] {
  const address = `${url}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id: 41898282,
    node_id: 'MDM6Qm90NDE4OTgyODI=',
    avatar_url: 'https://avatars.githubusercontent.com/in/15368?v=4',
    gravatar_id: '',
    url: address,
    html_url: `https://github.com/${encodeURIComponent(login)}`,
    followers_url: `${address}/followers`,
    following_url: `${address}/following`,
    gists_url: `${address}/gists`,
    starred_url: `${address}/starred`,
    subscriptions_url: `${address}/subscriptions`,
    organizations_url: `${address}/orgs`,
    repos_url: `${address}/repos`,
    events_url: `${address}/events`,
    received_events_url: `${address}/received_events`,
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
    site_admin: false,
  };
}
