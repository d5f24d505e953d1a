import type { EventStore } from '@opsledger/event-store';
import type { Sequencer } from '@opsledger/event-store/mongodb';
import type { Tracing } from '@opsledger/messaging';
import type { KafkaSettings, RelayTopics } from '@opsledger/messaging/kafka';
import type { DocumentStore } from '@opsledger/projections';
import type { Configuration } from '../configuration/configuration.js';
import type { ActorDirectory } from '../identity/actor-directory.port.js';
import type { InstallationKeys } from '../identity/installation-keys.js';
import type { EventTopics } from './event-topics.js';
import type { KeysAdoption } from './own-keys.js';

/** What a profile brings to an installation. */
export type Kept = Readonly<{
  log: EventStore;
  views: DocumentStore;
  directory: ActorDirectory;
  keys: InstallationKeys;
  /** Makes what gives accepted events their place in the log, where the log does not do that itself. */
  sequencer?: (onTrouble: (error: unknown) => void) => Sequencer;
  /** How events travel, where they do not just stay in this process. */
  eventTopics?: EventTopics;
  /** Where traces go on in other processes. */
  tracing?: Tracing;
}>;

/** What has been opened, to be closed in the opposite order. */
export type Opened = (() => Promise<void> | void)[];
/** Loads the keys, and rejects unless the log was written with them. Asked before anything else is done with it. */
export type Own = (log: EventStore) => Promise<InstallationKeys>;

export type InstallationOptions = Pick<Configuration, 'dataFolder'> &
  Partial<Pick<Configuration, 'profile' | 'mongodbUri' | 'tracesEndpoint'>> &
  Readonly<{
    /** The brokers of the distributed profile; without them consumers read the log in this process, as tests of the log do. */
    kafka?: KafkaSettings;
    /** Looks at the log and gives nothing its place there. */
    isReader?: boolean;
    /** What traces call this process. */
    processName?: string;
    /** Other topics than those that are declared. */
    topics?: readonly RelayTopics[];
    /** What whoever starts says for the keys, where the log does not know them. */
    keysAdoption?: KeysAdoption;
  }>;
