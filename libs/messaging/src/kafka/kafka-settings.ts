import { readFileSync } from 'node:fs';
import { connect as connectPlain, isIP, Socket } from 'node:net';
import { connect as connectEncrypted } from 'node:tls';
import { Kafka, logLevel, type ISocketFactory, type KafkaConfig, type SASLOptions } from 'kafkajs';

export type KafkaSettings = Readonly<{
  brokers: readonly string[];
  /** TLS; with `ca`, certificates (PEM) are trusted that this one has signed, and no others. */
  ssl?: Readonly<{ ca?: string }>;
  sasl?: Readonly<{ mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string }>;
}>;

const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

/** A setting of the environment that cannot be followed; the message names it and never shows its value. */
export class KafkaSettingInvalid extends Error {
  override readonly name = 'KafkaSettingInvalid';
}

/**
 * From `KAFKA_BROKERS` (host:port, comma), `KAFKA_SSL` (true or false), `KAFKA_SSL_CA` (a file), `KAFKA_SASL_MECHANISM`,
 * `KAFKA_SASL_USERNAME` and `KAFKA_SASL_PASSWORD`. What is half set is refused: a password must not go out unencrypted by accident.
 */
export const kafkaSettingsFrom = (environment: Readonly<Record<string, string | undefined>>): KafkaSettings => {
  const { KAFKA_BROKERS, KAFKA_SSL, KAFKA_SSL_CA, KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD } =
    environment;
  const brokers = (KAFKA_BROKERS ?? '').split(',').map((one) => one.trim());
  if (!brokers.every((one) => /^[^\s:]+:\d+$/.test(one)))
    throw new KafkaSettingInvalid('KAFKA_BROKERS needs to be host:port, several with a comma between them');
  if (KAFKA_SSL !== undefined && KAFKA_SSL !== 'true' && KAFKA_SSL !== 'false')
    throw new KafkaSettingInvalid('KAFKA_SSL can be true or false');
  const isEncrypted = KAFKA_SSL === 'true';
  if (KAFKA_SSL_CA && !isEncrypted) throw new KafkaSettingInvalid('KAFKA_SSL_CA needs KAFKA_SSL=true');
  const given = [KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD].filter((one) => one !== undefined);
  if (given.length === 0)
    return {
      brokers,
      ...(isEncrypted && { ssl: KAFKA_SSL_CA ? { ca: readFileSync(KAFKA_SSL_CA, 'utf8') } : {} }),
    };
  const mechanism = MECHANISMS.find((one) => one === KAFKA_SASL_MECHANISM?.toLowerCase());
  if (mechanism === undefined) throw new KafkaSettingInvalid(`KAFKA_SASL_MECHANISM can be ${MECHANISMS.join(', ')}`);
  if (!KAFKA_SASL_USERNAME || !KAFKA_SASL_PASSWORD)
    throw new KafkaSettingInvalid('KAFKA_SASL_MECHANISM needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD');
  if (mechanism === 'plain' && !isEncrypted)
    throw new KafkaSettingInvalid('KAFKA_SASL_MECHANISM plain needs KAFKA_SSL=true: it sends the password as it is');
  return {
    brokers,
    ...(isEncrypted && { ssl: KAFKA_SSL_CA ? { ca: readFileSync(KAFKA_SSL_CA, 'utf8') } : {} }),
    sasl: { mechanism, username: KAFKA_SASL_USERNAME, password: KAFKA_SASL_PASSWORD },
  };
};

/**
 * Decides for a client whether it may open a connection to a broker (host:port), and hears of every one that ended, or never came
 * about: the client itself says nothing of it.
 */
export type ConnectionWatch = Readonly<{
  mayConnect: (broker: string) => boolean;
  onClosed: (broker: string, wasOpen: boolean) => void;
}>;

/** A client of the brokers. It logs nothing: what goes wrong reaches whoever asked, as an error or as a status. */
export const kafkaClient = (settings: KafkaSettings, clientId: string, watch?: ConnectionWatch): Kafka => {
  const { brokers, ssl, sasl } = settings;
  const config: KafkaConfig = {
    ...{ clientId, brokers: [...brokers], logLevel: logLevel.NOTHING },
    ...{ connectionTimeout: 3_000, requestTimeout: 15_000 },
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 6 },
    ...(ssl && { ssl: ssl.ca === undefined ? true : { ca: [ssl.ca] } }),
    ...(sasl && { sasl: { ...sasl } as SASLOptions }),
    ...(watch && { socketFactory: watchedSockets(watch) }),
  };
  return new Kafka(config);
};

const watchedSockets =
  ({ mayConnect, onClosed }: ConnectionWatch): ISocketFactory =>
  ({ host, port, ssl, onConnect }) => {
    const broker = `${host}:${port}`;
    if (!mayConnect(broker)) return new Socket().destroy(new Error('No more connections are opened'));
    const name = isIP(host) === 0 ? { servername: host } : {};
    const socket = ssl
      ? connectEncrypted({ host, port, ...name, ...ssl }, onConnect)
      : connectPlain({ host, port }, onConnect);
    let wasOpen = false;
    socket.once('connect', () => (wasOpen = true)).once('close', () => onClosed(broker, wasOpen));
    return socket.setKeepAlive(true, 60_000).setNoDelay(true);
  };
