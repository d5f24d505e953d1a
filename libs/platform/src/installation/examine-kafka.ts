import { setTimeout } from 'node:timers/promises';
import {
  examineGroups,
  kafkaClient,
  topicDifferences,
  type GroupExamination,
  type KafkaSettings,
  type RelayTopics,
} from '@opsledger/messaging/kafka';
import { GROUPS, topicsIn } from './event-topics.js';
import type { Finding } from './finding.js';

/** How long a group that has not had everything is given to commit more. */
const ADVANCES_WITHIN_MILLISECONDS = 2_000;

/** Looks at the topics of an installation and at who reads them, and changes nothing. */
export const examineKafka = async (
  kafka: KafkaSettings,
  relayTopics: readonly RelayTopics[],
): Promise<readonly Finding[]> => {
  const admin = kafkaClient(kafka, 'opsledger-doctor').admin();
  try {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    const topics = topicsIn(relayTopics);
    const differences = await topicDifferences(admin, topics);
    const missing = new Set(differences.flatMap(({ topic, is }) => (is === undefined ? [topic] : [])));
    const there = topics.map(({ name }) => name).filter((name) => !missing.has(name));
    const metadata = there.length > 0 ? (await admin.fetchTopicMetadata({ topics: there })).topics : [];
    return [
      { part: 'kafka', outcome: 'ok', code: 'BROKERS_ANSWER', details: { brokers: brokers.length } },
      ...(differences.length > 0
        ? differences.map(({ topic, what, declared, is }): Finding =>
            is === undefined
              ? { part: 'topics', outcome: 'failed', code: 'TOPIC_MISSING', details: { topic } }
              : { part: 'topics', outcome: 'failed', code: 'TOPIC_DIFFERENT', details: { topic, what, declared, is } },
          )
        : [
            {
              ...({ part: 'topics', outcome: 'ok', code: 'TOPICS_AS_DECLARED' } as const),
              details: { topics: topics.length },
            },
          ]),
      ...metadata.flatMap(({ name: topic, partitions }) => {
        const without = partitions.filter(({ leader }) => leader < 0).length;
        const behind = partitions.filter(({ isr, replicas }) => isr.length < replicas.length).length;
        const found = (outcome: 'failed' | 'warning', code: Finding['code'], count: number): readonly Finding[] =>
          count > 0 ? [{ part: 'topics', outcome, code, details: { topic, partitions: count } }] : [];
        return [
          ...found('failed', 'PARTITIONS_WITHOUT_LEADER', without),
          ...found('warning', 'REPLICAS_BEHIND', behind),
        ];
      }),
      ...groupFindings(await lookTwice(() => examineGroups(admin, GROUPS, there))),
    ];
  } catch (error) {
    const details = { reason: (error as Error).message };
    return [{ part: 'kafka', outcome: 'failed', code: 'BROKERS_DO_NOT_ANSWER', details }];
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
};

type Looks = Readonly<{ first: readonly GroupExamination[]; second: readonly GroupExamination[] }>;

const lookTwice = async (look: () => Promise<readonly GroupExamination[]>): Promise<Looks> => {
  const first = await look();
  if (!first.some(({ state, lag }) => state === 'Stable' && lag > 0)) return { first, second: first };
  await setTimeout(ADVANCES_WITHIN_MILLISECONDS);
  return { first, second: await look() };
};

/** A group without members is what a process that ended has left; the brokers forget it after a time of theirs. */
const groupFindings = ({ first, second }: Looks): readonly Finding[] => {
  const part = 'consumer groups';
  const working = second.filter(({ state }) => state !== 'Empty' && state !== 'Dead');
  const left = second.length - working.length;
  if (working.length === 0) return [{ part, outcome: 'warning', code: 'NOBODY_READS', details: { left } }];
  const troubles = working.flatMap(({ group, state, lag, committed }): readonly Finding[] => {
    if (state !== 'Stable') return [{ part, outcome: 'warning', code: 'GROUP_NOT_SETTLED', details: { group, state } }];
    const before = first.find((one) => one.group === group);
    const stands = lag > 0 && before !== undefined && before.lag > 0 && before.committed === committed;
    return stands ? [{ part, outcome: 'failed', code: 'GROUP_DOES_NOT_ADVANCE', details: { group, lag } }] : [];
  });
  if (troubles.length > 0) return troubles;
  const lag = working.reduce((sum, one) => sum + one.lag, 0);
  return [{ part, outcome: 'ok', code: 'GROUPS_ADVANCE', details: { groups: working.length, lag, left } }];
};
