// What is started cold, in a process of its own.
const kind = process.argv[2];

if (kind === 'nest') {
  await import('reflect-metadata');
  const { Controller, Get, Module } = await import('@nestjs/common');
  const { NestFactory } = await import('@nestjs/core');
  const { FastifyAdapter } = await import('@nestjs/platform-fastify');
  class Hello {
    hello() {
      return { hello: 'world' };
    }
  }
  Get()(Hello.prototype, 'hello', Object.getOwnPropertyDescriptor(Hello.prototype, 'hello'));
  Controller()(Hello);
  class App {}
  Module({ controllers: [Hello] })(App);
  const app = await NestFactory.create(App, new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  process.stdout.write(`listening http://127.0.0.1:${app.getHttpServer().address().port}\n`);
} else if (kind === 'libsql') {
  const { default: Database } = await import('libsql');
  const database = new Database(process.env.BENCH_FILE);
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE events (position INTEGER PRIMARY KEY, event TEXT)',
  );
  database.prepare('INSERT INTO events (event) VALUES (?)').run('{}');
  process.stdout.write('done\n');
} else if (kind === 'rebuild') {
  const { rebuildMemory } = await import('./read-models.mjs');
  process.stdout.write(`grew by ${await rebuildMemory(process.env.BENCH_FILE)} MB\n`);
} else {
  const { openLog } = await import('./log.mjs');
  const { commit } = await import('./harness.mjs');
  await openLog(process.env.BENCH_FILE).append(commit('thing-1', 1));
  process.stdout.write('done\n');
}
setInterval(() => undefined, 1_000);
