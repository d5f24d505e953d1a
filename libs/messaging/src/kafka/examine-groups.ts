import type { Admin } from 'kafkajs';

/** A group of consumers, as the brokers know it. */
export type GroupExamination = Readonly<{
  group: string;
  /** `Stable` when its members have their partitions, `Empty` when it has none. */
  state: string;
  members: number;
  /** Records that it has not committed yet, in the partitions of which it has committed something. */
  lag: number;
  /** Records that it has committed. */
  committed: number;
}>;

/** Looks at the groups whose names begin so, and how far they are in these topics; changes nothing. */
export const examineGroups = async (
  admin: Admin,
  prefix: string,
  topics: readonly string[],
): Promise<readonly GroupExamination[]> => {
  const { groups } = await admin.listGroups();
  const names = groups.map(({ groupId }) => groupId).filter((name) => name.startsWith(prefix));
  if (names.length === 0) return [];
  const described = (await admin.describeGroups(names)).groups;
  const ends = new Map(
    await Promise.all(topics.map(async (topic) => [topic, await admin.fetchTopicOffsets(topic)] as const)),
  );
  return Promise.all(
    described.map(async ({ groupId: group, state, members }) => {
      const kept = await admin.fetchOffsets({ groupId: group });
      const places = kept.flatMap(({ topic, partitions }) =>
        partitions.flatMap(({ partition, offset }) => {
          const end = ends.get(topic)?.find((one) => one.partition === partition);
          return end ? [{ end: Number(end.high), begin: Number(end.low), offset: Number(offset) }] : [];
        }),
      );
      const committed = places.map(({ begin, offset }) => Math.max(begin, offset));
      return {
        ...{ group, state, members: members.length },
        lag: places.reduce((sum, { end }, index) => sum + Math.max(0, end - committed[index]!), 0),
        committed: committed.reduce((sum, offset) => sum + offset, 0),
      };
    }),
  );
};
