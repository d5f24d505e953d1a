import { createDeclaredTopics, kafkaSettingsFrom } from '@opsledger/platform/topics';
import { say } from './print.js';
import { text } from './texts.js';

/** Makes what infra/kafka/topics.json declares and the brokers of `KAFKA_BROKERS` lack; fails if what is there differs. */
export const topicsCreate = async (): Promise<void> => {
  const made = await createDeclaredTopics(kafkaSettingsFrom(process.env));
  say(made.length > 0 ? text('TOPICS_MADE', { topics: made.join(', ') }) : text('TOPICS_NONE_MISSING'));
};
