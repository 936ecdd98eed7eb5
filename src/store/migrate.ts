/** Brings a database to the newest schema, once, whoever opens it first. Called by connect.ts and by restore. */
import type Sqlite from 'better-sqlite3';
import { APPLICATION_ID, MIGRATIONS } from './migrations.js';

/** @throws when the file belongs to another program or to a newer version of this one */
export function migrate(client: Sqlite.Database): void {
  if (versionOf(client) === MIGRATIONS.length) return;
  // IMMEDIATE: two processes that start at once must not both see the old version.
  client.transaction(() => {
    const from = versionOf(client);
    for (const steps of MIGRATIONS.slice(from)) client.exec(steps);
    client.pragma(`application_id = ${APPLICATION_ID}`);
    client.pragma(`user_version = ${MIGRATIONS.length}`);
  }).immediate();
}

/** @returns the schema's version, 0 = an empty file */
export function versionOf(client: Sqlite.Database): number {
  const version = Number(client.pragma('user_version', { simple: true }));
  const owner = Number(client.pragma('application_id', { simple: true }));
  const tables = client.prepare<[], { n: number }>('SELECT count(*) AS n FROM sqlite_schema').get()?.n ?? 0;
  if (owner !== APPLICATION_ID && (owner !== 0 || version !== 0 || tables > 0)) throw new Error(`${client.name} is not a database of this helpdesk`);
  if (version > MIGRATIONS.length) throw new Error(`${client.name} was written by a newer version of the helpdesk (schema ${version}, this one knows ${MIGRATIONS.length})`);
  return version;
}
