import type { Instant } from '@opsledger/kernel';
import { KafkaSettingInvalid, kafkaSettingsFrom, type RelayTopics } from '@opsledger/messaging/kafka';
import { declaredTopics } from './event-topics.js';
import { examineKafka } from './examine-kafka.js';
import { examineMongodb } from './examine-mongodb.js';
import type { Finding } from './finding.js';

export type Deployment = Readonly<{
  /** Where the keys are. */
  dataFolder: string;
  mongodbUri: string;
  /** Where the settings of Kafka stand. */
  environment: Readonly<Record<string, string | undefined>>;
  topics?: readonly RelayTopics[];
  now?: () => Instant;
}>;

/** Looks at the database and the brokers of a distributed installation, also while it runs, and changes nothing. */
export const examineDeployment = async ({
  dataFolder,
  mongodbUri,
  environment,
  topics = declaredTopics(),
  now = () => new Date().toISOString(),
}: Deployment): Promise<readonly Finding[]> => {
  const engines = [examineMongodb(mongodbUri, now, dataFolder), examineBrokers(environment, topics)];
  return (await Promise.all(engines)).flat();
};

const examineBrokers = async (
  environment: Deployment['environment'],
  topics: readonly RelayTopics[],
): Promise<readonly Finding[]> => {
  try {
    return await examineKafka(kafkaSettingsFrom(environment), topics);
  } catch (error) {
    if (!(error instanceof KafkaSettingInvalid)) throw error;
    return [{ part: 'kafka', outcome: 'failed', code: 'BROKERS_NOT_GIVEN', details: { reason: error.message } }];
  }
};
