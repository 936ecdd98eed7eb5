/** data/evaluation/voices.csv: sentences with their types that are never trained on. Called by `helpdesk learn` and by the measuring of the classifier. */
import { join } from 'node:path';
import { INCIDENT_TYPES } from '../helpdesk/ticket.js';
import type { IncidentType } from '../helpdesk/ticket.js';
import { readCsv } from './csv.js';
import type { Sources } from './sources.js';

export interface EvaluationSentence {
  readonly id: string;
  readonly text: string;
  readonly type: IncidentType;
  readonly voice: string;
}

export function readEvaluation(sources: Sources, dataDir: string): readonly EvaluationSentence[] {
  const rows = readCsv(sources, dataDir, join('evaluation', 'voices.csv'), ['id', 'text', 'type'], ['voice'])?.rows ?? [];
  return rows.flatMap((row): EvaluationSentence[] => {
    const type = INCIDENT_TYPES.find((each) => each === row.cell('type'));
    if (type === undefined) row.fault(`unknown type "${row.cell('type')}"`);
    return type === undefined ? [] : [{ id: row.cell('id'), text: row.cell('text'), type, voice: row.cell('voice') }];
  });
}
