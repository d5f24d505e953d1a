import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakeClock, playStory, type Door, type Story } from '@opsledger/testing';
import { dangareWotoro } from './testing/dangare-wotoro.story.js';
import { facts } from './testing/facts.js';
import { plannedOperation } from './testing/planned-operation.story.js';
import { REPOSITORY } from './testing/running-system.js';
import { TestInstallation, type Json } from './testing/test-installation.js';

const PROFILES = ['embedded', 'distributed'] as const;
const START = '2026-11-22T08:00:00.000Z';
const COLLECTIONS = ['operations', 'activities', 'patrols', 'escorts', 'bases', 'standbys', 'situation-reports'];

/** What one installation answered, in the order in which it was asked. */
type Answers = readonly Readonly<{ asked: string; status: number; headers: Json; body: Json }>[];
type Asked = (door: Door, system: TestInstallation) => Promise<void>;

/**
 * What only says when, under which random name, or where a page goes on: named by the order in which it came. A command is answered
 * before its events have their place in the log, so that the time of recording may not be there yet (ADR 16).
 */
const normalised = (answers: Answers): Answers => {
  const names = new Map<string, string>();
  const named = (kind: string) => (found: string) => {
    if (!names.has(found)) names.set(found, `${kind}-${names.size + 1}`);
    return names.get(found)!;
  };
  const text = JSON.stringify(answers, (key, value: Json) =>
    key === 'next' && typeof value === 'string' && !/^\d+$/.test(value) ? '(cursor)' : value,
  )
    .replaceAll(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g, named('id'))
    .replaceAll(/withheld-[\w-]{22}/g, named('pseudonym'))
    .replaceAll(/2026-11-22T08:00:\d\d\.\d{3}Z/g, '(now)');
  return (JSON.parse(text) as Answers).map(({ body, ...answer }) => {
    const { recordedAt, knownAt, ...whole } = body;
    const isAhead = answer.asked.startsWith('POST') && (knownAt === undefined || knownAt === '(now)');
    return { ...answer, body: isAhead ? whole : body };
  });
};

const answersOf = async (profile: (typeof PROFILES)[number], ask: Asked): Promise<Answers> => {
  const system = await TestInstallation.start(undefined, fakeClock(START).now, profile);
  const answers: Json[] = [];
  const door: Door = {
    send: async (request) => {
      const answer = await system.door.send(request);
      const { etag, location, 'opsledger-position': position } = answer.headers;
      const asked = `${request.method} ${request.path} as ${request.as}`;
      if (request.method === 'GET' && answers.at(-1)?.asked === asked) answers.pop(); // a story asks again until it is there
      answers.push({
        asked,
        status: answer.status,
        headers: { etag, location, position },
        body: answer.body,
      });
      return answer;
    },
  };
  try {
    await ask(door, system);
    const get = (path: string): Promise<Json> => read(door, path, 'auditor');
    for (const name of COLLECTIONS) {
      await get(`/v1/${name}?limit=5&exercise=include`);
      await get(`/v1/${name}?format=csv&exercise=include`);
    }
    for (let after = 0, hasMore = true; hasMore;) {
      const { page } = await get(`/v1/events?after=${after}&limit=50`);
      [after, hasMore] = [page.next, page.hasMore];
    }
    return normalised(answers);
  } finally {
    await system.remove();
  }
};

const read = async (door: Door, path: string, as: 'auditor' | 'viewer'): Promise<Json> => {
  const { status, body } = await door.send({ method: 'GET', path, as });
  expect([path, status]).toEqual([path, 200]);
  return body;
};

const story = (told: Story): readonly [string, Asked] => [told.name, (door) => playStory(told, door)];
const letters: Asked = async (door, system) => {
  const rows = readFileSync(join(REPOSITORY, 'services/cli/demo/letters.ndjson'), 'utf8').trimEnd().split('\n');
  const { status, body } = await system.importRows(rows.map((row) => JSON.parse(row) as object));
  if (status !== 200) throw new Error(JSON.stringify(body));
  for (const path of new Set(facts.map((fact) => fact.path))) await read(door, path, 'viewer');
};

it.each([
  story(plannedOperation),
  story(dangareWotoro),
  ['Both letters and the requests of docs/facts.md', letters] as const,
])(
  '%s: the same answers from SQLite in this process and from MongoDB over Kafka',
  async (_, ask) => {
    const [embedded, distributed] = [await answersOf('embedded', ask), await answersOf('distributed', ask)];
    expect(distributed).toEqual(embedded);
  },
  300_000,
);
