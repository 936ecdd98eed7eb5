/** Every command beside a running gateway on the same VAR_DIR: what it prints, and its exit code (0 good, 1 fault found, 2 wrong usage). */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serve } from '../../src/serve.js';
import type { Served } from '../../src/serve.js';
import { makeCli } from './make.js';
import type { Cli } from './make.js';

const RITA = '+258841230871';
const NAMES = ['classify', 'tickets', 'calls', 'chat', 'check', 'report', 'export', 'backup', 'restore', 'failed', 'replay', 'dead', 'resend', 'diagrams', 'pair'];

let cli: Cli;
let served: Served;
let number: string;
const post = async (path: string, body: unknown): Promise<void> => {
  const answer = await fetch(new URL(path, served.address), { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
};

const sentTo = async (phone: string): Promise<readonly string[]> => ((await (await fetch(new URL(`/simulator/messages?with=${encodeURIComponent(phone)}`, served.address))).json()) as { text: string }[]).map(({ text }) => text);

/** Talks with the gateway until there is a ticket: takes the first that is offered, else answers in words. */
async function talk(): Promise<string> {
  let words = 'nao consigo sincronizar';
  for (let turn = 0; turn < 20; turn += 1) {
    await post('/simulator/messages', { from: RITA, text: words });
    await served.ctx.settle();
    const asked = (await sentTo(RITA)).at(-1) ?? '';
    const found = /pedido é \*?(\d+)/u.exec(asked)?.[1];
    if (found !== undefined) return found;
    words = /resolveu/u.test(asked) ? '2' : /^1\. /mu.test(asked) ? '1' : /chama/u.test(asked) ? 'Rita Sitoe' : /distrito/u.test(asked) ? 'Moatize' : /[Qq]uantos/u.test(asked) ? '12' : /versão/u.test(asked) ? '1.4.2' : 'desde ontem';
  }
  throw new Error('no ticket');
}

beforeAll(async () => {
  cli = makeCli();
  served = await serve({ ...cli.config, logLevel: 'silent' });
  await post('/simulator/calls', { from: RITA, id: 'CALL1' });
  await post('/simulator/calls/CALL1', { hangup: true });
  number = await talk();
});
afterAll(async () => {
  await served.stop();
  cli.close();
});

describe('the command line beside a running gateway', () => {
  it('explains itself, and says 2 to what it does not know', async () => {
    const { out } = await cli.helpdesk(['--help']);
    for (const name of NAMES) {
      expect(out).toContain(name);
      const help = await cli.helpdesk([name, '--help']);
      expect(help).toMatchObject({ code: 0, err: '' });
      expect(help.out).toContain(`Usage: helpdesk ${name}`);
    }
    expect((await cli.helpdesk(['nope'])).code).toBe(2);
    expect((await cli.helpdesk(['tickets', '--nope'])).code).toBe(2);
    expect((await cli.helpdesk(['backup'])).code).toBe(2);
    expect((await cli.helpdesk([])).code).toBe(2);
  });

  it('chat is a talk and nothing else; the gateway sees it at once', async () => {
    const { code, out, err } = await cli.helpdesk(['chat', '--as', '+258841230875'], 'olá\n');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).not.toMatch(/^\{/mu);
    expect(await sentTo('+258841230875')).toEqual([out.trim()]);
    expect((await cli.helpdesk(['chat', '--as', '12'])).code).toBe(2);
    const photo = join(cli.folder, 'x.png');
    expect((await cli.helpdesk(['chat', '--as', RITA], `/photo ${photo}\n`)).err).toMatch(/cannot be read/u);
  });

  it('tickets: for people, as JSON Lines, filtered, one with its history', async () => {
    expect((await cli.helpdesk(['tickets'])).out).toMatch(new RegExp(`${number}.*Moatize`, 'u'));
    const [ticket] = (await cli.helpdesk(['tickets', '--json'])).json();
    expect(ticket).toMatchObject({ number, status: 'open', level: 'L2', type: 'sync', reporter: { phone: RITA }, area: { district: 'Moatize' } });
    expect((await cli.helpdesk(['tickets', '--json', '--status', 'closed'])).out).toBe('');
    expect((await cli.helpdesk(['tickets', '--json', '--level', 'l2'])).json()).toHaveLength(1);
    expect((await cli.helpdesk(['tickets', '--number', number])).out).toMatch(/opened[\s\S]*alerted/u);
    expect(await cli.helpdesk(['tickets', '--number', '99999'])).toMatchObject({ code: 1, out: '' });
    expect((await cli.helpdesk(['tickets', '--status', 'nope'])).code).toBe(2);
    expect((await cli.helpdesk(['tickets', '--level', 'L9'])).code).toBe(2);
  });

  it('calls: the missed one too', async () => {
    const [call] = (await cli.helpdesk(['calls', '--json'])).json();
    expect(call).toMatchObject({ sid: 'CALL1', from: `tel:${RITA}`, ticket: null });
    expect(call?.['outcome']).not.toBe('ongoing');
    expect((await cli.helpdesk(['calls'])).out).toContain(RITA);
  });

  it('report: the day for people and as JSON', async () => {
    expect((await cli.helpdesk(['report', '--day', '2026-10-02'])).out).toMatch(/1 received[\s\S]*triage/u);
    expect((await cli.helpdesk(['report', '--json'])).json()[0]).toMatchObject({ day: '2026-10-02', received: 1, calls: { total: 1 }, promises: { made: 1 }, byAge: { '<6': 1 }, parties: [{ party: 'L1' }, { party: 'L2' }, { party: 'L3' }, { party: 'NMCP' }] });
    expect((await cli.helpdesk(['report', '--day', 'x'])).code).toBe(2);
  });

  it('export: CSV and XLSX, nothing else', async () => {
    const csv = join(cli.folder, 'out', 'tickets.csv');
    expect((await cli.helpdesk(['export', csv])).code).toBe(0);
    expect(readFileSync(csv, 'utf8')).toMatch(new RegExp(`^\\ufeffnumber,[\\s\\S]*\\n${number},open`, 'u'));
    const xlsx = join(cli.folder, 'tickets.xlsx');
    expect((await cli.helpdesk(['export', xlsx])).code).toBe(0);
    expect(readFileSync(xlsx).subarray(0, 2).toString()).toBe('PK');
    expect((await cli.helpdesk(['export', join(cli.folder, 'x.pdf')])).code).toBe(2);
  });

  it('export --pack: one party\'s tickets, and what is in the others', async () => {
    const counts: number[] = [];
    for (const pack of ['egov', 'nmcp', 'chai', 'change-requests']) {
      const file = join(cli.folder, `${pack}.csv`);
      const { code, out } = await cli.helpdesk(['export', file, '--pack', pack]);
      expect(code).toBe(0);
      const lines = readFileSync(file, 'utf8').trim().split('\n').filter((line) => /^\d{5,},/u.test(line));
      expect(out).toContain(`: ${lines.length} tickets of `);
      counts.push(lines.length);
    }
    expect(counts.reduce((sum, each) => sum + each, 0)).toBe((await cli.helpdesk(['tickets', '--json'])).json().length);
    expect((await cli.helpdesk(['export', join(cli.folder, 'chai.xlsx'), '--pack', 'chai'])).code).toBe(0);
    expect((await cli.helpdesk(['export', join(cli.folder, 'x.csv'), '--pack', 'who'])).code).toBe(2);
  });

  it('check: no faults; a fault of the catalogues is named with file and line', async () => {
    expect(await cli.helpdesk(['check'])).toMatchObject({ code: 0, err: '' });
    const dataDir = join(cli.folder, 'data');
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(join(dataDir, 'staff.csv'), 'name,phone,role,areas,languages,shift\nX,12,boss,*,pt,nowhere\n');
    const broken = makeCli({ dataDir });
    const { code, err } = await broken.helpdesk(['check']);
    broken.close();
    expect(code).toBe(1);
    expect(err).toMatch(/staff\.csv:2: /u);
    expect(err).toMatch(/\d+ faults\n$/u);
  });

  it('classify: for people, and line by line in the same order', async () => {
    expect((await cli.helpdesk(['classify', 'perdi', 'o', 'telemovel'])).out).toMatch(/^device \(technical, helpdesk\)/u);
    const lines = await cli.helpdesk(['classify'], '{"id":"b","text":"quantas redes por família"}\n{"id":1,"text":"nao consigo sincronizar"}\n');
    expect(lines.json()).toMatchObject([{ id: 'b', type: 'programmatic', route: 'nmcp' }, { id: 1, type: 'sync', route: 'helpdesk' }]);
    expect(await cli.helpdesk(['classify'], '{bad\n')).toMatchObject({ code: 1, out: '' });
  });

  it('failed, replay, dead, resend: nothing there is said plainly', async () => {
    expect(await cli.helpdesk(['failed'])).toMatchObject({ code: 0, out: 'nothing failed\n' });
    expect(await cli.helpdesk(['dead'])).toMatchObject({ code: 0, out: 'no dead messages\n' });
    expect(await cli.helpdesk(['failed', '--json'])).toMatchObject({ code: 0, out: '' });
    expect((await cli.helpdesk(['replay', '7'])).code).toBe(1);
    expect((await cli.helpdesk(['replay', 'x'])).code).toBe(2);
    expect((await cli.helpdesk(['resend', 'x'])).code).toBe(1);
  });

  it('a failed input runs again after the mend, once', async () => {
    const { store } = served.ctx;
    const at = served.ctx.clock.now();
    const inbound = { channel: 'whatsapp' as const, id: 'LOST1', via: 'simulator' as const, from: 'whatsapp:+258841230872', phone: '+258841230872', at, receivedAt: at, what: { kind: 'text' as const, text: 'olá' } };
    await store.fail({ inbound, turnId: 'T1', changes: [] }, 'Error: made by a test');
    const [row] = (await cli.helpdesk(['failed', '--json'])).json();
    expect(row).toMatchObject({ fault: 'Error: made by a test', replayedAt: null });
    expect(await cli.helpdesk(['replay', String(row?.['id'])])).toMatchObject({ code: 0, out: expect.stringMatching(/handled/u) });
    expect((await cli.helpdesk(['replay', String(row?.['id'])])).code).toBe(1);
    expect((await store.sentTo('whatsapp:+258841230872', 0, 10)).length).toBeGreaterThan(0);
  });

  it('backup of the running store, restore refused while it runs and done when it does not', async () => {
    const file = join(cli.folder, 'copies', 'b.sqlite');
    expect((await cli.helpdesk(['backup', file])).code).toBe(0);
    const refused = await cli.helpdesk(['restore', file]);
    expect(refused).toMatchObject({ code: 1, err: expect.stringMatching(/already running/u) });
    const other = makeCli();
    expect((await other.helpdesk(['restore', file])).code).toBe(0);
    expect((await other.helpdesk(['tickets', '--json'])).json()).toMatchObject([{ number }]);
    expect((await other.helpdesk(['restore', join(other.folder, 'nothing')])).code).toBe(1);
    other.close();
  });

  it('diagrams go where they are asked; pair says plainly that there is nothing to pair', async () => {
    const out = join(cli.folder, 'diagrams');
    expect((await cli.helpdesk(['diagrams', '--out', out])).code).toBe(0);
    expect(existsSync(join(out, 'intake.md'))).toBe(true);
    expect((await cli.helpdesk(['pair'])).code).toBe(1);
  });
});
