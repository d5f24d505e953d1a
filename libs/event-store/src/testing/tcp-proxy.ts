import mongoose from 'mongoose';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** How long an answer that nobody waits for is given before the server is told that its client is gone. */
const LINGER_MILLISECONDS = 100;

/** Stands between a client and a server on this machine, and makes the network as bad as a test wants it. */
export type TcpProxy = Readonly<{
  port: number;
  /** Asked for each piece that a client sends: `undefined` passes it on, a number holds it back for so many milliseconds, `cut` drops it with its connection. */
  onRequest: (decide: (piece: Buffer, cutLater: (milliseconds: number) => void) => number | 'cut' | undefined) => void;
  /** Ends all connections, and refuses new ones until `open`. */
  shut: () => void;
  open: () => void;
  close: () => Promise<void>;
}>;

export const startTcpProxy = async (targetPort: number): Promise<TcpProxy> => {
  let decide: Parameters<TcpProxy['onRequest']>[0] = () => undefined;
  let isShut = false;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    if (isShut) {
      client.destroy();
      return;
    }
    const target = connect(targetPort, '127.0.0.1');
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.setNoDelay(true).on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    const pass = async (before: Promise<void>, piece: Buffer, milliseconds: number): Promise<void> => {
      await before;
      if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
      target.write(piece);
    };
    let sent = Promise.resolve();
    client.on('data', (piece) => {
      const decision = decide(piece, (milliseconds) => setTimeout(() => client.destroy(), milliseconds));
      if (decision === 'cut') {
        client.destroy();
        return;
      }
      // In the order in which they came, however long each is held back.
      sent = pass(sent, piece, decision ?? 0);
    });
    target.pipe(client);
    target.on('close', () => client.destroy());
    // What was sent before the client went may still be on its way.
    client.on('close', async () => {
      await sent;
      setTimeout(() => target.destroy(), LINGER_MILLISECONDS);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    onRequest: (next) => (decide = next),
    shut: () => {
      isShut = true;
      for (const socket of sockets) socket.destroy();
    },
    open: () => (isShut = false),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
};

/** The address of the one MongoDB behind the proxy. */
export const through = ({ port }: Pick<TcpProxy, 'port'>): string =>
  `mongodb://127.0.0.1:${port}/?directConnection=true&serverSelectionTimeoutMS=1000`;

const HEADER_BYTES = 21; // of an OP_MSG, up to its first section
const OP_MSG = 2013;

/** The MongoDB command in a piece that a client sent, if the piece begins with one. */
export const commandsIn = (piece: Buffer): readonly Readonly<Record<string, unknown>>[] => {
  if (piece.length < HEADER_BYTES + 4 || piece.readInt32LE(12) !== OP_MSG || piece[HEADER_BYTES - 1] !== 0) return [];
  const end = HEADER_BYTES + piece.readInt32LE(HEADER_BYTES);
  if (end > piece.length) return [];
  return [mongoose.mongo.BSON.deserialize(piece.subarray(HEADER_BYTES, end))];
};
