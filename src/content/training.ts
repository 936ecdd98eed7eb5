/** data/training/*.csv: example sentences of each incident type, from which the classifier learns. Called by load.ts. */
import { join } from 'node:path';
import { INCIDENT_TYPES } from '../helpdesk/ticket.js';
import { readCsv } from './csv.js';
import { shown } from './sources.js';
import type { Sources } from './sources.js';
import type { TrainingSentence } from './types.js';

export function readTraining(sources: Sources, dataDir: string): readonly TrainingSentence[] {
  const folder = join(dataDir, 'training');
  const names = sources.names(folder, '.csv');
  if (names === null || names.length === 0) {
    sources.report(shown(folder), null, `${names === null ? 'the folder is missing' : 'has no .csv file'}: without example sentences no message is understood`);
    return [];
  }
  return names.flatMap((name) => {
    const rows = readCsv(sources, dataDir, join('training', name), ['text', 'type'], ['note'])?.rows ?? [];
    return rows.flatMap((row): TrainingSentence[] => {
      const text = row.cell('text');
      const written = row.cell('type');
      const type = INCIDENT_TYPES.find((each) => each === written);
      if (text === '') row.fault('"text" is empty');
      if (type === undefined) row.fault(`unknown type "${written}": known are ${INCIDENT_TYPES.join(', ')}`);
      return text === '' || type === undefined ? [] : [{ text, type }];
    });
  });
}
