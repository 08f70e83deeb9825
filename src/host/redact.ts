/** What tokens look like: those of code hosts, registries and clouds, JSON Web Tokens, and passwords in addresses. */
const SHAPES: readonly RegExp[] = [
  /\bgh[oprsu]_[A-Za-z0-9]{30,}\b/g,
  /\bgithub_pat_\w{22,}\b/g,
  /\bglpat-[\w-]{20,}/g,
  /\bnpm_[A-Za-z0-9]{36}\b/g,
  /\bpypi-[\w-]{50,}/g,
  /\bhf_[A-Za-z0-9]{30,}\b/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bAIza[\w-]{35}/g,
  /\bxox[abeprs]-[\w-]{10,}/g,
  /\bsk-[\w-]{32,}/g,
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/g,
  /(?<=\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"]{1,200}:)[^\s/@"]{3,200}(?=@)/g,
];
const REMOVED = '[secret removed]';

/** A document without secrets, and how many were removed. */
export interface Redacted {
  readonly json: string;
  readonly removed: number;
}

/**
 * JSON without anything that looks like a token, as it may stand in what a model or a tool said. It stays JSON: the shapes
 * hold nothing that JSON writes in another way, nor does what stands in their place.
 * @param known values that must never be published
 */
export function redact(json: string, known: readonly (string | undefined)[] = []): Redacted {
  let removed = 0;
  const count = () => {
    removed += 1;
    return REMOVED;
  };
  let text = json;
  for (const shape of SHAPES) text = text.replace(shape, count);
  for (const secret of known)
    if (secret !== undefined && secret.length >= 8) text = text.replaceAll(JSON.stringify(secret).slice(1, -1), count);
  return { json: text, removed };
}
