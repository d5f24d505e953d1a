import { provide } from './provide.ts';

/** Whichever of them another project has provided already is used. */
export default async (): Promise<void> => {
  await provide('mongodb');
  await provide('kafka');
};
