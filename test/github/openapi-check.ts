import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

/** The part of an OpenAPI 3.0 document that is read here. */
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly responses: Readonly<Record<string, Body>>;
  };
}
interface Operation {
  readonly parameters: readonly ({ readonly $ref: string } | Parameter)[];
  readonly requestBody?: Body;
  readonly responses: Readonly<Record<string, { readonly $ref: string } | Body>>;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
}
interface Body {
  readonly content?: { readonly 'application/json'?: { readonly schema: object } };
}

const FILE = new URL('github-openapi.json', import.meta.url);
/** GitHub answers in this shape where the description names no answer for a status: 401, 429, 5xx. */
const BASIC_ERROR = '#/components/schemas/basic-error';

/** A route of the description that a request goes to. */
export interface Route {
  readonly template: string;
  readonly method: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Holds requests and responses to GitHub's own description of its interface. */
export interface OpenApiCheck {
  route(method: string, path: string): Route | undefined;
  /** What is wrong with a request; empty when nothing is. */
  request(route: Route, query: URLSearchParams, body: unknown): readonly string[];
  response(route: Route, status: number, body: unknown): readonly string[];
}

export function openApiCheck(): OpenApiCheck {
  const description: Description = JSON.parse(readFileSync(FILE, 'utf8'));
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false });
  addFormats.default(ajv);
  ajv.addSchema(description, 'github');

  function operation({ template, method }: Route): Operation {
    const found = description.paths[template]?.[method];
    if (found === undefined) throw new Error(`no route ${method} ${template}`);
    return found;
  }
  function problems(pointer: string, value: unknown, what: string): readonly string[] {
    const validate = ajv.getSchema(`github${pointer}`);
    if (validate === undefined) throw new Error(`the description has no ${pointer}`);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${what}${instancePath}: ${message}`);
  }
  function parameterPointers(route: Route): readonly { readonly parameter: Parameter; readonly pointer: string }[] {
    return operation(route).parameters.map((entry, index) => {
      if (!('$ref' in entry)) return { parameter: entry, pointer: `${pointerOf(route)}/parameters/${index}` };
      const parameter = description.components.parameters[nameOf(entry.$ref)];
      if (parameter === undefined) throw new Error(`the description has no ${entry.$ref}`);
      return { parameter, pointer: entry.$ref };
    });
  }

  return {
    route(method, path) {
      for (const [template, methods] of Object.entries(description.paths)) {
        const pattern = template.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
        const match = new RegExp(`^${pattern}$`).exec(path);
        if (match !== null && Object.hasOwn(methods, method.toLowerCase()))
          return { template, method: method.toLowerCase(), values: { ...match.groups } };
      }
      return undefined;
    },
    request(route, query, body) {
      const found: string[] = [];
      const known = parameterPointers(route);
      for (const { parameter, pointer } of known) {
        const text = parameter.in === 'path' ? route.values[parameter.name] : query.get(parameter.name);
        if (text === undefined || text === null) {
          if (parameter.required) found.push(`${parameter.name}: missing`);
          continue;
        }
        const value = /^\d+$/.test(text) ? Number(text) : text;
        found.push(...problems(`${pointer}/schema`, value, parameter.name));
      }
      for (const name of query.keys())
        if (!known.some(({ parameter }) => parameter.in === 'query' && parameter.name === name))
          found.push(`${name}: unknown query parameter`);
      if (operation(route).requestBody !== undefined)
        found.push(...problems(`${pointerOf(route)}/requestBody/content/application~1json/schema`, body, 'body'));
      else if (body !== undefined) found.push('body: not expected');
      return found;
    },
    response(route, status, body) {
      const entry = operation(route).responses[status];
      if (entry === undefined)
        return status >= 400
          ? problems(BASIC_ERROR, body, `response ${status}`)
          : [`response ${status}: not described for ${route.method} ${route.template}`];
      const pointer = '$ref' in entry ? entry.$ref : `${pointerOf(route)}/responses/${status}`;
      return problems(`${pointer}/content/application~1json/schema`, body, `response ${status}`);
    },
  };
}

function pointerOf({ template, method }: Route): string {
  return `#/paths/${encodeURIComponent(template.replaceAll('~', '~0').replaceAll('/', '~1'))}/${method}`;
}

function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}
