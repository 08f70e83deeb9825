/** A name as a key or a value of YAML that is to be pasted: in quotes where it would be read as something else. */
export function yamlWord(name: string): string {
  const isPlain = /^[A-Za-z_](?:[\w.-]*\w)?$/.test(name) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(name);
  return isPlain ? name : JSON.stringify(name);
}

/** Options as keys and values of YAML that can be pasted: `fault: "", level: all`. */
export function yamlOptions(options: Readonly<Record<string, string | number | boolean>>): string {
  const inYaml = (value: string | number | boolean) => (typeof value === 'string' ? yamlWord(value) : String(value));
  return Object.entries(options)
    .map(([name, value]) => `${yamlWord(name)}: ${inYaml(value)}`)
    .join(', ');
}
