import { relayProgressContract } from '../testing/relay-ports.contract.js';
import { MemoryRelayProgress } from './relay-progress.port.js';

describe('How far the relay is, in memory', () => {
  relayProgressContract({ create: async () => ({ progress: new MemoryRelayProgress() }) });
});
