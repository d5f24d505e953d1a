import os from 'node:os';
import mongoose from 'mongoose';

it('The MongoDB of this run is a replica set that takes majority writes', async () => {
  const connection = await mongoose.createConnection(process.env.MONGODB_URI!, { runtimeAdapters: { os } }).asPromise();
  try {
    const hello = await connection.db!.admin().command({ hello: 1 });
    expect(hello).toMatchObject({ setName: 'rs0', isWritablePrimary: true });
  } finally {
    await connection.close();
  }
});
