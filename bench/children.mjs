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
} else if (kind === 'proxy') {
  const { createServer } = await import('node:http');
  const { Pool } = await import('undici');
  const pool = new Pool(process.env.BENCH_UPSTREAM, { connections: 64 });
  const server = createServer((request, response) => {
    const { host: _, connection: _connection, ...headers } = request.headers;
    const { method, url: path } = request;
    const sent = method === 'GET' ? null : request;
    pool
      .stream({ method, path, headers, body: sent }, ({ statusCode, headers: answered }) => {
        const { connection: _own, 'keep-alive': _keepAlive, 'transfer-encoding': _encoding, ...passed } = answered;
        return response.writeHead(statusCode, passed);
      })
      .catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`listening http://127.0.0.1:${server.address().port}\n`);
  });
} else {
  const { openLog } = await import('./log.mjs');
  const { commit } = await import('./harness.mjs');
  await openLog(process.env.BENCH_FILE).append(commit('thing-1', 1));
  process.stdout.write('done\n');
}
setInterval(() => undefined, 1_000);
