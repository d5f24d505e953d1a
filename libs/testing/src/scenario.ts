import { expect } from 'expect';
import type { Role } from '@opsledger/platform';

/** A way into a running system: in this process, or over a socket at any base URL. */
export type Door = Readonly<{ send: (request: DoorRequest) => Promise<DoorAnswer> }>;
export type DoorRequest = Readonly<{
  method: 'GET' | 'POST';
  path: string;
  as?: Role;
  body?: unknown;
  /** Of a body that is no JSON. */
  type?: string;
  headers?: Readonly<Record<string, string>>;
}>;
export type DoorAnswer = Readonly<{ status: number; headers: Readonly<Record<string, string>>; body: unknown }>;

/** One step of a story: who asks for what, what comes back, and what is kept of it for later steps as `{name.member}`. */
export type Step = Readonly<{
  /** What happens, in the words of the mission. */
  step: string;
  as: Role;
  /** Method and path: `POST /v1/operations/{heron.id}/actions/plan`. */
  send: string;
  body?: unknown;
  /** Rows to import, instead of a body. */
  rows?: readonly object[];
  expect: Readonly<{ status: number; body?: object }>;
  keepAs?: string;
}>;
export type Story = Readonly<{ name: string; steps: readonly Step[] }>;

/** Lets something come about that a story waits for, such as a read model that catches up. */
const TRIES = 40;
const PAUSE_MILLISECONDS = 50;

/**
 * Plays a story through REST, the same against every profile. Reads are asked again for two seconds until they are as expected,
 * commands are sent once. The error of a step that fails says which it was and what came instead.
 */
export const playStory = async ({ name, steps }: Story, door: Door): Promise<void> => {
  const kept = new Map<string, unknown>();
  for (const [index, step] of steps.entries()) {
    const [method, path] = filledIn(step.send, kept).split(' ') as ['GET' | 'POST', string];
    const sent = sentBy(step, kept);
    for (let tries = method === 'GET' ? TRIES : 1; ; tries -= 1) {
      const answer = await door.send({ method, path, as: step.as, ...sent });
      try {
        expect({ status: answer.status, body: answer.body }).toMatchObject(step.expect);
        if (step.keepAs !== undefined) kept.set(step.keepAs, answer.body);
        break;
      } catch (error) {
        const came = `${method} ${path} was answered ${answer.status} ${JSON.stringify(answer.body)}`;
        if (tries <= 1)
          throw new Error(`${name}, step ${index + 1} (${step.step}): ${came}\n${(error as Error).message}`, {
            cause: error,
          });
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
    }
  }
};

const sentBy = ({ body, rows }: Step, kept: ReadonlyMap<string, unknown>): Pick<DoorRequest, 'body' | 'type'> => {
  if (rows) {
    const lines = rows.map((row) => `${filledIn(JSON.stringify(row), kept)}\n`);
    return { body: lines.join(''), type: 'application/x-ndjson' };
  }
  return body === undefined ? {} : { body: JSON.parse(filledIn(JSON.stringify(body), kept)) as unknown };
};

const filledIn = (text: string, kept: ReadonlyMap<string, unknown>): string =>
  text.replace(/\{(\w+)\.(\w+)\}/g, (whole, name: string, member: string) => {
    const value = (kept.get(name) as Record<string, unknown> | undefined)?.[member];
    if (value === undefined) throw new TypeError(`Nothing was kept that ${whole} could stand for`);
    return String(value);
  });

/** A system at a base URL, spoken to over a socket. */
export const doorAt = (baseUrl: string, tokenFor: (role: Role) => Promise<string>): Door => ({
  send: async ({ method, path, as, body, type = 'application/json', headers = {} }) => {
    const response = await fetch(new URL(path, baseUrl), {
      method,
      headers: {
        ...(as && { authorization: `Bearer ${await tokenFor(as)}` }),
        ...(body !== undefined && { 'content-type': type }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: Object.fromEntries(response.headers), body: asJson(text) };
  },
});

const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};

/** Given these steps, when this is asked for, then this is answered. */
export const specifyHttp = (door: Door) => ({
  given: (...steps: readonly Step[]) => ({
    when: (request: Pick<Step, 'as' | 'send' | 'body'>) => ({
      thenAnswers: (status: number, body?: object): Promise<void> =>
        playStory(
          { name: 'given', steps: [...steps, { step: 'when', ...request, expect: { status, ...(body && { body }) } }] },
          door,
        ),
    }),
  }),
});
