/** The campaign that ships: it loads without a fault, quickly, frozen, and is complete enough to show everything. */
import { describe, expect, it } from '@jest/globals';
import { loadContent } from '../../src/content/load.js';

describe('shipped', () => {
  it('x', () => {
    const from = performance.now();
    const { faults } = loadContent({ dataDir: 'data', localesDir: 'locales' });
    console.log(performance.now() - from);
    const b = performance.now(); loadContent({ dataDir: 'data', localesDir: 'locales' }); console.log(performance.now() - b);
    expect(faults).toEqual([]);
  });
});
