/** A second process for the store's tests. Modes: `commit FILE` commits for ever, 20 at a time, and writes each acknowledged id on a line; `hold FILE` takes the gateway's lock and stays; `beside FILE` opens without it. */
import { writeSync } from 'node:fs';
import { register } from 'node:module';

register('./ts-hooks.mjs', import.meta.url);
const [mode, file] = process.argv.slice(2);
const { openStore } = await import('../../src/store/open.ts');
const { turn, message, queue } = await import('./make.ts');

const say = (line) => writeSync(1, `${line}\n`);
try {
  const store = await openStore({ file, lock: mode !== 'beside' });
  say('open');
  if (mode === 'commit') {
    const one = async (id) => {
      const { kind } = await store.commit(turn(id, [{ do: 'contact.save', contact: { id, phone: null, name: null, role: null, province: null, district: null, language: null, source: 'none', createdAt: 1, version: 0 } }, ...queue(message({ id, to: id }), message({ id: `${id}-b`, to: id }))]));
      say(`${kind} ${id}`);
    };
    const lane = async (name) => {
      for (let n = 0; ; n += 1) await one(`${name}-${n}`);
    };
    await Promise.all(Array.from({ length: 20 }, (_, n) => lane(`${process.pid}-${n}`)));
  }
  setInterval(() => {}, 1000);
} catch (error) {
  say(`${error.name}: ${error.message}`);
}
