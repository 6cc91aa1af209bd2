export { silentLog } from '../../src/base/log.js';
