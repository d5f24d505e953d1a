import { Schema } from 'mongoose';
import type { Checkpoint, CollectionDefinition } from '../document-store.port.js';

/**
 * A read model: which generations it has and which one answers. What belongs together is one document, so that it changes in one
 * step. Each time a generation is made it gets another `incarnation`, which is part of its collections' names: who still
 * writes for one that was dropped writes nowhere.
 */
export type ReadModelRow = Readonly<{
  _id: string;
  live?: number;
  generations?: Readonly<Record<string, GenerationRow>>;
}>;
export type GenerationRow = Readonly<{
  incarnation: string;
  sorts: readonly string[];
  checkpoint?: Checkpoint;
}>;

/** A document as it is, by id. It is replaced by the next version only if it still is the version that came before that. */
export type NewestRow = Readonly<{
  _id: string;
  version: number;
  knownAt: string;
  position: number;
  /** The document as JSON: BSON would change some of what JSON can say (lone surrogates, `-0`, keys with a NUL). */
  text: string;
  /** What lists are sorted by, by `sortField`. */
  by: Readonly<Record<string, string | number | null>>;
}>;

/** A version that another one followed, by `pastKey`, with what says from when on it held no more. Never changed once it is there. */
export type PastRow = Omit<NewestRow, 'version'> & Readonly<{ nextKnownAt: string; nextPosition: number }>;

/** A stream that is set aside, by its name. */
export type ParkedRow = Readonly<{ _id: string; parked: string }>;

const VERSION_DIGITS = 10;

/** Versions of one document follow each other in the order of these keys, and documents in the order of their ids. */
export const pastKey = (id: string, version: number): string =>
  `${id}\u0000${String(version).padStart(VERSION_DIGITS, '0')}`;
export const fromPastKey = (key: string): Readonly<{ id: string; version: number }> => ({
  id: key.slice(0, -VERSION_DIGITS - 1),
  version: Number(key.slice(-VERSION_DIGITS)),
});

export const sortField = (path: string): string => path.replaceAll('.', '__');

export const READ_MODELS = 'readModels';

/** Names of the collections of one generation. */
export const collectionsOf = (
  { readModel, generation }: Pick<CollectionDefinition, 'readModel' | 'generation'>,
  incarnation: string,
): Readonly<{ newest: string; past: string; parked: string }> => {
  const name = `${readModel}@${generation}.${incarnation}`;
  return { newest: name, past: `${name}.past`, parked: `${name}.parked` };
};

/** Mongoose only carries these collections and their indexes: rows are written as they are (its casting drops and changes members). */
export const rowSchema = <Row>(sorts: readonly string[] = []): Schema<Row> => {
  const schema = new Schema<Row>({} as never, {
    strict: false,
    versionKey: false,
    autoIndex: false,
    autoCreate: false,
  });
  for (const sort of sorts) schema.index(sortIndex(sort));
  return schema;
};

export const sortIndex = (sort: string): Record<string, 1> => ({ [`by.${sortField(sort)}`]: 1, _id: 1 });
