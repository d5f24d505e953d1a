import { withdraw } from './provide.ts';

export default async (): Promise<void> => {
  await withdraw('kafka');
  await withdraw('mongodb');
};
