/**
 * Jest's Node environment in a context whose global object is an ordinary one. Made by jest for each test file (jest.config.js).
 * With Jest's own every look-up of `Object`, `Buffer` or `Math` goes through an interceptor: half of the suite's processor time went there.
 */
import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';
import './quick-keys.mjs';

/** As in Node; Jest's 100 cost seconds where libraries look at the stack of errors that nobody sees. */
const STACK = 10;

export default class PlainEnvironment extends TestEnvironment {
  constructor(...given) {
    const { createContext } = vm;
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(...given);
    } finally {
      vm.createContext = createContext;
    }
    this.global.Error.stackTraceLimit = STACK;
  }
}
