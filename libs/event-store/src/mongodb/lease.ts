import { isDuplicate, type LogDatabase } from './log-database.js';

/** A lease as one process asks for it: under which name, by whom, and for how long after each time it was taken. */
export type LeaseRequest = Readonly<{ lease: string; holder: string; milliseconds: number }>;
type Leases = Pick<LogDatabase, 'leases'>;

/** Takes a lease that is free or has run out, or renews the own one, by the clock of the database; whether it is held. */
export const takeLease = async (
  { leases }: Leases,
  { lease: _id, holder, milliseconds }: LeaseRequest,
): Promise<boolean> => {
  const isFree = { $or: [{ $eq: ['$holder', holder] }, { $lt: ['$until', '$$NOW'] }] };
  const taken = { $cond: [isFree, holder, '$holder'] };
  const until = { $cond: [isFree, { $add: ['$$NOW', milliseconds] }, '$until'] };
  const take = async (): Promise<Readonly<{ holder: string }> | null> =>
    await leases.findOneAndUpdate({ _id }, [{ $set: { holder: taken, until } }], { returnDocument: 'after' });
  const found = await take();
  if (found) return found.holder === holder;
  const unheld = { holder: '', until: new Date(0) };
  await leases.updateOne({ _id }, { $setOnInsert: unheld }, { upsert: true }).catch((error) => {
    if (!isDuplicate(error)) throw error; // another process made it at the same moment
  });
  return (await take())?.holder === holder;
};

/** Lets others have it at once; nothing happens if it is not held. */
export const giveLeaseBack = async (
  { leases }: Leases,
  { lease: _id, holder }: Pick<LeaseRequest, 'lease' | 'holder'>,
): Promise<void> => {
  await leases.updateOne({ _id, holder }, { $set: { until: new Date(0) } });
};
