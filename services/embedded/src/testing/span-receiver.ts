import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it came over the wire. */
export type ReceivedSpan = Readonly<{
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  /** 1: internal, 2: server, 4: producer, 5: consumer; 2 as `status.code` is an error. */
  kind: number;
  status?: Readonly<{ code?: number }>;
  attributes: readonly Readonly<{ key: string; value: Readonly<Record<string, unknown>> }>[];
}>;

type Sent = Readonly<{
  resourceSpans: readonly Readonly<{ scopeSpans: readonly Readonly<{ spans: ReceivedSpan[] }>[] }>[];
}>;

/** Takes spans by OTLP over HTTP, as a collector does. */
export const receiveSpans = async (): Promise<
  Readonly<{ endpoint: string; spans: ReceivedSpan[]; bodies: string[]; close: () => Promise<void> }>
> => {
  const spans: ReceivedSpan[] = [];
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (bytes: Buffer) => (body += bytes.toString()));
    request.on('end', () => {
      bodies.push(body);
      if (request.url === '/v1/traces')
        for (const { scopeSpans } of (JSON.parse(body) as Sent).resourceSpans)
          spans.push(...scopeSpans.flatMap((scope) => scope.spans));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...{ spans, bodies, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
