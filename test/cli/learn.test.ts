/** `helpdesk learn`: proposes what executives corrected, takes it over where no evaluation case gets worse, refuses it otherwise. Over a small campaign of its own. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Lesson } from '../../src/gateway/records.js';
import { fresh } from '../../src/helpdesk/learning.js';
import { INCIDENT_TYPES } from '../../src/helpdesk/ticket.js';
import { openStore } from '../../src/store/open.js';
import { T0, person, ticket, write } from '../store/make.js';
import { makeCli } from './make.js';
import type { Cli } from './make.js';

let cli: Cli;
let data: string;
const lesson = (over: Partial<Lesson>): Lesson => ({ ticket: '10014', words: 'o besouro azul cantou', guessed: 'general', confidence: 0.2, type: 'feedback', by: 'Carla Exemplo', at: T0, ...over });

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'helpdesk-learn-'));
  cli = makeCli({ dataDir: data });
  cpSync('data', data, { recursive: true, filter: (source) => !/[\\/](?:var|classifier\.json)$/u.test(source) });
  for (const type of INCIDENT_TYPES) {
    const [head = '', ...rows] = readFileSync(join(data, 'training', `${type}.csv`), 'utf8').split('\n');
    writeFileSync(join(data, 'training', `${type}.csv`), `${[head, ...rows.slice(0, 25)].join('\n')}\n`);
  }
});
afterEach(() => {
  cli.close();
  rmSync(data, { recursive: true, force: true });
});

const evaluation = (...rows: readonly string[]): void => writeFileSync(join(data, 'evaluation', 'voices.csv'), ['id,text,type,voice', ...rows].join('\n'));
async function corrected(...lessons: readonly Lesson[]): Promise<void> {
  mkdirSync(cli.config.varDir, { recursive: true });
  const store = await openStore({ file: join(cli.config.varDir, 'helpdesk.sqlite') });
  await write(store, ...person, { do: 'ticket.save', ticket: ticket() }, { do: 'ticket.save', ticket: ticket({ number: '10022' }) }, ...lessons.map((each) => ({ do: 'learn' as const, lesson: each })));
  expect(await store.lessons()).toEqual(lessons);
  await store.close();
}
const learned = (): string | null => (existsSync(join(data, 'training', 'learned.csv')) ? readFileSync(join(data, 'training', 'learned.csv'), 'utf8') : null);

describe('helpdesk learn', () => {
  it('has nothing to say where nobody corrected anything', async () => {
    await corrected();
    expect(await cli.helpdesk(['learn'])).toMatchObject({ code: 0, out: expect.stringContaining('nothing new') });
  });
  it('proposes, and takes over only when told; then it knows it, and proposes it no more', async () => {
    evaluation('e1,não consigo sincronizar os dados,sync,x', 'e2,o meu besouro azul cantou de novo,feedback,x', 'e3,esqueci a senha,login,x');
    await corrected(lesson({}), lesson({ ticket: '10022', words: 'aquele besouro azul cantou muito' }));
    const proposed = await cli.helpdesk(['learn']);
    expect(proposed).toMatchObject({ code: 0 });
    expect(proposed.out).toContain('general > feedback');
    expect(proposed.out).toContain('better: e2');
    expect(learned()).toBeNull();
    expect((await cli.helpdesk(['learn', '--apply'])).code).toBe(0);
    expect(learned()).toContain('o besouro azul cantou,feedback,');
    expect(JSON.parse(readFileSync(join(data, 'classifier.json'), 'utf8'))).toHaveProperty('weights');
    expect((await cli.helpdesk(['classify', 'o besouro azul cantou'])).out).toMatch(/^feedback/u);
    expect((await cli.helpdesk(['learn'])).out).toContain('nothing new');
  });
  it('refuses what makes an evaluation case worse, and leaves everything as it was', async () => {
    evaluation('e1,não consigo sincronizar os dados,sync,x', 'e2,esqueci a minha senha,login,x');
    await corrected(lesson({ words: 'não consigo sincronizar os dados', type: 'feedback', guessed: 'sync' }));
    rmSync(join(data, 'training', 'sync.csv'));
    writeFileSync(join(data, 'training', 'sync.csv'), 'text,type,note\nsincronizar falha,sync,\nos registos ficam pendentes,sync,\n');
    const refused = await cli.helpdesk(['learn', '--apply']);
    expect(refused.code).toBe(1);
    expect(refused.out).toContain('worse: e1');
    expect(learned()).toBeNull();
    expect(existsSync(join(data, 'classifier.json'))).toBe(false);
  });
});

describe('which corrections count', () => {
  it('the last word on a ticket, each sentence once, nothing that is known', () => {
    const all = [lesson({ type: 'form' }), lesson({ type: 'device' }), lesson({ ticket: '10022', words: 'O besouro azul, cantou!', type: 'sync' }), lesson({ ticket: '10030', words: 'sem redes' })];
    expect(fresh(all, [{ text: 'Sem redes.', type: 'programmatic' }])).toEqual([all[2]]);
  });
});
