// Runs the built migration as a process of its own, so that it can be killed at a step, and says in the end how many steps it took.
//   node run-migration.mjs '{ dataFolder, mongodbUri, atStep }'
// A step is passed before and after each statement that writes to a file, and three times for each operation on MongoDB: before it is
// sent, while it is under way, and when it is answered and nobody has seen that yet.
import Database from 'libsql';
import mongoose from 'mongoose';
import { hostedServices } from '@opsledger/embedded';
import { migrateInstallation } from '@opsledger/platform/migration';

const { dataFolder, mongodbUri, atStep } = JSON.parse(process.argv[2]);
let steps = 0;
const pass = () => (steps += 1) === atStep && process.kill(process.pid, 'SIGKILL');

const inSteps = ({ prototype }, name) => {
  const original = prototype[name];
  prototype[name] = async function (...given) {
    pass();
    const answer = original.apply(this, given);
    const settled = answer.catch(() => undefined);
    await new Promise(setImmediate);
    pass();
    await settled;
    pass();
    return answer;
  };
};
const { Collection, Db, FindCursor } = mongoose.mongo;
for (const name of ['findOne', 'insertOne', 'insertMany', 'updateOne', 'bulkWrite', 'findOneAndUpdate'])
  inSteps(Collection, name);
inSteps(Db, 'createCollection');
inSteps(FindCursor, 'toArray');

const statement = Object.getPrototypeOf(new Database(':memory:').prepare('SELECT 1'));
const { run } = statement;
statement.run = function (...given) {
  pass();
  const answer = run.apply(this, given);
  pass();
  return answer;
};

await migrateInstallation({ dataFolder, mongodbUri, services: hostedServices.map(({ definition }) => definition) });
process.stdout.write(`${steps}\n`);
process.exit(0);
