import { randomUUID } from 'node:crypto';
import { Api } from './api.js';
import { named } from './codes.js';
import { COLLECTIONS, type Collection } from './collections.js';
import { calledBy, dataOf, type Operation } from './operations.js';
import { printJson, say, type OutputFormat } from './print.js';
import { text } from './texts.js';

type Given = Readonly<{ json?: string; set?: readonly string[]; key?: string; output: OutputFormat }>;

/** Proposes an operation. */
export const opNew = async (
  name: string,
  { type, purpose, exercise, ...given }: Given & Readonly<{ type?: string; purpose?: string; exercise?: boolean }>,
): Promise<void> => {
  const body = {
    ...{ name, ...dataOf(given.json, given.set) },
    ...(type !== undefined && { type }),
    ...(purpose !== undefined && { purpose }),
    ...(exercise && { exercise }),
  };
  await send(COLLECTIONS.op.path, body, given);
};

/** Opens a record of a collection. */
export const openRecord =
  ({ path }: Collection) =>
  async ({ exercise, ...given }: Given & Readonly<{ exercise?: boolean }>): Promise<void> => {
    await send(path, { ...dataOf(given.json, given.set), ...(exercise && { exercise }) }, given);
  };

/** Takes an action on a record, such as `approve` or `launch`. */
export const actOnRecord =
  (collection: Collection) =>
  async (id: string, action: string, { ifMatch, ...given }: Given & Readonly<{ ifMatch?: number }>): Promise<void> => {
    const path = `${collection.path}/${encodeURIComponent(id)}/actions/${encodeURIComponent(action)}`;
    await send(path, dataOf(given.json, given.set), given, ifMatch);
  };

/** A retry of what was sent has one effect: there is always a key, and it is said when the answer was lost. */
const send = async (
  path: string,
  body: object,
  { key = randomUUID(), output }: Given,
  ifMatch?: number,
): Promise<void> => {
  const api = await Api.connect(['planner', 'ops-officer', 'watch-officer', 'importer']);
  const headers = { 'idempotency-key': key, ...(ifMatch !== undefined && { 'if-match': `"${ifMatch}"` }) };
  const operation = await api
    .post<Operation>(path, 'application/json', JSON.stringify(body), headers)
    .catch((error: unknown) => {
      if (Api.mayHaveArrived(error)) say(text('SEND_AGAIN_WITH', { key }));
      throw error;
    });
  if (output === 'json') return printJson(operation);
  const { reference, version, nextActions = [] } = operation;
  const [name, state] = [calledBy(operation), named('state', operation.state)];
  say(text('OPERATION_IS', { reference, name, state, version, next: nextActions.join(', ') || '-' }));
};
