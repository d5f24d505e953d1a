export { KafkaConsumer, PublishedDidNotArrive, type KafkaConsumerOptions } from './kafka-consumer.adapter.js';
export { TopicFeed, type TopicFeedOptions } from './topic-feed.js';
export { kafkaClient, KafkaSettingInvalid, kafkaSettingsFrom, type KafkaSettings } from './kafka-settings.js';
export { KafkaRelay, type KafkaRelayOptions, type RelayStatus, type RelayTopics } from './kafka-relay.js';
export {
  createTopics,
  settingsOf,
  topicDifferences,
  TopicsNotAsDeclared,
  verifyTopics,
  type TopicDeclaration,
  type TopicDifference,
} from './topics.js';
export { examineGroups, type GroupExamination } from './examine-groups.js';
export { eventOf, messageOf } from './event-message.js';
export { noOtherLeader } from '../relay/lease.port.js';
export { MemoryRelayProgress, SharedRelayProgress } from '../relay/relay-progress.port.js';
