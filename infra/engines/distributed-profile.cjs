// Before each spec of the distributed profile; see services/embedded/src/testing/test-installation.ts.
process.env.TEST_PROFILE = 'distributed';
