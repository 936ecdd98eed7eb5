/** `npm start`: prepares a fresh clone, then runs the gateway in this very process. */
import { prepare } from './prepare.mjs';

prepare();
await import('../dist/gateway/main.js');
