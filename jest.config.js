/** Jest in ESM mode: TypeScript is only stripped by swc here; types are checked by `npm run types`. */
export default {
  /** Half the processor time of Jest's own, see there. */
  testEnvironment: '<rootDir>/test/support/environment.mjs',
  testSequencer: '<rootDir>/test/support/sequencer.mjs',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' }, sourceMaps: 'inline' }],
  },
  maxWorkers: 2,
  testTimeout: 60000,
  workerIdleMemoryLimit: '1GB',
};
