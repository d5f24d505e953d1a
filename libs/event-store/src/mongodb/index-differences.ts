import type { Connection, Model } from 'mongoose';

/** An index that a collection lacks, has in another way than it is declared, or has though nobody here declared it. */
export type IndexDifference = Readonly<{
  collection: string;
  index: string;
  what: 'missing' | 'different' | 'undeclared';
}>;

/** Compares the indexes of collections with what their models declare; changes nothing. A collection that is not there lacks all of them. */
export const indexDifferences = async (models: readonly Model<never>[]): Promise<readonly IndexDifference[]> => {
  const found = await Promise.all(
    models.map(async (model) => {
      const { toDrop, toCreate } = (await model.diffIndexes({ indexOptionsToCreate: true })) as unknown as Differences;
      const wanted = new Set(toCreate.map(([keys, { name }]) => name ?? defaultName(keys)));
      const missing = [...wanted].map((index) => ({
        ...{ collection: model.modelName, index },
        what: toDrop.includes(index) ? ('different' as const) : ('missing' as const),
      }));
      const undeclared = toDrop
        .filter((index) => !wanted.has(index))
        .map((index) => ({ collection: model.modelName, index, what: 'undeclared' as const }));
      return [...missing, ...undeclared];
    }),
  );
  return found.flat();
};

type Differences = Readonly<{
  toDrop: readonly string[];
  toCreate: readonly (readonly [Readonly<Record<string, unknown>>, Readonly<{ name?: string }>])[];
}>;

/** As MongoDB names an index that nobody named. */
const defaultName = (keys: Readonly<Record<string, unknown>>): string => Object.entries(keys).flat().join('_');

/** The model of a name on a connection, made if it is not there. */
export const modelOn = (connection: Connection, name: string, schema: never): Model<never> =>
  (connection.models[name] as Model<never> | undefined) ?? connection.model(name, schema, name);
