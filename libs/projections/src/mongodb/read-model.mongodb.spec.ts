import { readModelContract } from '../testing/read-model.contract.js';
import { mongodbUnderTest } from '../testing/mongodb-under-test.js';

readModelContract(mongodbUnderTest());
