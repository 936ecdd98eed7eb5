import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { it } from '@jest/globals';
import { startApp } from './support/app.js';
import { readTranscript } from './support/transcript.js';
import { runTranscript } from './support/transcript-run.js';
const folder = process.env['PLAY'] ?? '/tmp/play';
const wanted = (process.env['TRANSCRIPT'] ?? '').split(',');
for (const file of readdirSync(folder).filter((f) => f.endsWith('.yaml') && wanted.some((w) => f.includes(w))).sort()) {
  it(file, async () => {
    const t = readTranscript(join(folder, file));
    const who = Object.keys(t.people)[0] ?? '';
    const shown = { ...t, steps: [...t.steps, { line: 'fim', do: 'hear' as const, who, phrases: ['ZZZFIM'] }], phone: t.phone === null ? null : [...t.phone, { line: 'fim', do: 'hear' as const, who, phrases: ['ZZZFIM'] }] };
    const app = await startApp({ start: t.start, data: t.data });
    const errors: string[] = [];
    try {
      if (t.chat) await runTranscript(shown, app, { by: 'chat', roundTrips: false });
    } catch (e) { errors.push(e instanceof Error ? e.message : String(e)); } finally { await app.stop(); }
    if (t.phone !== null) {
      const app2 = await startApp({ start: t.start, data: t.data });
      try { await runTranscript(shown, app2, { by: 'phone', roundTrips: false }); } catch (e) { errors.push(e instanceof Error ? e.message : String(e)); } finally { await app2.stop(); }
    }
    process.stdout.write(errors.map((e) => '\n########## ' + e + '\n').join(''));
  });
}
