/** The order of the test files: the longest first, so that both cores have work to the end. Called by jest (jest.config.js), whose own memory of durations a fresh clone does not have. */
import { relative, sep } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/** Seconds on two quiet cores of test/<name>.test.ts, where it is more than a few; who is not named counts as one. Only the order matters. */
const SECONDS = {
  'crash/crash': 80, 'transcripts-reopened-1': 60, 'transcripts-reopened-2': 60, 'channels/baileys/stories': 60, 'transcripts': 50, 'crash/linked': 50,
  'e2e/linked-process': 45, 'e2e/simulator-page': 40, 'scripts/prepare': 22, 'rehearsal/rehearsal': 20, 'flows/random': 12, 'conversation/classifier': 12,
  'flows/paths': 11, 'main': 11, 'channels/baileys/contract': 10, 'cli/commands': 9, 'e2e/delivery': 9, 'e2e/pm2': 9, 'content/faults': 8, 'content/reading': 8,
  'e2e/callbacks': 8, 'e2e/bad-input': 8, 'gateway/known-problem': 8, 'store/process': 8, 'channels/baileys/line': 7, 'channels/baileys/receiver': 7,
  'channels/baileys/groups': 6, 'channels/baileys/sender': 6, 'start': 5, 'walls': 5, 'stop': 5, 'cli/learn': 5, 'cli/process': 5, 'e2e/redirect': 4, 'e2e/people': 4,
  'e2e/phone': 4, 'channels/baileys/alarm': 4, 'channels/baileys/pairing': 4,
};

export default class LongestFirst extends Sequencer {
  /** @returns ms, as measured on this machine before or as above */
  time(test) {
    const name = relative(test.context.config.rootDir, test.path).split(sep).join('/').replace(/^test\/|\.test\.ts$/gu, '');
    return super.time(test) ?? (SECONDS[name] ?? 1) * 1000;
  }
}
