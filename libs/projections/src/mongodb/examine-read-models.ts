import type { Connection, mongo } from 'mongoose';
import { indexDifferences, modelOn, type IndexDifference } from '@opsledger/event-store/mongodb';
import type { Checkpoint } from '../document-store.port.js';
import { collectionsOf, READ_MODELS, rowSchema, type ParkedRow, type ReadModelRow } from './views.schema.js';

/** What a read model in MongoDB says of itself. */
export type ReadModelExamination = Readonly<{
  name: string;
  /** How far the generation that answers has come; `undefined` if none does. */
  checkpoint: Checkpoint | undefined;
  /** How many streams it has set aside. */
  parked: number;
  /** Of all its generations. */
  indexes: readonly IndexDifference[];
}>;

/** Looks at the read models of one database and writes nothing. */
export const examineReadModels = async (connection: Connection): Promise<readonly ReadModelExamination[]> => {
  const collectionOf = <Row extends mongo.Document>(name: string): mongo.Collection<Row> =>
    modelOn(connection, name, rowSchema() as never).collection as never;
  const rows = await collectionOf<ReadModelRow>(READ_MODELS)
    .find({}, { sort: { _id: 1 } })
    .toArray();
  return Promise.all(
    rows.map(async ({ _id: name, live, generations = {} }) => {
      const collections = Object.entries(generations).map(([generation, { incarnation, sorts, checkpoint }]) => ({
        ...{ sorts, checkpoint, isLive: Number(generation) === live },
        ...collectionsOf({ readModel: name, generation: Number(generation) }, incarnation),
      }));
      const models = collections.flatMap(({ newest, past, sorts }) =>
        [newest, past].map((one) => modelOn(connection, one, rowSchema(sorts) as never)),
      );
      const answering = collections.find(({ isLive }) => isLive);
      return {
        ...{ name, checkpoint: answering?.checkpoint },
        parked: answering ? await collectionOf<ParkedRow>(answering.parked).countDocuments() : 0,
        indexes: await indexDifferences(models),
      };
    }),
  );
};
