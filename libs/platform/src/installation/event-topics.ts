import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { EventStore } from '@opsledger/event-store';
import type { LogDatabase } from '@opsledger/event-store/mongodb';
import type { EventConsumer, Tracing } from '@opsledger/messaging';
import type { InProcessConsumerOptions } from '@opsledger/messaging/in-process';
import {
  createTopics,
  kafkaClient,
  KafkaRelay,
  SharedRelayProgress,
  TopicFeed,
  TopicsNotAsDeclared,
  verifyTopics,
  type KafkaSettings,
  type RelayTopics,
  type TopicDeclaration,
} from '@opsledger/messaging/kafka';
import { MongodbLease, MongodbRelayProgress } from '@opsledger/messaging/mongodb';

const DECLARED = fileURLToPath(new URL('../../../../infra/kafka/topics.json', import.meta.url));

/** Who asks has given up by then. */
const BROKERS_ANSWER_MILLISECONDS = 2_000;

/** How the names of consumer groups begin. */
export const GROUPS = 'opsledger.';

export { kafkaSettingsFrom, type RelayTopics, type TopicDeclaration } from '@opsledger/messaging/kafka';

/** The topics of every service, as infra/kafka declares them. */
export const declaredTopics = (): readonly RelayTopics[] =>
  (JSON.parse(readFileSync(DECLARED, 'utf8')) as { topics: readonly RelayTopics[] }).topics;

/** How events leave the log, and how they come to who is fed by them. */
export type EventTopics = Readonly<{
  relay: (onTrouble: (error: unknown) => void) => KafkaRelay;
  /** A consumer of what a service has recorded. */
  consumer: (service: string, options: InProcessConsumerOptions) => EventConsumer;
  /** Resolves if the brokers answer. */
  reach: () => Promise<void>;
  /** Lets the brokers forget the groups of the consumers, which have stopped. */
  close: () => Promise<void>;
}>;

type Given = Readonly<{
  kafka: KafkaSettings;
  topics: readonly RelayTopics[];
  log: EventStore;
  database: LogDatabase;
  /** Names this process. */
  name: string;
  /** Keys the pseudonyms of what the public may not see. */
  secret: Buffer;
  tracing: Tracing;
}>;

/** Rejects with `TopicsUnusable` unless the topics are there as declared, or nobody answers: nothing makes them by the way. */
export const openEventTopics = async ({
  kafka,
  topics,
  log,
  database,
  name,
  secret,
  tracing,
}: Given): Promise<EventTopics> => {
  const client = kafkaClient(kafka, 'opsledger');
  const brokers = brokersOver(client);
  await onBrokers(kafka, async (admin) => {
    await verifyTopics(admin, topicsIn(topics));
    await removeGroups(admin, await groupsLeft(admin, log.logId).catch(() => []));
  });
  const progress = new MongodbRelayProgress(database);
  const seen = new SharedRelayProgress(progress);
  const lease = new MongodbLease({ database, lease: 'relay', holder: name });
  const feeds = new Map<string, TopicFeed>();
  // This process answers from what it has handled itself, so it needs every partition: a group of its own, which ends with it.
  // What the group has committed is not needed again, since the place to go on from is kept with each effect.
  const groupOf = (service: string): string => `${GROUPS}${service}.${log.logId}.${name}`;
  const feedOf = (service: string): TopicFeed => {
    const source = `/opsledger/${service}`;
    const topic = topics.find((one) => one.source === source)?.internal;
    if (!topic) throw new TopicsUnusable(`No topic is declared for ${source}`);
    const given = { log, tracing, kafka: client, topic, source, groupId: groupOf(service), progress: seen };
    const feed = feeds.get(service) ?? new TopicFeed(given);
    feeds.set(service, feed);
    return feed;
  };
  return {
    relay: (onTrouble) => new KafkaRelay({ log, kafka, topics, progress, lease, secret, tracing, onTrouble }),
    consumer: (service, options) => feedOf(service).feed(options),
    reach: brokers.reach,
    close: async () => {
      brokers.leave();
      if (feeds.size === 0) return;
      const groups = [...feeds.keys()].map(groupOf);
      await onBrokers(kafka, (admin) => removeGroups(admin, groups)).catch(() => undefined); // they go at the next start
    },
  };
};

/** Asks the brokers over one connection, which is given up where they do not answer: a broker that comes back is met anew. */
const brokersOver = (client: ReturnType<typeof kafkaClient>) => {
  let connected: Promise<Admin> | undefined;
  const leave = (): void => {
    connected?.then((admin) => admin.disconnect()).catch(() => undefined);
    connected = undefined;
  };
  const connect = async (): Promise<Admin> => {
    const admin = client.admin({ retry: { retries: 0 } });
    try {
      await admin.connect();
    } catch (error) {
      await admin.disconnect().catch(() => undefined);
      throw error;
    }
    return admin;
  };
  const reach = async (): Promise<void> => {
    const asked = (connected ??= connect());
    const giveUp = (): void => {
      if (connected === asked) leave();
    };
    const late = setTimeout(giveUp, BROKERS_ANSWER_MILLISECONDS).unref();
    try {
      await (await asked).describeCluster();
    } catch (error) {
      giveUp();
      throw error;
    } finally {
      clearTimeout(late);
    }
  };
  return { reach, leave };
};

/** Groups of processes that were killed, of this log: nobody is in them, and nobody will come back under their names. */
const groupsLeft = async (admin: Admin, logId: string): Promise<readonly string[]> => {
  const names = (await admin.listGroups()).groups.map(({ groupId }) => groupId);
  const own = names.filter((name) => name.startsWith(GROUPS) && name.includes(`.${logId}.`));
  if (own.length === 0) return [];
  const { groups } = await admin.describeGroups(own);
  return groups.filter(({ state }) => state === 'Empty').map(({ groupId }) => groupId);
};

/** A group that somebody is in stays; one whose removal is not allowed goes by itself in time. */
const removeGroups = async (admin: Admin, groups: readonly string[]): Promise<void> => {
  if (groups.length > 0) await admin.deleteGroups([...groups]).catch(() => undefined);
};

/** Makes the topics that are missing, then looks at all of them. Resolves with the names of the new ones. */
export const createDeclaredTopics = (
  kafka: KafkaSettings,
  topics: readonly RelayTopics[] = declaredTopics(),
): Promise<readonly string[]> =>
  onBrokers(kafka, async (admin) => {
    const made = await createTopics(admin, topicsIn(topics));
    await verifyTopics(admin, topicsIn(topics));
    return made;
  });

/** What keeps events from travelling; the message says what to do. */
export class TopicsUnusable extends Error {
  override readonly name = 'TopicsUnusable';
}

/** Every topic, internal and public. */
export const topicsIn = (topics: readonly RelayTopics[]): readonly TopicDeclaration[] =>
  topics.flatMap(({ internal, open }) => (open ? [internal, open] : [internal]));

type Admin = Parameters<typeof verifyTopics>[0];

const onBrokers = async <Result>(kafka: KafkaSettings, work: (admin: Admin) => Promise<Result>): Promise<Result> => {
  const admin = kafkaClient(kafka, 'opsledger').admin();
  try {
    await admin.connect();
    return await work(admin);
  } catch (error) {
    if (error instanceof TopicsNotAsDeclared)
      throw new TopicsUnusable(`${error.message}. The command "opsledger topics create" makes those that are missing.`);
    throw new TopicsUnusable(
      `The brokers of KAFKA_BROKERS do not do what they are asked: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
};
