import { readFileSync } from 'node:fs';
import { Api } from './api.js';
import { named } from './codes.js';
import { EXIT, Failure } from './exit-codes.js';
import { text } from './texts.js';

/** A record as lists and tables show it. */
export type Operation = Readonly<{
  id: string;
  reference: string;
  name: string;
  state: string;
  stateOccurredAt: string;
  version: number;
  /** Absent: nobody says what may come next. */
  nextActions?: readonly string[];
}> &
  Readonly<Record<string, unknown>>;

/** What people call a record by besides its reference: its name, else who it is, else its place. */
export const calledBy = ({
  name,
  team,
  reporter,
  title,
  kind,
  ...record
}: Readonly<Record<string, unknown>>): string => {
  const { asStated } = (record['place'] ?? record['area'] ?? {}) as Readonly<{ asStated?: string }>;
  return String(name ?? team ?? reporter ?? asStated ?? title ?? named('kind', kind));
};

/** Reads operations for the person at the terminal, who holds the key of the installation. */
export const asReader = (): Promise<Api> => Api.connect('ops-officer');

/** The id of a record of which an id or a reference is given: filters take ids. */
export const idOf = async (api: Api, collection: string, given: string): Promise<string> =>
  UUID.test(given) ? given : (await api.get<Operation>(`${collection}/${encodeURIComponent(given)}`)).id;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

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
