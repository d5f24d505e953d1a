import { withdraw } from './provide.ts';

export default (): Promise<void> => withdraw('mongodb');
