// Jest runs a file of this kind once, however many projects name it: so each engine has its own.
import { provide } from './provide.ts';

export default (): Promise<void> => provide('mongodb');
