/** A name as a key or a value of YAML that is to be pasted: in quotes where it would be read as something else. */
export function yamlWord(name: string): string {
  const isPlain = /^[A-Za-z_](?:[\w.-]*\w)?$/.test(name) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(name);
  return isPlain ? name : JSON.stringify(name);
}
