import { documentStoreContract } from '../testing/document-store.contract.js';
import { MemoryDocumentStore } from './memory-document-store.adapter.js';

describe('Documents in memory', () => {
  documentStoreContract({ create: () => new MemoryDocumentStore(), destroy: (store) => store.close() });
});
