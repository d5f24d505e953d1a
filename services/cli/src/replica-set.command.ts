import { loadConfiguration } from '@opsledger/platform/configuration';
import { say } from './print.js';
import { text } from './texts.js';

/** Makes the server at `MONGODB_URI` the replica set that the address names; it may have up to `wait` seconds to start. */
export const replicaSetCreate = async ({ wait }: Readonly<{ wait: number }>): Promise<void> => {
  const { createReplicaSet } = await import('@opsledger/platform/replica-set');
  const { mongodbUri } = loadConfiguration({ ...process.env, PROFILE: 'distributed' });
  say(text((await createReplicaSet(mongodbUri!, wait * 1_000)) ? 'REPLICA_SET_MADE' : 'REPLICA_SET_IS_THERE'));
};
