/** The environment variables, for an entry that needs no host. */
export function environment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}
