import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Commit, EventStore } from '@opsledger/event-store';
import type { AcceptedEvent, RecordedEvent } from '@opsledger/kernel';
import { openInstallation } from '@opsledger/platform';

const HISTORIES = join(__dirname, '../../services/operations/src');
const STREAMS_AT_ONCE = 25;

/** The golden histories: what the running system recorded once, of every type of event. */
const histories = (): readonly (readonly RecordedEvent[])[] =>
  readdirSync(HISTORIES, { recursive: true, encoding: 'utf8' })
    .filter((file) => /golden\/[^/]+\.ndjson$/.test(file))
    .toSorted()
    .map((file) =>
      readFileSync(join(HISTORIES, file), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as RecordedEvent),
    );

/**
 * Makes an embedded installation whose log has a number of events: golden histories over and over, each as a record of its own, with a
 * claim that is held and one that passes on, a key for each commit, what was brought in, and some refusals. Resolves with how many.
 */
export const writeGoldenLog = async (dataFolder: string, events: number): Promise<number> => {
  const { log, directory, close } = await openInstallation({ dataFolder }, (error) => {
    throw error;
  });
  try {
    for (let subject = 0; subject < 20; subject += 1) await directory.actorOf(`exercise-${subject}`);
    const golden = histories();
    for (let [made, count] = [0, 0]; count < events; made += STREAMS_AT_ONCE) {
      const streams = Array.from({ length: STREAMS_AT_ONCE }, (_, index) => commitsOf(golden, made + index));
      for (let version = 0; count < events; version += 1) {
        const commits = streams.flatMap((stream) => stream.slice(version, version + 1)).slice(0, events - count);
        if (commits.length === 0) break;
        await Promise.all(commits.map((commit) => log.append(commit)));
        count += commits.length;
      }
      await refuse(log, made);
    }
    await log.completeTo(new Date().toISOString());
    return await log.head();
  } finally {
    await close();
  }
};

const refuse = async (log: EventStore, made: number): Promise<void> => {
  const refusal = { at: new Date().toISOString(), code: 'OPERATION_NAME_IS_TAKEN', rule: 'OPS-1', actor: 'actor-1' };
  await log.recordRefusal({ ...refusal, command: 'propose-operation', fingerprint: `fingerprint-${made}` });
  await log.nextNumber('OP-2026');
};

/** A golden history under another id, an event in each commit. */
const commitsOf = (golden: readonly (readonly RecordedEvent[])[], number: number): readonly Commit[] => {
  const history = golden[number % golden.length]!;
  const { subject } = history[0]!;
  const [id, other] = [subject.slice(-36), randomUUID()];
  const stream = subject.replace(id, other);
  return history.map((recorded, index): Commit => {
    const {
      position: _,
      time,
      knownat,
      ...event
    } = JSON.parse(JSON.stringify(recorded).replaceAll(id, other)) as RecordedEvent;
    const accepted: AcceptedEvent = { ...event, id: randomUUID(), ...(knownat < time && { knownat }) };
    const passing = `golden-passing/1:${Math.floor(number / STREAMS_AT_ONCE)}:${number % golden.length}`;
    const isLast = index === history.length - 1;
    return {
      ...{ id: randomUUID(), stream, firstVersion: index + 1, events: [accepted], acceptedAt: event.acceptedat },
      claims: index === 0 ? [`golden/1:${number}`, passing] : [],
      releases: isLast && index > 0 ? [passing] : [],
      key: { scope: event.actor, key: `${stream}-${index}`, fingerprint: randomUUID() },
    };
  });
};
