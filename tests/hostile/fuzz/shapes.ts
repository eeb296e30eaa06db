import { appRouter } from '../../../packages/api/src/app-router.ts';
import type { CallType } from '../../support/raw-socket.ts';

type Form = 'uuid' | 'uuid 7' | 'e-mail' | 'cursor' | 'description' | 'candidate' | 'emoji' | 'word' | 'words';

/** What an input may be, as the router's own schema says it. */
export type Shape =
  | { kind: 'object'; fields: { name: string; shape: Shape; required: boolean }[] }
  | { kind: 'record'; value: Shape }
  | { kind: 'array'; item: Shape; least: number; most: number }
  | { kind: 'text'; form: Form; most: number }
  | { kind: 'number'; whole: boolean; least: number; most: number }
  | { kind: 'one of'; shapes: Shape[] }
  | { kind: 'constant'; value: unknown };

export interface Procedure {
  path: string;
  type: CallType;
  audience: readonly string[];
  /** Null: it asks for nothing. */
  input: Shape | null;
}

/** Every procedure of the router with the shape of its input: a new one is fuzzed without being asked for. */
export function procedures(): Procedure[] {
  return Object.entries(Object(get(appRouter, '_def', 'procedures'))).map(([path, procedure]) => {
    const type = get(procedure, '_def', 'type');
    if (!isCallType(type)) throw new Error(`${path} is no procedure`);
    const schema = get(procedure, '_def', 'inputs', '0');
    return { path, type, audience: textsOf(get(procedure, '_def', 'meta', 'audience')), input: inputOf(schema) };
  });
}

function inputOf(schema: unknown): Shape | null {
  const write = get(schema, 'toJSONSchema');
  return typeof write === 'function' ? shapeOf(Reflect.apply(write, schema, [{ io: 'input' }])) : null;
}

/** JSON Schema, as far as our inputs need it. @throws Error for what is new here: it wants to be fuzzed as well */
export function shapeOf(schema: unknown): Shape {
  const options = get(schema, 'anyOf') ?? get(schema, 'oneOf');
  if (Array.isArray(options)) return { kind: 'one of', shapes: options.map(shapeOf) };
  const values = get(schema, 'enum');
  if (Array.isArray(values)) return { kind: 'one of', shapes: values.map((value) => ({ kind: 'constant', value })) };
  const constant = get(schema, 'const');
  if (constant !== undefined) return { kind: 'constant', value: constant };
  switch (get(schema, 'type')) {
    case 'object':
      return objectOf(schema);
    case 'array': {
      const [least, most] = [numberOr(get(schema, 'minItems'), 0), numberOr(get(schema, 'maxItems'), 10)];
      return { kind: 'array', item: shapeOf(get(schema, 'items')), least, most };
    }
    case 'string':
      return { kind: 'text', form: formOf(schema), most: numberOr(get(schema, 'maxLength'), 100) };
    case 'boolean':
      return { kind: 'one of', shapes: [true, false].map((value) => ({ kind: 'constant', value })) };
    case 'null':
      return { kind: 'constant', value: null };
    case 'integer':
    case 'number': {
      const [least, most] = [numberOr(get(schema, 'minimum'), -1e9), numberOr(get(schema, 'maximum'), 1e9)];
      return { kind: 'number', whole: get(schema, 'type') === 'integer', least, most };
    }
    default:
      throw new Error(`no shape for ${JSON.stringify(schema)}`);
  }
}

function objectOf(schema: unknown): Shape {
  const properties = get(schema, 'properties');
  if (properties === undefined) return { kind: 'record', value: shapeOf(get(schema, 'additionalProperties')) };
  const required = textsOf(get(schema, 'required'));
  const fields = Object.entries(Object(properties)).map(([name, each]) => ({
    name,
    shape: shapeOf(each),
    required: required.includes(name),
  }));
  return { kind: 'object', fields };
}

function formOf(schema: unknown): Form {
  const format = get(schema, 'format');
  const said = get(schema, 'pattern');
  const pattern = typeof said === 'string' ? said : '';
  if (format === 'uuid') return pattern.includes('-7[') ? 'uuid 7' : 'uuid';
  if (format === 'email') return 'e-mail';
  if (pattern.includes('v=0')) return 'description';
  if (pattern.includes('candidate')) return 'candidate';
  if (pattern.includes('RGI_Emoji')) return 'emoji';
  if (pattern === '^\\S+$') return 'word';
  return pattern.includes('|now') ? 'cursor' : 'words';
}

function get(value: unknown, ...keys: string[]): unknown {
  return keys.reduce<unknown>((found, key) => {
    const hasFields = (typeof found === 'object' && found !== null) || typeof found === 'function';
    return hasFields ? Reflect.get(found, key) : undefined;
  }, value);
}

const isCallType = (type: unknown): type is CallType =>
  type === 'query' || type === 'mutation' || type === 'subscription';
const numberOr = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);
const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
