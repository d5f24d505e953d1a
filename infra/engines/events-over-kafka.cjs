// Before each spec in which events travel over Kafka; see services/embedded/src/testing/test-installation.ts.
process.env.TEST_EVENTS = 'kafka';
