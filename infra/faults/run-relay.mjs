// Runs the built relay over a log in SQLite as a process of its own, so that it can be killed or stopped at a step: ends by itself
// when everything is published. Says `leads` when it has the lease, and in the end how many steps that took.
//   node run-relay.mjs '{ file, shared, topic, brokers, name, leaseMilliseconds, signal, atStep }'
// A step is passed before and after each call to the log, the lease and what is kept of the progress; before a piece goes to a
// broker and when it is on its way; and when a broker's answer is there and nobody has seen it yet.
import { Socket } from 'node:net';
import Database from 'libsql';
import { SqliteEventStore } from '@opsledger/event-store/sqlite';
import { KafkaRelay } from '@opsledger/messaging/kafka';

const { file, shared, topic, brokers, name, leaseMilliseconds, signal, atStep } = JSON.parse(process.argv[2]);
let steps = 0;
const pass = () => (steps += 1) === atStep && process.kill(process.pid, signal);

const isToBroker = (socket) => brokers.some((broker) => broker.endsWith(`:${socket.remotePort}`));
const { write, push } = Socket.prototype;
Socket.prototype.write = function (...given) {
  if (!isToBroker(this)) return write.apply(this, given);
  pass();
  const answer = write.apply(this, given);
  setImmediate(pass);
  return answer;
};
Socket.prototype.push = function (...given) {
  if (isToBroker(this)) pass();
  return push.apply(this, given);
};
const inSteps = (port) =>
  new Proxy(port, {
    get: (target, member) => {
      const value = target[member];
      if (typeof value !== 'function') return value;
      if (member === 'onAppended') return value.bind(target);
      return async (...given) => {
        pass();
        const answer = await value.apply(target, given);
        pass();
        return answer;
      };
    },
  });

const database = new Database(shared);
database.exec('PRAGMA busy_timeout = 5000');
database.exec('CREATE TABLE IF NOT EXISTS lease (one INTEGER PRIMARY KEY, holder TEXT, until INTEGER)');
database.exec('CREATE TABLE IF NOT EXISTS progress (one INTEGER PRIMARY KEY, published TEXT)');
database.exec("INSERT OR IGNORE INTO lease VALUES (1, '', 0)");
const take = database.prepare('UPDATE lease SET holder = ?, until = ? WHERE holder = ? OR until < ?');
let hasLed = false;
const lease = {
  hold: async () => {
    const holds = take.run(name, Date.now() + leaseMilliseconds, name, Date.now()).changes === 1;
    if (holds && !hasLed) process.stdout.write('leads\n');
    hasLed ||= holds;
    return holds;
  },
  giveBack: async () => void database.prepare('UPDATE lease SET until = 0 WHERE holder = ?').run(name),
};
const progress = {
  read: async () => {
    const row = database.prepare('SELECT published FROM progress').get();
    return row && JSON.parse(row.published);
  },
  keep: async (published) =>
    void database.prepare('INSERT OR REPLACE INTO progress VALUES (1, ?)').run(JSON.stringify(published)),
};

const log = new SqliteEventStore({
  ...{ file, now: () => new Date().toISOString(), newLogId: () => 'log' },
  onOutcomeUnknown: (error) => {
    throw error;
  },
});
const relay = new KafkaRelay({
  ...{ log: inSteps(log), kafka: { brokers }, topics: [{ source: '/opsledger/test', internal: topic }] },
  ...{ progress: inSteps(progress), lease: inSteps(lease), secret: Buffer.from('a secret for tests') },
  ...{ onTrouble: console.error, eventsPerSend: 11 },
});
relay.start();
// Asked of the file: the head that this process knows is from when it opened the log.
const isPublished = async () => (await log.readAll((await progress.read())?.upTo ?? 0, 1)).length === 0;
while (!(await isPublished())) await new Promise((resolve) => setTimeout(resolve, 5));
process.stdout.write(`${steps} steps\n`);
await relay.stop();
process.exit(0);
