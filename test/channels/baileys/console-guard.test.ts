/** libsignal prints private keys through console.*: nothing of it gets out, everything else does. */
import { describe, expect, it } from '@jest/globals';
import { droppedLines, guardConsole, isLeak } from '../../../src/channels/baileys/console-guard.js';

const said = () => {
  const lines: unknown[][] = [];
  const note = (...args: unknown[]): void => void lines.push(args);
  return { lines, console: { log: note, info: note, warn: note, error: note, debug: note } };
};

describe('console guard', () => {
  it.each(['Closing session:', 'Closing open session in favor of incoming prekey bundle', 'Closing stale open session for new outgoing prekey bundle', 'Opening session:', 'Removing old closed session:', 'Migrating session to:', 'Session already closed', 'Session already open', 'Decrypted message with closed session.', 'Failed to decrypt message with any known session...', 'Session error:Error: Bad MAC'])('drops "%s" and counts it', (line) => {
    const { lines, console } = said();
    const undo = guardConsole(console);
    const before = droppedLines();
    console.info(line, { privKey: 'secret' });
    console.error(line, { privKey: 'secret' });
    expect(lines).toEqual([]);
    expect(droppedLines() - before).toBe(2);
    undo();
  });

  it('lets everything else through, as it was', () => {
    const { lines, console } = said();
    const undo = guardConsole(console);
    console.log('ready', 1);
    console.warn({ a: 1 });
    undo();
    console.info('Closing session:', 'after the undo');
    expect(lines).toEqual([['ready', 1], [{ a: 1 }], ['Closing session:', 'after the undo']]);
  });

  it('knows every line that the installed libsignal prints with a session in it', async () => {
    const { readFileSync, readdirSync } = await import('node:fs');
    const folder = 'node_modules/libsignal/src/';
    const lines = readdirSync(folder).filter((name) => name.endsWith('.js')).flatMap((name) => [...readFileSync(folder + name, 'utf8').matchAll(/^(?!\s*\/\/)[^\n]*console\.\w+\(\s*(["'])(.+?)\1/gmu)].map((match) => match[2] ?? ''));
    expect(lines.length).toBeGreaterThan(8);
    expect(lines.filter((line) => /session|decrypt/iu.test(line) && !isLeak(line))).toEqual([]);
  });
});
