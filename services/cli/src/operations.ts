import { readFileSync } from 'node:fs';
import { Api } from './api.js';
import { EXIT, Failure } from './exit-codes.js';
import { text } from './texts.js';

/** Which records, as they are or as they were: what a query of the API asks, under the names of the options. */
export type RecordsOptions = Readonly<{
  state?: string;
  type?: string;
  sector?: string;
  place?: string;
  near?: string;
  radius?: number;
  bbox?: string;
  q?: string;
  during?: string;
  sort?: string;
  asOf?: string;
  validAt?: string;
  exercise?: string;
  limit?: number;
}>;

export const recordsQuery = ({ radius, ...options }: RecordsOptions & Readonly<Record<string, unknown>>): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...options, radiusM: radius }))
    if (value !== undefined) query.set(name, String(value));
  return query.toString();
};

/** A member of an operation's document, as lists and tables show it. */
export type Operation = Readonly<{
  id: string;
  reference: string;
  name: string;
  state: string;
  stateOccurredAt: string;
  version: number;
  nextActions: readonly string[];
}> &
  Readonly<Record<string, unknown>>;

/** What people call a record by besides its reference: its name, else who it is, else its place. */
export const calledBy = ({ name, place, team, title, kind }: Readonly<Record<string, unknown>>): string =>
  String(name ?? team ?? (place as Readonly<{ asStated: string }> | undefined)?.asStated ?? title ?? kind ?? '');

/** Reads operations for the person at the terminal, who holds the key of the installation. */
export const asReader = (): Promise<Api> => Api.connect('ops-officer');

/** Data of a command: `--json` (text, a file, or `-`), then `--set member=value` on top; a value is JSON if it can be read so. */
export const dataOf = (json: string | undefined, set: readonly string[] = []): Readonly<Record<string, unknown>> => {
  const data: Record<string, unknown> = json === undefined ? {} : parseObject(textOf(json));
  for (const assignment of set) {
    const [, path, value] = /^([a-zA-Z][\w.]*)=([\s\S]*)$/.exec(assignment) ?? [];
    if (path === undefined) throw new Failure(text('NOT_AN_ASSIGNMENT', { given: assignment }), EXIT.usage);
    put(data, path.split('.'), valueOf(value!));
  }
  return data;
};

const textOf = (json: string): string => {
  if (json.trimStart().startsWith('{')) return json;
  try {
    return readFileSync(json === '-' ? 0 : json, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? '';
    throw new Failure(text('FILE_IS_MISSING', { file: json, reason }), EXIT.usage);
  }
};

const parseObject = (json: string): Record<string, unknown> => {
  try {
    const value = JSON.parse(json) as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // said below
  }
  throw new Failure(text('NOT_A_JSON_OBJECT'), EXIT.usage);
};

const valueOf = (given: string): unknown => {
  try {
    return JSON.parse(given) as unknown;
  } catch {
    return given;
  }
};

const put = (data: Record<string, unknown>, [name, ...rest]: readonly string[], value: unknown): void => {
  if (name === undefined || name === '__proto__') return;
  if (rest.length === 0) {
    data[name] = value;
    return;
  }
  const inner = Object.hasOwn(data, name) ? data[name] : undefined;
  const object = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  data[name] = object;
  put(object, rest, value);
};
