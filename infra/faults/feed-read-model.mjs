// Feeds a read model to its end as a process of its own, so that it can be killed: projects a log that is always the same, sets a
// poison stream aside, redrives it, makes the read model anew, and prints all it then says, of now and of every moment, as a digest.
//   node feed-read-model.mjs <MongoDB URI | memory> <database> <events> [kill at command number] [before | sent]
import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { MemoryEventStore } from '@opsledger/event-store/memory';
import { InProcessConsumer } from '@opsledger/messaging/in-process';
import { ReadModel } from '@opsledger/projections';
import { MemoryDocumentStore } from '@opsledger/projections/memory';
import { MongodbDocumentStore } from '@opsledger/projections/mongodb';

const [uri, database, count, killAt, when] = process.argv.slice(2);
const events = Number(count);
const STREAMS = Math.max(4, Math.ceil(events / 8));

let clock = Date.parse('2022-01-01T00:00:00.000Z');
const now = () => new Date(clock).toISOString();
const memory = new MemoryEventStore(now);
for (let index = 0; index < events; index += 1) {
  clock += 1000;
  const [stream, version] = [`thing-${index % STREAMS}`, Math.floor(index / STREAMS) + 1];
  await memory.append({
    ...{ id: `commit-${index}`, stream, firstVersion: version, claims: [], releases: [], acceptedAt: now() },
    events: [
      {
        ...{
          specversion: '1.0',
          id: `event-${index}`,
          source: '/opsledger/test',
          type: 'opsledger.test.thing-named.v1',
        },
        ...{ subject: stream, datacontenttype: 'application/json', streamversion: String(version) },
        ...{ occurredat: '2022', acceptedat: now(), actor: 'actor-1', correlationid: 'correlation-1' },
        ...{ sensitivity: 'UNCLASSIFIED', exercise: 'false', data: { name: `n${(index * 7) % 13}` } },
      },
    ],
  });
}
const log = Object.create(memory, { logId: { value: 'log-1' } });

let isMended = false;
const projection = {
  ...{ name: 'things', version: 1, streamPrefix: 'thing-', sorts: ['name'] },
  evolve: (document, { subject, streamversion, data }) => {
    if (!isMended && subject === 'thing-3' && streamversion === '2') throw new TypeError('poison');
    return {
      ...{ id: subject.slice('thing-'.length), version: Number(streamversion), sensitivity: 'UNCLASSIFIED' },
      ...{ exercise: false, name: data.name, names: [...(document?.names ?? []), data.name] },
    };
  },
};

const store =
  uri === 'memory'
    ? new MemoryDocumentStore()
    : new MongodbDocumentStore({ uri, database, connection: { monitorCommands: true } });
let commands = 0;
if (killAt !== undefined && store.connection) {
  const kill = () => process.kill(process.pid, 'SIGKILL');
  const client = await store.connected();
  client.getClient().on('commandStarted', () => {
    commands += 1;
    if (commands !== Number(killAt)) return;
    if (when === 'sent') setImmediate(kill);
    else kill();
  });
}
const faults = [];
const model = new ReadModel(projection, {
  ...{ log, store, now, onRebuildFailed: (error) => faults.push(String(error)) },
  consume: (handler) =>
    new InProcessConsumer({
      ...{ log, handler, firstRetryMilliseconds: 1, eventsPerRun: events > 100 ? 20 : 3 },
      onFailure: (error) => faults.push(String(error)),
    }),
});
/** What a person would do: ask again. */
const again = async (asking) => {
  for (;;) {
    try {
      return await asking();
    } catch (error) {
      faults.push(String(error));
      await setTimeout(50);
    }
  }
};
const until = async (isThere) => {
  while (!(await again(isThere))) await setTimeout(5);
};
const rebuildEnded = async () => (await model.status()).rebuild?.state !== 'running';
const redriveAll = async () => {
  for (const { stream } of await again(() => model.parked())) await again(() => model.redrive(stream));
};

await again(() => model.start());
await until(() => model.hasCaughtUp);
await until(rebuildEnded);
isMended = true;
await redriveAll();
for (;;) {
  await again(() => model.rebuild());
  await until(rebuildEnded);
  if ((await again(() => model.status())).rebuild.state === 'done') break;
}
await redriveAll();

const digest = createHash('sha256');
const say = (...what) => digest.update(JSON.stringify(what));
const { live, all } = await again(() => store.generations('things'));
const documents = await again(() => store.open({ readModel: 'things', generation: live, sorts: ['name'] }));
say(all.length, await again(() => documents.checkpoint()), await again(() => documents.parked()));
const steps = events > 100 ? Math.ceil(events / 40) : 1;
let shown = 0;
for (let position = 0; position <= events; position += steps)
  for (const sort of [{ by: 'id' }, { by: 'name', descending: true }])
    for (const moment of [{ knownAt: '9999-12-31T23:59:59.999Z', position }, position === 0 && undefined]) {
      if (moment === false) continue;
      for (let after; ;) {
        const query = { filter: {}, limit: 50, sort, ...(moment && { moment }), ...(after && { after }) };
        const page = await again(() => documents.find(query));
        for (const document of page.documents) say(position, sort, document);
        shown += page.documents.length;
        if (!page.next) break;
        after = page.next;
      }
    }
await again(() => model.stop());
await store.close();
process.stdout.write(`${JSON.stringify({ digest: digest.digest('hex'), shown, commands, faults: faults.length })}\n`);
