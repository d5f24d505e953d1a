import { setTimeout } from 'node:timers/promises';
import { say } from './print.js';
import { text } from './texts.js';

const PAUSE_MILLISECONDS = 500;

/**
 * Makes what infra/kafka/topics.json declares and the brokers of `KAFKA_BROKERS` lack; fails if what is there differs. Brokers may have
 * up to `wait` seconds to start.
 */
export const topicsCreate = async ({ wait }: Readonly<{ wait: number }>): Promise<void> => {
  const { createDeclaredTopics, kafkaSettingsFrom, TopicsUnusable } = await import('@opsledger/platform/topics');
  const kafka = kafkaSettingsFrom(process.env);
  const deadline = performance.now() + wait * 1_000;
  for (;;) {
    try {
      const made = await createDeclaredTopics(kafka);
      return say(made.length > 0 ? text('TOPICS_MADE', { topics: made.join(', ') }) : text('TOPICS_NONE_MISSING'));
    } catch (error) {
      // What differs is not mended by waiting; who does not answer may answer later.
      const mayPass = error instanceof TopicsUnusable && error.cause !== undefined;
      if (!mayPass || performance.now() >= deadline) throw error;
      await setTimeout(PAUSE_MILLISECONDS);
    }
  }
};
